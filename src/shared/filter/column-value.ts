import { EVENT_COLUMNS } from '../columns.ts';
import type { ColumnName } from '../columns.ts';
import { TICKS_PER_SECOND } from '../units.ts';

/**
 * What a text of a column is worth as a number: what `is`, `is not`, `less than` and `more than` compare when both the
 * cell and the rule's value are worth one; otherwise they compare the texts. The one place that says what this is for each column:
 *
 * - PID, Parent PID, TID, Session, Sequence: the number, decimal or hexadecimal (`0x1A4`).
 * - Duration: ticks of 100 ns; the text is seconds (`0.0000110`, `2`).
 * - Relative Time: ticks of 100 ns; `HH:MM:SS.fffffff` as shown, with a minus before the first event, or seconds.
 * - Time of Day, Completion Time: ticks since midnight, local time, whatever the day; `h:mm:ss.fffffff AM` as shown, or on a
 *   clock of 24 hours without AM and PM; seconds and digits may be left out.
 * - Date & Time: seconds, local time; `M/D/YYYY h:mm:ss AM` as shown or `YYYY-MM-DD hh:mm:ss`; digits behind the second are
 *   not shown in this column and therefore not compared; without a time of day the day's midnight.
 * - All other columns: nothing, they compare as text.
 *
 * More digits than a tick has give a value between two ticks, which equals none and compares rightly.
 */
export function columnValue(column: ColumnName, text: string): number | undefined {
  switch (column) {
    case 'duration':
      return secondsValue(text);
    case 'relativeTime':
      return relativeTimeValue(text);
    case 'timeOfDay':
    case 'completionTime':
      return timeOfDayValue(text.trim());
    case 'dateAndTime':
      return dateAndTimeValue(text.trim());
    default:
      return EVENT_COLUMNS[column].kind === 'number' ? numberValue(text) : undefined;
  }
}

const NUMBER = /^\s*[+-]?(?:0x[0-9a-f]+|\d+(?:\.\d*)?|\.\d+)\s*$/i;

/** The number that a text writes, decimal or as `0x...`; undefined when it is none. */
export function numberValue(text: string): number | undefined {
  if (!NUMBER.test(text)) return undefined;
  const trimmed = text.trim();
  const isNegative = trimmed.startsWith('-');
  const value = Number(isNegative || trimmed.startsWith('+') ? trimmed.slice(1) : trimmed);
  return isNegative ? -value : value;
}

const SECONDS = /^\s*([+-]?)(\d*)(?:\.(\d*))?\s*$/;

/** Ticks of a number of seconds, counted from the digits: a product of doubles would be off by a tick. */
function secondsValue(text: string): number | undefined {
  const value = numberValue(text);
  if (value === undefined) return undefined;
  const parts = SECONDS.exec(text);
  if (parts === null) return value * TICKS_PER_SECOND;
  const ticks = Number(parts[2] ?? '') * TICKS_PER_SECOND + fractionTicks(parts[3] ?? '');
  return parts[1] === '-' ? -ticks : ticks;
}

/** Ticks of the digits behind a second's point; half a tick more when there are more digits than ticks have. */
function fractionTicks(digits: string): number {
  const ticks = Number(digits.slice(0, 7).padEnd(7, '0'));
  return /[1-9]/.test(digits.slice(7)) ? ticks + 0.5 : ticks;
}

const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d*))?)?(?:\s*([ap])\.?m\.?)?$/i;

/** Ticks since midnight. */
function timeOfDayValue(text: string): number | undefined {
  const parts = CLOCK.exec(text);
  if (parts === null) return undefined;
  const half = parts[5]?.toLowerCase();
  let hour = Number(parts[1]);
  const minute = Number(parts[2]);
  const second = Number(parts[3] ?? '0');
  if (minute > 59 || second > 59) return undefined;
  if (half === undefined) {
    if (hour > 23) return undefined;
  } else {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half === 'p' ? 12 : 0);
  }
  return (hour * 3600 + minute * 60 + second) * TICKS_PER_SECOND + fractionTicks(parts[4] ?? '');
}

const DATE = /^(?:(\d{1,2})\/(\d{1,2})\/(\d{4,})|(\d{4,})-(\d{1,2})-(\d{1,2}))(?:[T\s]\s*(\S.*))?$/i;

/** Seconds since 1970 as if local time were UTC. */
function dateAndTimeValue(text: string): number | undefined {
  const parts = DATE.exec(text);
  if (parts === null) return undefined;
  const year = Number(parts[3] ?? parts[4]);
  const month = Number(parts[1] ?? parts[5]);
  const day = Number(parts[2] ?? parts[6]);
  const midnight = Date.UTC(year, month - 1, day);
  const date = new Date(midnight);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const ofDay = parts[7] === undefined ? 0 : timeOfDayValue(parts[7]);
  return ofDay === undefined ? undefined : midnight / 1000 + Math.floor(ofDay / TICKS_PER_SECOND);
}

const RELATIVE = /^\s*(-?)(\d+):(\d{2}):(\d{2})(?:\.(\d*))?\s*$/;

function relativeTimeValue(text: string): number | undefined {
  const parts = RELATIVE.exec(text);
  if (parts === null) return secondsValue(text);
  const minutes = Number(parts[3]);
  const seconds = Number(parts[4]);
  if (minutes > 59 || seconds > 59) return undefined;
  const whole = Number(parts[2]) * 3600 + minutes * 60 + seconds;
  const ticks = whole * TICKS_PER_SECOND + fractionTicks(parts[5] ?? '');
  return parts[1] === '-' ? -ticks : ticks;
}
