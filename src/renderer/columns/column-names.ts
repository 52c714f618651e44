import type { ColumnName } from '../../shared/columns.ts';
import { locale } from '../messages/locale.ts';

/** A column's name where there is room for all of it. */
export function fullColumnName(name: ColumnName): string {
  const { filter } = locale.messages;
  return filter.selectColumns.fullNames[name] ?? filter.columnNames[name];
}
