import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { lstat, mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ProcscopeError } from '../../shared/errors.ts';
import { CaptureRecorder } from '../capture-file/capture-recorder.ts';
import type { RecorderOptions } from '../capture-file/capture-recorder.ts';
import { busy } from '../capture-file/file-errors.ts';
import { CAPTURE_FILE_EXTENSION } from '../capture-file/schema.ts';
import { isWritten } from '../capture-file/written-files.ts';
import { fileError, systemCode } from '../file-error.ts';
import type { EventStore } from '../store/event-store.ts';

/** What SQLite keeps beside a file. */
const COMPANIONS = ['-wal', '-shm', '-journal'];

export interface LiveFilePlace {
  /** Where captures without a file of the user's go. */
  readonly folder: string;
  /** The file that the user chose; one of that name is replaced. */
  readonly file?: string | undefined;
}

/** The file that a live capture is written to while it grows. */
export class LiveFile {
  readonly path: string;
  /** Whether the user chose it: it then stays. */
  readonly isBacked: boolean;
  readonly #recorder: CaptureRecorder;

  private constructor(path: string, isBacked: boolean, recorder: CaptureRecorder) {
    this.path = path;
    this.isBacked = isBacked;
    this.#recorder = recorder;
  }

  /** Makes the file. Errors: 'file/...', 'capture/busy' when this process writes it already. */
  static async create(
    store: EventStore,
    { folder, file }: LiveFilePlace,
    options: RecorderOptions,
  ): Promise<LiveFile> {
    const path = file === undefined ? join(folder, newName()) : resolve(file);
    if (file === undefined) await makeFolder(folder);
    else await replace(path);
    return new LiveFile(path, file !== undefined, await CaptureRecorder.start(store, path, options));
  }

  get name(): string {
    return basename(this.path);
  }

  /** Why it is not written any more; undefined while all is well. */
  get failure(): ProcscopeError | undefined {
    return this.#recorder.failure;
  }

  /** Bytes on the disk. */
  get size(): number {
    return sizeOf(this.path) + sizeOf(`${this.path}-wal`);
  }

  /** Undefined while the writer keeps up; else what to wait for before more is appended. Never rejects. */
  ready(): Promise<void> | undefined {
    return this.#recorder.ready();
  }

  /** Writes what is new; resolves when it is committed or the file has failed. Never rejects. */
  async flush(): Promise<void> {
    await this.#recorder.flush().catch(() => undefined);
  }

  /** Ends the file so that it stands alone, or deletes it. Errors: that of the file, when it should stay. */
  async close(stays: boolean): Promise<void> {
    if (!stays) {
      await this.#recorder.abandon();
      await remove(this.path);
    } else if (this.failure === undefined) {
      await this.#recorder.finish();
    } else {
      // What could be written is there, and can be recovered when it is opened.
      await this.#recorder.abandon();
    }
  }
}

/** Such as `capture-2026-03-01T09-30-00-1f2e3d4c.procscope`, so that files of a folder stand in the order of their making. */
function newName(): string {
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  return `capture-${time}-${randomBytes(4).toString('hex')}${CAPTURE_FILE_EXTENSION}`;
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw fileError(error, folder);
  }
}

/** Makes room for a file: one of its name goes. */
async function replace(path: string): Promise<void> {
  if (isWritten(path)) throw busy(path);
  try {
    const known = await lstat(path);
    if (known.isDirectory()) {
      throw new ProcscopeError('file/is-directory', `"${path}" is a folder, not a file.`, { path });
    }
    if (!known.isFile() && !known.isSymbolicLink()) {
      throw new ProcscopeError('file/io', `"${basename(path)}" is no ordinary file.`, { path });
    }
    await remove(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') {
      if (sizeOf(dirname(path)) === 0) throw fileError(error, dirname(path));
      return;
    }
    throw fileError(error, path);
  }
}

async function remove(path: string): Promise<void> {
  for (const suffix of [...COMPANIONS, '']) await rm(path + suffix, { force: true });
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
