import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { ProcscopeError } from '../../shared/errors.ts';
import { openForReading } from './file-backing.ts';
import { busy, captureFileError, corrupt } from './file-errors.ts';
import { readHead } from './file-head.ts';
import { MIGRATIONS, migrate } from './migration.ts';
import type { Migration } from './migration.ts';
import { openAlone, recoverCapture } from './recovery.ts';
import type { RecoveryReport } from './recovery.ts';
import { SCHEMA_VERSION, newerVersion, readVersion } from './schema.ts';
import { isWritten } from './written-files.ts';

/** A capture file that can be read: whole, and of the current version. */
export interface PreparedFile {
  /** The file itself, or a temporary copy of it. */
  readonly path: string;
  /** Set when a dead session had left the file unfinished. */
  readonly recovered: RecoveryReport | undefined;
  /** Deletes the copy, if one was made. Never throws. */
  dispose(): void;
}

/**
 * Makes sure that a capture file can be read. What a dead session left is recovered in place, or on a temporary copy where
 * the file may not be written; a file of an older version is migrated on a temporary copy, and stays as it is.
 * Errors: 'capture/busy' while somebody writes it, 'capture/newer-version', 'capture/unknown-format', 'capture/corrupt',
 * 'file/...'.
 */
export function prepareFile(path: string, migrations: readonly Migration[] = MIGRATIONS): PreparedFile {
  if (isWritten(path)) throw busy(path);
  try {
    const head = readHead(path);
    if (head === undefined)
      throw new ProcscopeError('capture/unknown-format', 'This file is no capture.', { path });
    const isUnfinished = head.usesLog || existsSync(`${path}-wal`) || existsSync(`${path}-journal`);
    const version = isUnfinished ? unfinishedVersion(path) : finishedVersion(path);
    if (version !== undefined && version > SCHEMA_VERSION) throw newerVersion(version);
    if (version !== undefined && version < SCHEMA_VERSION) return prepareCopy(path, migrations);
    if (!isUnfinished) return { path, recovered: undefined, dispose: () => undefined };
    if (version === undefined) return prepareCopy(path, migrations);
    return { path, recovered: recoverCapture(path), dispose: () => undefined };
  } catch (error) {
    throw captureFileError(error, path);
  }
}

function finishedVersion(path: string): number {
  const db = openForReading(path);
  try {
    return readVersion(db);
  } finally {
    db.close();
  }
}

/** Undefined when the file may not be written, without which a log cannot even be read. */
function unfinishedVersion(path: string): number | undefined {
  let db: Database.Database | undefined;
  try {
    db = openAlone(path);
    return readVersion(db);
  } catch (error) {
    const known = captureFileError(error, path);
    const isForbidden =
      known instanceof ProcscopeError && (known.code === 'file/no-permission' || known.code === 'file/io');
    if (isForbidden) return undefined;
    throw error;
  } finally {
    db?.close();
  }
}

function prepareCopy(path: string, migrations: readonly Migration[]): PreparedFile {
  const folder = mkdtempSync(join(tmpdir(), 'procscope-copy-'));
  const dispose = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, 'copy.procscope');
    for (const suffix of ['', '-wal', '-journal']) {
      if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix);
    }
    const db = new Database(copy);
    try {
      db.pragma('trusted_schema = OFF');
      migrate(db, migrations);
    } finally {
      db.close();
    }
    const recovered = recoverCapture(copy);
    return { path: copy, recovered, dispose };
  } catch (error) {
    dispose();
    if (error instanceof RangeError) throw corrupt('it could not be brought to the current format');
    throw error;
  }
}
