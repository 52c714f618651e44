import { clearRange, countBits, wordsFor } from '../filter/bits.ts';

/** Words that one entry of the directory counts: 512 rows. */
const BLOCK_WORDS = 16;
const BLOCK_BITS = Math.log2(BLOCK_WORDS);

/**
 * The rows of one segment that are shown, with a directory of counts: how many are there before a row (rank), and which row
 * is the n-th (select), both in logarithmic time.
 * Whoever changes `words` calls {@link recount} before asking.
 */
export class Bitmap {
  readonly words: Uint32Array;
  /** `directory[b]` is the number of bits in the blocks before block b; the last entry is the number of all. */
  readonly #directory: Uint32Array;

  /** For rows from 0 up to `capacity`, none of them set. */
  constructor(capacity: number) {
    const blocks = Math.ceil(wordsFor(capacity) / BLOCK_WORDS);
    this.words = new Uint32Array(blocks * BLOCK_WORDS);
    this.#directory = new Uint32Array(blocks + 1);
  }

  /** Number of bits set. */
  get count(): number {
    return this.#directory[this.#directory.length - 1]!;
  }

  /** Brings the directory up to date after words from `firstWord` on have changed. */
  recount(firstWord = 0): void {
    const { words } = this;
    const directory = this.#directory;
    const first = firstWord >>> BLOCK_BITS;
    let count = directory[first]!;
    for (let block = first; block < directory.length - 1; block++) {
      directory[block] = count;
      const start = block << BLOCK_BITS;
      for (let w = start; w < start + BLOCK_WORDS; w++) count += countBits(words[w]!);
    }
    directory[directory.length - 1] = count;
  }

  /** Sets or clears the bit of `row`. Slower than changing `words`: it counts anew. */
  set(row: number, value: boolean): void {
    clearRange(this.words, row, row + 1);
    if (value) this.words[row >>> 5]! |= 1 << (row & 31);
    this.recount(row >>> 5);
  }

  /** Number of set bits before `row`. */
  rank(row: number): number {
    const word = row >>> 5;
    const block = word >>> BLOCK_BITS;
    if (block >= this.#directory.length - 1) return this.count;
    let count = this.#directory[block]!;
    for (let w = block << BLOCK_BITS; w < word; w++) count += countBits(this.words[w]!);
    const rest = row & 31;
    return rest === 0 ? count : count + countBits(this.words[word]! & ((1 << rest) - 1));
  }

  /** The row of the set bit before which there are `n` others. Errors: a RangeError when there are not that many. */
  select(n: number): number {
    if (!(n >= 0 && n < this.count)) throw new RangeError(`There is no bit ${n} among ${this.count}`);
    const directory = this.#directory;
    let low = 0;
    let high = directory.length - 2;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (directory[middle]! <= n) low = middle;
      else high = middle - 1;
    }
    let left = n - directory[low]!;
    let w = low << BLOCK_BITS;
    for (;;) {
      const count = countBits(this.words[w]!);
      if (left < count) break;
      left -= count;
      w++;
    }
    let word = this.words[w]!;
    for (; left > 0; left--) word &= word - 1;
    return (w << 5) + 31 - Math.clz32(word & -word);
  }
}
