import { isAbsolute } from 'node:path';
import type { BrowserWindow } from 'electron';
import { DROPPED_FILE_MESSAGE } from '../shared/api/page-ports.ts';
import { MAX_PATH } from '../shared/api/schemas.ts';
import { APP_ORIGIN } from './app-protocol.ts';

/**
 * Calls `onFile` with the path of a file that the user dropped on the window's page. Only the preload script of that page
 * can say so: a page has no way to this channel, and other frames, windows and pages are not listened to.
 */
export function onFileDropped(window: BrowserWindow, onFile: (path: string) => void): void {
  const { webContents } = window;
  webContents.ipc.on(DROPPED_FILE_MESSAGE, (event, path: unknown) => {
    const frame = event.senderFrame;
    if (frame === null || frame !== webContents.mainFrame || frame.origin !== APP_ORIGIN) return;
    if (typeof path === 'string' && path.length <= MAX_PATH && isAbsolute(path)) onFile(path);
  });
}
