import { existsSync, statSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { ProcscopeError } from '../../shared/errors.ts';
import { systemCode } from '../file-error.ts';
import { CaptureReader } from './capture-reader.ts';
import { parseMeta } from './capture-meta.ts';
import { CaptureWriter } from './capture-writer.ts';
import { busy, captureFileError } from './file-errors.ts';
import { dialectOf } from './dialects.ts';
import { readHead } from './file-head.ts';
import { journalledSegment } from './journal.ts';
import { CAPTURE_FILE_EXTENSION, checkSchema, readVersion, SCHEMA_VERSION, newerVersion } from './schema.ts';
import { isWritten } from './written-files.ts';

/** A capture file that a session left behind, whether it died or ended. */
export interface RecoverableCapture {
  readonly path: string;
  /** Milliseconds since 1970 when it was last written. */
  readonly modified: number;
  /** Bytes, with what is still in SQLite's log. */
  readonly bytes: number;
  /** Events that can be recovered; undefined when the file is too damaged to tell. */
  readonly events: number | undefined;
}

/** What was done to a file. */
export interface RecoveryReport {
  /** Events that only the journal had. */
  readonly journalledEvents: number;
  /** Journalled events that could not be read any more. */
  readonly damagedEvents: number;
}

const NOTHING_DONE: RecoveryReport = { journalledEvents: 0, damagedEvents: 0 };

/**
 * The capture files of a folder that nobody writes, ended or not. The file `open`, which this process may be reading, is left
 * out untouched. A folder that is not there holds none. Errors: 'file/...'.
 */
export async function listRecoverable(folder: string, open?: string): Promise<RecoverableCapture[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw captureFileError(error, folder);
  }
  const found: RecoverableCapture[] = [];
  for (const name of names.sort()) {
    const path = join(folder, name);
    if (!name.endsWith(CAPTURE_FILE_EXTENSION) || (open !== undefined && resolve(path) === open)) continue;
    const capture = lookAt(path);
    if (capture !== undefined) found.push(capture);
  }
  return found;
}

/**
 * Deletes a capture file that nobody writes, with what SQLite keeps beside it. A file that is not there is deleted already.
 * Errors: 'capture/busy' while it is being written, 'capture/unknown-format' for a file that is no capture file, 'file/...'.
 */
export async function discardRecoverable(path: string): Promise<void> {
  if (isWritten(path)) throw busy(path);
  try {
    if (!existsSync(path)) return;
    if (!path.endsWith(CAPTURE_FILE_EXTENSION) || readHead(path) === undefined) throw notACapture(path);
    try {
      openAlone(path).close();
    } catch (error) {
      // A damaged file may go, one that is in use or out of reach must not.
      const known = captureFileError(error, path);
      if (!(known instanceof ProcscopeError) || known.code !== 'capture/corrupt') throw known;
    }
    for (const companion of ['-wal', '-shm', '-journal']) await rm(path + companion, { force: true });
    await rm(path, { force: true });
  } catch (error) {
    throw captureFileError(error, path);
  }
}

function notACapture(path: string): ProcscopeError {
  return new ProcscopeError('capture/unknown-format', `"${basename(path)}" is not a capture file.`, { path });
}

/**
 * Makes a whole file of what a dead session left: what is in SQLite's log goes into the file, the journal's events become a
 * segment, and the file is ended. Everything that was committed is there afterwards. A file that was ended stays as it is.
 * Errors: 'capture/busy' while a process writes it, 'capture/newer-version', 'capture/corrupt', 'file/...'.
 */
export function recoverCapture(path: string): RecoveryReport {
  if (isWritten(path)) throw busy(path);
  let db: Database.Database | undefined;
  try {
    db = openAlone(path);
    const version = readVersion(db);
    if (version > SCHEMA_VERSION) throw newerVersion(version);
    checkSchema(db);
    const reader = new CaptureReader(db, statSync(path).size + logBytes(path));
    const rows = reader.meta();
    if (rows.get('closed') === 1 && db.pragma('journal_mode', { simple: true }) !== 'wal')
      return NOTHING_DONE;
    const meta = parseMeta(rows);
    const journal = journalledSegment(db, reader, dialectOf(meta.dialect));
    const writer = CaptureWriter.resume(db, path);
    writer.write({ emptyJournal: true }, journal.segment);
    writer.finish();
    return { journalledEvents: journal.segment?.job.length ?? 0, damagedEvents: journal.damagedEvents };
  } catch (error) {
    throw captureFileError(error, path);
  } finally {
    db?.close();
  }
}

/**
 * A connection that no other has beside it. SQLite's locks go with the process that held them, however it ended, so there
 * is no stale mark to guess about. Errors: SQLITE_BUSY while another process has the file open.
 */
export function openAlone(path: string): Database.Database {
  const db = new Database(path, { fileMustExist: true, timeout: 0 });
  try {
    db.pragma('trusted_schema = OFF');
    db.pragma('cell_size_check = ON');
    // Before the first access: then the lock is taken for all of the connection's life.
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE; COMMIT');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** What is known of a file; undefined when it is no capture file, or somebody has it open. */
function lookAt(path: string): RecoverableCapture | undefined {
  if (isWritten(path)) return undefined;
  try {
    if (readHead(path) === undefined) return undefined;
    const { size, mtimeMs } = statSync(path);
    const bytes = size + logBytes(path);
    const db = openAlone(path);
    try {
      if (!isCapture(db)) return undefined;
      return { path, modified: Math.floor(mtimeMs), bytes, events: countEvents(db) };
    } finally {
      db.close();
    }
  } catch {
    // Gone meanwhile, out of reach, or in use.
    return undefined;
  }
}

/** Whether a database is a capture's, as far as can be told: one that is too damaged to say counts. */
function isCapture(db: Database.Database): boolean {
  try {
    readVersion(db);
    return true;
  } catch (error) {
    return !(error instanceof ProcscopeError && error.code === 'capture/unknown-format');
  }
}

/** Events of sealed segments and of the journal; undefined when the file is not what it should be. */
function countEvents(db: Database.Database): number | undefined {
  try {
    if (readVersion(db) > SCHEMA_VERSION) return undefined;
    checkSchema(db);
    const sum = db
      .prepare<[], { events: unknown }>(
        `SELECT (SELECT total(length) FROM segments) + (SELECT total(count) FROM journal) AS events`,
      )
      .get()?.events;
    return typeof sum === 'number' && Number.isSafeInteger(sum) && sum >= 0 ? sum : undefined;
  } catch {
    return undefined;
  }
}

function logBytes(path: string): number {
  return existsSync(`${path}-wal`) ? statSync(`${path}-wal`).size : 0;
}
