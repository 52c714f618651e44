import { existsSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { CaptureReader } from './capture-reader.ts';
import { parseMeta } from './capture-meta.ts';
import { CaptureWriter } from './capture-writer.ts';
import { busy, captureFileError } from './file-errors.ts';
import { dialectOf } from './dialects.ts';
import { readHead } from './file-head.ts';
import { journalledSegment } from './journal.ts';
import { CAPTURE_FILE_EXTENSION, checkSchema, readVersion, SCHEMA_VERSION, newerVersion } from './schema.ts';
import { isWritten } from './written-files.ts';

/** What a dead session left behind. */
export interface RecoverableCapture {
  readonly path: string;
  /** Milliseconds since 1970 when it was last written. */
  readonly modified: number;
  /** Bytes, with what is still in SQLite's log. */
  readonly bytes: number;
}

/** What was done to a file. */
export interface RecoveryReport {
  /** Events that only the journal had. */
  readonly journalledEvents: number;
  /** Journalled events that could not be read any more. */
  readonly damagedEvents: number;
}

const NOTHING_DONE: RecoveryReport = { journalledEvents: 0, damagedEvents: 0 };

/** The capture files of a folder that nobody writes any more and that were not ended. Errors: 'file/...'. */
export async function listRecoverable(folder: string): Promise<RecoverableCapture[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    throw captureFileError(error, folder);
  }
  const found: RecoverableCapture[] = [];
  for (const name of names.sort()) {
    const path = join(folder, name);
    if (!name.endsWith(CAPTURE_FILE_EXTENSION) || !isUnfinished(path)) continue;
    const file = statSync(path);
    const log = existsSync(`${path}-wal`) ? statSync(`${path}-wal`).size : 0;
    if (isAbandoned(path)) found.push({ path, modified: file.mtimeMs, bytes: file.size + log });
  }
  return found;
}

/** Whether a file was being written when its writer last touched it. Never throws: what cannot be read is not unfinished. */
export function isUnfinished(path: string): boolean {
  if (isWritten(path)) return false;
  try {
    const head = readHead(path);
    return head?.usesLog === true || (head !== undefined && existsSync(`${path}-wal`));
  } catch {
    return false;
  }
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

function isAbandoned(path: string): boolean {
  try {
    openAlone(path).close();
    return true;
  } catch {
    return false;
  }
}

function logBytes(path: string): number {
  return existsSync(`${path}-wal`) ? statSync(`${path}-wal`).size : 0;
}
