import { readFileSync } from 'node:fs';

/** In how many rows each column of two CSV files differs; columns are compared by their header name. */
export interface CsvAgreement {
  readonly rows: number;
  /** Only columns that differ somewhere. */
  readonly differing: Readonly<Record<string, number>>;
  /** The first difference of each such column: row, wanted, got. */
  readonly examples: Readonly<Record<string, readonly [number, string, string]>>;
}

/**
 * Compares two CSV files of Process Monitor's manner, whose fields hold no LF. Errors: when the numbers of rows differ or a
 * column is missing.
 */
export function compareCsv(wantedPath: string, gotPath: string): CsvAgreement {
  const wanted = lines(wantedPath);
  const got = lines(gotPath);
  if (wanted.length !== got.length)
    throw new Error(`${wanted.length - 1} rows wanted, ${got.length - 1} got`);
  const wantedHeader = csvCells(wanted[0]!);
  const gotHeader = csvCells(got[0]!);
  const places = wantedHeader.map((title) => {
    const place = gotHeader.indexOf(title);
    if (place < 0) throw new Error(`The column ${title} is missing`);
    return place;
  });
  const sameOrder = places.every((place, i) => place === i);
  const differing: Record<string, number> = {};
  const examples: Record<string, readonly [number, string, string]> = {};
  for (let row = 1; row < wanted.length; row++) {
    if (sameOrder && wanted[row] === got[row]) continue;
    const want = csvCells(wanted[row]!);
    const have = csvCells(got[row]!);
    for (let i = 0; i < places.length; i++) {
      const cell = have[places[i]!] ?? '(no cell)';
      if (want[i] === cell) continue;
      const title = wantedHeader[i]!;
      differing[title] = (differing[title] ?? 0) + 1;
      examples[title] ??= [row, want[i] ?? '(no cell)', cell];
    }
  }
  return { rows: wanted.length - 1, differing, examples };
}

/** The lines of a file without its byte-order mark. Errors: when the last line is not ended. */
function lines(path: string): readonly string[] {
  const text = readFileSync(path, 'utf8');
  if (!text.startsWith('\ufeff"'))
    throw new Error(`${path} does not begin with a byte-order mark and a quote`);
  const all = text.slice(1).split('\r\n');
  if (all.pop() !== '') throw new Error(`${path} does not end with a line end`);
  return all;
}

/** The cells of one line in which every field is quoted. */
export function csvCells(line: string): readonly string[] {
  const cells: string[] = [];
  for (let at = 0; at < line.length;) {
    if (line[at] !== '"') throw new Error(`There is no quote at ${at} of ${line}`);
    let end = line.indexOf('"', at + 1);
    while (line[end + 1] === '"') end = line.indexOf('"', end + 2);
    if (end < 0) throw new Error(`A field is not ended: ${line}`);
    cells.push(line.slice(at + 1, end).replaceAll('""', '"'));
    if (end + 1 < line.length && line[end + 1] !== ',')
      throw new Error(`There is no comma at ${end + 1} of ${line}`);
    at = end + 2;
  }
  return cells;
}
