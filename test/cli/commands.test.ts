import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COLUMN_NAMES, EVENT_COLUMNS } from '../../src/shared/columns.ts';
import { exportLog } from '../support/export-log.ts';
import { writeLog } from '../support/opened-log.ts';
import { compareCsv, csvCells } from './support/csv-agreement.ts';
import { runProcscope } from './support/run-procscope.ts';
import { smallLog } from './support/small-log.ts';

// Every test starts processes of its own, on machines that may be busy.
const TIMEOUT = 60_000;

describe('info', () => {
  it('prints a JSON object', { timeout: TIMEOUT }, async () => {
    const run = await runProcscope(['info', smallLog(), '--json']);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(run.stdout)).toEqual({
      events: 4,
      format: 'pml',
      bitness: 64,
      processes: 2,
      system: {
        computer: 'TESTBOX',
        os: 'Windows 10 (build 18362)',
        version: '10.0.18362',
        servicePack: '',
        systemRoot: 'C:\\Windows',
        processors: 4,
        memory: 8_589_934_592,
      },
      first: '2020-07-12T01:17:45.0000000Z',
      last: '2020-07-12T01:17:45.0030000Z',
      classes: { Registry: 4, 'File System': 0, Network: 0, Process: 0, Profiling: 0 },
      procmon: null,
      lost: { places: 0, events: 0 },
      warnings: [],
    });
  });

  it('prints lines for people', { timeout: TIMEOUT }, async () => {
    const { stdout } = await runProcscope(['info', smallLog()]);
    expect(stdout).toMatch(/^Events {9}4\n {2}Registry {5}4\n/);
    expect(stdout).toMatch(/^Computer {7}TESTBOX$/m);
  });

  it('knows a log without events', { timeout: TIMEOUT }, async () => {
    const { stdout } = await runProcscope(['info', smallLog(0), '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ events: 0, first: null, last: null });
  });
});

describe('export', () => {
  it('writes the seven default columns to standard output', { timeout: TIMEOUT }, async () => {
    const run = await runProcscope(['export', smallLog(), '--to', 'csv', '-o', '-']);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout.split('\r\n').slice(0, 2)).toEqual([
      '\ufeff"Time of Day","Process Name","PID","Operation","Path","Result","Detail"',
      '"1:17:45.0000000 AM","app.exe","1234","RegOpenKey","HKEY\\0","SUCCESS","Desired Access: Read"',
    ]);
  });

  it('writes all columns in the order of Process Monitor', { timeout: TIMEOUT }, async () => {
    const { stdout } = await runProcscope([
      'export',
      smallLog(),
      '--to',
      'csv',
      '--columns',
      'all',
      '-o',
      '-',
    ]);
    const [header] = stdout.slice(1).split('\r\n');
    expect(csvCells(header ?? '')).toEqual(COLUMN_NAMES.map((name) => EVENT_COLUMNS[name].title));
  });

  it('shows only what the rules let through', { timeout: TIMEOUT }, async () => {
    const rules = ['--rule', 'PID;is;1234;Include', '--rule', 'Path;ends with;1;Exclude'];
    const { stdout } = await runProcscope(['export', smallLog(), '--to', 'jsonl', ...rules, '-o', '-']);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows.map((row) => [row['seq'], row['pid'], row['path']])).toEqual([[1, 1234, 'HKEY\\0']]);
  });

  it('writes a file and nothing else', { timeout: TIMEOUT }, async () => {
    const log = smallLog();
    const target = join(dirname(log), 'out.jsonl');
    expect(await runProcscope(['export', log, '--to', 'jsonl', '-o', target])).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
    expect((await readFile(target, 'utf8')).split('\n')).toHaveLength(5);
    expect((await readdir(dirname(log))).sort()).toEqual(['log.pml', 'out.jsonl']);
  });

  it("writes Process Monitor's texts or plain ones, and XML with stacks", { timeout: TIMEOUT }, async () => {
    const log = writeLog(exportLog());
    const run = async (...args: string[]): Promise<string> =>
      (await runProcscope(['export', log, ...args, '-o', '-'])).stdout;
    const columns = ['--columns', 'Sequence,Description'];
    expect(await run('--to', 'csv', ...columns)).toContain('"n/a","two;lines"');
    expect(await run('--to', 'csv', ...columns, '--as', 'plain')).toContain('"1","two\nlines"');
    expect(await run('--to', 'csv', ...columns, '--procmon-version', '3.4')).toContain('"n/a","two;lines"');
    expect(await run('--to', 'xml', '--stacks')).toContain('<location>ntoskrnl.exe + 0x4688e6</location>');
    expect(await run('--to', 'xml')).not.toContain('<stack>');
  });

  it.each(['sqlite', 'parquet', 'pml'])(
    'writes %s whole and nothing beside it',
    { timeout: TIMEOUT },
    async (to) => {
      const log = writeLog(exportLog());
      const target = join(dirname(log), `out.${to}`);
      const done = { status: 0, stdout: '', stderr: '' };
      expect(await runProcscope(['export', log, '--to', to, '-o', target])).toEqual(done);
      const start = (await readFile(target)).subarray(0, 4).toString();
      expect(start).toBe({ sqlite: 'SQLi', parquet: 'PAR1', pml: 'PML_' }[to]);
      expect((await readdir(dirname(log))).sort()).toEqual(['log.pml', `out.${to}`]);
    },
  );

  it('writes a capture file that it reads as well', { timeout: TIMEOUT }, async () => {
    const log = smallLog();
    const [native, direct, again] = ['log.procscope', 'direct.csv', 'again.csv'].map((name) =>
      join(dirname(log), name),
    );
    if (native === undefined || direct === undefined || again === undefined)
      throw new Error('Three names were given');
    expect((await runProcscope(['export', log, '--to', 'native', '-o', native])).status).toBe(0);
    await runProcscope(['export', log, '--to', 'csv', '--columns', 'all', '-o', direct]);
    await runProcscope(['export', native, '--to', 'csv', '--columns', 'all', '-o', again]);
    expect(compareCsv(direct, again)).toMatchObject({ rows: 4, differing: {} });
    const facts = async (path: string): Promise<unknown> => {
      const { stdout } = await runProcscope(['info', path, '--json']);
      return { ...(JSON.parse(stdout) as Record<string, unknown>), format: undefined };
    };
    expect(await facts(native)).toEqual(await facts(log));
  });

  it(
    'writes only the events that the rules let through to a capture file',
    { timeout: TIMEOUT },
    async () => {
      const log = smallLog();
      const native = join(dirname(log), 'log.procscope');
      await runProcscope(['export', log, '--to', 'native', '--rule', 'PID;is;4;Include', '-o', native]);
      const { stdout } = await runProcscope([
        'export',
        native,
        '--to',
        'csv',
        '--columns',
        'PID,Path',
        '-o',
        '-',
      ]);
      expect(stdout).toBe('\ufeff"PID","Path"\r\n"4","HKEY\\0"\r\n"4","HKEY\\1"\r\n');
    },
  );
});

describe('help', () => {
  it.each([['--help'], ['help'], ['info', '--help'], ['help', 'export']])(
    'is printed for %s',
    { timeout: TIMEOUT },
    async (...args) => {
      const run = await runProcscope(args);
      expect(run).toMatchObject({ status: 0, stderr: '' });
      expect(run.stdout).toMatch(/^Usage: procscope /);
    },
  );

  it('lists every column and has examples', { timeout: TIMEOUT }, async () => {
    const { stdout } = await runProcscope(['export', '--help']);
    for (const { title, doc } of Object.values(EVENT_COLUMNS)) {
      expect(stdout.split('\n').some((line) => line.includes(` ${title} `) && line.endsWith(` ${doc}`))).toBe(
        true,
      );
    }
    expect(stdout).toContain('Examples:');
  });

  it('--version prints the version of the package', { timeout: TIMEOUT }, async () => {
    const description = JSON.parse(
      await readFile(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'),
    ) as {
      version: string;
    };
    expect((await runProcscope(['--version'])).stdout).toBe(`${description.version}\n`);
  });
});
