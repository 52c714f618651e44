import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import type { ViewRow } from '../../shared/units.ts';
import { viewRow } from '../../shared/units.ts';
import type { App } from '../state/app-context.ts';

/** What a place in the list is named by. */
export const GO_TO_KINDS = ['row', 'timeOfDay', 'relativeTime'] as const;
export type GoToKind = (typeof GO_TO_KINDS)[number];

/** The row with a number of the Sequence column; undefined when the text is none from 1 to `rows`. */
export function parseRow(text: string, rows: number): ViewRow | undefined {
  // Numbers are shown in groups, so they may be entered so.
  const digits = text.trim().replace(/[\s,.'\u2019\u00a0\u202f]/g, '');
  if (!/^\d+$/.test(digits)) return undefined;
  const number = Number(digits);
  return number >= 1 && number <= rows ? viewRow(number - 1) : undefined;
}

const TIME_OF_DAY = /^(\d{1,2}):([0-5]\d)(?::([0-5]\d)(?:\.\d*)?)?(?:\s*([ap])\.?m\.?)?$/i;

/** A time of day as rules take it; undefined when the text is none. Korean times have their half of the day in front. */
export function parseTimeOfDay(text: string): string | undefined {
  const time = text
    .trim()
    .replace(/^\uc624\uc804\s*(.*)$/, '$1 AM')
    .replace(/^\uc624\ud6c4\s*(.*)$/, '$1 PM');
  const parts = TIME_OF_DAY.exec(time);
  if (parts === null) return undefined;
  const hour = Number(parts[1]);
  const isHour = parts[4] === undefined ? hour <= 23 : hour >= 1 && hour <= 12;
  return isHour ? time : undefined;
}

/** A time since the first event as rules take it, `HH:MM:SS.fffffff` or seconds; undefined when the text is none. */
export function parseRelativeTime(text: string): string | undefined {
  const time = text.trim().replace(/^\+/, '');
  const isTime = /^-?\d+:[0-5]\d:[0-5]\d(?:\.\d*)?$/.test(time) || /^-?(?:\d+(?:\.\d*)?|\.\d+)$/.test(time);
  return isTime ? time : undefined;
}

/** The first row at or after a time; undefined when there is none. Errors: as the session's `find`. */
export async function rowAtTime(
  app: App,
  column: 'timeOfDay' | 'relativeTime',
  value: string,
  signal: AbortSignal,
): Promise<ViewRow | undefined> {
  const rule = { enabled: true, column, value, action: 'Include' } as const;
  // Rules that include by the same column are alternatives.
  const rules: readonly FilterRule[] = [
    { ...rule, relation: 'is' },
    { ...rule, relation: 'more than' },
  ];
  return (await app.session.find({ rules }, undefined, 1, signal)).row;
}
