import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const BIN = join(ROOT, 'src', 'cli', 'bin.ts');

it('runs the command, with its arguments and its exit status', { timeout: 30_000 }, () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  expect(execFileSync(process.execPath, [BIN, '--version'], { encoding: 'utf8' }).trim()).toBe(version);
  expect(spawnSync(process.execPath, [BIN, 'info'], { encoding: 'utf8' }).status).toBe(2);
});

it('says which Node it needs when it is too old', { timeout: 30_000 }, () => {
  // The same Node, made to call itself old before the command looks.
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '20.1.0' });`;
  const run = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`, BIN, '--version'],
    { encoding: 'utf8' },
  );
  expect(run).toMatchObject({ status: 1, stdout: '' });
  expect(run.stderr).toMatch(
    /^procscope: Node 24 or newer is needed, and this is Node 20\.1\.0: [^\n]+\.\n$/,
  );
});
