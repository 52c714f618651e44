import { EVENT_COLUMNS, findColumn } from '../columns.ts';
import type { ColumnName } from '../columns.ts';
import { ProcscopeError } from '../errors.ts';

/** How a rule compares a column with its value. All comparisons ignore case. */
export const RELATIONS = [
  'is',
  'is not',
  'less than',
  'more than',
  'begins with',
  'ends with',
  'contains',
  'excludes',
] as const;
export type Relation = (typeof RELATIONS)[number];

export const RULE_ACTIONS = ['Include', 'Exclude'] as const;
export type RuleAction = (typeof RULE_ACTIONS)[number];

/**
 * One rule of a filter. An event is shown if no enabled Exclude rule matches it and if, for every column that has an
 * enabled Include rule, at least one of that column's Include rules matches.
 */
export interface FilterRule {
  readonly enabled: boolean;
  readonly column: ColumnName;
  readonly relation: Relation;
  readonly value: string;
  readonly action: RuleAction;
}

/**
 * Reads a rule as the command line takes it: `Process Name;is;svchost.exe;Include`. The value may hold semicolons: the
 * first two and the last field are split off, the rest is the value.
 * Errors: 'filter/bad-rule' with a sentence that names the part that is wrong and what is allowed.
 */
export function parseFilterRule(text: string): FilterRule {
  const first = text.indexOf(';');
  const second = first < 0 ? -1 : text.indexOf(';', first + 1);
  const last = text.lastIndexOf(';');
  if (second < 0 || last <= second) {
    throw new ProcscopeError(
      'filter/bad-rule',
      `The rule "${text}" is not of the form "Column;relation;value;Include" or "...;Exclude".`,
      { rule: text },
    );
  }
  const column = findColumn(text.slice(0, first));
  if (column === undefined) {
    const names = Object.values(EVENT_COLUMNS).map((spec) => spec.title);
    throw new ProcscopeError(
      'filter/bad-rule',
      `The rule "${text}" names no column: "${text.slice(0, first)}" is not one of ${names.join(', ')}.`,
      { rule: text },
    );
  }
  const relationText = text
    .slice(first + 1, second)
    .trim()
    .toLowerCase();
  const relation = RELATIONS.find((known) => known === relationText);
  if (relation === undefined) {
    throw new ProcscopeError(
      'filter/bad-rule',
      `The rule "${text}" has no relation: "${relationText}" is not one of ${RELATIONS.join(', ')}.`,
      { rule: text },
    );
  }
  const actionText = text
    .slice(last + 1)
    .trim()
    .toLowerCase();
  const action = RULE_ACTIONS.find((known) => known.toLowerCase() === actionText);
  if (action === undefined) {
    throw new ProcscopeError(
      'filter/bad-rule',
      `The rule "${text}" must end with Include or Exclude, not with "${actionText}".`,
      { rule: text },
    );
  }
  return { enabled: true, column, relation, value: text.slice(second + 1, last), action };
}

/** Writes a rule in the form that {@link parseFilterRule} reads. */
export function formatFilterRule(rule: FilterRule): string {
  return `${EVENT_COLUMNS[rule.column].title};${rule.relation};${rule.value};${rule.action}`;
}
