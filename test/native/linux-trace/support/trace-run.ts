import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { C_FLAGS } from '../../../../scripts/native/build-linux.ts';
import { ProgramState } from '../../../../src/engine/wire/wire-format.ts';
import type { ErrorMessage, ProgramMessage } from '../../../../src/engine/wire/wire-messages.ts';
import type { CaptureFilter } from '../../../../src/engine/wire/control-frames.ts';
import { TestCapture } from '../../linux/support/test-capture.ts';
import type { Launch } from '../../linux/support/test-capture.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const PROGRAMS = join(ROOT, '.cache', 'native', 'test');
const SANITIZERS = ['-O1', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];

/** Compiles a program of these tests. */
export function compileProgram(name: string): string {
  mkdirSync(PROGRAMS, { recursive: true });
  const path = join(PROGRAMS, name);
  const source = join(import.meta.dirname, `${name}.c`);
  execFileSync('gcc', ['-D_GNU_SOURCE', '-O1', '-pthread', source, '-o', path], { stdio: 'inherit' });
  return path;
}

/** Compiles a C test of native/linux/test with the parts of native/linux that it tests, with sanitizers. */
export function compileParts(name: string, parts: readonly string[]): string {
  mkdirSync(PROGRAMS, { recursive: true });
  const path = join(PROGRAMS, name);
  const native = join(ROOT, 'native', 'linux');
  const sources = [`test/${name}.c`, ...parts].map((part) => join(native, part));
  const flags = C_FLAGS.filter((flag) => flag !== '-D_FORTIFY_SOURCE=2');
  execFileSync('gcc', [...flags, ...SANITIZERS, ...sources, '-o', path], { stdio: 'inherit' });
  return path;
}

/** How a program is traced in a test. */
export interface TraceOptions {
  readonly filter?: CaptureFilter;
  readonly options?: readonly string[];
  readonly launch?: Launch;
}

/** Starts to trace a program. Resolves when its first process exists. */
export async function startTrace(
  args: readonly string[],
  { filter = {}, options = [], launch }: TraceOptions = {},
): Promise<TestCapture> {
  return await TestCapture.start(filter, ['trace', ...options, '--', ...args], launch);
}

/** Traces a program and all its descendants to their ends. */
export async function trace(args: readonly string[], options: TraceOptions = {}): Promise<TestCapture> {
  const run = await startTrace(args, options);
  await programReaches(run, ProgramState.TreeEnded);
  await run.finish();
  return run;
}

/** Waits until the program has started, ended, or ended with all its descendants. */
export async function programReaches(run: TestCapture, state: number): Promise<ProgramMessage> {
  const message = await run.until((one) => one.type === 'program' && one.state === state);
  if (message.type !== 'program') throw new Error('Another message was found.');
  return message;
}

/** The program's end, as wait() gives it. */
export function statusOf(run: TestCapture): number | undefined {
  const ended = run.messages.find((one) => one.type === 'program' && one.state === ProgramState.Ended);
  return ended?.type === 'program' ? ended.status : undefined;
}

/** What the helper has complained about. */
export function errorsOf(run: TestCapture): ErrorMessage[] {
  return run.messages.filter((message) => message.type === 'error');
}
