import { statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { ProcscopeError, cancelled } from '../../shared/errors.ts';
import { eventNo } from '../../shared/units.ts';
import type { Capture, OpenOptions, OpenReport, OpeningCapture } from '../capture/capture.ts';
import { StoredPayloads } from '../capture/stored-payloads.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { Epoch } from '../store/epoch.ts';
import { EventStore } from '../store/event-store.ts';
import { SEGMENT_COLUMN_NAMES, columnBytes } from '../store/segment.ts';
import type { Segment, SegmentColumns } from '../store/segment.ts';
import { CaptureReader } from './capture-reader.ts';
import type { StoredSegment } from './capture-reader.ts';
import { parseEdition, parseMeta } from './capture-meta.ts';
import { dialectOf } from './dialects.ts';
import { FileBacking, SegmentBlobs, openForReading, readCheckedColumn } from './file-backing.ts';
import { captureFileError, corrupt } from './file-errors.ts';
import type { Migration } from './migration.ts';
import { prepareFile } from './prepare-file.ts';
import type { PreparedFile } from './prepare-file.ts';
import { checkSchema } from './schema.ts';
import { checkPayloads } from './segment-check.ts';

/** Milliseconds of reading between two looks at other work. */
const TURN_MS = 12;
/** Milliseconds between two reports of progress. */
const PROGRESS_MS = 100;

/** Bytes of a row's columns in memory. */
const ROW_BYTES = SEGMENT_COLUMN_NAMES.reduce((sum, name) => sum + columnBytes(name), 0);

/** Epochs that a file may have; each takes some MiB, and a new one comes with hundreds of MiB of distinct texts. */
const MAX_EPOCHS = 2000;

/**
 * Opens a capture file. Resolves when the first segment can be shown; the rest is read in the background, columns into
 * memory as far as the budget goes and from the file when they are needed beyond it. A file that a dead session left
 * unfinished is recovered first.
 * Errors: 'capture/busy' while a process writes it, 'capture/newer-version', 'capture/unknown-format', 'capture/corrupt',
 * 'file/...', 'job/cancelled'. A damaged segment is left out and becomes a warning of the report; the events behind it
 * then have lower numbers than they had.
 */
export async function openCaptureFile(
  path: string,
  options: OpenOptions = {},
  migrations?: readonly Migration[],
): Promise<OpeningCapture> {
  if (options.signal?.aborted === true) throw cancelled();
  let prepared: PreparedFile | undefined;
  let db: Database.Database | undefined;
  try {
    if (statSync(path).isDirectory()) {
      throw new ProcscopeError('file/is-directory', `"${path}" is a folder, not a file.`, { path });
    }
    prepared = prepareFile(path, migrations);
    db = openForReading(prepared.path);
    const loading = new Loading(db, prepared, options);
    const finished = loading.run();
    // Also when nobody waits for it yet, a failure must not count as unhandled.
    finished.catch(() => undefined);
    await Promise.race([loading.firstRows, finished]);
    return { capture: loading.capture, finished };
  } catch (error) {
    db?.close();
    prepared?.dispose();
    throw captureFileError(error, path);
  }
}

/** The reading of one file, segment after segment. */
class Loading {
  readonly capture: Capture;
  /** Resolves when there are rows to show. */
  readonly firstRows: Promise<void>;
  readonly #db: Database.Database;
  readonly #path: string;
  readonly #options: OpenOptions;
  readonly #reader: CaptureReader;
  readonly #blobs: SegmentBlobs;
  readonly #segments: readonly StoredSegment[];
  readonly #store: EventStore;
  readonly #dialect: Dialect;
  readonly #epochs = new Map<number, Epoch | ProcscopeError>();
  readonly #warnings: ProcscopeError[] = [];
  #showFirstRows: () => void = () => undefined;
  #isClosed = false;
  /** Events of damaged segments so far. */
  #missing = 0;
  #running: Promise<OpenReport> | undefined;

  constructor(db: Database.Database, prepared: PreparedFile, options: OpenOptions) {
    this.#db = db;
    this.#path = prepared.path;
    this.#options = options;
    checkSchema(db);
    this.#reader = new CaptureReader(db, statSync(prepared.path).size);
    this.#blobs = new SegmentBlobs(db);
    const rows = this.#reader.meta();
    const meta = parseMeta(rows);
    const dialect = dialectOf(meta.dialect);
    this.#dialect = dialect;
    this.#segments = this.#reader.segments();
    const store = new EventStore({
      operation: (key) => dialect.operation(key),
      resultText: (code) => dialect.resultText(code),
      ...(options.memoryBudget === undefined ? {} : { memoryBudget: options.memoryBudget }),
    });
    this.#store = store;
    const backing = new FileBacking(prepared.path, store);
    // Now, so that it goes on reading this file should another take its name.
    backing.open();
    store.setBacking(backing);
    const damaged = prepared.recovered?.damagedEvents ?? 0;
    if (damaged > 0)
      this.#warnings.push(corrupt(`${damaged} of its last events could not be read and were left out`));
    const accounts = this.#reader.accounts();
    this.firstRows = new Promise((resolve) => (this.#showFirstRows = resolve));
    this.capture = {
      meta,
      store,
      dialect,
      payloads: new StoredPayloads(store),
      icons: this.#reader.icons(),
      hosts: this.#reader.hosts(),
      ports: this.#reader.ports(),
      windows: parseEdition(rows),
      accountOf: (sid) => accounts.get(sid),
      accounts,
      close: async () => {
        this.#isClosed = true;
        await this.#running?.catch(() => undefined);
        store.setBacking(undefined);
        backing.close();
        prepared.dispose();
      },
    };
  }

  run(): Promise<OpenReport> {
    this.#running = this.#readAll();
    return this.#running;
  }

  async #readAll(): Promise<OpenReport> {
    try {
      const { signal, onProgress } = this.#options;
      const losses = this.#reader.losses();
      const events = this.#segments.reduce((sum, segment) => sum + segment.length, 0);
      const total = statSync(this.#path).size;
      let turn = performance.now();
      let reported = turn;
      let done = 0;
      for (const stored of this.#segments) {
        this.#add(stored, losses);
        done += stored.length;
        const now = performance.now();
        if (now - reported > PROGRESS_MS) {
          reported = now;
          onProgress?.({ done: Math.floor((done / events) * total), total });
        }
        this.#showFirstRows();
        if (now - turn > TURN_MS) {
          await setImmediate();
          turn = performance.now();
          if (signal?.aborted === true || this.#isClosed) throw cancelled();
        }
      }
      onProgress?.({ done: total, total });
      return { warnings: this.#warnings };
    } catch (error) {
      throw captureFileError(error, this.#path);
    } finally {
      this.#db.close();
    }
  }

  #add(stored: StoredSegment, losses: readonly Loss[]): void {
    try {
      const epoch = this.#epoch(stored.epoch);
      const first = eventNo(stored.first - this.#missing);
      const segment: Segment = {
        no: stored.no,
        first,
        length: stored.length,
        sealed: true,
        epoch,
        columns: undefined,
        payload: undefined,
        payloadBytes: stored.payloadBytes,
        payloadBase: stored.payloadBase,
        persisted: true,
        minTime: stored.minTime,
        maxTime: stored.maxTime,
      };
      if (this.#store.hasRoom(stored.length * ROW_BYTES)) segment.columns = this.#readColumns(segment);
      this.#store.addStored(segment);
      for (const loss of losses) {
        const row = loss.event - stored.first;
        if (row >= 0 && row < stored.length) this.#store.addLoss({ ...loss, event: eventNo(first + row) });
      }
    } catch (error) {
      const known = captureFileError(error, this.#path);
      if (!(known instanceof ProcscopeError) || known.code !== 'capture/corrupt') throw error;
      this.#missing += stored.length;
      this.#warnings.push(
        new ProcscopeError(
          'capture/corrupt',
          `${stored.length} events are damaged and were left out: ${known.message}`,
          { ...known.facts, segment: stored.no, events: stored.length },
          known,
        ),
      );
    }
  }

  #epoch(no: number): Epoch {
    let epoch = this.#epochs.get(no);
    if (epoch === undefined) {
      if (this.#epochs.size >= MAX_EPOCHS) throw corrupt('it has more epochs than it can have');
      try {
        epoch = this.#reader.epoch(no, this.#dialect);
      } catch (error) {
        const known = captureFileError(error, this.#path);
        if (!(known instanceof ProcscopeError)) throw error;
        // All its segments share the damage; read it only once.
        epoch = known;
      }
      this.#epochs.set(no, epoch);
    }
    if (epoch instanceof ProcscopeError) throw epoch;
    return epoch;
  }

  #readColumns(segment: Segment): SegmentColumns {
    const read = <N extends keyof SegmentColumns>(name: N): SegmentColumns[N] =>
      readCheckedColumn(this.#blobs, segment, name);
    const payloadOffset = read('payloadOffset');
    const payloadLength = read('payloadLength');
    checkPayloads(payloadOffset, payloadLength, segment.payloadBytes);
    return {
      process: read('process'),
      tid: read('tid'),
      operation: read('operation'),
      result: read('result'),
      time: read('time'),
      duration: read('duration'),
      path: read('path'),
      payloadOffset,
      payloadLength,
      stack: read('stack'),
    };
  }
}

type Loss = ReturnType<CaptureReader['losses']>[number];
