import type { RowWindow } from '../../../src/shared/api/row-window.ts';
import { viewRow } from '../../../src/shared/units.ts';

/** A window of rows [first, end) whose event numbers are ten times the row numbers. */
export function windowOf(first: number, end: number, generation = 1): RowWindow {
  const rows = Array.from({ length: end - first }, (_, index) => first + index);
  return {
    generation,
    first: viewRow(first),
    event: Float64Array.from(rows, (row) => row * 10),
    eventClass: new Uint8Array(rows.length),
    tone: new Uint8Array(rows.length),
    icon: new Uint32Array(rows.length),
    cells: [rows.map((row) => `row ${row}`)],
  };
}
