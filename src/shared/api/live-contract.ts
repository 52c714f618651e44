import { classMask, count, errorInfo, filterRules, listOf } from './schemas.ts';
import { z } from './zod.ts';

/** Longest argument, environment value or other text of a program to launch, in UTF-16 units. Linux: MAX_ARG_STRLEN. */
const MAX_ARGUMENT = 131_072;
const MAX_ARGUMENTS = 10_000;

/** A text that a program can be given: the system ends it with a NUL. */
const programText = z
  .string()
  .max(MAX_ARGUMENT)
  .refine((text) => !text.includes('\0'), 'must not hold a NUL');

/** Arguments of a program, as they are: no shell takes them apart. */
export const programArguments = listOf(programText, MAX_ARGUMENTS);

/** Variables that a program gets beside those of its host. */
export const programEnvironment = listOf(
  z.tuple([programText.refine((name) => name !== '' && !name.includes('='), 'must be a name'), programText]),
  MAX_ARGUMENTS,
);

/**
 * How much of a live capture is kept: the oldest events beyond any of the bounds are dropped, in lots of up to 65,536.
 * Absent bounds do not apply.
 */
export const historyDepth = z.object({
  events: count.optional(),
  /** Bytes of events in memory; what does not fit is read back from the capture's file. Drops nothing. */
  memory: count.optional(),
  /** Bytes of the capture's file, in about. */
  disk: count.optional(),
  /** Back from the newest event. */
  minutes: z.number().positive().optional(),
});
export type HistoryDepthChoice = z.infer<typeof historyDepth>;

/** Events that these rules and classes do not show are not recorded at all. */
export const dropFilter = z.object({ rules: filterRules, classes: classMask });
export type DropFilter = z.infer<typeof dropFilter>;

export const LIVE_STATES = ['starting', 'running', 'stopped', 'failed'] as const;
export const CAPTURE_SOURCES = ['ebpf', 'ptrace', 'etw'] as const;

/** Most notices that are told of one live capture. */
export const MAX_NOTICES = 100;

/**
 * What a capture is doing that records what happens now, or did.
 *
 * `starting`: the helper is being started, which may wait for a password; all else still describes the capture that is open.
 * `running`: events come. `stopped`: the user stopped it, or the traced program ended; it can be gone on with.
 * `failed`: the helper ended by itself, `error` says how; what was recorded stays, and it can be gone on with.
 */
export const liveState = z.object({
  state: z.enum(LIVE_STATES),
  source: z.enum(CAPTURE_SOURCES),
  /** How the helper sees events, such as `fast` or `etw`; empty while it starts. */
  tier: z.string(),
  /** Events a second over the last second. */
  rate: count,
  /** Events so far, also those that are no longer kept. */
  recorded: count,
  /** Events that the source lost; their places are rows of the capture. */
  lost: count,
  /** Events that the drop filter left out. */
  dropped: count,
  /** Bytes of the file that the capture is written to; 0 when it is in memory alone. */
  disk: count,
  /** Base name of that file; absent when nothing is written. */
  file: z.string().optional(),
  /** Whether the user chose the file: it stays. */
  isBacked: z.boolean(),
  /** What the helper said of itself: `kernel`, `machine`, `host`, `tier`. */
  helper: z.record(z.string(), z.string()).optional(),
  /** The program that was launched. `exit` is its exit status once it has ended; 128 + n when signal n ended it. */
  launched: z.object({ pid: count, exit: count.optional() }).optional(),
  /** Why it failed. */
  error: errorInfo.optional(),
  /** What the user has to know while it goes on, the oldest first, at most {@link MAX_NOTICES}. */
  notices: listOf(errorInfo),
});
export type LiveState = z.infer<typeof liveState>;
