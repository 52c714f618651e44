import type Database from 'better-sqlite3';
import { ProcscopeError } from '../../shared/errors.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { Epoch } from '../store/epoch.ts';
import {
  SEGMENT_COLUMN_NAMES,
  SEGMENT_EVENTS,
  SEGMENT_PAYLOAD_BYTES,
  columnBytes,
  makeColumns,
} from '../store/segment.ts';
import type { CaptureReader } from './capture-reader.ts';
import type { EncodedSegment } from './capture-writer.ts';
import { encodeColumnsSync } from './column-codec.ts';
import { firstRows } from './first-rows.ts';
import { BlockCodec } from './schema.ts';
import { checkCells, checkPayloads } from './segment-check.ts';
import { compressSync } from './zstd.ts';

/** Bytes of one row in the journal, without its payload. */
const ROW_BYTES = SEGMENT_COLUMN_NAMES.reduce((sum, name) => sum + columnBytes(name), 0);

interface JournalRow {
  readonly segment: unknown;
  readonly epoch: unknown;
  readonly first_event: unknown;
  readonly first_row: unknown;
  readonly count: unknown;
  readonly payload_start: unknown;
  readonly data: unknown;
  readonly payload: unknown;
}

/**
 * Makes a segment of the events that only the journal has; undefined when there are none. Entries from the first damaged
 * one on are left out and counted.
 */
export function journalledSegment(
  db: Database.Database,
  reader: CaptureReader,
  dialect: Dialect,
): { segment: EncodedSegment | undefined; damagedEvents: number } {
  const rows = db
    .prepare<[number, number], JournalRow>(
      `SELECT segment, epoch, first_event, first_row, count, payload_start,
              CASE WHEN length(data) <= ? THEN data END AS data, CASE WHEN length(payload) <= ? THEN payload END AS payload
       FROM journal ORDER BY segment, first_row`,
    )
    .iterate(SEGMENT_EVENTS * ROW_BYTES, SEGMENT_PAYLOAD_BYTES * 2);
  const building = new JournalReplay();
  let damagedEvents = 0;
  for (const row of rows) {
    if (damagedEvents > 0 || !building.add(row))
      damagedEvents += typeof row.count === 'number' ? row.count : 1;
  }
  const last = reader.segments().at(-1);
  const head = building.head;
  if (head === undefined) return { segment: undefined, damagedEvents };
  if (last !== undefined && (head.segment <= last.no || head.firstEvent !== last.first + last.length)) {
    return { segment: undefined, damagedEvents: damagedEvents + building.length };
  }
  try {
    return { segment: building.seal(reader.epoch(head.epoch, dialect)), damagedEvents };
  } catch (error) {
    // What is sealed must not be out of reach because of the last fraction of a segment.
    if (!(error instanceof ProcscopeError)) throw error;
    return { segment: undefined, damagedEvents: damagedEvents + building.length };
  }
}

/** Puts journal entries behind each other. */
class JournalReplay {
  head: { segment: number; epoch: number; firstEvent: number } | undefined;
  length = 0;
  #columns = makeColumns(SEGMENT_EVENTS, false);
  #payloads: Buffer[] = [];
  #payloadBytes = 0;

  /** Whether the entry continues what is there and holds what it says. */
  add(row: JournalRow): boolean {
    const { segment, epoch, first_event: firstEvent, count, data, payload } = row;
    if (typeof segment !== 'number' || typeof epoch !== 'number' || typeof firstEvent !== 'number')
      return false;
    if (![segment, epoch, firstEvent].every((value) => Number.isSafeInteger(value) && value >= 0))
      return false;
    if (typeof count !== 'number' || !Buffer.isBuffer(data) || !Buffer.isBuffer(payload)) return false;
    const head = (this.head ??= { segment, epoch, firstEvent });
    if (head.segment !== segment || head.epoch !== epoch || head.firstEvent !== firstEvent) return false;
    if (row.first_row !== this.length || row.payload_start !== this.#payloadBytes) return false;
    if (count < 1 || this.length + count > SEGMENT_EVENTS || data.length !== count * ROW_BYTES) return false;
    if (this.#payloadBytes + payload.length > SEGMENT_PAYLOAD_BYTES * 2) return false;
    let at = 0;
    for (const name of SEGMENT_COLUMN_NAMES) {
      const width = columnBytes(name);
      new Uint8Array(this.#columns[name].buffer).set(
        data.subarray(at, at + count * width),
        this.length * width,
      );
      at += count * width;
    }
    this.length += count;
    this.#payloads.push(payload);
    this.#payloadBytes += payload.length;
    return true;
  }

  /** The segment, undefined when it has no rows. Errors: 'capture/corrupt' when a row names what is not there. */
  seal(epoch: Epoch): EncodedSegment | undefined {
    if (this.head === undefined || this.length === 0) return undefined;
    const columns = firstRows(this.#columns, this.length);
    for (const name of SEGMENT_COLUMN_NAMES) checkCells(name, columns[name], epoch);
    checkPayloads(columns.payloadOffset, columns.payloadLength, this.#payloadBytes);
    let minTime = Infinity;
    let maxTime = -Infinity;
    for (const time of columns.time) {
      minTime = Math.min(minTime, time);
      maxTime = Math.max(maxTime, time);
    }
    const payload =
      this.#payloadBytes === 0
        ? undefined
        : { codec: BlockCodec.zstd, data: compressSync(Buffer.concat(this.#payloads)) };
    return {
      job: {
        no: this.head.segment,
        epoch: this.head.epoch,
        firstEvent: this.head.firstEvent,
        length: this.length,
        payloadBytes: this.#payloadBytes,
        payloadBase: 0,
        minTime,
        maxTime,
        columns,
        payload: undefined,
      },
      columns: encodeColumnsSync(columns, SEGMENT_COLUMN_NAMES),
      payload,
    };
  }
}
