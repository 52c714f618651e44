import type { HistoryDepthChoice } from '../../shared/api/live-contract.ts';

/** What the amount of kept events is bounded by, in the order of the dialog. */
export const HISTORY_BOUNDS = ['events', 'memory', 'disk', 'minutes'] as const;
export type HistoryBound = (typeof HISTORY_BOUNDS)[number];

interface BoundRange {
  /** What one unit of the field is in the setting. */
  readonly unit: number;
  /** Of the field. Less would not keep a second of a busy machine; more does not fit any. */
  readonly least: number;
  readonly most: number;
  /** What the field says before its user has changed it. */
  readonly suggested: number;
}

const MIB = 2 ** 20;

export const HISTORY_RANGES: Readonly<Record<HistoryBound, BoundRange>> = {
  events: { unit: 1_000_000, least: 0.1, most: 1_000, suggested: 10 },
  memory: { unit: MIB, least: 64, most: 65_536, suggested: 512 },
  disk: { unit: MIB, least: 64, most: 1_048_576, suggested: 4_096 },
  minutes: { unit: 1, least: 1, most: 10_080, suggested: 60 },
};

/** The dialog's fields: a bound holds when it is on. */
export type HistoryFields = Readonly<Record<HistoryBound, { readonly isOn: boolean; readonly text: string }>>;

export function fieldsOf(history: HistoryDepthChoice): HistoryFields {
  const field = (bound: HistoryBound): HistoryFields[HistoryBound] => {
    const { unit, suggested } = HISTORY_RANGES[bound];
    const value = history[bound];
    return { isOn: value !== undefined, text: String(value === undefined ? suggested : value / unit) };
  };
  return { events: field('events'), memory: field('memory'), disk: field('disk'), minutes: field('minutes') };
}

/** The value of a bound's field, in its unit; undefined when it is no number within the range. */
function fieldValue(bound: HistoryBound, text: string): number | undefined {
  const { least, most } = HISTORY_RANGES[bound];
  const plain = text.trim().replaceAll(/[\s_']/g, '');
  if (!/^\d+(?:[.,]\d+)?$/.test(plain)) return undefined;
  const value = Number(plain.replace(',', '.'));
  return value >= least && value <= most ? value : undefined;
}

/** What the fields say; the first bound whose field cannot be read in `wrong`. */
export function historyOf(
  fields: HistoryFields,
): { readonly history: HistoryDepthChoice } | { readonly wrong: HistoryBound } {
  const history: { -readonly [K in HistoryBound]?: number } = {};
  for (const bound of HISTORY_BOUNDS) {
    if (!fields[bound].isOn) continue;
    const value = fieldValue(bound, fields[bound].text);
    if (value === undefined) return { wrong: bound };
    history[bound] = bound === 'minutes' ? value : Math.round(value * HISTORY_RANGES[bound].unit);
  }
  return { history };
}
