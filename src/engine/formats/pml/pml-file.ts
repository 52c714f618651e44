import { readSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { ProcscopeError } from '../../../shared/errors.ts';
import { fileError } from '../../file-error.ts';

/** A log that is open for positioned reads. Nothing of it is kept in memory here. */
export class PmlFile {
  readonly path: string;
  /** The file's name without its folder, for sentences. */
  readonly name: string;
  /** Bytes when the file was opened. */
  readonly size: number;
  readonly #modified: number;
  readonly #handle: FileHandle;
  #isClosed = false;

  private constructor(path: string, size: number, modified: number, handle: FileHandle) {
    this.path = path;
    this.name = basename(path);
    this.size = size;
    this.#modified = modified;
    this.#handle = handle;
  }

  /** Errors: 'file/not-found', 'file/no-permission', 'file/is-directory', 'file/io' (also for pipes and devices). */
  static async open(path: string): Promise<PmlFile> {
    try {
      // Before opening: to open a pipe that nobody writes to would wait for ever.
      const before = await stat(path);
      if (before.isDirectory())
        throw new ProcscopeError('file/is-directory', `"${path}" is a folder, not a file.`, { path });
      if (!before.isFile())
        throw new ProcscopeError('file/io', `"${path}" is a pipe or a device, not a file.`, { path });
      const handle = await open(path, 'r');
      try {
        const { size, mtimeMs } = await handle.stat();
        return new PmlFile(path, size, mtimeMs, handle);
      } catch (error) {
        await handle.close();
        throw error;
      }
    } catch (error) {
      throw fileError(error, path);
    }
  }

  /** Reads up to `length` bytes at `position` into `target` from `at` on; fewer at the end of the file. Errors: 'file/io'. */
  async read(target: Buffer, at: number, length: number, position: number): Promise<number> {
    let done = 0;
    try {
      while (done < length) {
        const { bytesRead } = await this.#handle.read(target, at + done, length - done, position + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
    } catch (error) {
      throw fileError(error, this.path);
    }
    return done;
  }

  /** As {@link read}, at once. Errors: 'file/io', also after {@link close}. */
  readSync(target: Buffer, at: number, length: number, position: number): number {
    if (this.#isClosed) throw new ProcscopeError('file/io', `"${this.name}" is closed.`, { path: this.path });
    let done = 0;
    try {
      while (done < length) {
        const read = readSync(this.#handle.fd, target, at + done, length - done, position + done);
        if (read === 0) break;
        done += read;
      }
    } catch (error) {
      throw fileError(error, this.path);
    }
    return done;
  }

  /** Whether the file has another length or was written since it was opened. Errors: 'file/io'. */
  async hasChanged(): Promise<boolean> {
    try {
      const { size, mtimeMs } = await this.#handle.stat();
      return size !== this.size || mtimeMs !== this.#modified;
    } catch (error) {
      throw fileError(error, this.path);
    }
  }

  /** Waits for reads that are under way. May be called more than once. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#handle.close();
  }
}
