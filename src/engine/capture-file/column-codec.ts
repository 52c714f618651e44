import { columnBytes, makeColumn } from '../store/segment.ts';
import type { SegmentColumnName, SegmentColumns } from '../store/segment.ts';
import { corrupt } from './file-errors.ts';
import { compress, compressSync, decompress } from './zstd.ts';

/**
 * How the cells of a column are stored. The numbers stand in files: never renumber. "Shuffled" means that the lowest
 * bytes of all cells come first, then the second bytes, and so on, which zstd compresses two to five times better.
 */
export const ColumnCodec = {
  /** Cells little-endian as in memory. */
  raw: 0,
  /** Cells shuffled, zstd. */
  shuffled: 1,
  /** u32: zigzag of the difference modulo 2^32 to the cell before, shuffled, zstd. */
  delta: 2,
  /** f64 that are whole numbers: zigzag as u64, shuffled, zstd. */
  whole: 3,
  /** f64 that are whole numbers: zigzag of the difference to the cell before as u64, shuffled, zstd. */
  wholeDelta: 4,
  /** payloadOffset only: nothing is stored, each cell is the sum of the payload lengths before it. */
  sums: 5,
} as const;
export type ColumnCodec = (typeof ColumnCodec)[keyof typeof ColumnCodec];

/** A column ready to be stored. */
export interface EncodedColumn {
  readonly name: SegmentColumnName;
  readonly codec: ColumnCodec;
  readonly data: Buffer;
}

/** Differences of numbers below this are exact, and so is their zigzag. */
const WHOLE_LIMIT = 2 ** 51;
const TWO_32 = 2 ** 32;

/** Encodes all columns of a segment, compressing on the thread pool. Columns without cells are left out. */
export async function encodeColumns(
  columns: SegmentColumns,
  names: readonly SegmentColumnName[],
): Promise<EncodedColumn[]> {
  const jobs = names.map(async (name): Promise<EncodedColumn> => {
    const { codec, bytes } = transform(name, columns);
    return { name, codec, data: bytes.length === 0 ? bytes : await compress(bytes) };
  });
  return Promise.all(jobs);
}

/** The same on this thread: for recovery, which has one segment to write. */
export function encodeColumnsSync(
  columns: SegmentColumns,
  names: readonly SegmentColumnName[],
): EncodedColumn[] {
  return names.map((name) => {
    const { codec, bytes } = transform(name, columns);
    return { name, codec, data: bytes.length === 0 ? bytes : compressSync(bytes) };
  });
}

/**
 * Decodes one column of `length` cells, on shared memory of its own. `lengths` gives the payload lengths where the codec
 * needs them. Errors: 'capture/corrupt' for whatever {@link encodeColumns} would not have written.
 */
export function decodeColumn<N extends SegmentColumnName>(
  name: N,
  codec: number,
  data: Buffer,
  length: number,
  lengths: () => Uint32Array,
): SegmentColumns[N];
export function decodeColumn(
  name: SegmentColumnName,
  codec: number,
  data: Buffer,
  length: number,
  lengths: () => Uint32Array,
): SegmentColumns[SegmentColumnName] {
  const cells = makeColumn(name, length, 'own');
  const size = length * columnBytes(name);
  switch (codec) {
    case ColumnCodec.raw:
      if (data.length !== size) throw corrupt('a column has another length than it should', { column: name });
      new Uint8Array(cells.buffer).set(data);
      return cells;
    case ColumnCodec.shuffled:
      unshuffle(decompress(data, size), cells);
      return cells;
    case ColumnCodec.delta:
      if (!(cells instanceof Uint32Array)) break;
      undoDelta(decompress(data, size), cells);
      return cells;
    case ColumnCodec.whole:
    case ColumnCodec.wholeDelta:
      if (!(cells instanceof Float64Array)) break;
      undoWhole(decompress(data, size), cells, codec === ColumnCodec.wholeDelta);
      return cells;
    case ColumnCodec.sums:
      if (name !== 'payloadOffset' || !(cells instanceof Uint32Array)) break;
      undoSums(lengths(), cells);
      return cells;
    default:
  }
  throw corrupt('a column has a coding that it cannot have', { column: name, codec });
}

function transform(name: SegmentColumnName, columns: SegmentColumns): { codec: ColumnCodec; bytes: Buffer } {
  switch (name) {
    case 'time': {
      const bytes = wholeNumbers(columns.time, true);
      return bytes === undefined ? shuffled(columns.time) : { codec: ColumnCodec.wholeDelta, bytes };
    }
    case 'duration': {
      const bytes = wholeNumbers(columns.duration, false);
      return bytes === undefined ? shuffled(columns.duration) : { codec: ColumnCodec.whole, bytes };
    }
    case 'payloadOffset':
      if (areSums(columns.payloadOffset, columns.payloadLength))
        return { codec: ColumnCodec.sums, bytes: Buffer.alloc(0) };
      return { codec: ColumnCodec.delta, bytes: deltas(columns.payloadOffset) };
    default:
      return shuffled(columns[name]);
  }
}

function shuffled(cells: SegmentColumns[SegmentColumnName]): { codec: ColumnCodec; bytes: Buffer } {
  return { codec: ColumnCodec.shuffled, bytes: shuffle(cells) };
}

// The loops below are guarded by the ingest and the reopen benchmarks.

function shuffle(cells: SegmentColumns[SegmentColumnName]): Buffer {
  const n = cells.length;
  const out = Buffer.allocUnsafe(cells.byteLength);
  if (cells instanceof Uint16Array) {
    for (let i = 0; i < n; i++) {
      const v = cells[i]!;
      out[i] = v;
      out[n + i] = v >>> 8;
    }
  } else if (cells instanceof Uint32Array) {
    for (let i = 0; i < n; i++) {
      const v = cells[i]!;
      out[i] = v;
      out[n + i] = v >>> 8;
      out[2 * n + i] = v >>> 16;
      out[3 * n + i] = v >>> 24;
    }
  } else {
    const bytes = new Uint8Array(cells.buffer, cells.byteOffset, cells.byteLength);
    for (let k = 0; k < 8; k++)
      for (let i = 0, at = k, to = k * n; i < n; i++, at += 8) out[to + i] = bytes[at]!;
  }
  return out;
}

function unshuffle(bytes: Buffer, cells: SegmentColumns[SegmentColumnName]): void {
  const n = cells.length;
  if (cells instanceof Uint16Array) {
    for (let i = 0; i < n; i++) cells[i] = bytes[i]! | (bytes[n + i]! << 8);
  } else if (cells instanceof Uint32Array) {
    for (let i = 0; i < n; i++) {
      cells[i] = bytes[i]! | (bytes[n + i]! << 8) | (bytes[2 * n + i]! << 16) | (bytes[3 * n + i]! << 24);
    }
  } else {
    const target = new Uint8Array(cells.buffer);
    for (let k = 0; k < 8; k++)
      for (let i = 0, at = k, from = k * n; i < n; i++, at += 8) target[at] = bytes[from + i]!;
  }
}

function deltas(cells: Uint32Array): Buffer {
  const n = cells.length;
  const out = Buffer.allocUnsafe(n * 4);
  let before = 0;
  for (let i = 0; i < n; i++) {
    const v = cells[i]!;
    const d = (v - before) | 0;
    before = v;
    const z = (d << 1) ^ (d >> 31);
    out[i] = z;
    out[n + i] = z >>> 8;
    out[2 * n + i] = z >>> 16;
    out[3 * n + i] = z >>> 24;
  }
  return out;
}

function undoDelta(bytes: Buffer, cells: Uint32Array): void {
  const n = cells.length;
  let value = 0;
  for (let i = 0; i < n; i++) {
    const z = bytes[i]! | (bytes[n + i]! << 8) | (bytes[2 * n + i]! << 16) | (bytes[3 * n + i]! << 24);
    value = (value + ((z >>> 1) ^ -(z & 1))) | 0;
    cells[i] = value;
  }
}

/** Undefined when a cell is not a whole number that this coding gives back exactly. */
function wholeNumbers(cells: Float64Array, isDelta: boolean): Buffer | undefined {
  const n = cells.length;
  const out = Buffer.allocUnsafe(n * 8);
  let before = 0;
  for (let i = 0; i < n; i++) {
    const v = cells[i]!;
    // -0 would come back as 0: bit for bit or not at all.
    if (!(v > -WHOLE_LIMIT && v < WHOLE_LIMIT) || Math.trunc(v) !== v || (v === 0 && 1 / v < 0))
      return undefined;
    const d = v - before;
    if (isDelta) before = v;
    const z = d >= 0 ? d * 2 : d * -2 - 1;
    const low = z >>> 0;
    const high = (z - low) / TWO_32;
    out[i] = low;
    out[n + i] = low >>> 8;
    out[2 * n + i] = low >>> 16;
    out[3 * n + i] = low >>> 24;
    out[4 * n + i] = high;
    out[5 * n + i] = high >>> 8;
    out[6 * n + i] = high >>> 16;
    out[7 * n + i] = 0;
  }
  return out;
}

function undoWhole(bytes: Buffer, cells: Float64Array, isDelta: boolean): void {
  const n = cells.length;
  let value = 0;
  for (let i = 0; i < n; i++) {
    const low =
      (bytes[i]! | (bytes[n + i]! << 8) | (bytes[2 * n + i]! << 16) | (bytes[3 * n + i]! << 24)) >>> 0;
    const high = bytes[4 * n + i]! | (bytes[5 * n + i]! << 8) | (bytes[6 * n + i]! << 16);
    const z = high * TWO_32 + low;
    const d = (low & 1) === 0 ? z / 2 : (z + 1) / -2;
    value = isDelta ? value + d : d;
    cells[i] = value;
  }
}

function areSums(offsets: Uint32Array, lengths: Uint32Array): boolean {
  if (lengths.length !== offsets.length) return false;
  let sum = 0;
  for (let i = 0; i < offsets.length; i++) {
    if (offsets[i] !== sum) return false;
    sum += lengths[i]!;
  }
  return true;
}

function undoSums(lengths: Uint32Array, cells: Uint32Array): void {
  if (lengths.length !== cells.length)
    throw corrupt('payload lengths are missing', { column: 'payloadOffset' });
  let sum = 0;
  for (let i = 0; i < cells.length; i++) {
    cells[i] = sum;
    sum += lengths[i]!;
  }
}
