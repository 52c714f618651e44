import { describe, expect, it } from 'vitest';
import { MAX_FILTER_NAME, savedFilters, settingsSchema } from '../../../src/shared/settings.ts';
import { readConfigFile } from '../../../src/shared/procmon-config/config-file.ts';
import {
  exportedFilter,
  filterName,
  freeName,
  importedFilter,
  ruleListOfFile,
} from '../../../src/shared/procmon-config/saved-filters.ts';
import type { ImportedFilter } from '../../../src/shared/procmon-config/saved-filters.ts';
import { ruleListOf } from '../../../src/shared/procmon-config/rule-list.ts';
import { configRuleOf } from '../../../src/shared/procmon-config/filter-rules.ts';
import type { FilterRule } from '../../../src/shared/filter/filter-rule.ts';
import { golden } from './golden.ts';
import type { GoldenName } from './golden.ts';

function filterOf(name: GoldenName): ImportedFilter {
  const list = ruleListOfFile(readConfigFile(golden(name), name));
  const imported = list === undefined ? undefined : importedFilter(list, filterName(name));
  if (imported === undefined) throw new Error('It has a filter.');
  return imported;
}

const RULE: FilterRule = { enabled: true, column: 'path', relation: 'is', value: 'x', action: 'Exclude' };

describe('a filter of Process Monitor', () => {
  it('is imported under the name of its file', () => {
    expect(filterOf('writes.PMF')).toEqual({
      filter: {
        name: 'writes',
        rules: [
          { enabled: true, column: 'operation', relation: 'is', value: 'WriteFile', action: 'Include' },
          { enabled: true, column: 'operation', relation: 'is', value: 'RegSetValue', action: 'Include' },
          { enabled: true, column: 'path', relation: 'ends with', value: '.log', action: 'Exclude' },
        ],
        usesDefaults: false,
      },
      inactive: 0,
    });
  });

  it('keeps what it says beyond its rules', () => {
    const { filter, inactive } = filterOf('odd.PMF');
    expect(inactive).toBe(2);
    expect(filter.rules.map(({ value }) => value)).toEqual(['CreateFile', '7', '']);
    expect(filter.origin).toMatch(/^01050000/);
    expect(savedFilters.safeParse([filter]).success).toBe(true);
    // Renaming it is no change of its rules.
    expect(exportedFilter({ ...filter, name: 'another' })).toEqual(golden('odd.PMF'));
    const changed = exportedFilter({ ...filter, rules: [...filter.rules, RULE] });
    const again = readConfigFile(changed, 'x');
    expect(ruleListOfFile(again)?.rules).toHaveLength(6);
  });

  it('is exported as it came', () => {
    expect(exportedFilter(filterOf('writes.PMF').filter)).toEqual(golden('writes.PMF'));
  });

  it('comes out of a configuration as well', () => {
    const { filter, inactive } = filterOf('full.pmc');
    expect([filter.name, filter.usesDefaults, filter.rules.length, inactive]).toEqual(['full', true, 3, 2]);
  });

  it('is refused when it has too many rules', () => {
    const rules = Array.from({ length: 979 }, (_, index) => configRuleOf({ ...RULE, value: `${index}` }));
    expect(importedFilter(ruleListOf(rules), 'x')).toBeUndefined();
    expect(importedFilter(ruleListOf(rules.slice(1)), 'x')?.filter.rules).toHaveLength(978);
  });

  it('is exported without the rules that are off', () => {
    const bytes = exportedFilter({
      name: 'x',
      rules: [RULE, { ...RULE, enabled: false, value: 'y' }],
      usesDefaults: true,
    });
    expect(ruleListOfFile(readConfigFile(bytes, 'x'))?.rules).toHaveLength(24);
  });
});

describe('the name of a filter', () => {
  it.each([
    ['Only writes.PMF', 'Only writes'],
    ['v1.2.pmf', 'v1.2'],
    ['.pmf', '.pmf'],
    ['a\tb.PMF', 'a b'],
    [`${'x'.repeat(300)}.PMF`, 'x'.repeat(MAX_FILTER_NAME)],
  ])('of %j is %j', (file, name) => {
    expect(filterName(file)).toBe(name);
  });

  it('is made free by a number', () => {
    expect(freeName('a', [])).toBe('a');
    expect(freeName('a', ['A', 'a (2)'])).toBe('a (3)');
    const long = 'x'.repeat(MAX_FILTER_NAME);
    expect(freeName(long, [long])).toBe(`${'x'.repeat(MAX_FILTER_NAME - 4)} (2)`);
  });
});

describe('the settings', () => {
  const filter = { name: 'a', rules: [RULE], usesDefaults: true };

  it('hold saved filters', () => {
    expect(settingsSchema.parse({ savedFilters: [filter] }).savedFilters).toEqual([filter]);
    expect(settingsSchema.parse({}).savedFilters).toEqual([]);
  });

  it.each([
    ['two of a name', [filter, { ...filter, name: 'A' }]],
    ['no name', [{ ...filter, name: '' }]],
    ['a name with blanks around it', [{ ...filter, name: ' a' }]],
    ['a name of several lines', [{ ...filter, name: 'a\nb' }]],
    ['an origin that is no bytes', [{ ...filter, origin: 'abc' }]],
    ['too many', Array.from({ length: 101 }, (_, index) => ({ ...filter, name: `${index}` }))],
    [
      'too much text',
      Array.from({ length: 9 }, (_, index) => ({
        ...filter,
        name: `${index}`,
        rules: Array.from({ length: 16 }, () => ({ ...RULE, value: 'x'.repeat(65_536) })),
      })),
    ],
  ])('refuse %s', (_, filters) => {
    expect(savedFilters.safeParse(filters).success).toBe(false);
    expect(settingsSchema.parse({ savedFilters: filters }).savedFilters).toEqual([]);
  });
});
