import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { basename } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { ProcscopeError, cancelled } from '../../shared/errors.ts';
import { spawnError } from '../live/helper-errors.ts';
import type { HelperCommand } from '../live/helper-process.ts';

/** Bytes of standard error that are kept: the last line is the sentence. */
const KEPT_SAID = 4096;
/** What a state or an answer may be long. */
const MOST_OUTPUT = 4 * 1024 * 1024;
/** What a helper gets to end by itself after its input has ended, in ms. */
const END_MS = 5000;

/** What pkexec ends with when nobody gave a password, and when it could not ask. Source: pkexec(1), "Return value". */
const PKEXEC_DISMISSED = 126;
const PKEXEC_REFUSED = 127;

/** A helper that does one job of boot logging and ends. */
export interface RunningHelper {
  /** What it sends. It waits while nobody reads. */
  readonly output: Readable;
  /** What it is told; its end tells it that nobody waits for it any more. */
  readonly input: Writable;
  /**
   * Settles when it has ended and all it sent was read. Errors: 'job/cancelled', 'live/helper-missing', 'live/cancelled',
   * 'live/no-privileges', and 'boot/failed' with the sentence that the helper wrote as the last line of its standard error.
   */
  readonly ended: Promise<void>;
}

/**
 * Starts a helper. When `signal` is aborted its input ends and it is terminated where that is allowed; `ended` then rejects.
 * Errors: 'job/cancelled' when it is aborted already, 'live/helper-missing'.
 */
export function streamHelper(
  { command, args }: HelperCommand,
  more: readonly string[],
  signal: AbortSignal,
): RunningHelper {
  if (signal.aborted) throw cancelled();
  const child = start(command, [...args, ...more]);
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString('utf8')).slice(-KEPT_SAID);
  });
  // Its end tells more than that nobody reads what it is told, or that nobody reads it any more.
  for (const stream of [child.stdin, child.stdout]) stream.on('error', () => undefined);
  const ended = new Promise<void>((resolve, reject) => {
    let patience: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      child.stdin.end();
      // Of another user's process only the input can be ended, which it takes for the end.
      child.kill('SIGTERM');
      child.stdout.destroy(cancelled());
      patience = setTimeout(() => {
        child.unref();
        reject(cancelled());
      }, END_MS);
    };
    const settle = (error: ProcscopeError | undefined): void => {
      clearTimeout(patience);
      signal.removeEventListener('abort', onAbort);
      if (signal.aborted) reject(cancelled());
      else if (error === undefined) resolve();
      else reject(error);
    };
    child.on('error', (error) => {
      if (child.pid === undefined) settle(spawnError(error, command));
    });
    child.on('close', (code, killer) => settle(endError(command, code, killer, said)));
    signal.addEventListener('abort', onAbort);
  });
  // Whoever reads the output may learn of the end first.
  ended.catch(() => undefined);
  return { output: child.stdout, input: child.stdin, ended };
}

/** Runs a helper that answers and ends; returns what it wrote to standard output. Errors: as {@link RunningHelper.ended}. */
export async function runHelper(
  command: HelperCommand,
  more: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const { output, input, ended } = streamHelper(command, more, signal);
  input.end();
  const pieces: Buffer[] = [];
  let bytes = 0;
  output.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes <= MOST_OUTPUT) pieces.push(piece);
  });
  await ended;
  return Buffer.concat(pieces).toString('utf8');
}

function start(command: string, args: readonly string[]): ChildProcessWithoutNullStreams {
  try {
    return spawn(command, [...args], { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
  } catch (error) {
    throw spawnError(error, command);
  }
}

function endError(
  command: string,
  code: number | null,
  signal: NodeJS.Signals | null,
  said: string,
): ProcscopeError | undefined {
  if (code === 0) return undefined;
  const name = basename(command);
  const last = said.trim().split('\n').at(-1)?.trim() ?? '';
  const facts = {
    ...(code === null ? {} : { status: code }),
    ...(signal === null ? {} : { signal }),
  };
  if (name === 'pkexec' && code === PKEXEC_DISMISSED) {
    const sentence = 'The request for administrator rights was cancelled, so nothing was changed.';
    return new ProcscopeError('live/cancelled', sentence, { ...facts, boot: 1 });
  }
  // sudo ends with 1 for its own reasons and so does the helper, whose sentences begin with a capital and end with a point.
  const isOfSudo = name === 'sudo' && code === 1 && (last === '' || last.startsWith('sudo:'));
  if (isOfSudo || (name === 'pkexec' && code === PKEXEC_REFUSED)) {
    const reason = last === '' ? '' : `: ${last.replace(/^sudo: /, '').replace(/\.$/, '')}`;
    const sentence = `Boot logging needs administrator rights, which ${name} did not give${reason}.`;
    return new ProcscopeError('live/no-privileges', sentence, { ...facts, boot: 1 });
  }
  const how = signal === null ? `ended with status ${code ?? 'unknown'}` : `was ended by ${signal}`;
  const sentence = last === '' ? `The helper for boot logging ${how} and said nothing.` : last;
  return new ProcscopeError('boot/failed', sentence, facts);
}
