import type Database from 'better-sqlite3';
import { ProcscopeError } from '../../shared/errors.ts';
import type { SegmentColumnName } from '../store/segment.ts';
import { corrupt } from './file-errors.ts';

/** `PSCP`: what SQLite's header says that the file is. */
export const APPLICATION_ID = 0x50534350;

/** Version of the schema, in SQLite's `user_version`. docs/capture-file.md has an entry for each. */
export const SCHEMA_VERSION = 1;

/** With the dot. */
export const CAPTURE_FILE_EXTENSION = '.procscope';

/** Numbers of the columns in `segment_columns`. Stored in files: never renumber. */
export const COLUMN_CODES: Readonly<Record<SegmentColumnName, number>> = {
  process: 0,
  tid: 1,
  operation: 2,
  result: 3,
  time: 4,
  duration: 5,
  path: 6,
  payloadOffset: 7,
  payloadLength: 8,
  stack: 9,
};

/** How a block of bytes is stored. Stored in files: never renumber. */
export const BlockCodec = { raw: 0, zstd: 1 } as const;

/** Numbers of the byte pools in `texts`. Stored in files: never renumber. */
export const PoolCode = {
  /** One byte a UTF-16 unit: Latin-1. */
  narrow: 1,
  /** UTF-16LE. */
  wide: 2,
  /** Return addresses, 8 bytes each, little-endian, innermost first. */
  stack: 3,
} as const;
export type PoolCode = (typeof PoolCode)[keyof typeof PoolCode];

/** The tables of the current version, described in docs/capture-file.md. */
const TABLES: Readonly<Record<string, string>> = {
  meta: `CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID`,
  texts: `CREATE TABLE texts (
  epoch INTEGER NOT NULL, pool INTEGER NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL,
  bytes INTEGER NOT NULL, codec INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (epoch, pool, first)) STRICT`,
  operations: `CREATE TABLE operations (
  epoch INTEGER NOT NULL, id INTEGER NOT NULL, key INTEGER NOT NULL, PRIMARY KEY (epoch, id)) STRICT, WITHOUT ROWID`,
  results: `CREATE TABLE results (
  epoch INTEGER NOT NULL, id INTEGER NOT NULL, code INTEGER NOT NULL, PRIMARY KEY (epoch, id)) STRICT, WITHOUT ROWID`,
  processes: `CREATE TABLE processes (
  epoch INTEGER NOT NULL, id INTEGER NOT NULL, uid INTEGER NOT NULL, pid INTEGER NOT NULL, parent_pid INTEGER NOT NULL,
  parent_uid INTEGER, session INTEGER NOT NULL, authentication_id INTEGER NOT NULL, start INTEGER, "end" INTEGER,
  virtualized INTEGER, is_64bit INTEGER NOT NULL, integrity INTEGER NOT NULL, user INTEGER NOT NULL, name INTEGER NOT NULL,
  image_path INTEGER NOT NULL, command_line INTEGER NOT NULL, company INTEGER NOT NULL, version INTEGER NOT NULL,
  description INTEGER NOT NULL, small_icon INTEGER NOT NULL, large_icon INTEGER NOT NULL,
  module_count INTEGER NOT NULL, modules BLOB NOT NULL, PRIMARY KEY (epoch, id)) STRICT`,
  segments: `CREATE TABLE segments (
  no INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, first_event INTEGER NOT NULL, length INTEGER NOT NULL,
  payload_bytes INTEGER NOT NULL, payload_base INTEGER NOT NULL, min_time REAL NOT NULL, max_time REAL NOT NULL) STRICT`,
  segment_columns: `CREATE TABLE segment_columns (
  segment INTEGER NOT NULL, "column" INTEGER NOT NULL, codec INTEGER NOT NULL, data BLOB NOT NULL,
  PRIMARY KEY (segment, "column")) STRICT`,
  segment_payloads: `CREATE TABLE segment_payloads (
  segment INTEGER PRIMARY KEY, codec INTEGER NOT NULL, data BLOB NOT NULL) STRICT`,
  journal: `CREATE TABLE journal (
  segment INTEGER NOT NULL, first_row INTEGER NOT NULL, epoch INTEGER NOT NULL, first_event INTEGER NOT NULL,
  count INTEGER NOT NULL, payload_start INTEGER NOT NULL, data BLOB NOT NULL, payload BLOB NOT NULL,
  PRIMARY KEY (segment, first_row)) STRICT`,
  losses: `CREATE TABLE losses (
  no INTEGER PRIMARY KEY, event INTEGER NOT NULL, time REAL NOT NULL, count INTEGER, cause TEXT NOT NULL) STRICT`,
  icons: `CREATE TABLE icons (no INTEGER PRIMARY KEY, edge INTEGER NOT NULL, image BLOB NOT NULL) STRICT`,
  hosts: `CREATE TABLE hosts (no INTEGER PRIMARY KEY, address BLOB NOT NULL, name TEXT NOT NULL) STRICT`,
  ports: `CREATE TABLE ports (
  no INTEGER PRIMARY KEY, port INTEGER NOT NULL, is_tcp INTEGER NOT NULL, name TEXT NOT NULL) STRICT`,
  accounts: `CREATE TABLE accounts (sid TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID`,
};

/** Tables that files of earlier builds lack; without one, nothing of its kind is known. */
const LATER_TABLES: Readonly<Record<string, string>> = {
  linux_processes: `CREATE TABLE linux_processes (
  epoch INTEGER NOT NULL, id INTEGER NOT NULL, uid INTEGER NOT NULL, euid INTEGER NOT NULL, gid INTEGER NOT NULL,
  egid INTEGER NOT NULL, login_uid INTEGER, session INTEGER, capabilities INTEGER NOT NULL, pid_namespace INTEGER NOT NULL,
  mount_namespace INTEGER NOT NULL, net_namespace INTEGER NOT NULL, inner_pid INTEGER NOT NULL, generation INTEGER NOT NULL,
  exit_status INTEGER, directory INTEGER NOT NULL, cgroup INTEGER NOT NULL, container INTEGER NOT NULL,
  flags INTEGER NOT NULL, PRIMARY KEY (epoch, id)) STRICT, WITHOUT ROWID`,
};

/** Bits of `flags` in `linux_processes`. Stored in files: never renumber. */
export const LinuxProcessFlag = { kernelThread: 1, commandCut: 2, imageDeleted: 4 } as const;

/** Makes the tables in a new, empty database and says what it is. */
export function createSchema(db: Database.Database): void {
  db.pragma(`application_id = ${APPLICATION_ID}`);
  db.pragma(`user_version = ${SCHEMA_VERSION}`);
  for (const sql of [...Object.values(TABLES), ...Object.values(LATER_TABLES)]) db.exec(sql);
}

/** Adds the tables that a file of an earlier build lacks, so that it can be gone on with. */
export function addLaterTables(db: Database.Database): void {
  for (const [name, sql] of Object.entries(LATER_TABLES)) if (!hasTable(db, name)) db.exec(sql);
}

/** Whether a file has one of the tables that earlier builds did not make. */
export function hasTable(db: Database.Database, name: string): boolean {
  return db.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`).get(name) !== undefined;
}

/** The schema version of a capture file. Errors: 'capture/unknown-format' for a database of another program. */
export function readVersion(db: Database.Database): number {
  const id = db.pragma('application_id', { simple: true });
  if (id !== APPLICATION_ID)
    throw new ProcscopeError(
      'capture/unknown-format',
      'This is a database of another program, not a capture.',
    );
  const version = db.pragma('user_version', { simple: true });
  if (typeof version !== 'number') throw corrupt('its version cannot be read');
  return version;
}

/** The error for a file that a later Procscope wrote. */
export function newerVersion(found: number): ProcscopeError {
  return new ProcscopeError(
    'capture/newer-version',
    `The capture file was written by a newer Procscope (format ${found}; this one knows up to ${SCHEMA_VERSION}).`,
    { found, newestKnown: SCHEMA_VERSION },
  );
}

/**
 * Checks that the tables are those of this version and nothing but tables. A view or trigger in place of a table could run
 * without end, so the text of every table is compared.
 * Errors: 'capture/corrupt'.
 */
export function checkSchema(db: Database.Database): void {
  const rows = db
    .prepare<[], { type: unknown; name: unknown; sql: unknown }>(
      `SELECT type, name, CASE WHEN length(sql) < 4096 THEN sql END AS sql FROM sqlite_schema LIMIT 1000`,
    )
    .all();
  const found = new Map<string, unknown>();
  for (const row of rows) {
    if (row.type === 'trigger' || row.type === 'view')
      throw corrupt(`it holds a ${row.type}, which no capture has`);
    if (row.type === 'table' && typeof row.name === 'string') found.set(row.name, row.sql);
  }
  for (const [name, sql] of Object.entries(TABLES)) {
    if (found.get(name) !== sql)
      throw corrupt('a table is missing or is not what it should be', { table: name });
  }
  for (const [name, sql] of Object.entries(LATER_TABLES)) {
    if (found.has(name) && found.get(name) !== sql)
      throw corrupt('a table is not what it should be', { table: name });
  }
}
