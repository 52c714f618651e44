import { constants, open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { ByteSink } from '../../engine/export/byte-sink.ts';
import { fileError, systemCode } from '../../engine/file-error.ts';

/** A file that grows: what was written is there whatever becomes of the command. */
export class FileSink implements ByteSink {
  readonly #handle: FileHandle;
  readonly #path: string;
  readonly #isNew: boolean;
  #isBegun = false;

  private constructor(handle: FileHandle, path: string, isNew: boolean) {
    this.#handle = handle;
    this.#path = path;
    this.#isNew = isNew;
  }

  /** Makes the file, or opens it as it is. Errors: 'file/...'. */
  static async open(path: string): Promise<FileSink> {
    try {
      return new FileSink(await open(path, 'wx'), path, true);
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw fileError(error, path);
    }
    try {
      return new FileSink(await open(path, constants.O_WRONLY), path, false);
    } catch (error) {
      throw fileError(error, path);
    }
  }

  /** Errors: 'file/...'. */
  async write(bytes: Uint8Array): Promise<void> {
    try {
      await this.#begin();
      // A disk that is nearly full takes a part first and refuses the rest.
      for (let at = 0; at < bytes.length;) {
        at += (await this.#handle.write(bytes, at, bytes.length - at)).bytesWritten;
      }
    } catch (error) {
      throw fileError(error, this.#path);
    }
  }

  /** With nothing written, a file that was there stays as it was, and a new one goes. Errors: 'file/...'. */
  async close(): Promise<void> {
    try {
      await this.#handle.close();
      if (this.#isNew && !this.#isBegun) await rm(this.#path, { force: true });
    } catch (error) {
      throw fileError(error, this.#path);
    }
  }

  /** Empties the file before its first bytes. */
  async #begin(): Promise<void> {
    if (this.#isBegun) return;
    this.#isBegun = true;
    // A pipe or a device has no length.
    if ((await this.#handle.stat()).isFile()) await this.#handle.truncate(0);
  }
}
