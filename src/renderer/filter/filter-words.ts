import type { ColumnName } from '../../shared/columns.ts';
import type { FilterRule, RuleAction } from '../../shared/filter/filter-rule.ts';
import type { FilterMessages } from '../messages/areas/filter.ts';
import type { Filter } from '../state/filter-state.ts';

/** Comparisons of one column that a sentence names; the rest are counted. */
const MOST_NAMED = 8;

/** What a filter hides and what it requires, in words. Undefined stands for nothing. */
export interface FilterWords {
  readonly hides: string | undefined;
  readonly requires: string | undefined;
}

/**
 * Says how the rules combine, which their list does not show: comparisons with one column are alternatives, and columns
 * are named one after the other.
 */
export function filterInWords(filter: Filter, messages: FilterMessages): FilterWords {
  const hides = clauses(filter.rules, 'Exclude', messages);
  if (filter.usesDefaults) hides.push(messages.theDefaults);
  const requires = clauses(filter.rules, 'Include', messages);
  return {
    hides: hides.length === 0 ? undefined : hides.join('; '),
    requires: requires.length === 0 ? undefined : requires.join('; '),
  };
}

function clauses(rules: readonly FilterRule[], action: RuleAction, messages: FilterMessages): string[] {
  const byColumn = new Map<ColumnName, string[]>();
  for (const rule of rules) {
    if (!rule.enabled || rule.action !== action) continue;
    const texts = byColumn.get(rule.column) ?? [];
    texts.push(comparisonText(rule, messages));
    byColumn.set(rule.column, texts);
  }
  return [...byColumn].map(([column, texts]) => {
    // One that would be left over is named as well: it takes no more room than saying so.
    const named = texts.length <= MOST_NAMED + 1 ? texts.length : MOST_NAMED;
    return `${messages.columnNames[column]} ${messages.anyOf(texts.slice(0, named), texts.length - named)}`;
  });
}

/** What a rule compares its column with: `a.exe`, `contains \Cache\`. */
export function comparisonText(rule: FilterRule, messages: FilterMessages): string {
  return messages.comparison(rule.relation, rule.value === '' ? messages.emptyValue : rule.value);
}
