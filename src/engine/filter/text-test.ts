import type { ColumnName } from '../../shared/columns.ts';
import { assertNever } from '../../shared/errors.ts';
import type { Relation } from '../../shared/filter/filter-rule.ts';
import { foldText } from './case-fold.ts';
import { columnValue } from '../../shared/filter/column-value.ts';

/** Whether the text of a cell passes. */
export type TextTest = (cell: string) => boolean;

/** The relations that remain when `is not` and `excludes` are the negation of another. */
export type PlainRelation = Exclude<Relation, 'is not' | 'excludes'>;

/** Takes the negation out of a relation. */
export function plainRelation(relation: Relation): { relation: PlainRelation; negated: boolean } {
  if (relation === 'is not') return { relation: 'is', negated: true };
  if (relation === 'excludes') return { relation: 'contains', negated: true };
  return { relation, negated: false };
}

/**
 * The test of a column's cell text against a rule's value. Case is ignored ({@link foldText}). `is`, `less than` and `more than`
 * compare numbers where both texts are worth one in this column ({@link columnValue}), otherwise texts by UTF-16 unit.
 * This is the meaning of all rules; the tests on bytes and on numbers elsewhere are faster ways to the same answer.
 */
export function textTest(column: ColumnName, relation: PlainRelation, value: string): TextTest {
  const wanted = foldText(value);
  const limit = columnValue(column, value);
  switch (relation) {
    case 'is':
      return (cell) => {
        const number = limit === undefined ? undefined : columnValue(column, cell);
        return number === undefined ? foldText(cell) === wanted : number === limit;
      };
    case 'less than':
      return (cell) => {
        const number = limit === undefined ? undefined : columnValue(column, cell);
        return limit === undefined || number === undefined ? foldText(cell) < wanted : number < limit;
      };
    case 'more than':
      return (cell) => {
        const number = limit === undefined ? undefined : columnValue(column, cell);
        return limit === undefined || number === undefined ? foldText(cell) > wanted : number > limit;
      };
    case 'begins with':
      return (cell) => foldText(cell).startsWith(wanted);
    case 'ends with':
      return (cell) => foldText(cell).endsWith(wanted);
    case 'contains':
      return (cell) => foldText(cell).includes(wanted);
    default:
      return assertNever(relation);
  }
}
