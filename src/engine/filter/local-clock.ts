import {
  MAX_SECONDS,
  UNIX_EPOCH_SECONDS,
  fileTimeFraction,
  fileTimeHalves,
  fileTimeSeconds,
} from '../../shared/format/file-time.ts';
import { CachedTimeZone, localTimeZone } from '../../shared/format/time-zone.ts';
import type { TimeZoneOffset } from '../../shared/format/time-zone.ts';
import { TICKS_PER_SECOND } from '../../shared/units.ts';
import type { FileTime } from '../../shared/units.ts';

const DAY_SECONDS = 86_400;

/**
 * What the clock on the wall shows at an event, as numbers: the values that `columnValue` gives for the texts of the time
 * columns. Times out of range are moved to its ends as `TimeFormatter` does.
 */
export class LocalClock {
  readonly #zone: CachedTimeZone;
  readonly #startSeconds: number;
  readonly #startFraction: number;

  /** Local time of this machine by default. */
  constructor(start: FileTime, offset: TimeZoneOffset = localTimeZone) {
    this.#zone = new CachedTimeZone(offset);
    const { high, low } = fileTimeHalves(start);
    this.#startSeconds = fileTimeSeconds(high, low);
    this.#startFraction = fileTimeFraction(high, low);
  }

  /** Ticks since midnight at `ticks` after the capture's start. */
  timeOfDay(ticks: number): number {
    const fromSecond = this.#startFraction + ticks;
    const whole = Math.floor(fromSecond / TICKS_PER_SECOND);
    const local = this.#local(this.#startSeconds + whole);
    const ofDay = local - Math.floor(local / DAY_SECONDS) * DAY_SECONDS;
    return ofDay * TICKS_PER_SECOND + (fromSecond - whole * TICKS_PER_SECOND);
  }

  /** Seconds since 1970 as if local time were UTC, at `ticks` after the capture's start. */
  dateAndTime(ticks: number): number {
    const whole = Math.floor((this.#startFraction + ticks) / TICKS_PER_SECOND);
    return this.#local(this.#startSeconds + whole) - UNIX_EPOCH_SECONDS;
  }

  #local(seconds: number): number {
    const clamped = clamp(seconds);
    return clamp(clamped + this.#zone.at(clamped));
  }
}

function clamp(seconds: number): number {
  return Math.max(0, Math.min(MAX_SECONDS, seconds));
}
