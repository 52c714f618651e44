import { UNIX_EPOCH_TICKS, fileTime } from '../../shared/units.ts';
import type { FileTime } from '../../shared/units.ts';
import { tickOrigin } from '../wire/event-batch.ts';
import type { TickOrigin } from '../wire/event-batch.ts';
import type { ClockMessage } from '../wire/wire-messages.ts';

/** Nanoseconds in a tick of captures. */
export const NANOSECONDS_PER_TICK = 100;

/** Steps of the wall clock below this, in nanoseconds, are the work of time services: nobody is told. */
const LEAST_STEP = 100_000_000n;

/** A file time of nanoseconds since 1970. */
export function fileTimeOfUnix(nanoseconds: bigint): FileTime {
  return fileTime(nanoseconds / BigInt(NANOSECONDS_PER_TICK) + UNIX_EPOCH_TICKS);
}

/**
 * Where the helper's clock (nanoseconds since the boot, suspend included, never set) stands to the capture's time. Set once:
 * a capture's times never jump, also when the wall clock is set meanwhile.
 */
export class BootClock {
  readonly #startUnix: bigint;
  #start: bigint | undefined;
  /** The start in the helper's clock as two halves. */
  #origin: TickOrigin = tickOrigin(0n);
  /** By how much the wall clock was set since the start, in nanoseconds. */
  #step = 0n;

  /** `startUnix`: the capture's start in nanoseconds since 1970. */
  constructor(startUnix: bigint) {
    this.#startUnix = startUnix;
  }

  /** Whether a clock frame has come. */
  get isSet(): boolean {
    return this.#start !== undefined;
  }

  get origin(): TickOrigin {
    return this.#origin;
  }

  /** Takes a clock frame. Returns by how many nanoseconds the wall clock was set since the one before, 0n for not worth telling. */
  take({ time, unixNanoseconds }: ClockMessage): bigint {
    if (this.#start === undefined) {
      this.#start = time - (unixNanoseconds - this.#startUnix);
      this.#origin = tickOrigin(this.#start);
      return 0n;
    }
    const step = unixNanoseconds - this.#startUnix - (time - this.#start);
    const change = step - this.#step;
    if (change < LEAST_STEP && change > -LEAST_STEP) return 0n;
    this.#step = step;
    return change;
  }

  /** The time of a tick of the helper's clock, in ticks since the capture's start. */
  ticks(time: bigint): number {
    return Number((time - (this.#start ?? 0n)) / BigInt(NANOSECONDS_PER_TICK));
  }

  /** The same as a time of day. Undefined before the first clock frame. */
  fileTime(time: bigint): FileTime | undefined {
    if (this.#start === undefined) return undefined;
    return fileTimeOfUnix(this.#startUnix + time - this.#start);
  }
}
