import { UNIX_EPOCH_SECONDS } from './file-time.ts';

/** Seconds that local time is ahead of UTC at an instant, which is given in seconds since 1970-01-01 00:00 UTC. */
export type TimeZoneOffset = (unixSeconds: number) => number;

/** Zones change their offset at whole quarters of an hour only, also those with half an hour of summer time. */
const STEP_SECONDS = 900;
const MAX_CACHED_STEPS = 8192;

/** The zone of this machine. */
export function localTimeZone(unixSeconds: number): number {
  return Math.round(new Date(unixSeconds * 1000).getTimezoneOffset() * -60);
}

/** Local time is UTC. */
export function utcTimeZone(): number {
  return 0;
}

/**
 * Asks a zone once per quarter of an hour. Times before 1970 get the zone's offset of 1970: Windows applies its rules
 * to them too and knows no local mean time, so that an empty file time does not end in odd minutes.
 */
export class CachedTimeZone {
  readonly #offset: TimeZoneOffset;
  readonly #steps = new Map<number, number>();
  #lastStep = NaN;
  #lastOffset = 0;

  constructor(offset: TimeZoneOffset) {
    this.#offset = offset;
  }

  /** Seconds ahead of UTC at `seconds` after 1601-01-01 00:00 UTC. */
  at(seconds: number): number {
    const step = Math.max(0, Math.floor((seconds - UNIX_EPOCH_SECONDS) / STEP_SECONDS));
    if (step === this.#lastStep) return this.#lastOffset;
    let offset = this.#steps.get(step);
    if (offset === undefined) {
      offset = this.#offset(step * STEP_SECONDS);
      if (this.#steps.size >= MAX_CACHED_STEPS) this.#steps.clear();
      this.#steps.set(step, offset);
    }
    this.#lastStep = step;
    this.#lastOffset = offset;
    return offset;
  }
}
