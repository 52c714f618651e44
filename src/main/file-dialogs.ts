import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { app, dialog } from 'electron';
import type { BrowserWindow, FileFilter } from 'electron';
import type { ConfigKind, SaveFormat } from '../shared/api/shell-contract.ts';
import { SAVE_ENDINGS } from '../shared/save-endings.ts';
import { CAPTURE_ENDINGS, CONFIG_ENDINGS, withConfigEnding, withEnding } from './file-endings.ts';
import { mainMessages } from './messages.ts';

/** The system's dialogs for files; each starts in the folder where the one before ended. */
export class FileDialogs {
  #folder: string | undefined;
  /** Where the dialogs for programs and for their folders ended. */
  readonly #beside = new Map<'openFile' | 'openDirectory', string>();

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

  /** Lets the user choose a configuration or filter to read, of either kind; undefined when the dialog was cancelled. */
  async chooseConfig(window: BrowserWindow, kind: ConfigKind): Promise<string | undefined> {
    const { configurations, allFiles } = mainMessages();
    const endings = [CONFIG_ENDINGS[kind], ...Object.values(CONFIG_ENDINGS)];
    const { filePaths } = await dialog.showOpenDialog(window, {
      defaultPath: this.#startFolder(),
      properties: ['openFile'],
      filters: [
        // Linux tells case apart.
        {
          name: configurations,
          extensions: [...new Set(endings.flatMap((end) => [end, end.toLowerCase()]))],
        },
        { name: allFiles, extensions: ['*'] },
      ],
    });
    return this.#remember(filePaths[0]);
  }

  /** Lets the user choose where to write one, and asks before a file is replaced; undefined when they cancelled. */
  async chooseConfigTarget(
    window: BrowserWindow,
    name: string,
    kind: ConfigKind,
  ): Promise<string | undefined> {
    const { configurationFile, filterFile } = mainMessages();
    const filter = {
      name: kind === 'configuration' ? configurationFile : filterFile,
      extensions: [CONFIG_ENDINGS[kind]],
    };
    const path = await this.#saveDialog(window, name, filter);
    return path === undefined ? undefined : this.#confirmed(window, path, withConfigEnding(path, kind));
  }

  /** Lets the user choose where to save, and asks before a file is replaced; undefined when they cancelled. */
  async chooseTarget(window: BrowserWindow, name: string, format: SaveFormat): Promise<string | undefined> {
    const path = await this.#saveDialog(window, name, filterOf(format));
    return path === undefined ? undefined : this.#confirmed(window, path, withEnding(path, format));
  }

  /** Lets the user choose a program to launch; undefined when the dialog was cancelled. */
  async chooseProgram(window: BrowserWindow): Promise<string | undefined> {
    return this.#chooseBeside(window, mainMessages().chooseProgram, 'openFile', '/usr/bin');
  }

  /** Lets the user choose the folder that a program starts in; undefined when the dialog was cancelled. */
  async chooseDirectory(window: BrowserWindow): Promise<string | undefined> {
    return this.#chooseBeside(window, mainMessages().chooseDirectory, 'openDirectory', app.getPath('home'));
  }

  /** What is chosen here says nothing about where captures are. */
  async #chooseBeside(
    window: BrowserWindow,
    title: string,
    kind: 'openFile' | 'openDirectory',
    from: string,
  ): Promise<string | undefined> {
    const { filePaths } = await dialog.showOpenDialog(window, {
      title,
      defaultPath: this.#beside.get(kind) ?? from,
      properties: [kind],
    });
    const [path] = filePaths;
    if (path !== undefined) this.#beside.set(kind, kind === 'openFile' ? dirname(path) : path);
    return path;
  }

  async #saveDialog(window: BrowserWindow, name: string, filter: FileFilter): Promise<string | undefined> {
    const { filePath } = await dialog.showSaveDialog(window, {
      defaultPath: join(this.#startFolder(), name),
      filters: [filter],
      properties: ['showOverwriteConfirmation', 'createDirectory'],
    });
    return filePath === '' ? undefined : filePath;
  }

  /** The dialog asked about the name as it was typed: asks again when the ending has made another one of it. */
  async #confirmed(window: BrowserWindow, typed: string, target: string): Promise<string | undefined> {
    if (target !== typed && existsSync(target) && !(await mayReplace(window, target))) return undefined;
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
  return { name: mainMessages().savedFiles[format], extensions: [SAVE_ENDINGS[format]] };
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
