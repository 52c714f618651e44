import type { ColumnName } from '../../shared/columns.ts';
import { eventNo } from '../../shared/units.ts';
import type { EventNo } from '../../shared/units.ts';
import type { RowOfEvent } from '../engine/session.ts';
import type { EventSet } from './event-set.ts';
import { textOf } from './loaded-rows.ts';
import type { LoadedRows } from './loaded-rows.ts';

/** Rows that are read with one call. */
const STEP = 500;

/** Where rows of the list come from. */
export interface RowSource {
  rows(first: number, count: number): Promise<LoadedRows>;
  rowOfEvent(event: EventNo): Promise<RowOfEvent>;
}

/** A cell in a text of cells parted by tabs: tabs and line breaks become spaces. */
export function plainCell(text: string): string {
  return text.replace(/[\t\r\n]+/g, ' ');
}

/** One row as a line of cells parted by tabs, without the line's end; the row's number counts from 1. */
export function rowLine(rows: LoadedRows, row: number, columns: readonly ColumnName[]): string {
  return columns
    .map((column) => (column === 'sequence' ? String(row + 1) : plainCell(textOf(rows, row, column) ?? '')))
    .join('\t');
}

/**
 * The lines of the events that are shown, in the list's order, which is that of the events; at most `limit` of them. Rows are
 * found by their events: in whatever order the user chose them, and though some are hidden.
 */
export async function linesOf(
  events: EventSet,
  columns: readonly ColumnName[],
  limit: number,
  source: RowSource,
): Promise<string[]> {
  const lines: string[] = [];
  const { runs } = events;
  let window: LoadedRows | undefined;
  for (let index = 0; index < runs.length && lines.length < limit; index += 2) {
    const first = runs[index] ?? 0;
    const last = runs[index + 1] ?? 0;
    let row: number | undefined = window === undefined ? undefined : rowIn(window, first);
    if (row === undefined) {
      row = (await source.rowOfEvent(eventNo(first))).row;
      if (row === undefined) return lines; // nothing is shown
    }
    for (; lines.length < limit; row++) {
      if (window === undefined || !isIn(window, row)) window = await source.rows(row, STEP);
      const event = window.event[row - window.first];
      if (event === undefined || event > last) break;
      // The row that is nearest to a hidden event may come before it.
      if (event >= first) lines.push(rowLine(window, row, columns));
    }
  }
  return lines;
}

function isIn(window: LoadedRows, row: number): boolean {
  return row >= window.first && row < window.first + window.event.length;
}

/** The first row of a window that is not before an event; undefined when the window says nothing about it. */
function rowIn(window: LoadedRows, event: number): number | undefined {
  const { event: events, first } = window;
  if (events.length === 0 || event < (events[0] ?? 0) || event > (events.at(-1) ?? -1)) return undefined;
  const index = events.findIndex((number) => number >= event);
  return index < 0 ? undefined : first + index;
}
