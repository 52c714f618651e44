import { MAX_RULE_TEXT } from '../api/schemas.ts';
import { RELATIONS } from '../filter/filter-rule.ts';
import type { FilterRule } from '../filter/filter-rule.ts';
import { textBytes, textOf } from './bytes.ts';
import { COLUMN_IDS, columnOfId } from './column-ids.ts';
import { withKept } from './kept-items.ts';
import type { ConfigRule } from './rule-list.ts';

const EXCLUDE = 0;
const INCLUDE = 1;
const MAX_INTEGER = 0xffff_ffff;

/**
 * What a rule of Process Monitor says. Undefined for a rule on a column, with a relation or an action that is not known:
 * such a rule is kept, but not in force.
 */
export function filterRuleOf(rule: ConfigRule): FilterRule | undefined {
  const column = columnOfId(rule.column);
  const relation = RELATIONS[rule.relation];
  const isKnown = rule.action === EXCLUDE || rule.action === INCLUDE;
  if (column === undefined || relation === undefined || !isKnown) return undefined;
  const value = textOf(rule.value);
  if (value.length > MAX_RULE_TEXT) return undefined;
  // Process Monitor has no place for rules that are switched off: all that a file holds are in force.
  return { enabled: true, column, relation, value, action: rule.action === INCLUDE ? 'Include' : 'Exclude' };
}

/** A rule as Process Monitor writes it. Whether it is enabled cannot be said. A text is cut at a NUL, as it is when read. */
export function configRuleOf({ column, relation, value, action }: FilterRule): ConfigRule {
  const end = value.indexOf('\0');
  const text = end < 0 ? value : value.slice(0, end);
  return {
    column: COLUMN_IDS[column],
    relation: RELATIONS.indexOf(relation),
    action: action === 'Include' ? INCLUDE : EXCLUDE,
    value: textBytes(`${text}\0`),
    integer: integerOf(column, text),
    reserved: 0,
  };
}

/** The number beside a value: that of its digits, the bits of an architecture, else 0. */
function integerOf(column: FilterRule['column'], text: string): number {
  if (/^\d+$/.test(text)) {
    const value = Number(text);
    return value <= MAX_INTEGER ? value : 0;
  }
  if (column !== 'architecture') return 0;
  return text.includes('32') ? 32 : text.includes('64') ? 64 : 0;
}

/** The rules of a list that can be in force here. */
export function knownRules(rules: readonly ConfigRule[]): readonly FilterRule[] {
  return rules.flatMap((rule) => filterRuleOf(rule) ?? []);
}

/**
 * The list that stands for `wanted` and was `before`: rules that say the same are taken over as they were, those that
 * are not known stay behind the same neighbours.
 */
export function updatedRules(
  before: readonly ConfigRule[],
  wanted: readonly FilterRule[],
): readonly ConfigRule[] {
  const items = withKept(
    before.map((rule) => ({ rule, says: filterRuleOf(rule) })),
    wanted,
    {
      isKept: ({ says }) => says === undefined,
      same: ({ says }, want) => says !== undefined && isSameRule(says, want),
      made: (want) => ({ rule: configRuleOf(want), says: want }),
    },
  );
  return items.map(({ rule }) => rule);
}

/** Whether two rules say the same to the letter; whether they are enabled does not matter. */
export function isSameRule(one: FilterRule, other: FilterRule): boolean {
  return (
    one.column === other.column &&
    one.relation === other.relation &&
    one.action === other.action &&
    one.value === other.value
  );
}
