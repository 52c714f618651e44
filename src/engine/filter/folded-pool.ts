import { CHUNK_BYTES } from '../store/byte-pool.ts';
import type { BytePool } from '../store/byte-pool.ts';
import type { StringPool } from '../store/string-pool.ts';
import { foldLatin1, foldUnits } from './case-fold.ts';

const CHUNK_BITS = Math.log2(CHUNK_BYTES);

const NO_BYTES = Buffer.alloc(0);

/**
 * The case-folded bytes of a byte pool, at the same places: what string tests run over. Made on first use and extended as
 * the pool grows, chunk by chunk.
 */
export class FoldedBytes {
  readonly pool: BytePool;
  readonly #strings: StringPool;
  readonly #isWide: boolean;
  readonly #chunks: Buffer[] = [];
  /** Offset over all chunks up to which bytes are folded. */
  #end = 0;

  constructor(strings: StringPool, isWide: boolean) {
    this.#strings = strings;
    this.pool = isWide ? strings.wide : strings.narrow;
    this.#isWide = isWide;
  }

  /** Folds up to `offset` (over all chunks), which is at most the pool's end. */
  extend(offset: number): void {
    while (this.#end < offset) {
      const no = this.#end >>> CHUNK_BITS;
      const source = this.pool.chunks[no]!;
      const target = this.#chunks[no] ?? (this.#chunks[no] = Buffer.alloc(CHUNK_BYTES));
      const base = no * CHUNK_BYTES;
      const start = this.#end - base;
      const stop = Math.min(offset - base, CHUNK_BYTES);
      if (this.#isWide) foldUnits(unitsOf(source), unitsOf(target), start >> 1, stop >> 1);
      else foldLatin1(source, target, start, stop);
      this.#strings.countCopy(stop - start);
      this.#end = base + stop;
    }
  }

  /** The folded chunk that holds `offset`; empty where nothing is folded because there is nothing but an empty entry. */
  chunk(offset: number): Buffer {
    return this.#chunks[offset >>> CHUNK_BITS] ?? NO_BYTES;
  }
}

/** The folded texts of a string pool, shared by all filters on it. */
export interface FoldedStrings {
  readonly narrow: FoldedBytes;
  readonly wide: FoldedBytes;
}

const FOLDED = new WeakMap<StringPool, FoldedStrings>();

/** The folded texts of `strings`: one copy for all filters, as long as the pool lives. */
export function foldedStrings(strings: StringPool): FoldedStrings {
  let folded = FOLDED.get(strings);
  if (folded === undefined) {
    folded = { narrow: new FoldedBytes(strings, false), wide: new FoldedBytes(strings, true) };
    FOLDED.set(strings, folded);
  }
  return folded;
}

/** Folds what a pool has got since, so that the next filter on Path need not wait for it. */
export function foldAhead(strings: StringPool): void {
  const { narrow, wide } = foldedStrings(strings);
  narrow.extend(strings.narrow.endOffset);
  wide.extend(strings.wide.endOffset);
}

function unitsOf(bytes: Buffer): Uint16Array {
  return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
}
