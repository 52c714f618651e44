import Database from 'better-sqlite3';
import type { EventStore } from '../store/event-store.ts';
import type { SegmentBacking } from '../store/segment-backing.ts';
import { columnBytes, makeColumn } from '../store/segment.ts';
import type { Segment, SegmentColumnName, SegmentColumns } from '../store/segment.ts';
import { decodeColumn } from './column-codec.ts';
import { corrupt, captureFileError } from './file-errors.ts';
import { BlockCodec, COLUMN_CODES } from './schema.ts';
import { checkCells, checkPayloads } from './segment-check.ts';
import { compressedBound, decompress } from './zstd.ts';

interface Blob {
  readonly codec: unknown;
  readonly data: unknown;
}

/** A connection to read with, which distrusts the file. Errors: those of better-sqlite3. */
export function openForReading(path: string): Database.Database {
  const db = new Database(path, { readonly: true, fileMustExist: true, timeout: 5000 });
  db.pragma('trusted_schema = OFF');
  db.pragma('cell_size_check = ON');
  return db;
}

/** Reads the columns and payloads of single segments through one connection. */
export class SegmentBlobs {
  readonly #column: Database.Statement<[number, number, number], Blob>;
  readonly #payload: Database.Statement<[number, number], Blob>;

  constructor(db: Database.Database) {
    // A blob that is longer than it can be is not even read.
    const data = `CASE WHEN length(data) <= ? THEN data END AS data`;
    this.#column = db.prepare(
      `SELECT codec, ${data} FROM segment_columns WHERE segment = ? AND "column" = ?`,
    );
    this.#payload = db.prepare(`SELECT codec, ${data} FROM segment_payloads WHERE segment = ?`);
  }

  /** A column of `length` cells whose ids are not yet checked; undefined when the file has no such column. */
  column<N extends SegmentColumnName>(
    segmentNo: number,
    name: N,
    length: number,
  ): SegmentColumns[N] | undefined {
    const row = this.#column.get(compressedBound(length * columnBytes(name)), segmentNo, COLUMN_CODES[name]);
    if (row === undefined) return undefined;
    if (typeof row.codec !== 'number' || !Buffer.isBuffer(row.data)) {
      throw corrupt('a column is not what it should be', { segment: segmentNo, column: name });
    }
    const lengths = (): Uint32Array =>
      this.column(segmentNo, 'payloadLength', length) ?? makeColumn('payloadLength', 0);
    return decodeColumn(name, row.codec, row.data, length, lengths);
  }

  /** The payload bytes of a segment. Errors: 'capture/corrupt'. */
  payload(segmentNo: number, length: number): Buffer {
    const row = this.#payload.get(compressedBound(length), segmentNo);
    if (row === undefined || !Buffer.isBuffer(row.data))
      throw corrupt('payloads are missing', { segment: segmentNo });
    if (row.codec === BlockCodec.zstd) return decompress(row.data, length);
    if (row.codec !== BlockCodec.raw || row.data.length !== length) {
      throw corrupt('payloads are not what they should be', { segment: segmentNo });
    }
    return row.data;
  }
}

/** Columns of a segment that must be there, with ids that its epoch has. Errors: 'capture/corrupt'. */
export function readCheckedColumn<N extends SegmentColumnName>(
  blobs: SegmentBlobs,
  segment: Segment,
  name: N,
): SegmentColumns[N] {
  const cells = blobs.column(segment.no, name, segment.length);
  if (cells === undefined) throw corrupt('a column is missing', { segment: segment.no, column: name });
  checkCells(name, cells, segment.epoch);
  return cells;
}

/**
 * Reads cold segments of a store from the capture file that holds them, on the calling thread.
 * Errors: 'capture/corrupt' and 'file/io' out of every method that reads.
 */
export class FileBacking implements SegmentBacking {
  readonly #path: string;
  readonly #store: EventStore;
  #connection: { readonly db: Database.Database; readonly blobs: SegmentBlobs } | undefined;
  #isTransient = false;

  constructor(path: string, store: EventStore) {
    this.#path = path;
    this.#store = store;
  }

  /** While transient, the file is opened for every read and closed again: another connection is about to end its log. */
  setTransient(isTransient: boolean): void {
    this.#isTransient = isTransient;
    if (isTransient) this.close();
  }

  readColumn<N extends SegmentColumnName>(segmentNo: number, name: N, length: number): SegmentColumns[N] {
    return this.#read((blobs) => {
      const segment = this.#segment(segmentNo, length);
      if (this.#store.isExternal) {
        if (name === 'payloadLength' || name === 'stack') return makeColumn(name, 0);
      } else if (name === 'payloadOffset' || name === 'payloadLength') {
        const offsets = readCheckedColumn(blobs, segment, 'payloadOffset');
        checkPayloads(offsets, readCheckedColumn(blobs, segment, 'payloadLength'), segment.payloadBytes);
      }
      return readCheckedColumn(blobs, segment, name);
    });
  }

  readPayload(segmentNo: number, length: number): Buffer {
    return this.#read((blobs) => blobs.payload(segmentNo, length));
  }

  /** Opens the file, if it is not open yet. */
  open(): SegmentBlobs {
    this.#connection ??= connect(this.#path);
    return this.#connection.blobs;
  }

  /** Lets go of the file; the next read opens it again. */
  close(): void {
    this.#connection?.db.close();
    this.#connection = undefined;
  }

  #segment(no: number, length: number): Segment {
    const { segments } = this.#store;
    let low = 0;
    let high = segments.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (segments[middle]!.no < no) low = middle + 1;
      else high = middle;
    }
    const segment = segments[low];
    if (segment === undefined || segment.no !== no || segment.length !== length)
      throw new Error(`There is no segment ${no}`);
    return segment;
  }

  #read<T>(read: (blobs: SegmentBlobs) => T): T {
    try {
      return read(this.open());
    } catch (error) {
      throw captureFileError(error, this.#path);
    } finally {
      if (this.#isTransient) this.close();
    }
  }
}

function connect(path: string): { db: Database.Database; blobs: SegmentBlobs } {
  const db = openForReading(path);
  try {
    return { db, blobs: new SegmentBlobs(db) };
  } catch (error) {
    db.close();
    throw error;
  }
}
