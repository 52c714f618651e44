import { z } from '../../../shared/api/zod.ts';
import { ProcscopeError } from '../../../shared/errors.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import { toldDrives } from '../../live/told-drives.ts';

/** Kinds of failures that the helper tells. Source: native/windows/boot/boot-failure.cpp. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  privilege: 'live/no-privileges',
  cancelled: 'live/cancelled',
  unsupported: 'boot/unsupported',
  'no-log': 'boot/no-log',
  failed: 'boot/failed',
};

const failure = z.object({
  error: z.object({
    kind: z.string(),
    sentence: z.string(),
    /** The function of Windows that failed, and the number of its error. */
    call: z.string().optional(),
    error: z.number().optional(),
  }),
});

/** What stands before the bytes of a log. Numbers that may be large are digits. */
const logHead = z.object({
  bytes: z.string().regex(/^\d{1,16}$/),
  /** Whether the recording was ended in order. */
  hasEnded: z.boolean(),
  eventsLost: z.string().regex(/^\d{1,16}$/),
  drives: toldDrives,
});
export type LogHead = z.infer<typeof logHead>;

const done = z.object({ isDone: z.literal(true) });
const discarded = z.object({ isDiscarded: z.literal(true) });

/** The answer that a line of the helper holds. Errors: the failure that it tells instead; 'boot/failed' when it is neither. */
export const readLogHead = (line: string): LogHead => read(logHead, line);
export const expectDone = (line: string): void => void read(done, line);
export const expectDiscarded = (line: string): void => void read(discarded, line);

/** The failure that a line tells; undefined when it is none. */
export function failureOf(line: string): ProcscopeError | undefined {
  const told = failure.safeParse(parse(line));
  if (!told.success) return undefined;
  const { kind, sentence, call, error } = told.data.error;
  return new ProcscopeError(CODES[kind] ?? 'boot/failed', sentence, {
    boot: 1,
    ...(call === undefined ? {} : { call }),
    ...(error === undefined ? {} : { error }),
  });
}

function read<Answer>(schema: z.ZodType<Answer>, line: string): Answer {
  const answer = schema.safeParse(parse(line));
  if (answer.success) return answer.data;
  throw (
    failureOf(line) ??
    new ProcscopeError(
      'boot/failed',
      'The helper for boot logging did not say what came of it. Look at the state of boot logging, or install Procscope again.',
      {},
      answer.error,
    )
  );
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
