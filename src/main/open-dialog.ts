import { dialog } from 'electron';
import type { BrowserWindow } from 'electron';

/** Lets the user choose a file to open; undefined when the dialog was cancelled. */
export async function chooseFile(window: BrowserWindow): Promise<string | undefined> {
  const { filePaths } = await dialog.showOpenDialog(window, { properties: ['openFile'] });
  return filePaths[0];
}
