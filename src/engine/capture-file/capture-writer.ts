import { closeSync, fsyncSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { LinuxProcess, ProcessRecord } from '../store/process-table.ts';
import { SEGMENT_COLUMN_NAMES, columnBytes } from '../store/segment.ts';
import type { SegmentColumns } from '../store/segment.ts';
import type { EncodedColumn } from './column-codec.ts';
import { BLOCK_BYTES, mergeBlocks, packBlock, packModules } from './dictionary-block.ts';
import type { PoolBlock } from './dictionary-block.ts';
import { BlockCodec, COLUMN_CODES, LinuxProcessFlag, addLaterTables, createSchema } from './schema.ts';
import type { PoolCode } from './schema.ts';
import type {
  DictionaryDelta,
  DroppedParts,
  JournalRows,
  MetaEntries,
  SegmentJob,
  WriterBatch,
  WriterMode,
  WriterOptions,
} from './writer-protocol.ts';
import { compressSync } from './zstd.ts';

/** A segment whose columns and payload are compressed. */
export interface EncodedSegment {
  readonly job: SegmentJob;
  readonly columns: readonly EncodedColumn[];
  readonly payload: { readonly codec: number; readonly data: Uint8Array } | undefined;
}

/** Smaller blocks are not worth compressing. */
const COMPRESS_FROM_BYTES = 256;

/**
 * Pages of the write-ahead log after which it is copied into the file. Each copy waits for the disk, and meanwhile nothing
 * is written: few enough that the wait stays far below the 250 ms that a crash may cost.
 */
const CHECKPOINT_PAGES = 1000;

/** Milliseconds to wait for another connection, such as a cold read, to let go of the file. */
const BUSY_TIMEOUT = 5000;

/** Writes one capture file. Every method is one transaction. Errors: those of better-sqlite3. */
export class CaptureWriter {
  readonly #db: Database.Database;
  readonly #mode: WriterMode;
  readonly #path: string;
  readonly #statements: ReturnType<typeof prepareStatements>;
  /** Blocks that stand in the file one by one and uncompressed, to be joined when a segment is sealed. */
  readonly #loose = new Map<string, { epoch: number; pool: PoolCode; blocks: PoolBlock[]; bytes: number }>();
  readonly #write: (batch: WriterBatch, segment: EncodedSegment | undefined) => void;

  private constructor(db: Database.Database, mode: WriterMode, path: string) {
    this.#db = db;
    this.#mode = mode;
    this.#path = path;
    this.#statements = prepareStatements(db);
    this.#write = db.transaction((batch: WriterBatch, segment: EncodedSegment | undefined) =>
      this.#writeNow(batch, segment),
    );
  }

  /** Makes a new file. Errors: also those of the file system, EEXIST when there is such a file. */
  static create(options: WriterOptions): CaptureWriter {
    // SQLite would open what is there, or follow a link that somebody placed meanwhile.
    closeSync(openSync(options.path, 'wx', 0o600));
    const db = new Database(options.path, { timeout: BUSY_TIMEOUT });
    try {
      const { mode } = options;
      if (mode === 'live') db.pragma('auto_vacuum = INCREMENTAL');
      db.pragma(mode === 'save' ? 'journal_mode = OFF' : 'journal_mode = WAL');
      db.pragma(mode === 'live' ? 'synchronous = NORMAL' : 'synchronous = OFF');
      if (mode === 'save') db.pragma('locking_mode = EXCLUSIVE');
      db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
      db.pragma('cache_size = -8192');
      if (options.maxPages !== undefined) db.pragma(`max_page_count = ${options.maxPages}`);
      db.transaction(() => {
        createSchema(db);
        writeMeta(db, [['closed', 0], ...options.meta]);
      })();
      return new CaptureWriter(db, mode, options.path);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  /** Goes on with a file whose schema was checked: to finish what a dead process left behind. */
  static resume(db: Database.Database, path: string): CaptureWriter {
    addLaterTables(db);
    return new CaptureWriter(db, 'live', path);
  }

  /** Writes a batch; `segment` is the batch's sealed segment, encoded. */
  write(batch: WriterBatch, segment: EncodedSegment | undefined): void {
    this.#write(batch, segment);
  }

  /** Marks the file as complete and closes it. Only the file itself remains, safely on the disk. */
  finish(): void {
    this.#db.transaction(() => {
      this.#joinLoose();
      writeMeta(this.#db, [['closed', 1]]);
    })();
    if (this.#mode !== 'save') {
      this.#db.exec('PRAGMA incremental_vacuum');
      const mode = this.#db.pragma('journal_mode = DELETE', { simple: true });
      if (mode !== 'delete') throw new Error(`The write-ahead log could not be ended: ${String(mode)}`);
    }
    this.#db.close();
    if (this.#mode === 'save') {
      const file = openSync(this.#path, 'r+');
      try {
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    }
  }

  /** Closes the file as it is. */
  close(): void {
    this.#db.close();
  }

  #writeNow(batch: WriterBatch, segment: EncodedSegment | undefined): void {
    const s = this.#statements;
    for (const delta of batch.dictionaries ?? []) this.#writeDelta(delta);
    if (batch.journal !== undefined) writeJournal(s, batch.journal);
    if (segment !== undefined) {
      this.#joinLoose();
      writeSegment(s, segment);
    }
    for (const loss of batch.losses ?? []) s.loss.run(loss.event, loss.time, loss.count ?? null, loss.cause);
    for (const icon of batch.icons ?? []) s.icon.run(icon.edge, icon.image);
    for (const host of batch.hosts ?? []) s.host.run(host.address, host.name);
    for (const port of batch.ports ?? []) s.port.run(port.port, port.isTcp ? 1 : 0, port.name);
    for (const [sid, name] of batch.accounts ?? []) s.account.run(sid, name);
    if (batch.meta !== undefined) writeMeta(this.#db, batch.meta);
    if (batch.emptyJournal === true) this.#db.exec('DELETE FROM journal');
    if (batch.dropped !== undefined) this.#drop(batch.dropped);
  }

  #writeDelta(delta: DictionaryDelta): void {
    const s = this.#statements;
    const { epoch } = delta;
    for (const { pool, block } of delta.blocks) {
      if (this.#mode === 'live') this.#writeLoose(epoch, pool, block);
      else insertBlock(s, epoch, pool, block, true);
    }
    delta.operations.keys.forEach((key, i) => s.operation.run(epoch, delta.operations.first + i, key));
    delta.results.keys.forEach((code, i) => s.result.run(epoch, delta.results.first + i, code));
    for (const { id, record } of delta.processes) writeProcess(s, epoch, id, record);
  }

  #writeLoose(epoch: number, pool: PoolCode, block: PoolBlock): void {
    const key = `${epoch}/${pool}`;
    let loose = this.#loose.get(key);
    if (loose === undefined) this.#loose.set(key, (loose = { epoch, pool, blocks: [], bytes: 0 }));
    loose.blocks.push(block);
    loose.bytes += block.bytes.length;
    insertBlock(this.#statements, epoch, pool, block, false);
    if (loose.bytes > BLOCK_BYTES) this.#join(key);
  }

  #joinLoose(): void {
    for (const key of this.#loose.keys()) this.#join(key);
  }

  #join(key: string): void {
    const loose = this.#loose.get(key);
    const head = loose?.blocks[0];
    if (loose === undefined || head === undefined) return;
    this.#loose.delete(key);
    this.#statements.deleteBlocks.run(loose.epoch, loose.pool, head.first);
    for (const block of mergeBlocks(loose.blocks))
      insertBlock(this.#statements, loose.epoch, loose.pool, block, true);
  }

  #drop(dropped: DroppedParts): void {
    const s = this.#statements;
    for (const no of dropped.segments) for (const statement of s.deleteSegment) statement.run(no);
    for (const epoch of dropped.epochs) {
      for (const [key, loose] of this.#loose) if (loose.epoch === epoch) this.#loose.delete(key);
      for (const statement of s.deleteEpoch) statement.run(epoch);
    }
    s.deleteLosses.run(dropped.firstEvent);
  }
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(db: Database.Database) {
  const values = (count: number): string => Array.from({ length: count }, () => '?').join(', ');
  return {
    block: db.prepare(
      `INSERT INTO texts (epoch, pool, first, count, bytes, codec, data) VALUES (${values(7)})`,
    ),
    deleteBlocks: db.prepare(`DELETE FROM texts WHERE epoch = ? AND pool = ? AND first >= ?`),
    operation: db.prepare(`INSERT INTO operations (epoch, id, key) VALUES (?, ?, ?)`),
    result: db.prepare(`INSERT INTO results (epoch, id, code) VALUES (?, ?, ?)`),
    process: db.prepare(`INSERT OR REPLACE INTO processes VALUES (${values(24)})`),
    linuxProcess: db.prepare(`INSERT OR REPLACE INTO linux_processes VALUES (${values(19)})`),
    segment: db.prepare(`INSERT INTO segments VALUES (${values(8)})`),
    column: db.prepare(`INSERT INTO segment_columns VALUES (${values(4)})`),
    payload: db.prepare(`INSERT INTO segment_payloads VALUES (${values(3)})`),
    journal: db.prepare(`INSERT INTO journal VALUES (${values(8)})`),
    deleteJournal: db.prepare(`DELETE FROM journal WHERE segment = ?`),
    loss: db.prepare(`INSERT INTO losses (event, time, count, cause) VALUES (${values(4)})`),
    deleteLosses: db.prepare(`DELETE FROM losses WHERE event < ?`),
    icon: db.prepare(`INSERT INTO icons (edge, image) VALUES (?, ?)`),
    host: db.prepare(`INSERT INTO hosts (address, name) VALUES (?, ?)`),
    account: db.prepare(`INSERT OR REPLACE INTO accounts (sid, name) VALUES (?, ?)`),
    port: db.prepare(`INSERT INTO ports (port, is_tcp, name) VALUES (?, ?, ?)`),
    deleteSegment: [
      db.prepare(`DELETE FROM segments WHERE no = ?`),
      db.prepare(`DELETE FROM segment_columns WHERE segment = ?`),
      db.prepare(`DELETE FROM segment_payloads WHERE segment = ?`),
      db.prepare(`DELETE FROM journal WHERE segment = ?`),
    ],
    deleteEpoch: ['texts', 'operations', 'results', 'processes', 'linux_processes'].map((table) =>
      db.prepare(`DELETE FROM ${table} WHERE epoch = ?`),
    ),
  };
}

function insertBlock(
  s: Statements,
  epoch: number,
  pool: PoolCode,
  block: PoolBlock,
  mayCompress: boolean,
): void {
  const packed = packBlock(block);
  const data = mayCompress && packed.length >= COMPRESS_FROM_BYTES ? compressSync(packed) : packed;
  const codec = data === packed ? BlockCodec.raw : BlockCodec.zstd;
  s.block.run(epoch, pool, block.first, block.lengths.length, block.bytes.length, codec, data);
}

function writeProcess(s: Statements, epoch: number, id: number, p: ProcessRecord): void {
  const ticks = (value: bigint | undefined): bigint | null =>
    value === undefined ? null : BigInt.asIntN(64, value);
  const flag = p.virtualized === undefined ? null : p.virtualized ? 1 : 0;
  s.process.run(
    epoch, id, p.uid, p.pid, p.parentPid, p.parentUid ?? null, p.session, BigInt.asIntN(64, p.authenticationId),
    ticks(p.start), ticks(p.end), flag, p.is64Bit ? 1 : 0, p.integrity, p.user, p.name, p.imagePath, p.commandLine,
    p.company, p.version, p.description, p.smallIcon, p.largeIcon, p.modules.length, packModules(p.modules),
  ); // prettier-ignore
  if (p.linux !== undefined) writeLinuxProcess(s, epoch, id, p.linux);
}

function writeLinuxProcess(s: Statements, epoch: number, id: number, p: LinuxProcess): void {
  const flags =
    (p.isKernelThread ? LinuxProcessFlag.kernelThread : 0) |
    (p.isCommandCut ? LinuxProcessFlag.commandCut : 0) |
    (p.isImageDeleted ? LinuxProcessFlag.imageDeleted : 0);
  s.linuxProcess.run(
    epoch, id, p.uid, p.euid, p.gid, p.egid, p.loginUid ?? null, p.session ?? null, BigInt.asIntN(64, p.capabilities),
    p.pidNamespace, p.mountNamespace, p.netNamespace, p.innerPid, p.generation, p.exitStatus ?? null, p.directory, p.cgroup,
    p.container, flags,
  ); // prettier-ignore
}

function writeSegment(s: Statements, { job, columns, payload }: EncodedSegment): void {
  s.segment.run(
    job.no, job.epoch, job.firstEvent, job.length, job.payloadBytes, job.payloadBase, job.minTime, job.maxTime,
  ); // prettier-ignore
  for (const column of columns) s.column.run(job.no, COLUMN_CODES[column.name], column.codec, column.data);
  if (payload !== undefined) s.payload.run(job.no, payload.codec, payload.data);
  s.deleteJournal.run(job.no);
}

function writeJournal(s: Statements, rows: JournalRows): void {
  const payload =
    rows.payload === undefined
      ? Buffer.alloc(0)
      : bytesOf(rows.payload.subarray(rows.payloadStart, rows.payloadEnd));
  const data = packRows(rows.columns, rows.firstRow, rows.count);
  s.journal.run(
    rows.segment,
    rows.firstRow,
    rows.epoch,
    rows.firstEvent,
    rows.count,
    rows.payloadStart,
    data,
    payload,
  );
}

/** The cells of `count` rows from `from` on, column by column, little-endian. */
function packRows(columns: SegmentColumns, from: number, count: number): Buffer {
  const parts = SEGMENT_COLUMN_NAMES.map((name) => {
    const cells = columns[name];
    const width = columnBytes(name);
    return Buffer.from(cells.buffer, cells.byteOffset + from * width, count * width);
  });
  return Buffer.concat(parts);
}

function bytesOf(view: Uint8Array): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

function writeMeta(db: Database.Database, entries: MetaEntries): void {
  const put = db.prepare(`INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)`);
  for (const [key, value] of entries) put.run(key, value);
}
