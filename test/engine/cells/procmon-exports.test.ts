import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { expect, it } from 'vitest';
import type { Capture } from '../../../src/engine/capture/capture.ts';
import { CellFormatter } from '../../../src/engine/cells/cell-formatter.ts';
import { exportDialect } from '../../../src/engine/dialect/export-dialect.ts';
import { COLUMN_NAMES, EVENT_COLUMNS } from '../../../src/shared/columns.ts';
import type { ColumnName } from '../../../src/shared/columns.ts';
import { utcTimeZone } from '../../../src/shared/format/time-zone.ts';
import { openLog } from '../../support/opened-log.ts';
import { describeWithData } from '../../support/test-data.ts';

const MAX_DETAIL_UNITS = 4095;

/** A cell as Process Monitor's CSV has it. */
function exported(column: ColumnName, text: string): string {
  const line = text.replaceAll('\n', ';');
  return column === 'detail' ? line.slice(0, MAX_DETAIL_UNITS) : line;
}

/** The version that made the export is found in the log. */
function* cellRows(capture: Capture): Generator<CellFormatter> {
  const cells = new CellFormatter(capture, { timeZoneOffset: utcTimeZone, dialect: exportDialect(capture) });
  for (const segment of capture.store.segments) {
    for (let i = 0; i < segment.length; i++) {
      cells.at(segment, i);
      yield cells;
    }
  }
}

describeWithData("every cell equals Process Monitor's own export", (logs) => {
  it.each(logs)('$name', { timeout: 60_000 }, async ({ pmlPath, csvPath }) => {
    const { capture } = await openLog(pmlPath);
    const rows = cellRows(capture);
    const differences: string[] = [];
    let columns: readonly (readonly [ColumnName, number])[] | undefined;
    let count = 0;
    for await (const record of createReadStream(csvPath).pipe(parse({ bom: true }))) {
      const fields = record as readonly string[];
      if (columns === undefined) {
        columns = COLUMN_NAMES.map(
          (column) => [column, fields.indexOf(EVENT_COLUMNS[column].title)] as const,
        );
        expect(columns.every(([, at]) => at >= 0)).toBe(true);
        continue;
      }
      const next = rows.next();
      if (next.done === true) break;
      count++;
      for (const [column, at] of columns) {
        const ours = exported(column, next.value.text(column));
        if (ours !== fields[at])
          differences.push(`event ${count}, ${column}: ${ours} instead of ${fields[at]}`);
      }
    }
    expect(differences.slice(0, 10)).toEqual([]);
    expect(count).toBeGreaterThan(0);
    expect(count).toBe(capture.store.length);
  });
});
