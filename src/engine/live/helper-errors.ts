import { basename } from 'node:path';
import { ProcscopeError } from '../../shared/errors.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { systemCode } from '../file-error.ts';
import { HelperErrorCode } from '../wire/wire-format.ts';
import type { ErrorMessage } from '../wire/wire-messages.ts';

const CODES: ReadonlyMap<number, ErrorCode> = new Map([
  [HelperErrorCode.Privilege, 'live/no-privileges'],
  [HelperErrorCode.KernelTooOld, 'live/kernel-too-old'],
  [HelperErrorCode.NoBtf, 'live/no-btf'],
  [HelperErrorCode.NoBpf, 'live/kernel-too-old'],
  [HelperErrorCode.Lockdown, 'live/lockdown'],
  [HelperErrorCode.Program, 'live/launch-failed'],
  [HelperErrorCode.Trace, 'live/trace-refused'],
  [HelperErrorCode.Cancelled, 'live/cancelled'],
  [HelperErrorCode.Session, 'live/helper-failed'],
  [HelperErrorCode.InUse, 'live/in-use'],
  [HelperErrorCode.Replay, 'live/helper-failed'],
]);

/** What a helper says that ends it. The sentence is the helper's: it knows what happened and what to do. */
export function helperError({ code, sentence, facts }: ErrorMessage): ProcscopeError {
  return new ProcscopeError(CODES.get(code) ?? 'live/helper-failed', sentence, facts);
}

/** What a helper says that the user has to know while it goes on. */
export function helperNotice({ sentence, facts }: ErrorMessage): ProcscopeError {
  return new ProcscopeError('live/notice', sentence, facts);
}

/** The error of a command that could not be started. */
export function spawnError(error: unknown, command: string): ProcscopeError {
  const name = basename(command);
  switch (systemCode(error)) {
    case 'ENOENT':
      return new ProcscopeError(
        'live/helper-missing',
        `"${name}", which is needed to capture, is not there. Install Procscope again, or build its capture helper with: npm run build:native -- linux`,
        { path: command },
        error,
      );
    case 'EACCES':
      return new ProcscopeError(
        'live/helper-missing',
        `"${name}", which is needed to capture, may not be run by this user. Install Procscope again, or allow it with: chmod +x "${command}"`,
        { path: command },
        error,
      );
    default: {
      const said = error instanceof Error ? error.message : String(error);
      return new ProcscopeError(
        'live/helper-failed',
        `"${name}" could not be started: ${said}.`,
        { path: command },
        error,
      );
    }
  }
}

/** How a command ended. */
export interface ExitStatus {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last of what it wrote to standard error. */
  readonly said: string;
}

/** What pkexec ends with when nobody gave a password. Source: pkexec(1), "Return value". */
const PKEXEC_DISMISSED = 126;
const PKEXEC_REFUSED = 127;

/** The error of a command that ended before the helper was ready. */
export function earlyEnd(command: string, status: ExitStatus): ProcscopeError {
  const name = basename(command);
  const facts = { path: command, ...(status.code === null ? {} : { status: status.code }) };
  const last = lastLine(status.said);
  if (name === 'pkexec' && status.code === PKEXEC_DISMISSED) {
    const sentence = 'The request for administrator rights was cancelled, so nothing is captured.';
    return new ProcscopeError('live/cancelled', sentence, facts);
  }
  const wasRefused =
    (name === 'pkexec' && status.code === PKEXEC_REFUSED) || (name === 'sudo' && status.code === 1);
  if (wasRefused) {
    const sentence = `Capturing needs administrator rights, which ${name} did not give${last === '' ? '' : `: ${last}`}.`;
    return new ProcscopeError('live/no-privileges', sentence, facts);
  }
  const how = endText(status);
  const sentence = `The capture helper ${how} before it was ready${last === '' ? '' : `: ${last}`}.`;
  return new ProcscopeError('live/helper-failed', sentence, facts);
}

/** The error of a helper that ended while it was needed. */
export function unexpectedEnd(status: ExitStatus): ProcscopeError {
  const last = lastLine(status.said);
  return new ProcscopeError(
    'live/helper-failed',
    `The capture helper ${endText(status)}${last === '' ? '' : ` (${last})`}. What was recorded until then is kept; start the capture to go on.`,
    {
      ...(status.code === null ? {} : { status: status.code }),
      ...(status.signal === null ? {} : { signal: status.signal }),
    },
  );
}

/** The error of a helper that does nothing any more. */
export function noAnswer(): ProcscopeError {
  return new ProcscopeError(
    'live/helper-failed',
    'The capture helper does not answer any more and was ended. What was recorded until then is kept; start the capture to go on.',
  );
}

function endText({ code, signal }: ExitStatus): string {
  return signal === null ? `ended with status ${code ?? 'unknown'}` : `was ended by ${signal}`;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim().replace(/\.$/, '') ?? '';
}
