import { dayOf } from './calendar.ts';
import { MAX_SECONDS, fileTimeSeconds } from './file-time.ts';
import { sevenDigits, twoDigits } from './number.ts';
import { CachedTimeZone, localTimeZone } from './time-zone.ts';
import type { TimeZoneOffset } from './time-zone.ts';

const DAY_SECONDS = 86_400;
const MAX_CACHED_DAYS = 1024;

/** `h:mm:` for every minute of a day on a clock of twelve hours. */
const MINUTES: readonly string[] = Array.from({ length: 1440 }, (_, minute) => {
  const hour = Math.floor(minute / 60) % 12;
  return `${hour === 0 ? 12 : hour}:${twoDigits(minute % 60)}:`;
});

/**
 * Formats points in time as Process Monitor does, in a local time zone. Points are whole seconds since 1601-01-01 00:00 UTC
 * and ticks of 100 ns within the second; what lies before 1601 or behind 9999 is shown as the first or last second of these.
 * Keeps the texts of days and the zone's offsets, so that a cell costs two or three concatenations.
 */
export class TimeFormatter {
  readonly #zone: CachedTimeZone;
  readonly #days = new Map<number, string>();
  #lastDay = NaN;
  #lastDayText = '';

  /** Local time of this machine by default. */
  constructor(offset: TimeZoneOffset = localTimeZone) {
    this.#zone = new CachedTimeZone(offset);
  }

  /** `1:17:45.4947753 AM` */
  timeOfDay(seconds: number, fraction: number): string {
    const local = this.#local(seconds);
    const ofDay = local - Math.floor(local / DAY_SECONDS) * DAY_SECONDS;
    const minute = Math.floor(ofDay / 60);
    const half = minute < 720 ? ' AM' : ' PM';
    return `${MINUTES[minute]!}${twoDigits(ofDay - minute * 60)}.${sevenDigits(fraction)}${half}`;
  }

  /** `7/12/2020 1:17:45 AM` */
  dateAndTime(seconds: number): string {
    const local = this.#local(seconds);
    const day = Math.floor(local / DAY_SECONDS);
    const ofDay = local - day * DAY_SECONDS;
    const minute = Math.floor(ofDay / 60);
    const half = minute < 720 ? ' AM' : ' PM';
    return `${this.#dayText(day)} ${MINUTES[minute]!}${twoDigits(ofDay - minute * 60)}${half}`;
  }

  /** {@link dateAndTime} of a FILETIME given as unsigned 32-bit halves. */
  fileTime(high: number, low: number): string {
    return this.dateAndTime(fileTimeSeconds(high, low));
  }

  #local(seconds: number): number {
    const clamped = clampSeconds(seconds);
    return clampSeconds(clamped + this.#zone.at(clamped));
  }

  #dayText(day: number): string {
    if (day === this.#lastDay) return this.#lastDayText;
    let text = this.#days.get(day);
    if (text === undefined) {
      const { year, month, day: dayOfMonth } = dayOf(day);
      text = `${month}/${dayOfMonth}/${year}`;
      if (this.#days.size >= MAX_CACHED_DAYS) this.#days.clear();
      this.#days.set(day, text);
    }
    this.#lastDay = day;
    this.#lastDayText = text;
    return text;
  }
}

function clampSeconds(seconds: number): number {
  if (seconds >= 0 && seconds <= MAX_SECONDS) return seconds;
  return seconds > MAX_SECONDS ? MAX_SECONDS : 0;
}
