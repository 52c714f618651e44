import type { ColumnName } from '../../shared/columns.ts';

/**
 * How a column's cells are drawn. `time` and `number`: right, tabular, secondary. `name`: right and tabular, because it is
 * compared digit by digit, but a name and not a quantity. `path`: the last part stays whole.
 */
export type CellStyle =
  'number' | 'time' | 'name' | 'text' | 'process' | 'operation' | 'path' | 'result' | 'detail';

/** How a column stands in the table while its user has chosen nothing. */
export interface TableColumn {
  readonly style: CellStyle;
  /** Width in CSS pixels in a window of 1440 and of 1024. */
  readonly wide: number;
  readonly narrow: number;
}

function column(style: CellStyle, wide: number, narrow = wide): TableColumn {
  return { style, wide, narrow };
}

/**
 * Widths are for a wide interface font, such as Noto Sans. In the narrow ones the commonest texts still stand whole: a time
 * after ten o'clock, RegQueryValue, NAME NOT FOUND, Desired Access: Read.
 */
export const TABLE_COLUMNS: Readonly<Record<ColumnName, TableColumn>> = {
  timeOfDay: column('time', 138),
  processName: column('process', 172, 136),
  pid: column('name', 52, 46),
  operation: column('operation', 186, 138),
  path: column('path', 412, 200),
  result: column('result', 150, 140),
  detail: column('detail', 230, 142),
  dateAndTime: column('time', 156),
  relativeTime: column('time', 124),
  duration: column('number', 92),
  completionTime: column('time', 140),
  eventClass: column('text', 92),
  sequence: column('number', 64, 50),
  imagePath: column('path', 300, 216),
  company: column('text', 150, 120),
  description: column('text', 180, 144),
  version: column('text', 130, 110),
  user: column('text', 150, 130),
  authenticationId: column('name', 128),
  session: column('name', 64),
  commandLine: column('text', 300, 216),
  tid: column('name', 52, 46),
  virtualized: column('text', 84),
  integrity: column('text', 84),
  category: column('text', 112, 96),
  parentPid: column('name', 84),
  architecture: column('text', 92),
};
