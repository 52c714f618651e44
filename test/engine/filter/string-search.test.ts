import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PathVerdicts } from '../../../src/engine/filter/path-verdicts.ts';
import type { Leaf } from '../../../src/engine/filter/plan.ts';
import { textTest } from '../../../src/engine/filter/text-test.ts';
import type { PlainRelation } from '../../../src/engine/filter/text-test.ts';
import { CHUNK_BYTES } from '../../../src/engine/store/byte-pool.ts';
import { StringPool } from '../../../src/engine/store/string-pool.ts';
import type { StringId } from '../../../src/shared/units.ts';

const RELATIONS: readonly PlainRelation[] = [
  'is',
  'less than',
  'more than',
  'begins with',
  'ends with',
  'contains',
];

/** Few units, so that values occur in texts: two cases, a wide letter, and a wide letter that folds to a narrow one. */
const text = fc.string({
  unit: fc.constantFrom('a', 'A', 'b', 'Ä', 'ä', '\\', 'Ж', 'ж', '\u212a', 'k', '\u1e9e'),
  maxLength: 7,
});

function leaf(relation: PlainRelation, value: string, negated = false): Leaf {
  return { kind: 'leaf', column: 'path', relation, value, negated };
}

function expectVerdicts(strings: StringPool, verdicts: PathVerdicts, test: (text: string) => boolean): void {
  while (!verdicts.advance());
  let passing = 0;
  for (let id = 0; id < strings.limit; id++) {
    if (!strings.has(id)) continue;
    const expected = test(strings.get(id as StringId));
    if (verdicts.verdicts[id] !== (expected ? 1 : 0)) {
      expect.unreachable(
        `${JSON.stringify(strings.get(id as StringId))} should ${expected ? '' : 'not '}pass`,
      );
    }
    if (expected) passing++;
  }
  expect(verdicts.passing).toBe(passing);
  expect(verdicts.covered).toBe(strings.size + 1);
}

test('answers as the test on texts does, also for strings that come later', () => {
  const texts = fc.array(text, { maxLength: 60 });
  const question = fc.record({ relation: fc.constantFrom(...RELATIONS), value: text, negated: fc.boolean() });
  const questions = fc.array(question, { minLength: 5, maxLength: 20 });
  fc.assert(
    fc.property(questions, texts, texts, (asked, first, later) => {
      const strings = new StringPool();
      const kept = asked.map(({ relation, value, negated }) => {
        const plain = textTest('path', relation, value);
        const verdicts = new PathVerdicts(strings, leaf(relation, value, negated));
        return { verdicts, holds: (one: string) => plain(one) !== negated };
      });
      for (const one of first) strings.intern(one);
      for (const { verdicts, holds } of kept) expectVerdicts(strings, verdicts, holds);
      for (const one of later) strings.intern(one);
      for (const { verdicts, holds } of kept) expectVerdicts(strings, verdicts, holds);
    }),
    { numRuns: 40 },
  );
});

test('joins tests by and and or', () => {
  const strings = new StringPool();
  for (let i = 0; i < 500; i++) strings.intern(`${i % 7}-${i}-${'abc'[i % 3]!}`);
  const verdicts = new PathVerdicts(strings, {
    kind: 'all',
    of: [
      leaf('begins with', '3'),
      { kind: 'any', of: [leaf('ends with', 'A'), leaf('contains', '-4')] },
      { kind: 'any', of: [leaf('is', '3-10-b', true)] },
    ],
  });
  expectVerdicts(
    strings,
    verdicts,
    (one) => one.startsWith('3') && (one.endsWith('a') || one.includes('-4')) && one !== '3-10-b',
  );
});

test('a value is not found across the border of two strings', () => {
  const strings = new StringPool();
  for (const one of ['left', 'right', 'ЖЖ', 'жa']) strings.intern(one);
  expectVerdicts(strings, new PathVerdicts(strings, leaf('contains', 'tr')), () => false);
  expectVerdicts(strings, new PathVerdicts(strings, leaf('contains', 'жжж')), () => false);
});

test('a wide value is not found at an odd byte', () => {
  const strings = new StringPool();
  // In UTF-16LE: 00 41 41 00, which holds 41 41 between two units.
  strings.intern('\u4100A');
  expectVerdicts(strings, new PathVerdicts(strings, leaf('contains', '\u4141')), () => false);
});

test('finds values in many strings over several chunks, whether rare or in all of them', () => {
  const strings = new StringPool();
  for (let i = 0; i < 100_000; i++) {
    strings.intern(`C:\\Program Files\\Component ${i % 97}\\File ${i}.${i % 3 === 0 ? 'DLL' : 'txt'}`);
  }
  for (let i = 0; i < 5; i++) strings.intern(`${'X'.repeat(290 + i * 5)}.dll`);
  expect(strings.narrow.endOffset).toBeGreaterThan(CHUNK_BYTES);
  for (const value of ['zz', 'file 7', '.dll', 'e', 'x'.repeat(300)]) {
    const verdicts = new PathVerdicts(strings, leaf('contains', value));
    expectVerdicts(strings, verdicts, textTest('path', 'contains', value));
  }
});
