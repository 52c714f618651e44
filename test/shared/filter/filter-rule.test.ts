import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLUMN_NAMES, findColumn } from '../../../src/shared/columns.ts';
import { ProcscopeError } from '../../../src/shared/errors.ts';
import {
  RELATIONS,
  RULE_ACTIONS,
  formatFilterRule,
  parseFilterRule,
} from '../../../src/shared/filter/filter-rule.ts';

describe('parseFilterRule', () => {
  it('reads a rule as the command line takes it', () => {
    expect(parseFilterRule('Process Name;is;svchost.exe;Include')).toEqual({
      enabled: true,
      column: 'processName',
      relation: 'is',
      value: 'svchost.exe',
      action: 'Include',
    });
  });

  it('ignores the case of column, relation and action, and keeps semicolons and blanks of the value', () => {
    expect(parseFilterRule('path;CONTAINS; a;b ;exclude')).toMatchObject({
      column: 'path',
      relation: 'contains',
      value: ' a;b ',
      action: 'Exclude',
    });
  });

  it('reads what formatFilterRule writes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...COLUMN_NAMES),
        fc.constantFrom(...RELATIONS),
        fc.string(),
        fc.constantFrom(...RULE_ACTIONS),
        (column, relation, value, action) => {
          const rule = { enabled: true, column, relation, value, action };
          expect(parseFilterRule(formatFilterRule(rule))).toEqual(rule);
        },
      ),
    );
  });

  it.each([
    ['Path;is;x', 'not of the form'],
    ['', 'not of the form'],
    ['Colour;is;x;Include', 'names no column'],
    ['Path;like;x;Include', 'has no relation'],
    ['Path;is;x;Show', 'must end with Include or Exclude'],
  ])('says what is wrong with %j', (text, sentence) => {
    expect(() => parseFilterRule(text)).toThrow(ProcscopeError);
    expect(() => parseFilterRule(text)).toThrow(sentence);
  });
});

describe('findColumn', () => {
  it('finds every column by its name, and by titles and aliases in any case', () => {
    for (const name of COLUMN_NAMES) expect(findColumn(name)).toBe(name);
    expect(findColumn('date & TIME')).toBe('dateAndTime');
    expect(findColumn('Process ID')).toBe('pid');
    expect(findColumn('constructor')).toBeUndefined();
  });
});
