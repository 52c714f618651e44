/**
 * What can go wrong in a way that a user has to know. The engine states the fact, the host adds advice.
 * A code is never reused for another meaning.
 */
export const ERROR_CODES = [
  'file/not-found',
  'file/no-permission',
  'file/is-directory',
  'file/disk-full',
  'file/is-source',
  'file/exists',
  'file/unknown-token',
  'file/io',
  'capture/unknown-format',
  'capture/newer-version',
  'capture/corrupt',
  'capture/busy',
  'pml/not-a-pml',
  'pml/version',
  'pml/truncated',
  'pml/damaged',
  'etl/not-an-etl',
  'etl/truncated',
  'etl/damaged',
  'etl/letters-of-today',
  'filter/bad-rule',
  'config/not-a-configuration',
  'config/damaged',
  'api/bad-request',
  'api/unknown-call',
  'api/closed',
  'api/protocol',
  'api/busy',
  'view/unknown',
  'capture/none',
  'shell/unsupported',
  'live/no-privileges',
  'live/no-btf',
  'live/kernel-too-old',
  'live/lockdown',
  'live/helper-missing',
  'live/cancelled',
  'live/helper-failed',
  'live/launch-failed',
  'live/trace-refused',
  'live/in-use',
  'live/not-live',
  'live/notice',
  'boot/unsupported',
  'boot/failed',
  'boot/no-log',
  'boot/damaged',
  'boot/cut-off',
  'boot/not-discarded',
  'job/cancelled',
  'internal',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Whether `code` is one that this version knows. */
export function isErrorCode(code: string): code is ErrorCode {
  return (ERROR_CODES as readonly string[]).includes(code);
}

/** An expected failure: a code for programs, a whole sentence for people, facts to copy into a report. */
export class ProcscopeError extends Error {
  readonly code: ErrorCode;
  /** Facts such as a byte offset or a version; strings and numbers only, so that they survive any transport. */
  readonly facts: Readonly<Record<string, string | number>>;

  constructor(
    code: ErrorCode,
    sentence: string,
    facts: Readonly<Record<string, string | number>> = {},
    cause?: unknown,
  ) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.name = 'ProcscopeError';
    this.code = code;
    this.facts = facts;
  }
}

/** The error of a job that its user cancelled. */
export function cancelled(): ProcscopeError {
  return new ProcscopeError('job/cancelled', 'The job was cancelled.');
}

/** Whether `error` says that a job was cancelled. */
export function isCancelled(error: unknown): boolean {
  return error instanceof ProcscopeError && error.code === 'job/cancelled';
}

/** Ends a `switch` over a closed set: a new member fails to compile here. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${String(value)}`);
}
