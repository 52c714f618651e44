import { spawn } from 'node:child_process';
import type { SpawnOptions } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..', '..');
export const PROCSCOPE = join(ROOT, 'src', 'cli', 'procscope.ts');

/** The environment of a command: UTC, and compiled modules kept between runs, which makes a start four times as quick. */
export const COMMAND_ENV = {
  ...process.env,
  TZ: 'UTC',
  NODE_COMPILE_CACHE: join(ROOT, '.cache', 'compiled'),
};

/** How a command ended and what it said. */
export interface CommandRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions extends SpawnOptions {
  /** A command, with arguments, that starts the one it is given behind them, such as `nice`. */
  readonly under?: readonly string[];
}

/** Runs the real command in a process of its own. */
export function runProcscope(args: readonly string[], options: RunOptions = {}): Promise<CommandRun> {
  const { under = [], ...rest } = options;
  const [program = process.execPath, ...before] = [...under, process.execPath, PROCSCOPE];
  const child = spawn(program, [...before, ...args], {
    env: COMMAND_ENV,
    ...rest,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (bytes: Buffer) => out.push(bytes));
  child.stderr?.on('data', (bytes: Buffer) => err.push(bytes));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (status) => {
      done({ status, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() });
    });
  });
}
