import { describe, expect, it } from 'vitest';
import {
  INITIAL_CHOICE,
  chosenColumns,
  renamed,
  suggestedName,
} from '../../../src/renderer/files/save-choice.ts';
import { COLUMN_NAMES } from '../../../src/shared/columns.ts';
import { DEFAULT_SETTINGS } from '../../../src/shared/settings.ts';

describe('suggestedName', () => {
  it.each([
    ['log.pml', 'native', 'log.procscope'],
    ['log.pml', 'csv', 'log.csv'],
    ['a.b.pml', 'csv', 'a.b.csv'],
    ['log', 'csv', 'log.csv'],
    ['log.procscope', 'native', 'log (2).procscope'],
    ['LOG.PROCSCOPE', 'native', 'LOG (2).procscope'],
    ['.procscope', 'native', 'capture.procscope'],
    [undefined, 'csv', 'capture.csv'],
  ] as const)('%s as %s is %s', (document, format, name) => {
    expect(suggestedName(document, format)).toBe(name);
  });
});

describe('renamed', () => {
  it('changes the ending of the format that was chosen before', () => {
    expect(renamed('mine.procscope', 'native', 'csv')).toBe('mine.csv');
    expect(renamed('Mine.CSV', 'csv', 'native')).toBe('Mine.procscope');
  });
  it("leaves a user's own ending alone", () => {
    expect(renamed('mine.txt', 'native', 'csv')).toBe('mine.txt');
    expect(renamed('', 'native', 'csv')).toBe('');
  });
});

describe('chosenColumns', () => {
  const settings = { ...DEFAULT_SETTINGS, columns: [{ name: 'path' }, { name: 'pid', width: 40 }] } as const;
  it('are those shown, in their order, or all in the order of Process Monitor', () => {
    expect(chosenColumns(INITIAL_CHOICE, { ...settings, columns: [...settings.columns] })).toEqual([
      'path',
      'pid',
    ]);
    expect(chosenColumns({ ...INITIAL_CHOICE, columns: 'all' }, DEFAULT_SETTINGS)).toEqual(COLUMN_NAMES);
  });
});
