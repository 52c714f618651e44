import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filterEn, filterKo } from '../../../src/renderer/messages/areas/filter.ts';
import { chipSentence, chipValues, filterChips } from '../../../src/renderer/filter/filter-chips.ts';
import { fittingChips } from '../../../src/renderer/filter/use-fitting-chips.ts';
import { COLUMN_NAMES } from '../../../src/shared/columns.ts';
import { RELATIONS, RULE_ACTIONS } from '../../../src/shared/filter/filter-rule.ts';
import { exclude, include, off } from './rules.ts';

const rule = fc.record({
  enabled: fc.boolean(),
  column: fc.constantFrom(...COLUMN_NAMES.slice(0, 4)),
  relation: fc.constantFrom(...RELATIONS),
  value: fc.string({ maxLength: 40 }),
  action: fc.constantFrom(...RULE_ACTIONS),
});

test('rules of one column and one action share a chip', () => {
  const chips = filterChips(
    [
      exclude('operation', 'RegQueryKey'),
      include('operation', 'CreateFile'),
      exclude('operation', 'RegCloseKey'),
      off(exclude('path', 'x')),
    ],
    filterEn,
  );
  expect(chips.map((chip) => chipSentence(chip, filterEn))).toEqual([
    'Exclude Operation RegQueryKey, RegCloseKey',
    'Include Operation CreateFile',
  ]);
  expect(chips[0]?.indexes).toEqual([0, 2]);
});

test('a Korean chip ends with what it does', () => {
  const chips = filterChips([exclude('operation', 'RegQueryKey')], filterKo);
  expect(chips.map((chip) => chipSentence(chip, filterKo))).toEqual(['작업 RegQueryKey 제외']);
});

test('no enabled rule is lost, and none comes twice', () => {
  fc.assert(
    fc.property(fc.array(rule), (rules) => {
      const chips = filterChips(rules, filterEn);
      const indexes = chips.flatMap((chip) => chip.indexes).sort((one, other) => one - other);
      expect(indexes).toEqual(rules.flatMap(({ enabled }, index) => (enabled ? [index] : [])));
      for (const chip of chips) {
        expect(chip.texts).toHaveLength(chip.indexes.length);
        for (const index of chip.indexes) {
          expect(rules[index]).toMatchObject({ column: chip.column, action: chip.action });
        }
      }
      const kinds = chips.map((chip) => `${chip.action} ${chip.column}`);
      expect(new Set(kinds).size).toBe(kinds.length);
    }),
  );
});

test('a chip names the first value and counts what it does not name', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 60 }), { minLength: 1 }), (texts) => {
      const { named, others } = chipValues(texts);
      expect(named.length).toBeGreaterThan(0);
      expect(named).toEqual(texts.slice(0, named.length));
      expect(named.length + others).toBe(texts.length);
    }),
  );
  expect(chipValues(['a', 'b', 'c'])).toEqual({ named: ['a', 'b', 'c'], others: 0 });
});

test('chips that do not fit leave room to say how many they are', () => {
  expect(fittingChips([100, 100], 200)).toBe(2);
  expect(fittingChips([100, 100], 199)).toBe(1);
  expect(fittingChips([100, 100], 170)).toBe(0);
  expect(fittingChips([], 0)).toBe(0);
});
