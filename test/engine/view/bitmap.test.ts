import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  anyBit,
  clearRange,
  countBits,
  hasBit,
  nextBit,
  previousBit,
  setRange,
} from '../../../src/engine/filter/bits.ts';
import { Bitmap } from '../../../src/engine/view/bitmap.ts';

const CAPACITY = 2000;
const rows = fc.oneof(
  fc.uniqueArray(fc.nat(CAPACITY - 1), { maxLength: 60 }),
  // Long runs, which fill whole blocks of the directory.
  fc.tuple(fc.nat(CAPACITY), fc.nat(CAPACITY)).map(([a, b]) => {
    return Array.from({ length: Math.abs(a - b) }, (_, i) => Math.min(a, b) + i);
  }),
);

test('rank and select agree with counting one by one', () => {
  fc.assert(
    fc.property(rows, (set) => {
      const bitmap = new Bitmap(CAPACITY);
      for (const row of set) bitmap.words[row >>> 5]! |= 1 << (row & 31);
      bitmap.recount();
      const sorted = set.toSorted((a, b) => a - b);
      expect(bitmap.count).toBe(sorted.length);
      expect(sorted.map((_, n) => bitmap.select(n))).toEqual(sorted);
      let before = 0;
      for (let row = 0; row <= CAPACITY; row++) {
        expect(bitmap.rank(row)).toBe(before);
        if (sorted[before] === row) before++;
      }
      expect(() => bitmap.select(sorted.length)).toThrow(RangeError);
      expect(() => bitmap.select(-1)).toThrow(RangeError);
    }),
    { numRuns: 50 },
  );
});

test('counting again from a word on is enough when only later words changed', () => {
  fc.assert(
    fc.property(rows, rows, fc.nat(CAPACITY), (first, second, from) => {
      const bitmap = new Bitmap(CAPACITY);
      for (const row of first) bitmap.words[row >>> 5]! |= 1 << (row & 31);
      bitmap.recount();
      clearRange(bitmap.words, from, CAPACITY);
      for (const row of second) if (row >= from) bitmap.words[row >>> 5]! |= 1 << (row & 31);
      bitmap.recount(from >>> 5);
      const kept = new Set([...first.filter((row) => row < from), ...second.filter((row) => row >= from)]);
      expect(bitmap.count).toBe(kept.size);
      expect(bitmap.rank(from)).toBe([...kept].filter((row) => row < from).length);
    }),
    { numRuns: 50 },
  );
});

test('a single row is set and cleared', () => {
  const bitmap = new Bitmap(CAPACITY);
  bitmap.set(1000, true);
  bitmap.set(3, true);
  bitmap.set(1000, true);
  expect([bitmap.count, bitmap.select(1), bitmap.rank(1000), bitmap.rank(1001)]).toEqual([2, 1000, 1, 2]);
  bitmap.set(3, false);
  expect([bitmap.count, bitmap.select(0)]).toEqual([1, 1000]);
});

test('ranges of bits are set, cleared and searched as a list of rows would be', () => {
  const range = fc.tuple(fc.nat(200), fc.nat(200)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  fc.assert(
    fc.property(range, range, range, (set, cleared, searched) => {
      const words = new Uint32Array(7);
      setRange(words, ...set);
      clearRange(words, ...cleared);
      const has = (row: number): boolean =>
        row >= set[0] && row < set[1] && !(row >= cleared[0] && row < cleared[1]);
      const all = Array.from({ length: 224 }, (_, row) => row).filter(has);
      expect(Array.from({ length: 224 }, (_, row) => row).filter((row) => hasBit(words, row))).toEqual(all);
      expect(words.reduce((count, word) => count + countBits(word), 0)).toBe(all.length);
      expect(anyBit(words, 0, 7)).toBe(all.length > 0);
      const found = all.filter((row) => row >= searched[0] && row < searched[1]);
      expect(nextBit(words, ...searched)).toBe(found.at(0) ?? -1);
      expect(previousBit(words, ...searched)).toBe(found.at(-1) ?? -1);
    }),
  );
});
