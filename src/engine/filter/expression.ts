import type { ColumnName } from '../../shared/columns.ts';
import type { Expression } from './plan.ts';
import { textTest } from './text-test.ts';

/** Makes an expression a test on one entry that has texts by column. */
export function entryTest(expression: Expression): (text: (column: ColumnName) => string) => boolean {
  if (expression.kind === 'leaf') {
    const { column, negated } = expression;
    const test = textTest(column, expression.relation, expression.value);
    return (text) => test(text(column)) !== negated;
  }
  const parts = expression.of.map(entryTest);
  return expression.kind === 'all'
    ? (text) => parts.every((part) => part(text))
    : (text) => parts.some((part) => part(text));
}

/** Makes an expression over one column a test on that column's text. */
export function cellTest(expression: Expression): (text: string) => boolean {
  if (expression.kind === 'leaf') {
    const test = textTest(expression.column, expression.relation, expression.value);
    return expression.negated ? (text) => !test(text) : test;
  }
  const parts = expression.of.map(cellTest);
  return expression.kind === 'all'
    ? (text) => parts.every((part) => part(text))
    : (text) => parts.some((part) => part(text));
}
