import { EVENT_COLUMNS } from '../../shared/columns.ts';
import type { ColumnName } from '../../shared/columns.ts';
import { assertNever } from '../../shared/errors.ts';
import { columnValue } from '../../shared/filter/column-value.ts';
import type { Predicate } from './predicate.ts';
import { plainRelation, textTest } from './text-test.ts';
import type { PlainRelation } from './text-test.ts';

/** A test on a cell, with its negation. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly column: ColumnName;
  readonly relation: PlainRelation;
  readonly value: string;
  readonly negated: boolean;
}

/** A predicate whose negations stand at the leaves. */
export type Expression = Leaf | Combination<Expression>;

export interface Combination<T> {
  readonly kind: 'all' | 'any';
  readonly of: readonly T[];
}

/** The dictionaries of an epoch: a test on a column of one of them is decided once per entry. */
export type DictionaryName = 'process' | 'operation' | 'result' | 'path';

/** Columns that are numbers of the event itself and are compared without making their text. */
export type NumberColumn =
  'tid' | 'sequence' | 'duration' | 'relativeTime' | 'timeOfDay' | 'completionTime' | 'dateAndTime';

/** Values from `low` to `high` pass, both included. */
export interface NumberTest {
  readonly kind: 'number';
  readonly column: NumberColumn;
  readonly low: number;
  readonly high: number;
  readonly negated: boolean;
  /** The answer for events whose cell is empty, negation included. */
  readonly whenEmpty: boolean;
}

/** A test on one dictionary, which becomes a table of verdicts. */
export interface TableTest {
  readonly kind: 'table';
  readonly dictionary: DictionaryName;
  readonly expression: Expression;
  /**
   * `open` asks whether the operation leaves the cell of the expression's column to the payload; `fixed` asks whether it
   * does not and the cell passes, which is all there is to ask of other dictionaries.
   */
  readonly role: 'fixed' | 'open';
}

/** A test on a text that is formatted row by row: the dearest. */
export interface CellTest {
  readonly kind: 'cell';
  readonly column: ColumnName;
  readonly expression: Expression;
}

/** How a predicate is tested, cheapest first. */
export type Plan = TableTest | NumberTest | CellTest | Combination<Plan>;

/** Plans the tests of a predicate. */
export function planPredicate(predicate: Predicate): Plan {
  return lower(group(withoutNegation(predicate, false)));
}

function withoutNegation(predicate: Predicate, negated: boolean): Expression {
  switch (predicate.kind) {
    case 'test': {
      const plain = plainRelation(predicate.relation);
      const { column, value } = predicate;
      return { kind: 'leaf', column, relation: plain.relation, value, negated: plain.negated !== negated };
    }
    case 'not':
      return withoutNegation(predicate.of, !negated);
    case 'all':
    case 'any': {
      const kind = (predicate.kind === 'all') === negated ? 'any' : 'all';
      return { kind, of: predicate.of.map((part) => withoutNegation(part, negated)) };
    }
    default:
      return assertNever(predicate);
  }
}

/** What a test runs on: one of the dictionaries, or one column of the event. */
type Domain = DictionaryName | 'number' | 'detail' | 'category';

interface Group {
  readonly kind: 'group';
  readonly domain: Domain;
  readonly expression: Expression;
}

type Grouped = Group | Combination<Grouped>;

function domainOf(column: ColumnName): Domain {
  const { source } = EVENT_COLUMNS[column];
  switch (source) {
    case 'process':
    case 'operation':
    case 'result':
    case 'path':
      return source;
    case 'event':
    case 'formatted':
      return column === 'detail' || column === 'category' ? column : 'number';
    default:
      return assertNever(source);
  }
}

/** Joins what can be decided together: all parts of an `and` or `or` that are on one dictionary, or on one text. */
function group(expression: Expression): Grouped {
  if (expression.kind === 'leaf') return { kind: 'group', domain: domainOf(expression.column), expression };
  const { kind } = expression;
  const rest: Grouped[] = [];
  const byDomain = new Map<Domain, Expression[]>();
  const take = (part: Grouped): void => {
    if (part.kind === kind) {
      for (const inner of part.of) take(inner);
    } else if (part.kind === 'group' && part.domain !== 'number') {
      const known = byDomain.get(part.domain);
      if (known === undefined) byDomain.set(part.domain, [part.expression]);
      else known.push(part.expression);
    } else {
      rest.push(part);
    }
  };
  for (const part of expression.of) take(group(part));
  const groups: Grouped[] = [];
  for (const [domain, parts] of byDomain) {
    const only = parts.length === 1 ? parts[0] : undefined;
    groups.push({ kind: 'group', domain, expression: only ?? { kind, of: parts } });
  }
  const of = [...groups, ...rest];
  const only = of.length === 1 ? of[0] : undefined;
  return only ?? { kind, of };
}

function lower(grouped: Grouped): Plan {
  if (grouped.kind !== 'group') {
    const of = grouped.of.map(lower);
    return { kind: grouped.kind, of: of.sort((a, b) => cost(a) - cost(b)) };
  }
  const { domain, expression } = grouped;
  if (domain === 'detail' || domain === 'category') return lowerPayloadText(domain, expression);
  if (domain === 'number') return lowerNumber(expression);
  return { kind: 'table', dictionary: domain, expression, role: 'fixed' };
}

/**
 * Detail and Category are the same for all events of some operations: for these the table of the operation decides, and only
 * events of the others are formatted.
 */
function lowerPayloadText(column: 'detail' | 'category', expression: Expression): Plan {
  return {
    kind: 'any',
    of: [
      { kind: 'table', dictionary: 'operation', expression, role: 'fixed' },
      {
        kind: 'all',
        of: [
          { kind: 'table', dictionary: 'operation', expression, role: 'open' },
          { kind: 'cell', column, expression },
        ],
      },
    ],
  };
}

function lowerNumber(expression: Expression): Plan {
  if (expression.kind !== 'leaf') throw new Error('Tests on numbers are not grouped');
  const { column, relation, value, negated } = expression;
  const limit = columnValue(column, value);
  if (!isNumberColumn(column) || limit === undefined) return { kind: 'cell', column, expression };
  const whenEmpty = textTest(column, relation, value)('') !== negated;
  const test = { kind: 'number', column, whenEmpty, negated } as const;
  // All cells are whole numbers; a limit between two of them equals none and is rounded away from what passes.
  switch (relation) {
    case 'is':
      return { ...test, low: Math.ceil(limit), high: Math.floor(limit) };
    case 'less than':
      return { ...test, low: -Infinity, high: Math.ceil(limit) - 1 };
    case 'more than':
      return { ...test, low: Math.floor(limit) + 1, high: Infinity };
    default:
      return { kind: 'cell', column, expression };
  }
}

function isNumberColumn(column: ColumnName): column is NumberColumn {
  return domainOf(column) === 'number';
}

/** Orders tests: tables, then numbers, then what formats texts. */
function cost(plan: Plan): number {
  switch (plan.kind) {
    case 'table':
      return plan.dictionary === 'path' ? 1 : 0;
    case 'number':
      return 2;
    case 'cell':
      return plan.column === 'detail' ? 12 : 11;
    case 'all':
    case 'any':
      return plan.of.reduce((most, part) => Math.max(most, cost(part)), 3);
    default:
      return assertNever(plan);
  }
}
