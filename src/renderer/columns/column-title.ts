import type { ColumnName } from '../../shared/columns.ts';
import { locale } from '../messages/locale.ts';

/** What a column is called in the table's header, which has less room than a dialog. */
export function columnTitle(name: ColumnName): string {
  const { messages } = locale;
  return name === 'sequence' ? messages.columnTexts.sequence : messages.filter.columnNames[name];
}
