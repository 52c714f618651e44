import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfigOption } from '../../src/cli/config-option.ts';
import { temporaryFolder } from '../support/opened-log.ts';
import { COLUMN, columnSettings, configurationBytes, filterBytes, ruleBytes } from '../support/pmc-files.ts';
import type { PlainRule } from '../support/pmc-files.ts';
import { csvCells } from './support/csv-agreement.ts';
import { runProcscope } from './support/run-procscope.ts';
import { smallLog } from './support/small-log.ts';

// Every test starts processes of its own, on machines that may be busy.
const TIMEOUT = 60_000;

function file(name: string, bytes: Buffer | string): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, bytes);
  return path;
}

/** The cells of a CSV file, header included. */
function rowsOf(text: string): readonly (readonly string[])[] {
  return text
    .slice(1)
    .split('\r\n')
    .filter((line) => line !== '')
    .map(csvCells);
}

const RULES: readonly PlainRule[] = [
  [COLUMN.path, 5, 0, '\\0'],
  [COLUMN.start, 0, 1, 'never'],
];
const desk = (): string =>
  file(
    'desk.pmc',
    configurationBytes([
      ...columnSettings([
        [COLUMN.path, 100],
        [COLUMN.start, 100],
        [COLUMN.pid, 100],
      ]),
      ['FilterRules', ruleBytes(RULES)],
    ]),
  );

describe('--config', () => {
  it('takes filter and columns of a configuration', { timeout: TIMEOUT }, async () => {
    const run = await runProcscope(['export', smallLog(), '--to', 'csv', '--config', desk(), '-o', '-']);
    expect(run.status).toBe(0);
    expect(rowsOf(run.stdout)).toEqual([
      ['Path', 'PID'],
      ['HKEY\\1', '1234'],
      ['HKEY\\1', '4'],
    ]);
    expect(run.stderr).toContain('A filter rule of "desk.pmc" has a column, relation or action');
    expect(run.stderr).toContain('A column of "desk.pmc" is not known and was left out.');
  });

  it('stands beside --rule and behind --columns', { timeout: TIMEOUT }, async () => {
    const rule = 'PID;is;4;Include';
    const args = ['--config', desk(), '--rule', rule, '--columns', 'PID,Path', '-o', '-'];
    const { stdout } = await runProcscope(['export', smallLog(), '--to', 'csv', ...args]);
    expect(rowsOf(stdout)).toEqual([
      ['PID', 'Path'],
      ['4', 'HKEY\\1'],
    ]);
  });

  it('takes a filter alone', { timeout: TIMEOUT }, async () => {
    const filter = file('one.PMF', filterBytes([[COLUMN.path, 5, 1, '1']]));
    const { stdout, stderr } = await runProcscope([
      ...['export', smallLog(), '--to', 'csv', '--config', filter, '-o', '-'],
    ]);
    expect(rowsOf(stdout)).toHaveLength(3);
    expect(stderr).toBe('');
  });

  it('refuses other files before anything is read or written', { timeout: TIMEOUT }, async () => {
    const notes = file('notes.txt', 'Remember the milk.');
    for (const [path, sentence] of [
      [notes, '"notes.txt" is a text file; '],
      [join(temporaryFolder(), 'missing.pmc'), 'There is no file'],
    ] as const) {
      const run = await runProcscope(['export', smallLog(), '--to', 'csv', '--config', path, '-o', '-']);
      expect(run.status).not.toBe(0);
      expect(run.stdout).toBe('');
      expect(run.stderr).toContain(sentence);
    }
  });

  it('says what of a configuration cannot be read', async () => {
    const path = file(
      'bad.pmc',
      configurationBytes([
        ['FilterRules', Buffer.of(7)],
        ['ColumnMap', Buffer.of(7)],
      ]),
    );
    const warnings: string[] = [];
    const choice = await readConfigOption(path, { warn: (sentence) => warnings.push(sentence) });
    expect(choice).toEqual({ rules: [], columns: undefined });
    expect(warnings).toEqual([
      'The setting FilterRules of "bad.pmc" cannot be read and was left out.',
      'The setting ColumnMap of "bad.pmc" cannot be read and was left out.',
    ]);
  });
});
