import { count, errorInfo, listOf } from './api/schemas.ts';
import { z } from './api/zod.ts';

/**
 * A log that was recorded while the system started.
 */
export const bootLog = z.object({
  /** Names the log in calls: on Linux the kernel's boot id, elsewhere what the system calls it. Never shown. */
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/),
  /** Milliseconds since 1970 when recording began. */
  began: count,
  /** Milliseconds since 1970 when recording ended; absent while it goes on and when that is not known. */
  ended: count.optional(),
  bytes: count,
  /** Events in it; absent when nobody counted them. */
  events: count.optional(),
  /** Events that had to go because the log has a size limit; the log says so where they were. */
  dropped: count,
  /** Whether recording ended in order: at shutdown, or when it was stopped. False after a crash or a power loss. */
  isComplete: z.boolean(),
});
export type BootLog = z.infer<typeof bootLog>;

/** What boot logging is now, read from the system each time. */
export const bootStatus = z.object({
  /** Whether the next start of the system is recorded. */
  isArmed: z.boolean(),
  /** The log that is being written since this start of the system; its `isComplete` is false. Collecting it ends it. */
  recording: bootLog.optional(),
  /** Logs of earlier starts that nobody collected, and one of this start that ended already; the oldest first. */
  logs: listOf(bootLog, 1000),
  /**
   * Paths or registry keys of boot logging that are left although nothing is armed or recorded and that are no logs, such as
   * after a switch-off that was interrupted. Switching boot logging off removes them.
   */
  leftovers: listOf(z.string(), 1000),
  /**
   * Why a start of the system that was to be recorded was not, as a sentence: the last time that one was, until boot logging is
   * enabled or disabled again.
   */
  failed: errorInfo.optional(),
  /**
   * Why the next start cannot be recorded here, as a sentence with what to do: 'boot/unsupported' (the system: another init
   * than systemd, a container), 'shell/unsupported', 'live/helper-missing', 'live/kernel-too-old', 'live/no-btf',
   * 'live/no-privileges'. What else is in the status still holds.
   */
  unsupported: errorInfo.optional(),
});
export type BootStatus = z.infer<typeof bootStatus>;

/** What enabling does to the system, one thing each. `subject` is a path, a registry key or a name of a service. */
export const BOOT_CHANGE_KINDS = [
  /** The helper is copied to this path, for root alone to change. */
  'program',
  /** A service of this name, or described by this file. */
  'service',
  /** This link or value makes the system start it, once: it is taken away before recording begins. */
  'start',
  /** The log is written to this folder or file, which only administrators can read. */
  'log',
  /** This registry key is made. */
  'registry-key',
] as const;
export const bootChange = z.object({ kind: z.enum(BOOT_CHANGE_KINDS), subject: z.string() });
export type BootChange = z.infer<typeof bootChange>;

/** What enabling will change, and how large a log may grow. */
export const bootPlan = z.object({
  changes: listOf(bootChange, 100),
  /** Bytes that a log may have. */
  limit: count,
  /** Which events go when there are more: the oldest, or the newest because recording ends. */
  beyond: z.enum(['oldest', 'newest']),
});
export type BootPlan = z.infer<typeof bootPlan>;

/** What came of collecting a log. */
export const bootCollected = z.object({
  /** Rows of the capture file, those that stand for losses included. */
  events: count,
  /** Events that are known to be missing, as far as they were counted. */
  lost: count,
  /** Whether the log was deleted after the file had been written. */
  isDiscarded: z.boolean(),
  /**
   * What its reader has to know: 'boot/cut-off' where it ends without its end, 'boot/damaged' where bytes of it make no sense
   * and what stands there was left out, 'boot/not-discarded' when the log could not be deleted.
   */
  notices: listOf(errorInfo, 100),
});
export type BootCollected = z.infer<typeof bootCollected>;
