import { assertNever } from '../../shared/errors.ts';
import { CHUNK_BYTES } from '../store/byte-pool.ts';
import { foldText } from './case-fold.ts';
import type { FoldedBytes } from './folded-pool.ts';
import type { PlainRelation } from './text-test.ts';

const CHUNK_MASK = CHUNK_BYTES - 1;

/** Native calls that a search may spend before it looks at how dense the matches are. */
const FREE_CALLS = 64;
/** From one match in so many entries on, a loop over the entries is faster than a native call for each match. */
const DENSE_ENTRIES = 12;

/**
 * A test on the entries of a string pool that reads their folded bytes and makes no texts.
 * The answers are those of `textTest` on a column of text.
 */
export class StringSearch {
  readonly #relation: PlainRelation;
  /** The value in one byte a unit; undefined when it has wider units, so that no narrow text contains it. */
  readonly #latin1: Buffer | undefined;
  readonly #utf16: Buffer;
  readonly #skip: Uint8Array;

  constructor(relation: PlainRelation, value: string) {
    const folded = foldText(value);
    this.#relation = relation;
    this.#utf16 = Buffer.from(folded, 'utf16le');
    const isNarrow = this.#utf16.every((byte, i) => i % 2 === 0 || byte === 0);
    this.#latin1 = isNarrow ? Buffer.from(folded, 'latin1') : undefined;
    this.#skip = skipTable(this.#latin1 ?? Buffer.alloc(0));
  }

  /**
   * Writes 1 or 0 to `out[k]` for each entry `from + k` up to `to`. The entries must be folded and lie in one chunk.
   * `isWide` says which of the two byte pools `bytes` is of.
   */
  test(bytes: FoldedBytes, isWide: boolean, from: number, to: number, out: Uint8Array): void {
    if (from >= to) return;
    const wanted = isWide ? this.#utf16 : this.#latin1;
    const relation = this.#relation;
    switch (relation) {
      case 'less than':
      case 'more than':
        compareEntries(bytes, isWide, from, to, this.#utf16, relation === 'less than' ? -1 : 1, out);
        return;
      case 'contains':
        if (wanted === undefined || wanted.length === 0) out.fill(wanted === undefined ? 0 : 1, 0, to - from);
        else if (isWide) this.#containsWide(bytes, from, to, out);
        else this.#containsNarrow(bytes, wanted, from, to, out);
        return;
      case 'is':
      case 'begins with':
      case 'ends with':
        if (wanted === undefined) out.fill(0, 0, to - from);
        else compareEdges(bytes, wanted, relation, from, to, out);
        return;
      default:
        assertNever(relation);
    }
  }

  /**
   * One native search runs over all bytes of the chunk; what it finds is mapped back to its entry, and dropped when it
   * crosses the entry's end. Where many entries match, the calls would cost more than the search: then entry by entry.
   */
  #containsNarrow(bytes: FoldedBytes, wanted: Buffer, from: number, to: number, out: Uint8Array): void {
    const pool = bytes.pool;
    const chunk = bytes.chunk(pool.offset(from));
    const stop = pool.start(to - 1) + pool.length(to - 1);
    const span = chunk.subarray(0, stop);
    out.fill(0, 0, to - from);
    let entry = from;
    let at = pool.start(from);
    for (let calls = 0; ; calls++) {
      if (calls > FREE_CALLS && calls * DENSE_ENTRIES > entry - from) {
        containsEach(bytes, chunk, wanted, this.#skip, from, entry + 1, to, out);
        return;
      }
      const found = span.indexOf(wanted, at);
      if (found < 0) return;
      entry = entryAt(bytes, found, entry, to);
      // Whatever else begins in this entry behind a match that crosses its end crosses it as well.
      at = pool.start(entry) + pool.length(entry);
      if (found + wanted.length <= at) out[entry - from] = 1;
      if (at >= stop) return;
    }
  }

  #containsWide(bytes: FoldedBytes, from: number, to: number, out: Uint8Array): void {
    const pool = bytes.pool;
    const wanted = this.#utf16;
    const chunk = bytes.chunk(pool.offset(from));
    const stop = pool.start(to - 1) + pool.length(to - 1);
    const span = chunk.subarray(0, stop);
    out.fill(0, 0, to - from);
    let entry = from;
    let at = pool.start(from);
    while (at < stop) {
      // With this encoding the search goes by units of two bytes, from an even place.
      const found = span.indexOf(wanted, at, 'utf16le');
      if (found < 0) return;
      entry = entryAt(bytes, found, entry, to);
      at = pool.start(entry) + pool.length(entry);
      if (found + wanted.length <= at) out[entry - from] = 1;
    }
  }
}

/** How far a search may move on when this byte stands under the last one of the value (Horspool's table, capped at 255). */
function skipTable(wanted: Uint8Array): Uint8Array {
  const skip = new Uint8Array(256).fill(Math.min(255, Math.max(1, wanted.length)));
  for (let i = 0; i < wanted.length - 1; i++) skip[wanted[i]!] = Math.min(255, wanted.length - 1 - i);
  return skip;
}

/** The entry of the chunk of `low` that holds the byte at `position` of the chunk; from `low` on, before `to`. */
function entryAt(bytes: FoldedBytes, position: number, low: number, to: number): number {
  const pool = bytes.pool;
  let known = low;
  let step = 1;
  while (known + step < to && pool.start(known + step) <= position) {
    known += step;
    step *= 2;
  }
  let high = Math.min(known + step, to) - 1;
  while (known < high) {
    const middle = (known + high + 1) >>> 1;
    if (pool.start(middle) <= position) known = middle;
    else high = middle - 1;
  }
  return known;
}

/** Horspool's search in each entry from `first` on. Guarded by the filter benchmark. */
function containsEach(
  bytes: FoldedBytes,
  chunk: Buffer,
  wanted: Uint8Array,
  skip: Uint8Array,
  from: number,
  first: number,
  to: number,
  out: Uint8Array,
): void {
  const pool = bytes.pool;
  const last = wanted.length - 1;
  const lastByte = wanted[last]!;
  for (let entry = first; entry < to; entry++) {
    const start = pool.offset(entry) & CHUNK_MASK;
    const end = start + pool.length(entry);
    let found = 0;
    for (let at = start + last; at < end; at += skip[chunk[at]!]!) {
      if (chunk[at] !== lastByte) continue;
      let back = last - 1;
      let place = at - 1;
      while (back >= 0 && chunk[place] === wanted[back]) {
        back--;
        place--;
      }
      if (back < 0) {
        found = 1;
        break;
      }
    }
    out[entry - from] = found;
  }
}

function compareEdges(
  bytes: FoldedBytes,
  wanted: Uint8Array,
  relation: 'is' | 'begins with' | 'ends with',
  from: number,
  to: number,
  out: Uint8Array,
): void {
  const pool = bytes.pool;
  const chunk = bytes.chunk(pool.offset(from));
  const size = wanted.length;
  const isExact = relation === 'is';
  const atEnd = relation === 'ends with';
  for (let entry = from; entry < to; entry++) {
    const length = pool.length(entry);
    let same = isExact ? length === size : length >= size;
    if (same) {
      const start = (pool.offset(entry) & CHUNK_MASK) + (atEnd ? length - size : 0);
      // From the end: most paths begin alike.
      for (let i = size - 1; i >= 0; i--) {
        if (chunk[start + i] !== wanted[i]) {
          same = false;
          break;
        }
      }
    }
    out[entry - from] = same ? 1 : 0;
  }
}

/** Compares by units of UTF-16 with `wanted` (UTF-16LE); `sign` -1 asks for less, 1 for more. */
function compareEntries(
  bytes: FoldedBytes,
  isWide: boolean,
  from: number,
  to: number,
  wanted: Buffer,
  sign: -1 | 1,
  out: Uint8Array,
): void {
  const pool = bytes.pool;
  const chunk = bytes.chunk(pool.offset(from));
  const units = new Uint16Array(wanted.length >> 1);
  for (let i = 0; i < units.length; i++) units[i] = wanted.readUInt16LE(i * 2);
  const width = isWide ? 2 : 1;
  for (let entry = from; entry < to; entry++) {
    const start = pool.start(entry);
    const length = pool.length(entry) / width;
    const common = Math.min(length, units.length);
    let order = 0;
    for (let i = 0; i < common && order === 0; i++) {
      const unit = isWide ? chunk[start + i * 2]! | (chunk[start + i * 2 + 1]! << 8) : chunk[start + i]!;
      order = unit - units[i]!;
    }
    if (order === 0) order = length - units.length;
    out[entry - from] = order * sign > 0 ? 1 : 0;
  }
}
