import type { ColumnName } from '../../shared/columns.ts';
import { DEFAULT_COLUMNS } from '../../shared/columns.ts';
import { COLUMN_WIDTH } from '../../shared/settings.ts';
import type { ColumnChoice } from '../../shared/settings.ts';

type Columns = readonly ColumnChoice[];

/** The columns of somebody who has chosen nothing. */
export function defaultColumns(): ColumnChoice[] {
  return DEFAULT_COLUMNS.map((name) => ({ name }));
}

/** Gives a column a width of its own, in CSS pixels; as much of it as the settings allow. */
export function withWidth(columns: Columns, name: ColumnName, width: number): ColumnChoice[] {
  const { least, most } = COLUMN_WIDTH;
  const bounded = Math.min(most, Math.max(least, Math.round(width)));
  return columns.map((column) => (column.name === name ? { name, width: bounded } : column));
}

/** Puts a column in front of the one that now has the index `place`; the number of columns is behind all. */
export function withMoved(columns: Columns, name: ColumnName, place: number): ColumnChoice[] {
  const from = columns.findIndex((column) => column.name === name);
  const moved = columns[from];
  if (moved === undefined) return [...columns];
  const rest = columns.filter((column) => column !== moved);
  const to = place > from ? place - 1 : place;
  return [...rest.slice(0, to), moved, ...rest.slice(to)];
}

/** Takes a column away; the last one stays. */
export function without(columns: Columns, name: ColumnName): ColumnChoice[] {
  return columns.length <= 1 ? [...columns] : columns.filter((column) => column.name !== name);
}
