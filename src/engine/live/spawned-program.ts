import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { ProcscopeError } from '../../shared/errors.ts';
import { systemCode } from '../file-error.ts';
import type { CaptureScope } from '../wire/control-frames.ts';
import { exitStatus, programEnvironment, programStreams } from './launched-program.ts';
import type { ProgramToLaunch, RunningProgram, WaitingProgram } from './launched-program.ts';

/**
 * A program that this process starts when it is let go, so that it runs as the user does and not as the helper. What this
 * process starts is recorded meanwhile, but neither it nor `others`: PIDs of what it has started before.
 */
export class SpawnedProgram implements WaitingProgram {
  readonly scopes: readonly CaptureScope[];
  readonly #program: ProgramToLaunch;

  constructor(program: ProgramToLaunch, others: readonly number[]) {
    this.#program = program;
    this.scopes = [
      { pid: process.pid, record: true, tree: true },
      { pid: process.pid, record: false, tree: false },
      ...others.map((pid) => ({ pid, record: false, tree: true })),
    ];
  }

  async release(): Promise<RunningProgram> {
    const { program, arguments: args, directory, streams } = this.#program;
    if (directory !== undefined && !isFolder(directory)) throw failed(`"${directory}" is no folder`, program);
    try {
      const child = spawn(program, [...args], {
        stdio: programStreams(streams),
        env: programEnvironment(this.#program),
        ...(directory === undefined ? {} : { cwd: directory }),
      });
      const ended = new Promise<number>((resolve) => {
        child.on('exit', (code, signal) => resolve(exitStatus(code, signal)));
      });
      await new Promise<void>((resolve, reject) => {
        child.on('spawn', resolve);
        child.on('error', reject);
      });
      // It may outlive this process, which does not wait for it.
      child.unref();
      return { pid: child.pid ?? 0, ended };
    } catch (error) {
      throw failed(reasonOf(error), program, error);
    }
  }

  /** It does not run yet. */
  cancel(): void {}
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Source: how libuv names the errors of CreateProcess: 740, which asks for elevation, is EACCES too. */
function reasonOf(error: unknown): string {
  switch (systemCode(error)) {
    case 'ENOENT':
      return 'there is no such program. Name it by its whole path';
    case 'EACCES':
      return 'the system does not let this user run it. Programs that need administrator rights can be started by hand while everything is captured';
    case 'EINVAL':
      return 'it is no program by itself. Launch what runs it, for a batch file: cmd.exe with the arguments /c and its path';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

function failed(reason: string, program: string, cause?: unknown): ProcscopeError {
  return new ProcscopeError(
    'live/launch-failed',
    `"${basename(program)}" could not be started: ${reason}.`,
    { path: program },
    cause,
  );
}
