import { MAX_RULES } from '../api/schemas.ts';
import { defaultRules } from '../filter/default-rules.ts';
import { MAX_FILTER_NAME, MAX_FILTER_ORIGIN } from '../settings.ts';
import type { SavedFilter } from '../settings.ts';
import { fromHex, sameBytes, toHex } from './bytes.ts';
import { recordOfKey } from './configuration.ts';
import type { ConfigFile } from './config-file.ts';
import { joinDefaults, splitDefaults } from './default-set.ts';
import { configRuleOf, knownRules, updatedRules } from './filter-rules.ts';
import { writeFilterFile } from './filter-file.ts';
import { readRuleList, ruleListOf, writeRuleList } from './rule-list.ts';
import type { RuleList } from './rule-list.ts';
import { isSameFilter } from './update-configuration.ts';

/** A filter that came from a file. */
export interface ImportedFilter {
  readonly filter: SavedFilter;
  /** Rules of the file that are kept but cannot be in force. */
  readonly inactive: number;
}

/** The list of filter rules of a file of either kind; undefined for a configuration that has none that can be read. */
export function ruleListOfFile(file: ConfigFile): RuleList | undefined {
  if (file.kind === 'filter') return file.file.list;
  const record = recordOfKey(file.records, 'FilterRules');
  return record === undefined ? undefined : readRuleList(record.data);
}

/**
 * The filter that a list of Process Monitor stands for. Undefined when it has more rules than a filter can have here,
 * beside the default exclusions.
 */
export function importedFilter(list: RuleList, name: string): ImportedFilter | undefined {
  const known = knownRules(list.rules);
  const { rules, usesDefaults } = splitDefaults(known);
  if (rules.length > MAX_RULES - defaultRules('pml').length) return undefined;
  const bytes = writeRuleList(list);
  const saysNoMore = sameBytes(bytes, writeRuleList(ruleListOf(known.map(configRuleOf))));
  const origin = saysNoMore || bytes.length * 2 > MAX_FILTER_ORIGIN ? undefined : toHex(bytes);
  return {
    filter: { name, rules: [...rules], usesDefaults, ...(origin === undefined ? {} : { origin }) },
    inactive: list.rules.length - known.length,
  };
}

/** A filter as a file of Process Monitor (PMF). An imported one that was not changed gives the list that it came as. */
export function exportedFilter({ rules, usesDefaults, origin }: SavedFilter): Uint8Array<ArrayBuffer> {
  const joinedRules = { rules, usesDefaults, hidesProfiling: true };
  const before = (origin === undefined ? undefined : readRuleList(fromHex(origin))) ?? ruleListOf([]);
  const list = isSameFilter(knownRules(before.rules), joinedRules)
    ? before
    : { ...before, rules: updatedRules(before.rules, joinDefaults(joinedRules)) };
  return writeFilterFile({ list, rest: new Uint8Array(0) });
}

/** A filter's name for the name of a file, without its ending. */
export function filterName(fileName: string): string {
  const stem = fileName.replace(/\.[^.]*$/, '');
  const text = (stem === '' ? fileName : stem).replaceAll(/\p{Cc}+/gu, ' ');
  return text.trim().slice(0, MAX_FILTER_NAME).toWellFormed().trim();
}

/** The name, with a number behind it when another filter has it; case does not matter. */
export function freeName(name: string, taken: readonly string[]): string {
  const lower = new Set(taken.map((other) => other.toLowerCase()));
  for (let number = 1; ; number++) {
    const tail = number === 1 ? '' : ` (${number})`;
    const tried = `${name.slice(0, MAX_FILTER_NAME - tail.length).trimEnd()}${tail}`;
    if (!lower.has(tried.toLowerCase())) return tried;
  }
}
