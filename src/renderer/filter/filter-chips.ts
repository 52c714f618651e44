import type { ColumnName } from '../../shared/columns.ts';
import type { FilterRule, RuleAction } from '../../shared/filter/filter-rule.ts';
import type { FilterMessages } from '../messages/areas/filter.ts';
import { comparisonText } from './filter-words.ts';

/** The enabled rules of one column and one action. */
export interface FilterChip {
  readonly action: RuleAction;
  readonly column: ColumnName;
  /** Indexes of its rules in the filter, ascending. */
  readonly indexes: readonly number[];
  /** What its rules compare with, in their order. */
  readonly texts: readonly string[];
}

/** Chips of the enabled rules, in the order in which their first rules stand. */
export function filterChips(rules: readonly FilterRule[], messages: FilterMessages): readonly FilterChip[] {
  const chips = new Map<
    string,
    { action: RuleAction; column: ColumnName; indexes: number[]; texts: string[] }
  >();
  rules.forEach((rule, index) => {
    if (!rule.enabled) return;
    const key = `${rule.action} ${rule.column}`;
    const chip = chips.get(key) ?? { action: rule.action, column: rule.column, indexes: [], texts: [] };
    chip.indexes.push(index);
    chip.texts.push(comparisonText(rule, messages));
    chips.set(key, chip);
  });
  return [...chips.values()];
}

/** Characters of values that a chip shows before it counts the rest. */
const MOST_CHARACTERS = 72;

/** The values that a chip names, and how many it only counts. The first one is always named. */
export function chipValues(texts: readonly string[]): { named: readonly string[]; others: number } {
  let characters = 0;
  let named = 0;
  for (const text of texts) {
    characters += text.length + 2;
    if (named > 0 && characters > MOST_CHARACTERS) break;
    named++;
  }
  return { named: texts.slice(0, named), others: texts.length - named };
}

/** The whole chip as one sentence. */
export function chipSentence(chip: FilterChip, messages: FilterMessages): string {
  const parts = {
    action: messages.actions[chip.action],
    column: messages.columnNames[chip.column],
    values: chip.texts.join(', '),
  };
  return messages.chipOrder.map((part) => parts[part]).join(' ');
}
