import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { app, dialog } from 'electron';
import type { BrowserWindow, FileFilter } from 'electron';
import type { SaveFormat } from '../shared/api/shell-contract.ts';
import { CAPTURE_ENDINGS, endingOf, withEnding } from './file-endings.ts';
import { mainMessages } from './messages.ts';

/** The system's dialogs for files; each starts in the folder where the one before ended. */
export class FileDialogs {
  #folder: string | undefined;

  /** @param folder where the first dialog starts; undefined: where the user's documents are */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** Lets the user choose a file to open; undefined when the dialog was cancelled. */
  async chooseFile(window: BrowserWindow): Promise<string | undefined> {
    const { captures, allFiles } = mainMessages();
    const { filePaths } = await dialog.showOpenDialog(window, {
      defaultPath: this.#startFolder(),
      properties: ['openFile'],
      filters: [
        { name: captures, extensions: [...CAPTURE_ENDINGS] },
        { name: allFiles, extensions: ['*'] },
      ],
    });
    return this.#remember(filePaths[0]);
  }

  /** Lets the user choose where to save, and asks before a file is replaced; undefined when they cancelled. */
  async chooseTarget(window: BrowserWindow, name: string, format: SaveFormat): Promise<string | undefined> {
    const { filePath } = await dialog.showSaveDialog(window, {
      defaultPath: join(this.#startFolder(), name),
      filters: [filterOf(format)],
      properties: ['showOverwriteConfirmation', 'createDirectory'],
    });
    if (filePath === '') return undefined;
    const target = withEnding(filePath, format);
    // The dialog asked about the name as it was typed.
    if (target !== filePath && existsSync(target) && !(await mayReplace(window, target))) return undefined;
    return this.#remember(target);
  }

  #startFolder(): string {
    return this.#folder !== undefined && existsSync(this.#folder) ? this.#folder : app.getPath('documents');
  }

  #remember(path: string | undefined): string | undefined {
    if (path !== undefined) this.#folder = dirname(path);
    return path;
  }
}

function filterOf(format: SaveFormat): FileFilter {
  const { nativeFile, csvFile } = mainMessages();
  return { name: format === 'native' ? nativeFile : csvFile, extensions: [endingOf(format)] };
}

async function mayReplace(window: BrowserWindow, path: string): Promise<boolean> {
  const { replaceQuestion, replace, cancel } = mainMessages();
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: replaceQuestion(basename(path)),
    buttons: [replace, cancel],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}
