import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { writeLog } from '../support/opened-log.ts';
import { COMMAND_ENV, PROCSCOPE } from './support/run-procscope.ts';
import { smallLog, smallLogBytes } from './support/small-log.ts';

const TIMEOUT = 120_000;
/** Enough that writing takes longer than it takes to notice that it has begun. */
const MANY = 200_000;
let manyBytes: Buffer = Buffer.alloc(0);

beforeAll(() => {
  manyBytes = smallLogBytes(MANY);
});

/** Starts the command; standard output is ours, standard error is collected. */
function start(args: readonly string[]): { readonly child: ChildProcess; readonly said: () => string } {
  const child = spawn(process.execPath, [PROCSCOPE, ...args], {
    env: COMMAND_ENV,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stderr?.on('data', (bytes: Buffer) => (text += bytes.toString()));
  return { child, said: () => text };
}

/** The exit status, or the signal that ended it. */
async function ended(child: ChildProcess): Promise<unknown> {
  const [status, signal] = (await once(child, 'close')) as [number | null, string | null];
  return status ?? signal;
}

async function partials(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.includes('.partial'));
}

it.skipIf(process.platform === 'win32').each([
  ['csv', 'SIGINT', 130],
  ['native', 'SIGINT', 130],
  ['jsonl', 'SIGTERM', 143],
] as const)(
  'writing %s is stopped by %s with nothing left behind',
  { timeout: TIMEOUT },
  async (to, signal, status) => {
    const log = writeLog(manyBytes);
    const folder = dirname(log);
    const target = join(folder, 'out');
    await writeFile(target, 'old');
    const { child, said } = start(['export', log, '--to', to, '-o', target]);
    const end = ended(child);
    while ((await partials(folder)).length === 0 && child.exitCode === null) await setTimeout(2);
    child.kill(signal);
    expect(await end).toBe(status);
    expect(said()).toBe('');
    expect((await readdir(folder)).sort()).toEqual(['log.pml', 'out']);
  },
);

it.skipIf(process.platform === 'win32')(
  'writing to a pipe is stopped as well',
  { timeout: TIMEOUT },
  async () => {
    const { child } = start(['export', writeLog(manyBytes), '--to', 'jsonl', '-o', '-']);
    const end = ended(child);
    child.stdout?.once('data', () => child.kill('SIGINT'));
    child.stdout?.resume();
    expect(await end).toBe(130);
  },
);

it('ends quietly when nobody reads its output any more', { timeout: TIMEOUT }, async () => {
  const { child, said } = start(['export', writeLog(manyBytes), '--to', 'jsonl', '-o', '-']);
  const end = ended(child);
  child.stdout?.once('data', () => child.stdout?.destroy());
  expect(await end).toBe(0);
  expect(said()).toBe('');
});

it('waits for a slow reader instead of filling the memory', { timeout: TIMEOUT }, async () => {
  const { child } = start(['export', smallLog(20_000), '--to', 'jsonl', '-o', '-']);
  const end = ended(child);
  let bytes = 0;
  let tail = '';
  for await (const chunk of child.stdout ?? []) {
    const part = chunk as Buffer;
    bytes += part.length;
    tail = part.toString().slice(-2);
    await setTimeout(1);
  }
  expect(await end).toBe(0);
  expect(bytes).toBeGreaterThan(20_000 * 200);
  expect(tail).toBe('}\n');
});
