/**
 * Operations on bit sets of rows: bit `row & 31` of word `row >> 5`. Ranges are of rows or of words, ends not included.
 */

/** Number of words that hold `rows` bits. */
export function wordsFor(rows: number): number {
  return (rows + 31) >>> 5;
}

/** Number of bits that are set in a word. */
export function countBits(word: number): number {
  let rest = word - ((word >>> 1) & 0x5555_5555);
  rest = (rest & 0x3333_3333) + ((rest >>> 2) & 0x3333_3333);
  return Math.imul((rest + (rest >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/** Sets the bits of rows [from, to). */
export function setRange(words: Uint32Array, from: number, to: number): void {
  for (let row = from; row < to;) {
    const offset = row & 31;
    const count = Math.min(32 - offset, to - row);
    words[row >>> 5]! |= (count === 32 ? 0xffff_ffff : (1 << count) - 1) << offset;
    row += count;
  }
}

/** Clears the bits of rows [from, to). */
export function clearRange(words: Uint32Array, from: number, to: number): void {
  for (let row = from; row < to;) {
    const offset = row & 31;
    const count = Math.min(32 - offset, to - row);
    words[row >>> 5]! &= ~((count === 32 ? 0xffff_ffff : (1 << count) - 1) << offset);
    row += count;
  }
}

/** Whether the bit of a row is set. */
export function hasBit(words: Uint32Array, row: number): boolean {
  return ((words[row >>> 5]! >>> (row & 31)) & 1) === 1;
}

/** Whether a word of [from, to) has a bit. */
export function anyBit(words: Uint32Array, from: number, to: number): boolean {
  for (let w = from; w < to; w++) if (words[w] !== 0) return true;
  return false;
}

/** The first row from `from` on, before `to`, whose bit is set; -1 when there is none. */
export function nextBit(words: Uint32Array, from: number, to: number): number {
  if (from >= to) return -1;
  let w = from >>> 5;
  const last = (to - 1) >>> 5;
  let word = words[w]! & (-1 << (from & 31));
  while (word === 0) {
    if (++w > last) return -1;
    word = words[w]!;
  }
  const row = (w << 5) + 31 - Math.clz32(word & -word);
  return row < to ? row : -1;
}

/** The first row from `from` on, before `to`, whose bit is not set; `to` when all are. */
export function nextClearBit(words: Uint32Array, from: number, to: number): number {
  if (from >= to) return to;
  let w = from >>> 5;
  const last = (to - 1) >>> 5;
  let word = ~words[w]! & (-1 << (from & 31));
  while (word === 0) {
    if (++w > last) return to;
    word = ~words[w]!;
  }
  return Math.min(to, (w << 5) + 31 - Math.clz32(word & -word));
}

/** The last row before `to`, from `from` on, whose bit is set; -1 when there is none. */
export function previousBit(words: Uint32Array, from: number, to: number): number {
  if (from >= to) return -1;
  let w = (to - 1) >>> 5;
  const first = from >>> 5;
  let word = words[w]! & (0xffff_ffff >>> (31 - ((to - 1) & 31)));
  while (word === 0) {
    if (--w < first) return -1;
    word = words[w]!;
  }
  const row = (w << 5) + 31 - Math.clz32(word);
  return row >= from ? row : -1;
}
