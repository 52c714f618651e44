import type { ColumnName } from '../../shared/columns.ts';

/** How a column's cells are drawn. */
export type CellStyle = 'number' | 'name' | 'process' | 'operation' | 'path' | 'result' | 'detail';

export interface TableColumn {
  readonly name: ColumnName;
  readonly style: CellStyle;
  /** Width in CSS pixels in a window of 1440 and of 1024; the last column takes the rest. */
  readonly wide: number;
  readonly narrow: number;
}

/** The gutter at the left edge, where marks stand. */
const GUTTER_WIDE = 22;
const GUTTER_NARROW = 20;
/** Widths of the list in those windows: the window's less the scroll bar. */
const LIST_WIDE = 1426;
const LIST_NARROW = 1010;

/** What the table shows, in order. */
export const TABLE_COLUMNS: readonly TableColumn[] = [
  { name: 'sequence', style: 'number', wide: 64, narrow: 50 },
  { name: 'timeOfDay', style: 'number', wide: 132, narrow: 134 },
  { name: 'processName', style: 'process', wide: 172, narrow: 150 },
  { name: 'pid', style: 'name', wide: 52, narrow: 46 },
  { name: 'operation', style: 'operation', wide: 186, narrow: 144 },
  { name: 'path', style: 'path', wide: 412, narrow: 216 },
  { name: 'result', style: 'result', wide: 150, narrow: 144 },
  { name: 'detail', style: 'detail', wide: 0, narrow: 0 },
];

/** Columns whose texts come from the engine; row numbers are the view's own. */
export const ENGINE_COLUMNS: readonly ColumnName[] = TABLE_COLUMNS.map((column) => column.name).filter(
  (name) => name !== 'sequence',
);

/** Least width of the last column. */
const LEAST_REST = 60;

/** Widths in CSS pixels. */
export interface ColumnLayout {
  readonly gutter: number;
  readonly widths: readonly number[];
}

/** Least width of a number column with `digits` digits and their separators, padding included. */
function numberWidth(digits: number): number {
  return 16 + 7 * digits + 4 * Math.floor((digits - 1) / 3);
}

/**
 * Widths of the columns in a list `width` pixels wide whose largest row number is `rows`.
 * Between the two widths that were designed, the columns grow evenly; the last one takes what is left.
 */
export function layOutColumns(width: number, rows: number): ColumnLayout {
  const share = Math.min(1, Math.max(0, (width - LIST_NARROW) / (LIST_WIDE - LIST_NARROW)));
  const between = (narrow: number, wide: number): number => Math.round(narrow + share * (wide - narrow));
  const gutter = between(GUTTER_NARROW, GUTTER_WIDE);
  const widths = TABLE_COLUMNS.map(({ name, narrow, wide }) =>
    name === 'sequence'
      ? Math.max(between(narrow, wide), numberWidth(String(rows).length))
      : between(narrow, wide),
  );
  const taken = widths.slice(0, -1).reduce((sum, columnWidth) => sum + columnWidth, gutter);
  widths[widths.length - 1] = Math.max(LEAST_REST, width - taken);
  return { gutter, widths };
}
