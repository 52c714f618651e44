import type { Locale } from '../messages/locale.ts';

const KIB = 2 ** 10;
const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** A file's size for a glance, such as `24.2 MB`; units of powers of 2. */
export function sizeText(bytes: number, { tag }: Pick<Locale, 'tag'>): string {
  if (bytes < MIB) return inUnits(Math.ceil(bytes / KIB), 'kilobyte', 0, tag).replace('kB', 'KB');
  const [value, unit] = bytes < GIB ? [bytes / MIB, 'megabyte'] : [bytes / GIB, 'gigabyte'];
  return inUnits(value, unit, value < 100 ? 1 : 0, tag);
}

function inUnits(value: number, unit: string, digits: number, tag: string): string {
  const digitsOf = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'short', ...digitsOf }).format(value);
}

/** When a file was opened: today's time, yesterday, or the day. Times are milliseconds since 1970. */
export function dayText(
  time: number,
  now: number,
  { tag, messages }: Pick<Locale, 'tag' | 'messages'>,
): string {
  const at = new Date(time);
  const today = new Date(now);
  if (isSameDay(at, today)) {
    return messages.files.today(new Intl.DateTimeFormat(tag, { timeStyle: 'short' }).format(at));
  }
  if (isSameDay(at, new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1))) {
    return messages.files.yesterday;
  }
  return new Intl.DateTimeFormat(tag, dayFormat(at, today)).format(at);
}

/** A day and the time on it, such as `Nov 20, 4:41 PM`. Times are milliseconds since 1970. */
export function momentText(time: number, now: number, { tag }: Pick<Locale, 'tag'>): string {
  const at = new Date(time);
  return new Intl.DateTimeFormat(tag, {
    ...dayFormat(at, new Date(now)),
    hour: 'numeric',
    minute: '2-digit',
  }).format(at);
}

/** The year is told when it is another one. */
function dayFormat(at: Date, today: Date): Intl.DateTimeFormatOptions {
  const isThisYear = at.getFullYear() === today.getFullYear();
  return { month: 'short', day: 'numeric', ...(isThisYear ? {} : { year: 'numeric' }) };
}

function isSameDay(a: Date, b: Date): boolean {
  return a.getFullYear() === b.getFullYear() && a.getMonth() === b.getMonth() && a.getDate() === b.getDate();
}
