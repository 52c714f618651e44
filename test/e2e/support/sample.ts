import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

/** Columns of Process Monitor's CSV that the table shows, in the table's order. */
const SHOWN = ['Time of Day', 'Process Name', 'PID', 'Operation', 'Path', 'Result', 'Detail'];

/** Process Monitor's own export of a log. */
export interface CsvRows {
  readonly length: number;
  /** Texts of a row as the table shows them, from the time of day on. */
  cells(index: number): string[];
  /** The row's text in a column, by Process Monitor's title of the column. */
  text(index: number, title: string): string;
  /** Rows that are not of the event class. */
  without(eventClass: string): number;
}

export function readCsv(path: string): CsvRows {
  const rows: readonly Readonly<Record<string, string>>[] = parse(readFileSync(path), {
    bom: true,
    columns: true,
  });
  return {
    length: rows.length,
    cells: (index) => SHOWN.map((name) => rows[index]?.[name] ?? ''),
    text: (index, title) => rows[index]?.[title] ?? '',
    without: (eventClass) => rows.filter((row) => row['Event Class'] !== eventClass).length,
  };
}

/** How the status bar writes a number. */
export function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
