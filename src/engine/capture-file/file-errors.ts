import { basename } from 'node:path';
import { ProcscopeError } from '../../shared/errors.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { fileError, systemCode } from '../file-error.ts';

/** What crosses the thread boundary instead of an error object. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly sentence: string;
  readonly facts: Readonly<Record<string, string | number>>;
}

/** The error of a capture file whose content is not what its format says. */
export function corrupt(what: string, facts: Readonly<Record<string, string | number>> = {}): ProcscopeError {
  return new ProcscopeError('capture/corrupt', `The capture file is damaged: ${what}.`, facts);
}

/** The error of a capture file that another part of the system is writing. */
export function busy(path: string): ProcscopeError {
  return new ProcscopeError('capture/busy', 'The capture file is still being written.', { path });
}

/**
 * Turns an error of SQLite or of the file system into one that says what happened to the file. Errors that are no
 * failures of the file (mistakes of ours) come back as they are.
 */
export function captureFileError(error: unknown, path: string): unknown {
  if (error instanceof ProcscopeError) return error;
  const code = systemCode(error);
  if (code === undefined || !code.startsWith('SQLITE_')) {
    return error instanceof Error && 'syscall' in error ? fileError(error, path) : error;
  }
  const name = basename(path);
  const make = (kind: ErrorCode, sentence: string): ProcscopeError =>
    new ProcscopeError(kind, sentence, { path, code }, error);
  if (code === 'SQLITE_FULL') return make('file/disk-full', `There is no room left for "${name}".`);
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return busy(path);
  if (code.startsWith('SQLITE_READONLY') || code === 'SQLITE_PERM' || code === 'SQLITE_AUTH') {
    return make('file/no-permission', `The system does not allow access to "${path}".`);
  }
  const isAccess = /^SQLITE_(IOERR|CANTOPEN|PROTOCOL|NOLFS)/.test(code);
  if (isAccess) return make('file/io', `"${name}" could not be read or written: ${code}.`);
  if (code === 'SQLITE_NOMEM') return error;
  return make('capture/corrupt', `The capture file "${name}" is damaged.`);
}

/** Makes an error fit to be posted to another thread. */
export function plainError(error: unknown, path: string): PlainError {
  const known = captureFileError(error, path);
  if (known instanceof ProcscopeError)
    return { code: known.code, sentence: known.message, facts: known.facts };
  return {
    code: 'internal',
    sentence: known instanceof Error ? known.message : String(known),
    facts: { path },
  };
}

/** The error that another thread posted. */
export function errorOf(plain: PlainError): ProcscopeError {
  return new ProcscopeError(plain.code, plain.sentence, plain.facts);
}
