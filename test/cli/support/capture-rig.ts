import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { COMMAND_ENV, PROCSCOPE } from './run-procscope.ts';

/** What these tests look at in a row of JSON Lines. */
export interface Row {
  readonly pid: number;
  readonly process: string;
  readonly user: string;
  readonly class: string;
  readonly operation: string;
  readonly path: string;
  readonly result: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** All rows of JSON Lines, each of which is whole. */
export function rowsOf(text: string): readonly Row[] {
  if (text !== '') lastOf(text.endsWith('\n') ? ['whole'] : []);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Row);
}

export function lastOf<T>(list: readonly T[]): T {
  const last = list.at(-1);
  if (last === undefined) throw new Error('There is nothing');
  return last;
}

/** A capture that runs until it is told to end. */
export class RunningCapture {
  readonly child: ChildProcess;
  output = '';
  said = '';

  constructor(args: readonly string[], options: SpawnOptions = {}) {
    this.child = spawn(process.execPath, [PROCSCOPE, 'capture', ...args], {
      env: COMMAND_ENV,
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (bytes: Buffer) => (this.output += bytes.toString()));
    this.child.stderr?.on('data', (bytes: Buffer) => (this.said += bytes.toString()));
  }

  /** Its exit status, or the signal that ended it. What it has started may run on, with the same output. */
  async ended(): Promise<unknown> {
    const { exitCode, signalCode } = this.child;
    if (exitCode !== null || signalCode !== null) return exitCode ?? signalCode;
    const [status, signal] = (await once(this.child, 'exit')) as [number | null, string | null];
    return status ?? signal;
  }
}

/** A command in front of another one that takes all rights from it: another user's where that user may read these files. */
export function withoutRights(): readonly string[] {
  const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
  const [command = '', ...args] = nobody;
  if (spawnSync(command, [...args, process.execPath, PROCSCOPE, '--version']).status === 0) return nobody;
  return ['setpriv', '--bounding-set=-all', '--inh-caps=-all', '--securebits=+noroot,+noroot_locked'];
}
