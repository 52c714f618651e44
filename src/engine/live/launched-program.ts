import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import type { Duplex } from 'node:stream';
import { ProcscopeError } from '../../shared/errors.ts';
import type { CaptureScope } from '../wire/control-frames.ts';
import { spawnError } from './helper-errors.ts';
import type { HelperCommand } from './helper-process.ts';

/** What a launched program reads and writes: nothing, what its host does, or the same with all output to standard error. */
export type ProgramStreams = 'none' | 'inherit' | 'stderr';

export interface ProgramToLaunch {
  /** A path, or a name that is looked for as a shell does. */
  readonly program: string;
  readonly arguments: readonly string[];
  /** Beside those of this process. */
  readonly environment?: readonly (readonly [name: string, value: string])[] | undefined;
  /** Default: this process's. */
  readonly directory?: string | undefined;
  /** Default: `none`. */
  readonly streams?: ProgramStreams | undefined;
}

/** File descriptor of the launcher's channel. */
const CHANNEL = 3;

/** Standard input, output and error of a launched program. */
export function programStreams(streams: ProgramStreams = 'none'): ('ignore' | number)[] {
  switch (streams) {
    case 'none':
      return ['ignore', 'ignore', 'ignore'];
    case 'inherit':
      return [0, 1, 2];
    case 'stderr':
      return [0, 2, 2];
  }
}

/** What a launched program runs with. */
export function programEnvironment({ environment = [] }: ProgramToLaunch): NodeJS.ProcessEnv {
  return { ...process.env, ...Object.fromEntries(environment) };
}

/** Exit status of a program as a shell gives it: 128 + n when signal n ended it. */
export function exitStatus(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}

/** The same of what wait() gives. Source: waitpid(2), and the kernel's layout of the number. */
export function waitStatus(status: number): number {
  const signal = status & 0x7f;
  return signal === 0 ? (status >>> 8) & 0xff : 128 + signal;
}

/** A program that waits to be let go, so that a capture sees its first instruction. */
export interface WaitingProgram {
  /** What has a capture record it, and nothing else of whoever starts it. */
  readonly scopes: readonly CaptureScope[];
  /**
   * Lets the program go; resolves with it when it runs. Errors: 'live/launch-failed' when the system does not run it after all.
   */
  release(): Promise<RunningProgram>;
  /** Ends a program that was never let go. */
  cancel(): void;
}

export interface RunningProgram {
  readonly pid: number;
  /** Exit status, as {@link exitStatus}. */
  readonly ended: Promise<number>;
}

/**
 * A program that waits to be let go in a launcher of Linux. The launcher becomes the program: its PID
 * is the program's.
 */
export class LaunchedProgram implements WaitingProgram, RunningProgram {
  readonly pid: number;
  readonly ended: Promise<number>;
  readonly #child: ChildProcess;
  readonly #channel: Duplex;

  private constructor(child: ChildProcess, pid: number) {
    this.pid = pid;
    this.#child = child;
    this.#channel = child.stdio[CHANNEL] as Duplex;
    this.ended = new Promise((resolve) => {
      child.on('exit', (code, signal) => resolve(exitStatus(code, signal)));
    });
  }

  /**
   * Has the launcher (`procscope-helper`, without its mode) find the program. Errors: 'live/launch-failed' when it cannot be
   * run; 'live/helper-missing'.
   */
  static async prepare(launcher: HelperCommand, program: ProgramToLaunch): Promise<LaunchedProgram> {
    const { command } = launcher;
    const directory = program.directory === undefined ? [] : ['--directory', program.directory];
    const args = [
      ...launcher.args,
      'launch',
      ...['--fd', String(CHANNEL)],
      ...directory,
      ...['--', program.program, ...program.arguments],
    ];
    let child: ChildProcess;
    try {
      child = spawn(command, args, {
        stdio: [...programStreams(program.streams), 'pipe'],
        env: programEnvironment(program),
      });
    } catch (error) {
      throw spawnError(error, command);
    }
    const failed = new Promise<never>((_, reject) => {
      child.on('error', (error) => reject(spawnError(error, command)));
    });
    failed.catch(() => undefined);
    const channel = child.stdio[CHANNEL] as Duplex;
    channel.on('error', () => undefined);
    const line = await Promise.race([firstLine(channel), failed]);
    if (line !== 'ready' || child.pid === undefined) throw launchError(line, program.program);
    return new LaunchedProgram(child, child.pid);
  }

  get scopes(): readonly CaptureScope[] {
    return [{ pid: this.pid, record: true, tree: true }];
  }

  async release(): Promise<RunningProgram> {
    this.#channel.write('\n');
    const line = await firstLine(this.#channel);
    if (line !== '') throw launchError(line, '');
    // It may outlive this process, which does not wait for it.
    this.#child.unref();
    return this;
  }

  cancel(): void {
    this.#channel.destroy();
  }
}

/** The next line of a stream, without its end; empty when the stream ends before one. */
function firstLine(stream: Duplex): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const finish = (): void => {
      stream.off('data', onData).off('end', finish).off('close', finish);
      resolve(text.split('\n')[0] ?? '');
    };
    const onData = (bytes: Buffer): void => {
      text += bytes.toString('utf8');
      if (text.includes('\n')) finish();
    };
    stream.on('data', onData).on('end', finish).on('close', finish);
  });
}

/** `failed NUMBER SENTENCE`, or what a launcher says that fails otherwise. */
function launchError(line: string, program: string): ProcscopeError {
  const found = /^failed (\d+) (.+)$/.exec(line);
  if (found === null) {
    const sentence = `"${program}" could not be started: the launcher ended before it was ready.`;
    return new ProcscopeError('live/launch-failed', sentence);
  }
  return new ProcscopeError('live/launch-failed', found[2] ?? '', { errno: Number(found[1]) });
}
