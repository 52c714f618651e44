import { randomBytes } from 'node:crypto';
import { access, constants, open, realpath, rename, stat, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { ProcscopeError } from '../../shared/errors.ts';
import { fileError, systemCode } from '../file-error.ts';
import type { ByteSink } from './byte-sink.ts';

/** A file that is written whole or not at all. */
export interface OutputFile extends ByteSink {
  /** Puts the written bytes in the place of the target. Errors: 'file/...'; call {@link discard} then. */
  commit(): Promise<void>;
  /** Takes away what was written; the target is as it was before. Nothing to do after {@link commit}. */
  discard(): Promise<void>;
}

/** Where the bytes for a target go until they are complete. */
export interface OutputPlace {
  /** The file to write; the target itself where it is no ordinary file (a device or a pipe). */
  readonly path: string;
  /** What the finished file is renamed to; undefined where `path` is the target itself. */
  readonly final: string | undefined;
  /** Permissions of the file that will be replaced. */
  readonly mode: number | undefined;
}

/**
 * Begins to write `target`: beside it, under a temporary name in the same folder. `source` is the capture file that is
 * being read. Errors: 'file/...' when the folder cannot be written to or the target is a folder or the source itself.
 */
export async function openOutputFile(target: string, source?: string): Promise<OutputFile> {
  const place = await outputPlace(target, source);
  try {
    const handle = await open(place.path, place.final === undefined ? 'w' : 'wx', place.mode ?? 0o666);
    if (place.mode !== undefined) await handle.chmod(place.mode).catch(() => undefined);
    return new WrittenFile(handle, place, target);
  } catch (error) {
    throw folderError(error, target);
  }
}

/**
 * Where a target is to be written, after the checks of {@link openOutputFile}. Links are followed, so that a link stays
 * one. For writers that need a name and not an open file.
 */
export async function outputPlace(target: string, source?: string): Promise<OutputPlace> {
  let final = resolve(target);
  let mode: number | undefined;
  try {
    final = await realpath(final);
    const found = await stat(final);
    if (found.isDirectory()) {
      throw new ProcscopeError('file/is-directory', `"${target}" is a folder, not a file.`, { path: target });
    }
    if (!found.isFile()) return { path: final, final: undefined, mode: undefined };
    if (source !== undefined && (await belongsTo(final, source))) {
      throw new ProcscopeError('file/is-source', `"${target}" belongs to the capture that is being read.`, {
        path: target,
      });
    }
    mode = found.mode & 0o777;
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw fileError(error, target);
  }
  try {
    await access(dirname(final), constants.W_OK);
  } catch (error) {
    throw folderError(error, target);
  }
  // Names have at most 255 bytes: the target's own part is cut to leave room for the rest.
  const name = basename(final).slice(0, 60).toWellFormed();
  const unique = `${process.pid}-${randomBytes(4).toString('hex')}`;
  return { path: join(dirname(final), `.${name}.partial-${unique}`), final, mode };
}

/** Whether `file` is the source, one of the parts of a source in several parts, or a companion that SQLite keeps. */
async function belongsTo(file: string, source: string): Promise<boolean> {
  const mine = await stat(file, { bigint: true });
  const other = await stat(source, { bigint: true }).catch(() => undefined);
  if (other !== undefined && mine.dev === other.dev && mine.ino === other.ino) return true;
  const path = await realpath(source).catch(() => resolve(source));
  if (dirname(path) !== dirname(file)) return false;
  const extension = extname(path);
  const stem = basename(path, extension);
  const rest = basename(file).slice(stem.length);
  if (!basename(file).startsWith(stem)) return false;
  return (
    rest === `${extension}-wal` ||
    rest === `${extension}-shm` ||
    (/^-\d+/.test(rest) && rest.replace(/^-\d+/, '') === extension)
  );
}

class WrittenFile implements OutputFile {
  readonly #handle: FileHandle;
  readonly #place: OutputPlace;
  readonly #target: string;
  #isOpen = true;
  #isDone = false;

  constructor(handle: FileHandle, place: OutputPlace, target: string) {
    this.#handle = handle;
    this.#place = place;
    this.#target = target;
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      // A disk that is nearly full takes a part first and refuses the rest.
      for (let at = 0; at < bytes.length;) {
        at += (await this.#handle.write(bytes, at, bytes.length - at)).bytesWritten;
      }
    } catch (error) {
      throw fileError(error, this.#target);
    }
  }

  async commit(): Promise<void> {
    try {
      if (this.#place.final === undefined) {
        await this.#close();
      } else {
        // Some file systems say only now that there was no room.
        await this.#handle.sync();
        await this.#close();
        await rename(this.#place.path, this.#place.final);
      }
      this.#isDone = true;
    } catch (error) {
      throw fileError(error, this.#target);
    }
  }

  async discard(): Promise<void> {
    if (this.#isDone) return;
    this.#isDone = true;
    await this.#close().catch(() => undefined);
    if (this.#place.final !== undefined) await unlink(this.#place.path).catch(() => undefined);
  }

  async #close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#handle.close();
  }
}

/** Errors of making a file are about its folder. */
function folderError(error: unknown, target: string): ProcscopeError {
  const path = dirname(resolve(target));
  switch (systemCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new ProcscopeError(
        'file/not-found',
        `There is no folder "${path}" to write to.`,
        { path },
        error,
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new ProcscopeError(
        'file/no-permission',
        `The system does not allow writing to "${path}".`,
        { path },
        error,
      );
    default:
      return fileError(error, target);
  }
}
