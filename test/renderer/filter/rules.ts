import type { ColumnName } from '../../../src/shared/columns.ts';
import type { FilterRule, Relation } from '../../../src/shared/filter/filter-rule.ts';

export function include(column: ColumnName, value: string, relation: Relation = 'is'): FilterRule {
  return { enabled: true, column, relation, value, action: 'Include' };
}

export function exclude(column: ColumnName, value: string, relation: Relation = 'is'): FilterRule {
  return { ...include(column, value, relation), action: 'Exclude' };
}

export function off(rule: FilterRule): FilterRule {
  return { ...rule, enabled: false };
}
