import { expect, it } from 'vitest';
import { columnHelp, readColumns, readRules, relationHelp } from '../../src/cli/event-options.ts';
import { UsageError } from '../../src/cli/usage-error.ts';
import { COLUMN_NAMES, EVENT_COLUMNS } from '../../src/shared/columns.ts';
import { RELATIONS } from '../../src/shared/filter/filter-rule.ts';

it('takes the seven columns of Process Monitor as default', () => {
  const titles = readColumns('default').map((name) => EVENT_COLUMNS[name].title);
  expect(titles).toEqual(['Time of Day', 'Process Name', 'PID', 'Operation', 'Path', 'Result', 'Detail']);
});

it('takes all columns in export order', () => {
  expect(readColumns('ALL')).toEqual(COLUMN_NAMES);
  expect(readColumns('all')).toHaveLength(27);
});

it('takes names and titles in the given order, without regard to case', () => {
  expect(readColumns('PID, time of day,Date & Time,commandLine')).toEqual([
    'pid',
    'timeOfDay',
    'dateAndTime',
    'commandLine',
  ]);
});

it.each(['', 'PID,', 'Colour', 'default,PID'])('refuses %j as columns', (text) => {
  expect(() => readColumns(text)).toThrow(UsageError);
});

it('refuses a column that is named twice, under whatever name', () => {
  expect(() => readColumns('PID,Process ID')).toThrow(new UsageError('The column PID is named twice.'));
});

it('refuses a bad rule as a mistake of the command line', () => {
  expect(() => readRules(['PID;is;1;Include', 'PID;equals;1;Include'])).toThrow(UsageError);
});

it('reads rules in order', () => {
  expect(readRules(['PID;is;1;Include', 'Path;contains;a;b;Exclude']).map((rule) => rule.value)).toEqual([
    '1',
    'a;b',
  ]);
});

it('lists every column and relation in the help', () => {
  const lines = columnHelp().split('\n');
  expect(lines).toHaveLength(COLUMN_NAMES.length);
  Object.values(EVENT_COLUMNS).forEach(({ title, doc }, i) => {
    expect(lines[i]?.slice(2).startsWith(`${title} `)).toBe(true);
    expect(lines[i]?.endsWith(` ${doc}`)).toBe(true);
  });
  expect(relationHelp().split(', ')).toEqual([...RELATIONS]);
});
