import { lstatSync, realpathSync } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { fileError, systemCode } from '../../engine/file-error.ts';
import type { FolderListing } from '../../host/desk.ts';
import { ProcscopeError } from '../../shared/errors.ts';

/** What Windows takes for other things than names of files. Source: Microsoft, "Naming Files, Paths, and Namespaces". */
const NO_WINDOWS_NAME = /[<>:"|?*\x00-\x1f]|[. ]$|^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

/** A folder whose files pages may list, open and write; nothing outside it, wherever links in it point. */
export class ServedFolder {
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
  }

  /** Errors: 'file/not-found', also for what is no folder; 'file/no-permission'. */
  static async open(path: string): Promise<ServedFolder> {
    try {
      const root = await realpath(path);
      if (!(await stat(root)).isDirectory()) {
        throw new ProcscopeError('file/not-found', `"${path}" is a file, not a folder.`, { path });
      }
      await readdir(root);
      return new ServedFolder(root);
    } catch (error) {
      throw systemCode(error) === 'ENOENT'
        ? new ProcscopeError('file/not-found', `There is no folder "${path}".`, { path }, error)
        : fileError(error, path);
    }
  }

  /** Absolute, without links. */
  get path(): string {
    return this.#root;
  }

  /** For people. */
  get name(): string {
    return nameOf(this.#root);
  }

  /** Whether a file lies in the folder; one that is gone did when the folder that held it does. */
  has(path: string): boolean {
    try {
      return this.#isInside(realpathSync(path));
    } catch (error) {
      const isGone =
        systemCode(error) === 'ENOENT' && lstatSync(path, { throwIfNoEntry: false }) === undefined;
      return isGone && dirname(path) !== path && this.has(dirname(path));
    }
  }

  /**
   * Folders and files of a folder, folders first, by name; hidden ones, other kinds of files, and links that lead outside are
   * left out. Errors: file errors.
   */
  async list(folder = this.#root): Promise<FolderListing> {
    const inside = await this.#folderInside(folder);
    const names = await readdir(inside).catch((error: unknown) => {
      throw fileError(error, inside);
    });
    const found = await Promise.all(
      names.filter((name) => !name.startsWith('.')).map((name) => this.#entry(inside, name)),
    );
    const entries = found
      .flat()
      .sort((a, b) =>
        a.isFolder === b.isFolder ? BY_NAME.compare(a.name, b.name) : Number(b.isFolder) - Number(a.isFolder),
      );
    return { path: this.#way(inside), entries };
  }

  /** Where a file of this name goes. Errors: 'file/exists' unless it may be replaced, file errors. */
  async target(folder: string | undefined, name: string, replace: boolean): Promise<string> {
    const inside = await this.#folderInside(folder ?? this.#root);
    const isUnfit = name.startsWith('.') || (process.platform === 'win32' && NO_WINDOWS_NAME.test(name));
    if (isUnfit || name === '' || basename(name) !== name) {
      throw new ProcscopeError('api/bad-request', `"${name}" is no name for a file here.`);
    }
    const path = join(inside, name);
    const found = await lstat(path).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw fileError(error, path);
    });
    if (found === undefined) return path;
    if (found.isDirectory())
      throw new ProcscopeError('file/is-directory', `"${name}" is a folder.`, { path });
    // What a link leads to is not what the user sees, and it may lie anywhere.
    if (!found.isFile())
      throw new ProcscopeError('file/exists', `"${name}" is a link or a device.`, { path });
    if (!replace) throw new ProcscopeError('file/exists', `There is a file "${name}" already.`, { path });
    return path;
  }

  async #entry(folder: string, name: string): Promise<FolderListing['entries']> {
    try {
      const path = await realpath(join(folder, name));
      if (!this.#isInside(path)) return [];
      const stats = await stat(path);
      if (!stats.isDirectory() && !stats.isFile()) return [];
      const isFolder = stats.isDirectory();
      return [{ path, name, isFolder, bytes: isFolder ? 0 : stats.size, modified: stats.mtimeMs }];
    } catch {
      return []; // a link to nowhere, or gone meanwhile
    }
  }

  /** The folder without links. Errors: 'file/not-found', also for one that lies outside; file errors. */
  async #folderInside(folder: string): Promise<string> {
    const path = await realpath(folder).catch((error: unknown) => {
      throw fileError(error, folder);
    });
    if (this.#isInside(path)) return path;
    throw new ProcscopeError('file/not-found', `There is no folder "${basename(folder)}" here.`);
  }

  #isInside(path: string): boolean {
    return path === this.#root || path.startsWith(this.#root.endsWith(sep) ? this.#root : this.#root + sep);
  }

  /** The folders from the served one to this one. */
  #way(folder: string): FolderListing['path'] {
    const way: { path: string; name: string }[] = [];
    for (let path = folder; path !== this.#root; path = dirname(path)) {
      way.unshift({ path, name: nameOf(path) });
    }
    return [{ path: this.#root, name: this.name }, ...way];
  }
}

const BY_NAME = new Intl.Collator(undefined, { numeric: true });

/** The last part of a path; all of it where there is none, as with `/`. */
function nameOf(path: string): string {
  const name = basename(path);
  return name === '' ? path : name;
}
