import type { LoadedRows } from '../../../src/renderer/table/loaded-rows.ts';
import type { ColumnName } from '../../../src/shared/columns.ts';
import { viewRow } from '../../../src/shared/units.ts';

/** A window of rows [first, end) whose event numbers are ten times the row numbers. */
export function windowOf(
  first: number,
  end: number,
  generation = 1,
  columns: readonly ColumnName[] = ['path'],
): LoadedRows {
  const rows = Array.from({ length: end - first }, (_, index) => first + index);
  return {
    generation,
    first: viewRow(first),
    event: Float64Array.from(rows, (row) => row * 10),
    eventClass: new Uint8Array(rows.length),
    tone: new Uint8Array(rows.length),
    icon: new Uint32Array(rows.length),
    highlighted: new Uint8Array(rows.length),
    columns,
    cells: columns.map((name) => rows.map((row) => `${name} ${row}`)),
  };
}
