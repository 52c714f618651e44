import { EVENT_COLUMNS } from '../../shared/columns.ts';
import type { ColumnName } from '../../shared/columns.ts';
import { assertNever } from '../../shared/errors.ts';
import type { FilterRule, Relation } from '../../shared/filter/filter-rule.ts';

/** A comparison of one column's cell with a value. */
export interface ColumnTest {
  readonly kind: 'test';
  readonly column: ColumnName;
  readonly relation: Relation;
  readonly value: string;
}

/** A condition on an event: what rules, and whatever else names columns and relations, are turned into before compiling. */
export type Predicate =
  | ColumnTest
  | { readonly kind: 'all'; readonly of: readonly Predicate[] }
  | { readonly kind: 'any'; readonly of: readonly Predicate[] }
  | { readonly kind: 'not'; readonly of: Predicate };

/** What every event fulfils. */
export const EVERYTHING: Predicate = { kind: 'all', of: [] };

/** What no event fulfils. */
export const NOTHING: Predicate = { kind: 'any', of: [] };

/**
 * The meaning of a list of rules: no enabled Exclude rule matches, and for every column that has enabled Include rules at
 * least one of them matches. Rules that are not enabled do not count.
 */
export function rulesPredicate(rules: readonly FilterRule[]): Predicate {
  const includes = new Map<ColumnName, Predicate[]>();
  const conditions: Predicate[] = [];
  for (const rule of rules) {
    if (!rule.enabled) continue;
    const test: Predicate = { kind: 'test', column: rule.column, relation: rule.relation, value: rule.value };
    if (rule.action === 'Exclude') {
      conditions.push({ kind: 'not', of: test });
      continue;
    }
    const alternatives = includes.get(rule.column);
    if (alternatives === undefined) includes.set(rule.column, [test]);
    else alternatives.push(test);
  }
  for (const of of includes.values()) conditions.push({ kind: 'any', of });
  return { kind: 'all', of: conditions };
}

/**
 * The meaning of a list of highlight rules: that of {@link rulesPredicate}, but without an enabled rule no event is
 * highlighted.
 */
export function highlightPredicate(rules: readonly FilterRule[]): Predicate {
  return rules.some((rule) => rule.enabled) ? rulesPredicate(rules) : NOTHING;
}

/**
 * What events fulfil of which one of the columns contains a text. The Sequence column has no say: it numbers the rows of a
 * view and is no property of an event.
 */
export function textPredicate(text: string, columns: readonly ColumnName[]): Predicate {
  const of = columns
    .filter((column) => column !== 'sequence')
    .map((column): Predicate => ({ kind: 'test', column, relation: 'contains', value: text }));
  return { kind: 'any', of };
}

/** The predicate in words: `(Process Name is a.exe or Process Name is b.exe) and not Path contains tmp`. */
export function explainPredicate(predicate: Predicate): string {
  switch (predicate.kind) {
    case 'test':
      return `${EVENT_COLUMNS[predicate.column].title} ${predicate.relation} ${quoted(predicate.value)}`;
    case 'not':
      return `not ${nested(predicate.of)}`;
    case 'all':
      return predicate.of.length === 0 ? 'every event' : predicate.of.map(nested).join(' and ');
    case 'any':
      return predicate.of.length === 0 ? 'no event' : predicate.of.map(nested).join(' or ');
    default:
      return assertNever(predicate);
  }
}

function nested(predicate: Predicate): string {
  if (predicate.kind === 'test' || predicate.kind === 'not') return explainPredicate(predicate);
  const only = predicate.of.length === 1 ? predicate.of[0] : undefined;
  return only === undefined ? `(${explainPredicate(predicate)})` : nested(only);
}

/** Quotes a value that could be taken for a part of the sentence. */
function quoted(value: string): string {
  return value === '' || /[\s"()]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
