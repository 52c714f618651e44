import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

/** A row of Process Monitor's CSV: texts by column title. */
export type CsvRow = Readonly<Record<string, string>>;

/** Reads Process Monitor's own export of a log. */
export function csvRows(path: string): readonly CsvRow[] {
  const rows: readonly CsvRow[] = parse(readFileSync(path), { bom: true, columns: true });
  return rows;
}

/** How many rows fulfil all conditions. */
export function countRows(rows: readonly CsvRow[], ...conditions: ((row: CsvRow) => boolean)[]): number {
  return rows.filter((row) => conditions.every((condition) => condition(row))).length;
}

/** Whether a column has one of some values, without regard to case. */
export function is(column: string, ...values: readonly string[]): (row: CsvRow) => boolean {
  const wanted = new Set(values.map((value) => value.toLowerCase()));
  return (row) => wanted.has((row[column] ?? '').toLowerCase());
}

export function not(condition: (row: CsvRow) => boolean): (row: CsvRow) => boolean {
  return (row) => !condition(row);
}

/** Process Monitor's default exclusions, written out once more: the app's own list is what is tested. */
export function isExcludedByDefault(row: CsvRow): boolean {
  const text = (column: string): string => (row[column] ?? '').toLowerCase();
  const files =
    'pagefile.sys $mft $mftmirr $logfile $volume $attrdef $root $bitmap $boot $badclus $secure $upcase';
  return (
    is(
      'Process Name',
      'Procmon.exe',
      'Procexp.exe',
      'Autoruns.exe',
      'Procmon64.exe',
      'Procexp64.exe',
      'System',
    )(row) ||
    text('Operation').startsWith('irp_mj_') ||
    text('Operation').startsWith('fastio_') ||
    text('Result').startsWith('fast io') ||
    files.split(' ').some((name) => text('Path').endsWith(name)) ||
    text('Path').includes('$extend')
  );
}
