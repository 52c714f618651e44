import { expect, test } from 'vitest';
import { DetailKey } from '../../../src/engine/dialect/detail-key.ts';
import { VerdictMemo } from '../../../src/engine/filter/verdict-memo.ts';
import { SeededRandom } from '../../support/random.ts';

function keyOf(...words: number[]): DetailKey {
  const key = new DetailKey();
  for (const word of words) key.add(word);
  return key;
}

test('a verdict is that of its operation and its whole key', () => {
  const memo = new VerdictMemo();
  expect(memo.find(7, keyOf(1, 2))).toBeUndefined();
  memo.keep(7, keyOf(1, 2), true);
  expect(memo.find(7, keyOf(1, 2))).toBe(true);
  expect(memo.find(8, keyOf(1, 2))).toBeUndefined();
  expect(memo.find(7, keyOf(1))).toBeUndefined();
  expect(memo.find(7, keyOf(1, 2, 0))).toBeUndefined();
  expect(memo.find(7, keyOf(1, -2))).toBeUndefined();
  memo.clear();
  expect(memo.find(7, keyOf(1, 2))).toBeUndefined();
});

test('what is kept is what is found, also when it began anew because it was full', () => {
  const memo = new VerdictMemo();
  const model = new Map<string, boolean>();
  const random = new SeededRandom(3);
  let found = 0;
  let forgotten = 0;
  // More words than it takes: 100,000 keys of 3 to 33 words.
  for (let i = 0; i < 150_000; i++) {
    const no = random.below(100_000);
    const operation = no % 3 === 0 ? 65_535 : no % 3;
    const key = keyOf(no, ...Array.from({ length: 2 + (no % 31) }, (_, k) => (no * k) % 5));
    const name = `${operation}/${key.words.subarray(0, key.length).join()}`;
    const known = memo.find(operation, key);
    if (known === undefined) {
      if (model.has(name)) forgotten++;
      const verdict = random.below(2) === 1;
      memo.keep(operation, key, verdict);
      model.set(name, verdict);
    } else {
      found++;
      if (known !== model.get(name)) expect(known).toBe(model.get(name));
    }
  }
  expect(found).toBeGreaterThan(10_000);
  expect(forgotten).toBeGreaterThan(100);
});

test('an operation whose keys do not come again is given up, the others are not', () => {
  const memo = new VerdictMemo();
  for (let i = 0; i < 2000; i++) {
    for (const [operation, word] of [
      [1, i],
      [2, i % 10],
    ] as const) {
      if (!memo.isWorthwhile(operation)) continue;
      if (memo.find(operation, keyOf(word)) === undefined) memo.keep(operation, keyOf(word), true);
    }
  }
  expect(memo.isWorthwhile(1)).toBe(false);
  expect(memo.isWorthwhile(2)).toBe(true);
  memo.clear();
  expect(memo.isWorthwhile(1)).toBe(true);
});
