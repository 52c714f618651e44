import { UNIX_EPOCH_TICKS } from '../../../shared/units.ts';
import type { FileTime } from '../../../shared/units.ts';

const TICKS_PER_MILLISECOND = 10_000n;
/** The last moment that a date of JavaScript can say, in milliseconds since 1970. */
const LAST_DATE_MS = 8_640_000_000_000_000n;

/** A time in UTC down to microseconds, which are left out where they are zero; the number itself where no date can be made. */
export function isoMicroseconds(time: FileTime): string {
  const sinceUnix = time - UNIX_EPOCH_TICKS;
  let milliseconds = sinceUnix / TICKS_PER_MILLISECOND;
  let rest = sinceUnix % TICKS_PER_MILLISECOND;
  if (rest < 0n) {
    milliseconds -= 1n;
    rest += TICKS_PER_MILLISECOND;
  }
  if (milliseconds > LAST_DATE_MS || milliseconds < -LAST_DATE_MS) return String(time);
  const date = new Date(Number(milliseconds)).toISOString();
  const microseconds = `${date.slice(-4, -1)}${String(rest / 10n).padStart(3, '0')}`;
  const whole = date.slice(0, -5);
  return microseconds === '000000' ? `${whole}Z` : `${whole}.${microseconds}Z`;
}
