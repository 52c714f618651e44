import { EVENT_COLUMNS } from '../../shared/columns.ts';
import type { ColumnName } from '../../shared/columns.ts';
import { MAX_RULE_TEXT } from '../../shared/api/schemas.ts';
import { columnValue } from '../../shared/filter/column-value.ts';
import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import { locale } from '../messages/locale.ts';

/** What a time in one of the columns looks like. */
const TIME_EXAMPLES: Readonly<Partial<Record<ColumnName, string>>> = {
  timeOfDay: '1:18:20.9427358 AM',
  completionTime: '1:18:20.9427358 AM',
  dateAndTime: '2017-11-23 13:18:20',
  relativeTime: '00:00:10.5',
};

/** What keeps a rule from being of use, as a sentence for its user; undefined when nothing does. */
export function ruleProblem(rule: FilterRule): string | undefined {
  const { filter } = locale.messages;
  if (rule.value.length > MAX_RULE_TEXT) return filter.valueTooLong(locale.number(MAX_RULE_TEXT));
  // Anything begins with, ends with and contains nothing.
  if (rule.value === '' && rule.relation !== 'is' && rule.relation !== 'is not') return filter.valueMissing;
  if (rule.relation !== 'less than' && rule.relation !== 'more than') return undefined;
  const { kind } = EVENT_COLUMNS[rule.column];
  if (kind === 'text' || columnValue(rule.column, rule.value) !== undefined) return undefined;
  const name = filter.columnNames[rule.column];
  const example = TIME_EXAMPLES[rule.column];
  return example === undefined ? filter.valueNoNumber(name) : filter.valueNoTime(name, example);
}
