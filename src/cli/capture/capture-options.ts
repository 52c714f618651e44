import { resolve } from 'node:path';
import type { ColumnName } from '../../shared/columns.ts';
import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import type { CommandInput } from '../command.ts';
import { readColumns, readRules } from '../event-options.ts';
import { UsageError } from '../usage-error.ts';

export const CAPTURE_FORMATS = ['native', 'jsonl', 'csv'] as const;
export type CaptureFormat = (typeof CAPTURE_FORMATS)[number];

/** A program to start and record. */
export interface ProgramChoice {
  readonly name: string;
  readonly arguments: readonly string[];
  /** Beside the variables of this process. */
  readonly environment: readonly (readonly [name: string, value: string])[];
  /** Undefined: where this process is. */
  readonly directory: string | undefined;
}

/** What `procscope capture` is to do. */
export interface CaptureJob {
  readonly to: CaptureFormat;
  /** `-` for standard output. */
  readonly output: string;
  readonly columns: readonly ColumnName[];
  readonly rules: readonly FilterRule[];
  /** Milliseconds; undefined for no bound. */
  readonly duration: number | undefined;
  readonly maxEvents: number | undefined;
  readonly pid: number | undefined;
  readonly withDescendants: boolean;
  readonly program: ProgramChoice | undefined;
  /**
   * `program`: the program, or the process that is captured, has ended. `tree`: so have all its descendants. `asked`: only a
   * signal or a bound ends the capture.
   */
  readonly until: 'program' | 'tree' | 'asked';
  readonly withoutPrivileges: boolean;
  /** Whether events have their call stacks. */
  readonly stacks: boolean;
  /** File for the capture's log. */
  readonly log: string | undefined;
}

/** Reads the command line. Errors: {@link UsageError}. */
export function readCaptureJob(input: CommandInput): CaptureJob {
  const program = readProgram(input);
  const pid = readNumber(input, 'filter-pid', 'the PID of a process');
  if (pid !== undefined && program !== undefined) {
    throw new UsageError('--filter-pid is for a process that runs already: leave it out, or the program.');
  }
  const withDescendants = input.flag('tree');
  if (withDescendants && pid === undefined) {
    throw new UsageError('--tree belongs to --filter-pid: it adds what that process starts.');
  }
  const withoutPrivileges = input.flag('without-privileges');
  if (withoutPrivileges && program === undefined) {
    throw new UsageError(
      '--without-privileges records a program that it starts: name one, such as procscope capture --without-privileges -- ls -l.',
    );
  }
  const output = input.text('output') ?? '-';
  if (output === '') throw new UsageError('The name of the output file is empty.');
  const to = readFormat(input, output);
  return {
    ...{ to, output, pid, withDescendants, program, withoutPrivileges },
    stacks: input.flag('stacks'),
    log: readLog(input.text('log'), output),
    columns: readCaptureColumns(input, to),
    rules: readRules(input.texts('rule')),
    duration: readDuration(input.text('duration')),
    maxEvents: readNumber(input, 'max-events', 'a number of events'),
    until: readUntil(input, program !== undefined, pid !== undefined),
  };
}

function readLog(path: string | undefined, output: string): string | undefined {
  if (path === undefined) return undefined;
  if (path === '' || path === '-') throw new UsageError('--log takes the name of a file.');
  if (output !== '-' && resolve(path) === resolve(output))
    throw new UsageError('--log and --output name the same file.');
  return path;
}

function readProgram(input: CommandInput): ProgramChoice | undefined {
  const [name, ...args] = input.arguments;
  const directory = input.text('directory');
  const environment = input.texts('env').map(readVariable);
  if (name === undefined) {
    if (directory === undefined && environment.length === 0) return undefined;
    throw new UsageError(
      `${directory === undefined ? '--env' : '--directory'} belongs to a program: name one behind --, such as procscope capture -- ls -l.`,
    );
  }
  if (name === '') throw new UsageError('The name of the program is empty.');
  if (directory === '') throw new UsageError('The name of the folder is empty.');
  return {
    ...{ name, environment, arguments: args },
    directory: directory === undefined ? undefined : resolve(directory),
  };
}

function readVariable(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at <= 0) throw new UsageError(`"${text}" is no variable: write a name, = and a value, such as LANG=C.`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function readFormat(input: CommandInput, output: string): CaptureFormat {
  const asked = CAPTURE_FORMATS.find((format) => format === input.text('to'));
  const to = asked ?? (output === '-' ? 'jsonl' : formatOf(output));
  if (to === 'native' && output === '-') {
    throw new UsageError('A capture file cannot be written to standard output: name a file with --output.');
  }
  return to;
}

/** What a file's name asks for. */
function formatOf(output: string): CaptureFormat {
  const name = output.toLowerCase();
  if (name.endsWith('.csv')) return 'csv';
  return /\.(jsonl|ndjson|json)$/.test(name) ? 'jsonl' : 'native';
}

function readCaptureColumns(input: CommandInput, to: CaptureFormat): readonly ColumnName[] {
  const columns = input.text('columns');
  if (columns !== undefined && to !== 'csv') {
    throw new UsageError(
      `--columns chooses the columns of a CSV file: with --to ${to} everything is written.`,
    );
  }
  return readColumns(columns ?? 'default');
}

/** Seconds, with a point for parts of them. */
function readDuration(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = /^\d+(\.\d+)?s?$/.test(text) ? Number.parseFloat(text) : 0;
  if (seconds <= 0) {
    throw new UsageError(`"${text}" is not a duration: write seconds, such as 10 or 0.5.`);
  }
  return seconds * 1000;
}

function readNumber(input: CommandInput, name: string, what: string): number | undefined {
  const text = input.text(name);
  if (text === undefined) return undefined;
  const number = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  if (number === 0) throw new UsageError(`"${text}" is not ${what}: --${name} takes a number from 1.`);
  return number;
}

function readUntil(input: CommandInput, hasProgram: boolean, hasPid: boolean): CaptureJob['until'] {
  if (input.flag('until-exit')) {
    if (hasProgram || hasPid) return 'program';
    throw new UsageError(
      '--until-exit waits for a program: name one behind --, or a process with --filter-pid.',
    );
  }
  return hasProgram ? 'tree' : 'asked';
}
