/**
 * Hands the page its ports, to the engine and to the shell, and nothing else: the page has no way to call Electron or Node.
 * Everything that it may ask is in the contracts that are spoken over the ports. Files that the user drops on the page go
 * from here to the main process, so that their paths stay away from the page.
 */
import { ipcRenderer, webUtils } from 'electron';
import { DROPPED_FILE_MESSAGE, PORTS_MESSAGE } from '../shared/api/page-ports.ts';

ipcRenderer.once(PORTS_MESSAGE, (event) => {
  const [engine, shell] = event.ports;
  if (engine === undefined || shell === undefined) return;
  window.postMessage(PORTS_MESSAGE, location.origin, [engine, shell]);
});

// Before the page's own listeners, which then cannot keep a file from being opened or let it be navigated to.
window.addEventListener(
  'dragover',
  (event) => {
    if (hasFiles(event)) event.preventDefault();
  },
  true,
);
window.addEventListener(
  'drop',
  (event) => {
    if (!event.isTrusted || !hasFiles(event)) return;
    event.preventDefault();
    const [file] = event.dataTransfer?.files ?? [];
    const path = file === undefined ? '' : webUtils.getPathForFile(file);
    if (path !== '') ipcRenderer.send(DROPPED_FILE_MESSAGE, path);
  },
  true,
);

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') === true;
}
