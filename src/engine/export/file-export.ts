import { chmod, rename } from 'node:fs/promises';
import { ProcscopeError } from '../../shared/errors.ts';
import type { Capture } from '../capture/capture.ts';
import { fileError } from '../file-error.ts';
import type { EventRows } from './event-rows.ts';
import { exportEvents } from './export-events.ts';
import type { ExportOptions, StreamFormat } from './export-events.ts';
import { openOutputFile, outputPlace } from './output-file.ts';
import { discardSqlite, writeSqlite } from './sqlite.ts';

/** A format of a file that holds rows. SQLite writes here and there in its file, and so needs an ordinary one. */
export type ExportFormat = StreamFormat | { readonly format: 'sqlite' };

export interface FileExportOptions extends ExportOptions {
  /** The file that the capture was opened from: it is never written over. */
  readonly source?: string;
}

/**
 * Writes rows of a capture to a file, beside the target and renamed at the end: what fails or is cancelled leaves the
 * target as it was and nothing beside it.
 * Errors: 'file/...' and 'job/cancelled'.
 */
export async function exportToFile(
  capture: Capture,
  rows: EventRows,
  target: string,
  format: ExportFormat,
  options: FileExportOptions = {},
): Promise<void> {
  if (format.format === 'sqlite') {
    await exportToSqlite(capture, rows, target, options);
    return;
  }
  const file = await openOutputFile(target, options.source);
  try {
    await exportEvents(capture, rows, file, format, options);
    await file.commit();
  } finally {
    await file.discard();
  }
}

async function exportToSqlite(
  capture: Capture,
  rows: EventRows,
  target: string,
  options: FileExportOptions,
): Promise<void> {
  const { path, final, mode } = await outputPlace(target, options.source);
  if (final === undefined) throw notOrdinary(target, 'a database');
  try {
    await writeSqlite(capture, rows, path, options);
    if (mode !== undefined) await chmod(path, mode).catch(() => undefined);
    await rename(path, final);
  } catch (error) {
    await discardSqlite(path);
    throw nameTarget(error, path, target);
  }
}

/** The error of a format that must go to an ordinary file: it is not written from its beginning to its end. */
export function notOrdinary(path: string, what: string): ProcscopeError {
  return new ProcscopeError('file/io', `"${path}" is no ordinary file: ${what} cannot be written to it.`, {
    path,
  });
}

/** Errors speak of the file that the user named. */
function nameTarget(error: unknown, path: string, target: string): unknown {
  if (!(error instanceof ProcscopeError))
    return error instanceof Error && 'syscall' in error ? fileError(error, target) : error;
  if (error.facts['path'] !== path) return error;
  return new ProcscopeError(
    error.code,
    error.message.replaceAll(baseName(path), baseName(target)),
    { ...error.facts, path: target },
    error,
  );
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
