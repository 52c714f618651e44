import type { FilterRule } from '../filter/filter-rule.ts';
import { COLUMN_WIDTH } from '../settings.ts';
import type { ColumnChoice, FontChoice } from '../settings.ts';
import { viewOf } from './bytes.ts';
import { readColor } from './color-ref.ts';
import { columnOfId } from './column-ids.ts';
import { filterRuleOf } from './filter-rules.ts';
import { fontOf } from './fonts.ts';
import { readLogFont } from './log-font.ts';
import { keyOf } from './records.ts';
import type { ConfigRecord } from './records.ts';
import { readRuleList } from './rule-list.ts';

/** The settings of a configuration that are settings here too, in Process Monitor's own order. */
export const USED_KEYS = [
  'Columns',
  'ColumnCount',
  'ColumnMap',
  'HighlightFG',
  'HighlightBG',
  'LogFont',
  'DestructiveFilter',
  'AlwaysOnTop',
  'FilterRules',
  'HighlightRules',
] as const;
export type UsedKey = (typeof USED_KEYS)[number];

/** A list of rules as far as it can be in force here. */
export interface ConfigRules {
  readonly rules: readonly FilterRule[];
  /** Further rules, on columns or with relations that are not known. */
  readonly inactive: number;
}

export interface ConfigColumns {
  /** From left to right. */
  readonly columns: readonly ColumnChoice[];
  /** Further columns, which are not known. */
  readonly unknown: number;
}

/** What a configuration says, setting by setting; undefined where it says nothing, or nothing that can be read. */
export interface Configuration {
  readonly columns: ConfigColumns | undefined;
  readonly filter: ConfigRules | undefined;
  readonly highlight: ConfigRules | undefined;
  /** `#rrggbb` */
  readonly highlightText: string | undefined;
  /** `#rrggbb` */
  readonly highlightBackground: string | undefined;
  readonly font: FontChoice | undefined;
  readonly alwaysOnTop: boolean | undefined;
  /** Whether filtered events are dropped while capturing. */
  readonly destructiveFilter: boolean | undefined;
  /** Names of used settings whose data make no sense. */
  readonly unreadable: readonly UsedKey[];
  /** Names of all other settings of the file. */
  readonly others: readonly string[];
}

/** The record of a setting; of several with its name, the last. */
export function recordOfKey(records: readonly ConfigRecord[], key: UsedKey): ConfigRecord | undefined {
  return records.findLast((record) => keyOf(record) === key);
}

function isUsedKey(key: string): key is UsedKey {
  return (USED_KEYS as readonly string[]).includes(key);
}

/** Reads what records say. Never fails: what makes no sense is named in `unreadable`. */
export function readConfiguration(records: readonly ConfigRecord[]): Configuration {
  const unreadable: UsedKey[] = [];
  const read = <T>(key: UsedKey, reader: (data: Uint8Array) => T | undefined): T | undefined => {
    const record = recordOfKey(records, key);
    if (record === undefined) return undefined;
    const value = reader(record.data);
    if (value === undefined) unreadable.push(key);
    return value;
  };
  const widths = read('Columns', (data) => numbersOf(data, 2));
  const count = read('ColumnCount', readNumber);
  const columns = read('ColumnMap', (data) => columnsOf(numbersOf(data, 4), count, widths ?? []));
  return {
    columns,
    filter: read('FilterRules', rulesOf),
    highlight: read('HighlightRules', rulesOf),
    highlightText: read('HighlightFG', readColor),
    highlightBackground: read('HighlightBG', readColor),
    font: read('LogFont', (data) => {
      const font = readLogFont(data);
      return font === undefined ? undefined : fontOf(font);
    }),
    alwaysOnTop: read('AlwaysOnTop', readFlag),
    destructiveFilter: read('DestructiveFilter', readFlag),
    unreadable,
    others: [...new Set(records.map(keyOf))].filter((key) => !isUsedKey(key)),
  };
}

function rulesOf(data: Uint8Array): ConfigRules | undefined {
  const list = readRuleList(data);
  if (list === undefined) return undefined;
  const rules = list.rules.flatMap((rule) => filterRuleOf(rule) ?? []);
  return { rules, inactive: list.rules.length - rules.length };
}

/** Numbers of `size` bytes each; what is left at the end is no number. */
export function numbersOf(data: Uint8Array, size: 2 | 4): readonly number[] {
  const view = viewOf(data);
  return Array.from({ length: Math.floor(data.length / size) }, (_, index) =>
    size === 2 ? view.getUint16(index * 2, true) : view.getUint32(index * 4, true),
  );
}

export function readNumber(data: Uint8Array): number | undefined {
  return data.length === 4 ? viewOf(data).getUint32(0, true) : undefined;
}

function readFlag(data: Uint8Array): boolean | undefined {
  const value = readNumber(data);
  return value === undefined ? undefined : value !== 0;
}

/** The columns shown: of each the first one, as many as the file counts. Undefined when there is none that is known. */
function columnsOf(
  ids: readonly number[],
  count: number | undefined,
  widths: readonly number[],
): ConfigColumns | undefined {
  const columns: ColumnChoice[] = [];
  let unknown = 0;
  ids.slice(0, count).forEach((id, index) => {
    if (id === 0) return;
    const name = columnOfId(id);
    if (name === undefined) unknown++;
    else if (!columns.some((column) => column.name === name)) {
      columns.push({ name, ...widthOf(widths[index] ?? 0) });
    }
  });
  return columns.length === 0 ? undefined : { columns, unknown };
}

/** Within the bounds that hold here; 0 is no width. */
function widthOf(width: number): { width?: number } {
  return width === 0 ? {} : { width: Math.min(COLUMN_WIDTH.most, Math.max(COLUMN_WIDTH.least, width)) };
}
