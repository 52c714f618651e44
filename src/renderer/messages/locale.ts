import { en } from './en.ts';
import { ko } from './ko.ts';
import type { Messages } from './messages.ts';

/** The texts and number formats of one language. */
export interface Locale {
  readonly tag: string;
  readonly messages: Messages;
  /** Whole numbers, grouped. */
  readonly number: (value: number) => string;
  /** A part of a whole: never 100 % while something is missing, never 0 % while there is something. */
  readonly percent: (part: number, whole: number) => string;
  /** Bytes, in MB or GB of 2^20 and 2^30. */
  readonly bytes: (value: number) => string;
}

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** The language that fits a BCP 47 tag, with its number formats; English where there is no better one. */
export function localeFor(tag: string): Locale {
  const numbers = new Intl.NumberFormat(tag);
  const percents = new Intl.NumberFormat(tag, { style: 'percent' });
  const tenths = new Intl.NumberFormat(tag, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return {
    tag,
    messages: tag.toLowerCase().startsWith('ko') ? ko : en,
    number: (value) => numbers.format(value),
    percent: (part, whole) => percents.format(wholePercent(part, whole)),
    bytes: (value) =>
      value < GIB ? `${numbers.format(Math.ceil(value / MIB))} MB` : `${tenths.format(value / GIB)} GB`,
  };
}

function wholePercent(part: number, whole: number): number {
  if (part <= 0) return 0;
  if (part >= whole) return 1;
  return Math.min(99, Math.max(1, Math.round((part / whole) * 100))) / 100;
}

/** The user's language. */
export const locale: Locale = localeFor(navigator.language);
