import { open, unlink } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type { SystemInfo } from '../../shared/capture-info.ts';
import { cancelled } from '../../shared/errors.ts';
import { TICKS_PER_SECOND } from '../../shared/units.ts';
import type { FileTime } from '../../shared/units.ts';
import type { Capture } from '../capture/capture.ts';
import { captureFileError, errorOf } from '../capture-file/file-errors.ts';
import type { PlainError } from '../capture-file/file-errors.ts';
import { processCell } from '../cells/cell-formatter.ts';
import type { ColumnName } from '../../shared/columns.ts';
import { sessionOf } from '../store/process-table.ts';
import { TimeSlice } from '../view/time-slice.ts';
import type { DataColumnName } from './data-columns.ts';
import { DataRow, TEXT_READERS } from './data-row.ts';
import type { EventRows } from './event-rows.ts';
import type { ExportOptions } from './export-events.ts';
import { hexAddress } from './frame-texts.ts';
import { isoTime } from './iso-time.ts';
import { knownProcesses } from './known-processes.ts';
import type { KnownProcess } from './known-processes.ts';
import { CREATE_INDEXES, CREATE_TABLES, eventColumns, insertEvent } from './sqlite-schema.ts';

/** Rows between two looks at the clock. */
const SLICE_ROWS = 64;
/** Milliseconds between two reports of progress. */
const PROGRESS_MS = 100;
/** An index is told as work worth this share of the rows. */
const INDEX_SHARE = 0.08;
const CACHE_KIBIBYTES = 32 * 1024;

type SqlValue = string | number | null;

/**
 * Writes rows of a capture into a new SQLite file: the table `events`, one row an event, with `processes`, `modules` and
 * `capture`, see {@link CREATE_TABLES}. The file at `path` is not there before; after an error it is not whole, and goes.
 * Bounds: SQLite's own caches; rows are formatted and inserted one by one, and indexes sorted in temporary files.
 * Errors: 'job/cancelled', 'file/disk-full', 'file/...'.
 */
export async function writeSqlite(
  capture: Capture,
  rows: EventRows,
  path: string,
  options: ExportOptions = {},
): Promise<void> {
  const release = capture.store.hold();
  try {
    const total = Math.round(rows.length * (1 + INDEX_SHARE * CREATE_INDEXES.length));
    const tell = (done: number): void => options.onProgress?.({ done, total });
    await insertAll(capture, rows, path, options, tell);
    await makeIndexes(path, options.signal, (made) =>
      tell(Math.round(rows.length * (1 + INDEX_SHARE * made))),
    );
    await sync(path);
    tell(total);
  } catch (error) {
    throw captureFileError(error, path);
  } finally {
    release();
  }
}

/** Takes away what {@link writeSqlite} made, also what SQLite keeps beside it. */
export async function discardSqlite(path: string): Promise<void> {
  for (const file of [path, `${path}-journal`, `${path}-wal`, `${path}-shm`]) {
    await unlink(file).catch(() => undefined);
  }
}

async function insertAll(
  capture: Capture,
  rows: EventRows,
  path: string,
  { cells, signal }: ExportOptions,
  tell: (done: number) => void,
): Promise<void> {
  const database = new Database(path);
  try {
    // Nobody reads the file before it is whole, and what fails is thrown away: there is nothing to roll back to.
    database.pragma('journal_mode = OFF');
    database.pragma('synchronous = OFF');
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma(`cache_size = -${CACHE_KIBIBYTES}`);
    database.exec(CREATE_TABLES);
    database.exec('BEGIN');
    insertCapture(database, capture, rows.length);
    insertProcesses(database, capture);
    const insert = database.prepare<[SqlValue[]]>(insertEvent(capture.meta.startTime));
    const row = new DataRow(capture, cells);
    const readers = eventColumns().flatMap((name) => readersOf(name));
    const values = new Array<SqlValue>(readers.length).fill(null);
    const slice = new TimeSlice();
    let told = performance.now();
    for (const { segment, index } of rows) {
      row.next(segment, index);
      for (let i = 0; i < readers.length; i++) values[i] = readers[i]!(row);
      insert.run(values);
      if (row.seq % SLICE_ROWS !== 0 || !slice.isOver) continue;
      if (signal?.aborted === true) throw cancelled();
      await slice.yield();
      if (performance.now() - told < PROGRESS_MS) continue;
      told = performance.now();
      tell(row.seq);
    }
    if (signal?.aborted === true) throw cancelled();
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}

/** How a column's values are read; the time has a second one, in ticks since the start. */
function readersOf(name: DataColumnName): readonly ((row: DataRow) => SqlValue)[] {
  const text = TEXT_READERS[name];
  if (text !== undefined) return [text];
  switch (name) {
    case 'seq':
      return [(row) => row.seq];
    case 'time':
      return [(row) => row.iso(row.time), (row) => row.time];
    case 'relative_time':
      return [(row) => row.time / TICKS_PER_SECOND];
    case 'duration':
      return [(row) => row.durationSeconds];
    case 'completion_time':
      return [(row) => (row.duration < 0 ? null : row.iso(row.time + row.duration))];
    case 'process_index':
      return [(row) => row.process?.uid ?? null];
    case 'pid':
      return [(row) => row.process?.pid ?? null];
    case 'tid':
      return [(row) => row.tid ?? null];
    case 'parent_pid':
      return [(row) => row.process?.parentPid ?? null];
    default:
      throw new Error(`The column ${name} has no reader`);
  }
}

function insertCapture(database: Database.Database, { meta }: Capture, events: number): void {
  const insert = database.prepare('INSERT INTO capture VALUES (?, ?)');
  const { system } = meta;
  const facts: Readonly<Record<string, string>> = {
    program: 'Procscope',
    layout: '1',
    events: String(events),
    start_time: isoTime(meta.startTime),
    start_ticks: String(meta.startTime),
    bitness: String(meta.bitness),
    computer: system.computer,
    operating_system: system.operatingSystem,
    ...systemFacts(system),
    processors: String(system.processors),
    memory_bytes: String(system.memory),
  };
  for (const [name, value] of Object.entries(facts)) insert.run(name, value.toWellFormed());
}

/** What only one kind of system has. */
function systemFacts({ systemRoot, linux }: SystemInfo): Readonly<Record<string, string>> {
  return {
    ...(systemRoot === undefined ? {} : { system_root: systemRoot }),
    ...(linux === undefined
      ? {}
      : { kernel: linux.kernel, machine: linux.machine, boot_id: linux.bootId, tier: linux.tier }),
  };
}

function insertProcesses(database: Database.Database, capture: Capture): void {
  const process = database.prepare<[SqlValue[]]>(`INSERT INTO processes VALUES (${marks(18)})`);
  const module = database.prepare<[SqlValue[]]>(`INSERT INTO modules VALUES (${marks(8)})`);
  for (const known of knownProcesses(capture)) {
    process.run(processValues(known));
    const { epoch, record } = known;
    const text = (id: Parameters<typeof epoch.strings.get>[0]): string =>
      epoch.strings.get(id).toWellFormed();
    for (const { base, size, path, company, description, version, timestamp } of record.modules) {
      module.run([
        record.uid,
        hexAddress(base),
        size,
        text(path),
        text(company),
        text(description),
        text(version),
        timestamp === 0 ? null : new Date(timestamp * 1000).toISOString(),
      ]);
    }
  }
}

function processValues({ epoch, record }: KnownProcess): SqlValue[] {
  const text = (column: ColumnName): string => processCell(epoch, record, column).toWellFormed();
  const time = (value: FileTime | undefined): string | null => (value === undefined ? null : isoTime(value));
  return [
    record.uid,
    record.pid,
    record.parentPid,
    record.parentUid ?? null,
    text('processName'),
    time(record.start),
    time(record.end),
    text('user'),
    sessionOf(record) ?? null,
    text('authenticationId'),
    text('integrity'),
    record.virtualized === undefined ? null : Number(record.virtualized),
    text('architecture'),
    text('imagePath'),
    text('commandLine'),
    text('company'),
    text('description'),
    text('version'),
  ];
}

function marks(count: number): string {
  return new Array<string>(count).fill('?').join(', ');
}

/** What the thread that makes the indexes says. */
export type IndexReply =
  { readonly kind: 'made'; readonly count: number } | { readonly kind: 'failed'; readonly error: PlainError };

/** Makes the indexes in a thread of their own: each takes SQLite seconds of a large capture, without a pause. */
async function makeIndexes(
  path: string,
  signal: AbortSignal | undefined,
  onMade: (count: number) => void,
): Promise<void> {
  const module = new URL('./sqlite-index-thread.ts', import.meta.url);
  const worker = new Worker(module, {
    name: 'sqlite-indexes',
    workerData: { path, statements: CREATE_INDEXES, cacheKibibytes: CACHE_KIBIBYTES },
  });
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => stopped.reject(cancelled());
  signal?.addEventListener('abort', stop);
  try {
    if (signal?.aborted === true) throw cancelled();
    const finished = new Promise<void>((resolve, reject) => {
      worker.on('message', (reply: IndexReply) => {
        if (reply.kind === 'made') onMade(reply.count);
        else reject(errorOf(reply.error));
      });
      worker.on('error', reject);
      worker.on('exit', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`The thread that makes indexes ended with status ${code}`));
      });
    });
    await Promise.race([finished, stopped.promise]);
  } finally {
    signal?.removeEventListener('abort', stop);
    // The file can be taken away only when nobody has it open any more.
    await worker.terminate();
  }
}

/** Has the system write the file to the disk: some file systems say only now that there was no room. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
