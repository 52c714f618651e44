import type { BootCollected, BootPlan, BootStatus } from '../../shared/boot.ts';
import type { Progress } from '../capture/capture.ts';
import type { HelperCommand } from '../live/helper-process.ts';

/** The capture helper as boot logging needs it. The host knows where it is and how rights are asked for. */
export interface BootHelper {
  /** Where it is. Errors: 'live/helper-missing', 'shell/unsupported'. */
  path(): string;
  /**
   * The helper with what makes it root or an administrator (capabilities of its file are not enough): put arguments behind
   * `args`. Asks nothing by itself; starting it may. Errors: as {@link path}; 'live/no-privileges' where there is no way to ask.
   */
  elevated(): Promise<HelperCommand>;
}

export interface CollectOptions {
  readonly signal: AbortSignal;
  /** Bytes of the log, some times a second. */
  readonly onProgress: (progress: Progress) => void;
  /**
   * Deletes the log once the capture file is complete and safe on its disk, in the same run of the helper, so that rights are
   * asked for once.
   */
  readonly discard: boolean;
}

/**
 * Recording of the next start of the system. Nothing of it is remembered by the product: what is so is read from the system
 * each time.
 *
 * Errors of everything that changes the system: 'boot/unsupported', 'boot/failed' (with what the system said; nothing is
 * left half done), 'live/helper-missing', 'live/no-privileges', 'live/cancelled' when the user refused the rights,
 * 'job/cancelled'.
 */
export interface BootLogging {
  /** What {@link enable} will do. Changes nothing and needs no privileges. Never rejects. */
  plan(): Promise<BootPlan>;

  /**
   * How it is now. Needs no privileges and asks for none. Errors: 'boot/failed' when the system's own state cannot be read;
   * what makes enabling impossible is told in `unsupported` instead.
   */
  status(): Promise<BootStatus>;

  /**
   * Makes the system record its next start, once. Does nothing when that is so already. Logs that wait stay: no start ever
   * writes over one.
   */
  enable(signal: AbortSignal): Promise<void>;

  /**
   * Undoes {@link enable} without a trace, what an interrupted one left included. Logs stay, and so does a recording that runs,
   * with what it needs until it ends.
   */
  disable(signal: AbortSignal): Promise<void>;

  /**
   * Writes the log `id` as a capture file to `target`, which is complete or as it was; ends the recording first when that is
   * the one. Nothing is deleted unless asked for, and never before the file is safe. Errors also: 'boot/no-log',
   * 'boot/damaged' when there is no whole record in it, file errors of `target`.
   */
  collect(id: string, target: string, options: CollectOptions): Promise<BootCollected>;

  /** Deletes the log `id` for good; ends the recording first when that is the one. Errors also: 'boot/no-log'. */
  discard(id: string, signal: AbortSignal): Promise<void>;
}
