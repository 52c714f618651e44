import type { RowWindow } from '../../shared/api/row-window.ts';
import type { ColumnName } from '../../shared/columns.ts';

/** A window of rows that knows which columns its texts are of. */
export interface LoadedRows extends RowWindow {
  /** The column of each entry of `cells`. One array for all windows that were asked for with the same columns. */
  readonly columns: readonly ColumnName[];
}

/** The text of a cell as the engine wrote it; undefined when the window has no such row or column. */
export function textOf(rows: LoadedRows, row: number, column: ColumnName): string | undefined {
  const index = rows.columns.indexOf(column);
  return index < 0 ? undefined : rows.cells[index]?.[row - rows.first];
}
