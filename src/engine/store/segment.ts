import type { EventNo } from '../../shared/units.ts';
import type { Epoch } from './epoch.ts';

/** Events in a full segment. A segment is sealed earlier when its payloads reach {@link SEGMENT_PAYLOAD_BYTES}. */
export const SEGMENT_EVENTS = 65_536;

/** Payload bytes at which a segment is sealed: a bound for hostile or unusual captures. */
export const SEGMENT_PAYLOAD_BYTES = 32 * 1024 * 1024;

/**
 * The columns of a segment, all of the segment's capacity, on shared memory so that the writer thread reads what the
 * engine thread appended without a copy. Rows from `length` on are not yet written.
 */
export interface SegmentColumns {
  /** ProcessId. */
  readonly process: Uint16Array;
  readonly tid: Uint32Array;
  /** OperationId. */
  readonly operation: Uint16Array;
  /** ResultId. */
  readonly result: Uint16Array;
  /** RelTicks: exact integers; in order of arrival, which in most sources is ascending. */
  readonly time: Float64Array;
  /** Ticks of 100 ns; -1 while the operation is pending. */
  readonly duration: Float64Array;
  /** StringId. */
  readonly path: Uint32Array;
  /** Where the payload begins: in the segment's payload bytes, or in the source file from `payloadBase`. */
  readonly payloadOffset: Uint32Array;
  /** Length of the stored payload in bytes. Has no elements where payloads stay in a source file. */
  readonly payloadLength: Uint32Array;
  /** StackId. Has no elements where stacks stay in a source file. */
  readonly stack: Uint32Array;
}

export type SegmentColumnName = keyof SegmentColumns;

const BYTES: Readonly<Record<SegmentColumnName, 2 | 4 | 8>> = {
  process: 2,
  tid: 4,
  operation: 2,
  result: 2,
  time: 8,
  duration: 8,
  path: 4,
  payloadOffset: 4,
  payloadLength: 4,
  stack: 4,
};

/** In the order in which capture files store them. */
export const SEGMENT_COLUMN_NAMES = Object.keys(BYTES) as readonly SegmentColumnName[];

/** Bytes of one cell of a column. */
export function columnBytes(name: SegmentColumnName): 2 | 4 | 8 {
  return BYTES[name];
}

/**
 * Makes a column of `length` cells. On shared memory the writer thread can read it; the garbage collector, though, does not
 * count that memory, so what is made often and forgotten soon is better made on memory of its own.
 */
export function makeColumn<N extends SegmentColumnName>(
  name: N,
  length: number,
  memory?: 'shared' | 'own',
): SegmentColumns[N];
export function makeColumn(
  name: SegmentColumnName,
  length: number,
  memory: 'shared' | 'own' = 'shared',
): Uint16Array | Uint32Array | Float64Array {
  const bytes = length * BYTES[name];
  const buffer = memory === 'shared' ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
  switch (BYTES[name]) {
    case 2:
      return new Uint16Array(buffer);
    case 4:
      return new Uint32Array(buffer);
    case 8:
      return new Float64Array(buffer);
  }
}

/** Makes all columns of a segment. `external` leaves out what stays in a source file. */
export function makeColumns(capacity: number, external: boolean): SegmentColumns {
  const kept = external ? 0 : capacity;
  return {
    process: makeColumn('process', capacity),
    tid: makeColumn('tid', capacity),
    operation: makeColumn('operation', capacity),
    result: makeColumn('result', capacity),
    time: makeColumn('time', capacity),
    duration: makeColumn('duration', capacity),
    path: makeColumn('path', capacity),
    payloadOffset: makeColumn('payloadOffset', capacity),
    payloadLength: makeColumn('payloadLength', kept),
    stack: makeColumn('stack', kept),
  };
}

/** Bytes that the columns occupy. */
export function columnsByteSize(columns: SegmentColumns): number {
  let bytes = 0;
  for (const name of SEGMENT_COLUMN_NAMES) bytes += columns[name].byteLength;
  return bytes;
}

/**
 * A run of consecutive events. Only the last segment of a store is being built: its `length` grows; all others are
 * sealed and immutable. A cold segment has no `columns` or no `payload` in memory: read it through the event store.
 */
export interface Segment {
  /** From 0, ascending, never reused. */
  readonly no: number;
  readonly first: EventNo;
  length: number;
  sealed: boolean;
  readonly epoch: Epoch;
  /** Undefined while the segment is cold. */
  columns: SegmentColumns | undefined;
  /** Stored payloads, on shared memory; undefined while cold, and where payloads stay in a source file. */
  payload: Buffer | undefined;
  /** Bytes of `payload` in use, also while cold. */
  payloadBytes: number;
  /** What `payloadOffset` counts from, in the units of the payload source (a file position, with the part's number). */
  readonly payloadBase: number;
  /** Whether the capture file holds the whole segment, so that memory may let go of it. */
  persisted: boolean;
  /** RelTicks; both 0 while there are no events. */
  minTime: number;
  maxTime: number;
}
