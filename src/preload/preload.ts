/**
 * Hands the page its port to the engine, and nothing else: the page has no way to call Electron or Node, and the main
 * process has no way in for pages. Everything that the page may ask is in the contract that is spoken over the port.
 */
import { ipcRenderer } from 'electron';
import { ENGINE_PORT_MESSAGE } from '../shared/api/engine-port.ts';

ipcRenderer.once(ENGINE_PORT_MESSAGE, (event) => {
  const [port] = event.ports;
  if (port !== undefined) window.postMessage(ENGINE_PORT_MESSAGE, location.origin, [port]);
});
