import type { DetailKey } from '../dialect/detail-key.ts';

/** Words of all entries at most: 4 MiB. When they are full, the memo begins anew. */
const MAX_WORDS = 1 << 20;
const FIRST_WORDS = 1 << 12;
/** Words in front of an entry's key: hash; operation, length of the key and verdict. */
const HEAD_WORDS = 2;
const LENGTH_BITS = 8;

/** Questions of one operation after which the memo looks at how often it knew the answer. */
const TRIAL = 1024;
/** A memo that knows fewer than one answer in so many costs more than it saves. */
const LEAST_KNOWN = 2;

/**
 * Verdicts on events by operation and what their text is made from. Keys are compared whole: a hash alone decides nothing.
 * Shape:  entries `[hash, head, key...]` in one array, found through a table of open addressing.
 * Bounds: 4 MiB of entries and 4 MiB of table. Operations whose keys seldom come again are given up.
 * The loops are guarded by the benchmark of filters on Detail.
 */
export class VerdictMemo {
  #entries = new Int32Array(FIRST_WORDS);
  #end = 0;
  #count = 0;
  /** Where an entry begins, plus one; 0 is free. */
  #table = new Int32Array(FIRST_WORDS >> 2);
  /** Questions by operation, and how many of them had an answer. */
  #asked: number[] = [];
  #known: number[] = [];
  #slot = 0;
  #hash = 0;

  /** Forgets everything, as when operations get other numbers. */
  clear(): void {
    this.#forget();
    this.#asked = [];
    this.#known = [];
  }

  /** Whether it pays to ask for the verdicts of an operation. */
  isWorthwhile(operation: number): boolean {
    const asked = this.#asked[operation] ?? 0;
    return asked < TRIAL || this.#known[operation]! * LEAST_KNOWN >= asked;
  }

  /** The verdict that was kept for an operation (below 65,536) and key; undefined when there is none. */
  find(operation: number, key: DetailKey): boolean | undefined {
    this.#asked[operation] = (this.#asked[operation] ?? 0) + 1;
    this.#known[operation] ??= 0;
    const { words, length } = key;
    let hash = Math.imul(operation ^ (length << 16), 0x9e3779b1);
    for (let i = 0; i < length; i++) {
      hash = Math.imul(hash ^ words[i]!, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
    this.#hash = hash;
    const head = (operation << LENGTH_BITS) | length;
    const entries = this.#entries;
    const table = this.#table;
    const mask = table.length - 1;
    let slot = hash & mask;
    for (; ; slot = (slot + 1) & mask) {
      const at = table[slot]! - 1;
      if (at < 0) break;
      if (entries[at] !== hash || entries[at + 1]! >> 1 !== head) continue;
      if (!sameWords(entries, at + HEAD_WORDS, words, length)) continue;
      this.#known[operation]++;
      return (entries[at + 1]! & 1) === 1;
    }
    this.#slot = slot;
    return undefined;
  }

  /** Keeps the verdict for the operation and key that {@link find} was asked for last and did not know. */
  keep(operation: number, key: DetailKey, verdict: boolean): void {
    const size = HEAD_WORDS + key.length;
    if (this.#end + size > MAX_WORDS) {
      this.#forget();
      return;
    }
    if (this.#end + size > this.#entries.length) this.#growEntries();
    const at = this.#end;
    this.#end += size;
    this.#entries[at] = this.#hash;
    this.#entries[at + 1] = (((operation << LENGTH_BITS) | key.length) << 1) | (verdict ? 1 : 0);
    for (let i = 0; i < key.length; i++) this.#entries[at + HEAD_WORDS + i] = key.words[i]!;
    this.#table[this.#slot] = at + 1;
    this.#count++;
    if (this.#count * 2 > this.#table.length) this.#growTable();
  }

  #forget(): void {
    this.#table.fill(0);
    this.#end = 0;
    this.#count = 0;
  }

  #growEntries(): void {
    const entries = new Int32Array(this.#entries.length * 2);
    entries.set(this.#entries);
    this.#entries = entries;
  }

  #growTable(): void {
    const table = new Int32Array(this.#table.length * 2);
    const mask = table.length - 1;
    const lengthMask = (1 << LENGTH_BITS) - 1;
    for (let at = 0; at < this.#end;) {
      let slot = this.#entries[at]! & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = at + 1;
      at += HEAD_WORDS + ((this.#entries[at + 1]! >> 1) & lengthMask);
    }
    this.#table = table;
  }
}

function sameWords(entries: Int32Array, at: number, words: Int32Array, length: number): boolean {
  for (let i = 0; i < length; i++) if (entries[at + i] !== words[i]) return false;
  return true;
}
