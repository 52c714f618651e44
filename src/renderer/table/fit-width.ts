import type { ColumnName } from '../../shared/columns.ts';
import { TABLE_COLUMNS } from '../columns/table-columns.ts';
import { columnTitle } from '../columns/column-title.ts';
import { createParts } from './cell-writers.ts';
import type { RowFormat } from './cell-writers.ts';
import { textOf } from './loaded-rows.ts';
import type { TableController } from './table-controller.ts';

/** Measured widths are fractions, and a width in whole pixels must not be less. */
const SLACK_PX = 1;

/**
 * The width in CSS pixels at which nothing of a column is cut among the rows in view, its title neither. The page itself
 * measures: the same elements as in the list, with their whole texts.
 */
export function fitWidth(
  column: ColumnName,
  host: HTMLElement,
  controller: TableController,
  format: RowFormat,
): number {
  const bench = document.createElement('div');
  bench.className = 'width-bench';
  bench.setAttribute('aria-hidden', 'true');
  const title = document.createElement('div');
  title.className = 'column-name';
  title.textContent = columnTitle(column);
  bench.append(title);
  const { first, end } = controller.drawnRows;
  for (let row = first; row < end; row++) {
    const cell = document.createElement('div');
    cell.className = `cell ${TABLE_COLUMNS[column].style}`;
    bench.append(cell);
    if (column === 'sequence') {
      cell.textContent = format.rowNumber(row + 1);
      continue;
    }
    const rows = controller.rowsAt(row);
    const text = rows === undefined ? undefined : textOf(rows, row, column);
    if (rows === undefined || text === undefined) continue;
    createParts(column, cell).write(text, Infinity, rows, row - rows.first, format);
  }
  host.append(bench);
  const widths = [...bench.children].map((element) => element.getBoundingClientRect().width);
  bench.remove();
  return Math.ceil(Math.max(...widths)) + SLACK_PX;
}
