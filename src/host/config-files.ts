import { mkdir, open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileError, openOutputFile } from '../engine/index.ts';
import { ProcscopeError } from '../shared/errors.ts';
import { MAX_CONFIG_BYTES } from '../shared/procmon-config/config-error.ts';
import { readConfigFile, tooLarge } from '../shared/procmon-config/config-file.ts';
import type { Log } from './json-file.ts';

/**
 * Reads a file of Process Monitor's configurations or filters. What is no such file is not handed out. Errors:
 * 'config/not-a-configuration', 'config/damaged', file errors.
 */
export async function readConfigBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readBounded(path).catch((error: unknown) => {
    throw fileError(error, path);
  });
  readConfigFile(bytes, basename(path));
  return bytes;
}

/** At most as much as a configuration may have: a name may stand for a device without an end. */
async function readBounded(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path, 'r');
  try {
    const stats = await file.stat();
    if (stats.isDirectory()) {
      throw new ProcscopeError('file/is-directory', `"${path}" is a folder, not a file.`, { path });
    }
    if (stats.size > MAX_CONFIG_BYTES) throw tooLarge(basename(path), stats.size);
    const bytes = new Uint8Array(MAX_CONFIG_BYTES + 1);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, null);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    if (length > MAX_CONFIG_BYTES) throw tooLarge(basename(path), length);
    return bytes.slice(0, length);
  } finally {
    await file.close();
  }
}

/**
 * Writes such a file: complete, or not at all. Other bytes are refused, so that a page cannot write whatever it likes.
 * `open` is the capture that is open, which is never written over. Errors: as {@link readConfigBytes}; 'file/is-source'.
 */
export async function writeConfigBytes(path: string, bytes: Uint8Array, open?: string): Promise<void> {
  readConfigFile(bytes, basename(path));
  const file = await openOutputFile(path, open);
  try {
    await file.write(bytes);
    await file.commit();
  } catch (error) {
    await file.discard();
    throw fileError(error, path);
  }
}

/**
 * The configuration that was imported last, kept beside the settings: what of it is no setting here is written back when
 * a configuration is exported.
 */
export class KeptConfiguration {
  readonly #path: string;
  readonly #log: Log;

  constructor(folder: string, log: Log) {
    this.#path = join(folder, 'imported.pmc');
    this.#log = log;
  }

  /** Undefined when there is none, or none that can be read. */
  async read(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    try {
      return await readConfigBytes(this.#path);
    } catch (error) {
      const isMissing = error instanceof ProcscopeError && error.code === 'file/not-found';
      if (!isMissing) this.#log(`${this.#path} cannot be read`, error);
      return undefined;
    }
  }

  /** Errors: as {@link writeConfigBytes}. */
  async write(bytes: Uint8Array): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true });
    await writeConfigBytes(this.#path, bytes);
  }
}
