import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, readdir, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../support/opened-log.ts';
import { runProcscope } from './support/run-procscope.ts';
import type { RunOptions } from './support/run-procscope.ts';
import { smallLog } from './support/small-log.ts';

const TIMEOUT = 60_000;
const SENTENCE = /^procscope: [^\n]+\.\n$/;
/** Root passes over file modes; without these two capabilities it does not. */
const NO_OVERRIDE = '-dac_override,-dac_read_search';
const BOUND_BY_MODES: RunOptions =
  process.getuid?.() === 0
    ? { under: ['setpriv', `--bounding-set=${NO_OVERRIDE}`, `--inh-caps=${NO_OVERRIDE}`] }
    : {};

it('says what is wrong with a file that cannot be read', { timeout: TIMEOUT }, async () => {
  const folder = temporaryFolder();
  await writeFile(join(folder, 'text.pml'), 'This is a text.\n');
  await writeFile(join(folder, 'empty.pml'), '');
  await writeFile(join(folder, 'noise.pml'), Buffer.alloc(100_000, 'noise'));
  for (const name of ['absent.pml', 'text.pml', 'empty.pml', 'noise.pml', '.']) {
    const run = await runProcscope(['info', join(folder, name)]);
    expect(run, name).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr, name).toMatch(SENTENCE);
  }
});

it(
  'reads what is left of a damaged log, and says on standard error what is missing',
  { timeout: TIMEOUT },
  async () => {
    const log = smallLog(50);
    await truncate(log, 0x3a8 + 2000);
    const run = await runProcscope(['export', log, '--to', 'csv', '-o', '-']);
    expect(run.status).toBe(0);
    expect(run.stderr).toMatch(/^(procscope: [^\n]+\.\n)+$/);
    const rows = run.stdout.trimEnd().split('\r\n').length - 1;
    expect(rows).toBeGreaterThan(5);
    expect(rows).toBeLessThan(50);
    const { stdout } = await runProcscope(['info', log, '--json']);
    const facts = JSON.parse(stdout) as {
      readonly events: number;
      readonly warnings: readonly { readonly code: string }[];
    };
    expect(facts.events).toBe(rows);
    expect(facts.warnings.map((warning) => warning.code)).toContain('pml/truncated');
  },
);

it('does not write over the log that it reads', { timeout: TIMEOUT }, async () => {
  const log = smallLog();
  const before = await readFile(log);
  for (const to of ['csv', 'jsonl', 'native']) {
    const run = await runProcscope(['export', log, '--to', to, '-o', log]);
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toMatch(SENTENCE);
  }
  expect((await readFile(log)).equals(before)).toBe(true);
  expect(await readdir(dirname(log))).toEqual(['log.pml']);
});

it('says that the folder to write to is missing', { timeout: TIMEOUT }, async () => {
  const log = smallLog();
  for (const to of ['csv', 'native']) {
    const run = await runProcscope(['export', log, '--to', to, '-o', join(dirname(log), 'none', 'out')]);
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toMatch(SENTENCE);
  }
});

it.runIf(process.platform === 'linux')('says that the disk is full', { timeout: TIMEOUT }, async () => {
  const run = await runProcscope(['export', smallLog(), '--to', 'csv', '-o', '/dev/full']);
  expect(run).toMatchObject({ status: 1, stdout: '' });
  expect(run.stderr).toMatch(/^procscope: There is no room left [^\n]+\.\n$/);
});

it('leaves nothing on a disk that becomes full', { timeout: TIMEOUT }, async (context) => {
  const disk = temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    context.skip('only root on Linux can make a small disk');
  }
  onTestFinished(() => void execFileSync('umount', [disk]));
  const log = smallLog(5000);
  for (const to of ['csv', 'jsonl', 'native']) {
    const target = join(disk, `out.${to}`);
    await writeFile(target, 'old');
    const run = await runProcscope(['export', log, '--to', to, '-o', target]);
    expect(run, to).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr, to).toMatch(/^procscope: There is no room left [^\n]+\.\n$/);
    expect(await readdir(disk), to).toContain(`out.${to}`);
    expect(await readFile(target, 'utf8'), to).toBe('old');
  }
  expect((await readdir(disk)).sort()).toEqual(['out.csv', 'out.jsonl', 'out.native']);
});

it.runIf(process.platform === 'linux')('says that it has no permission', { timeout: TIMEOUT }, async () => {
  const log = smallLog();
  const folder = dirname(log);
  const locked = join(folder, 'locked');
  await mkdir(locked);
  await chmod(locked, 0o555);
  for (const to of ['csv', 'native']) {
    const write = await runProcscope(['export', log, '--to', to, '-o', join(locked, 'out')], BOUND_BY_MODES);
    expect(write, to).toMatchObject({ status: 1, stdout: '' });
    expect(write.stderr, to).toMatch(SENTENCE);
  }
  await chmod(log, 0o000);
  const read = await runProcscope(['info', log], BOUND_BY_MODES);
  expect(read).toMatchObject({ status: 1, stdout: '' });
  expect(read.stderr).toMatch(/^procscope: The system does not allow access to [^\n]+\.\n$/);
});
