import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/opened-log.ts';
import { describeWithData } from '../support/test-data.ts';
import { compareCsv } from './support/csv-agreement.ts';
import { runProcscope } from './support/run-procscope.ts';

/** Every cell is equal to the last character; the version that made the export is found in the log. */
describeWithData('export --to csv --columns all', (logs) => {
  it.each(logs)(
    'is what Process Monitor exports from $name, also by way of a capture file',
    async ({ pmlPath, csvPath }) => {
      const folder = temporaryFolder();
      const [direct, native, again] = [
        join(folder, 'direct.csv'),
        join(folder, 'native'),
        join(folder, 'again.csv'),
      ];
      const csv = ['--to', 'csv', '--columns', 'all', '-o'];
      const done = { status: 0, stdout: '', stderr: '' };
      expect(await runProcscope(['export', pmlPath, ...csv, direct])).toEqual(done);
      const { differing, examples } = compareCsv(csvPath, direct);
      expect(differing, JSON.stringify(examples, undefined, 2)).toEqual({});
      expect(await runProcscope(['export', pmlPath, '--to', 'native', '-o', native])).toEqual(done);
      expect(await runProcscope(['export', native, ...csv, again])).toEqual(done);
      expect((await readFile(again)).equals(await readFile(direct))).toBe(true);
    },
    120_000,
  );
});
