import type { ColumnName } from '../columns.ts';
import type { FilterRule } from '../filter/filter-rule.ts';
import type { ColumnChoice, FontChoice, HighlightSettings } from '../settings.ts';
import { u16Bytes, u32Bytes } from './bytes.ts';
import { writeColor } from './color-ref.ts';
import { COLUMN_IDS, columnOfId } from './column-ids.ts';
import { USED_KEYS, numbersOf, readConfiguration, readNumber, recordOfKey } from './configuration.ts';
import type { UsedKey } from './configuration.ts';
import { joinDefaults, splitDefaults } from './default-set.ts';
import type { JoinedRules } from './default-set.ts';
import { isSameRule, updatedRules } from './filter-rules.ts';
import { PROCMON_FONT, logFontOf } from './fonts.ts';
import { withKept } from './kept-items.ts';
import { readLogFont, writeLogFont } from './log-font.ts';
import { keyOf, recordOf } from './records.ts';
import type { ConfigRecord } from './records.ts';
import { readRuleList, ruleListOf, writeRuleList } from './rule-list.ts';

/** What is to stand in a configuration. */
export interface ConfigState {
  readonly columns: readonly ColumnChoice[];
  /** CSS pixels of each of the columns, whether the user has chosen them or not. */
  readonly widths: readonly number[];
  readonly filter: JoinedRules;
  readonly highlight: HighlightSettings;
  readonly font: FontChoice;
  readonly alwaysOnTop: boolean;
}

/** All settings in the order in which Process Monitor writes them. Its own misspelling is not ours. */
const KEY_ORDER: readonly string[] = [
  'Columns',
  'ColumnCount',
  'ColumnMap',
  'DbgHelpPath',
  'Logfile',
  'HighlightFG',
  'HighlightBG',
  'LogFont',
  'BoookmarkFont',
  'AdvancedMode',
  'Autoscroll',
  'HistoryDepth',
  'Profiling',
  'DestructiveFilter',
  'AlwaysOnTop',
  'ResolveAddresses',
  'SourcePath',
  'SymbolPath',
  'FilterRules',
  'HighlightRules',
];
/** Entries of the arrays of columns. */
const MAX_COLUMNS = 64;
/** Process Monitor's own colours of highlighted rows. */
const PROCMON_TEXT = '#000000';
const PROCMON_BACKGROUND = '#80ffff';

/**
 * The records of a configuration that says what `state` does. `before` is the configuration that was imported last: each
 * of its records that says so already, and each that is not known, stays in its place, byte for byte. Settings that it
 * did not hold are put where Process Monitor has them.
 */
export function updatedConfiguration(
  before: readonly ConfigRecord[],
  state: ConfigState,
): readonly ConfigRecord[] {
  const changes = changedData(before, state);
  return USED_KEYS.reduce<readonly ConfigRecord[]>((records, key) => {
    const data = changes[key];
    return data === undefined ? records : withRecord(records, key, data);
  }, before);
}

/** The settings whose records must change, with their new data. */
function changedData(
  before: readonly ConfigRecord[],
  state: ConfigState,
): Readonly<Partial<Record<UsedKey, Uint8Array>>> {
  const old = readConfiguration(before);
  const { colors } = state.highlight;
  return {
    ...columnData(before, state),
    ...(isSameFilter(old.filter?.rules, state.filter)
      ? {}
      : { FilterRules: ruleData(before, 'FilterRules', joinDefaults(state.filter)) }),
    ...(isSameList(old.highlight?.rules, enabledOf(state.highlight.rules))
      ? {}
      : { HighlightRules: ruleData(before, 'HighlightRules', enabledOf(state.highlight.rules)) }),
    ...colorData('HighlightFG', old.highlightText, colors.text, PROCMON_TEXT),
    ...colorData('HighlightBG', old.highlightBackground, colors.background, PROCMON_BACKGROUND),
    ...fontData(before, old.font, state.font),
    ...(old.alwaysOnTop === state.alwaysOnTop ? {} : { AlwaysOnTop: u32Bytes(Number(state.alwaysOnTop)) }),
    // Events that the filter hides are never dropped here: what an imported configuration says about it stays.
    ...(old.destructiveFilter === undefined ? { DestructiveFilter: u32Bytes(0) } : {}),
  };
}

function withRecord(
  records: readonly ConfigRecord[],
  key: UsedKey,
  data: Uint8Array,
): readonly ConfigRecord[] {
  const present = recordOfKey(records, key);
  if (present !== undefined) {
    return records.map((record) => (record === present ? { name: record.name, data } : record));
  }
  const earlier = KEY_ORDER.slice(0, KEY_ORDER.indexOf(key));
  const place = records.findLastIndex((record) => earlier.includes(keyOf(record))) + 1;
  return [...records.slice(0, place), recordOf(key, data), ...records.slice(place)];
}

function columnData(
  before: readonly ConfigRecord[],
  { columns, widths }: ConfigState,
): Readonly<Partial<Record<UsedKey, Uint8Array>>> {
  const old = readConfiguration(before).columns?.columns;
  const isSame =
    old?.length === columns.length &&
    old.every(({ name, width }, at) => name === columns[at]?.name && width === columns[at].width);
  if (isSame) return {};
  const pairs = withKept(shownPairs(before), pairsOf(columns, widths), {
    isKept: ({ id }) => columnOfId(id) === undefined,
    same: (pair, want) => pair.id === want.id && pair.width === want.width,
    made: (want) => want,
  }).slice(0, MAX_COLUMNS);
  const padding = Array.from({ length: MAX_COLUMNS - pairs.length }, () => 0);
  return {
    Columns: u16Bytes([...pairs.map(({ width }) => width), ...padding]),
    ColumnCount: u32Bytes(pairs.length),
    ColumnMap: u32Bytes(...pairs.map(({ id }) => id), ...padding),
  };
}

interface ColumnPair {
  readonly id: number;
  readonly width: number;
}

function pairsOf(columns: readonly { readonly name: ColumnName }[], widths: readonly number[]): ColumnPair[] {
  return columns.map(({ name }, at) => ({ id: COLUMN_IDS[name], width: Math.round(widths[at] ?? 0) }));
}

/** The columns of the configuration as it was, known or not. */
function shownPairs(before: readonly ConfigRecord[]): readonly ColumnPair[] {
  const data = (key: UsedKey): Uint8Array => recordOfKey(before, key)?.data ?? new Uint8Array(0);
  const widths = numbersOf(data('Columns'), 2);
  return numbersOf(data('ColumnMap'), 4)
    .slice(0, readNumber(data('ColumnCount')))
    .map((id, at) => ({ id, width: widths[at] ?? 0 }))
    .filter(({ id }) => id !== 0);
}

/** Whether rules of Process Monitor show what a filter shows. */
export function isSameFilter(old: readonly FilterRule[] | undefined, now: JoinedRules): boolean {
  if (old === undefined) return false;
  const { rules, usesDefaults } = splitDefaults(old);
  return (
    usesDefaults === now.usesDefaults &&
    (!usesDefaults || now.hidesProfiling) &&
    isSameList(rules, enabledOf(now.rules))
  );
}

function isSameList(old: readonly FilterRule[] | undefined, now: readonly FilterRule[]): boolean {
  if (old?.length !== now.length) return false;
  return old.every((rule, at) => {
    const other = now[at];
    return other !== undefined && isSameRule(rule, other);
  });
}

function enabledOf(rules: readonly FilterRule[]): readonly FilterRule[] {
  return rules.filter(({ enabled }) => enabled);
}

function ruleData(
  before: readonly ConfigRecord[],
  key: 'FilterRules' | 'HighlightRules',
  wanted: readonly FilterRule[],
): Uint8Array {
  const data = recordOfKey(before, key)?.data;
  const list = (data === undefined ? undefined : readRuleList(data)) ?? ruleListOf([]);
  return writeRuleList({ ...list, rules: updatedRules(list.rules, wanted) });
}

function colorData(
  key: 'HighlightFG' | 'HighlightBG',
  old: string | undefined,
  now: string | undefined,
  standard: string,
): Readonly<Partial<Record<UsedKey, Uint8Array>>> {
  // Without a colour of its own, a configuration that has never had one goes without.
  if (old === now) return {};
  return { [key]: writeColor(now ?? standard) };
}

function fontData(
  before: readonly ConfigRecord[],
  old: FontChoice | undefined,
  now: FontChoice,
): Readonly<Partial<Record<UsedKey, Uint8Array>>> {
  const isOwn = now.family === undefined && now.size === undefined;
  if (old === undefined ? isOwn : old.family === now.family && old.size === now.size) return {};
  const record = recordOfKey(before, 'LogFont');
  const font = (record === undefined ? undefined : readLogFont(record.data)) ?? PROCMON_FONT;
  return { LogFont: writeLogFont(isOwn ? PROCMON_FONT : logFontOf(now, font)) };
}
