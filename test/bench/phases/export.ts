/** Exporting a log in every format, with every column: rates, and the memory that it takes. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { exportDialect } from '../../../src/engine/dialect/export-dialect.ts';
import { openCapture } from '../../../src/engine/open-capture.ts';
import { allRows } from '../../../src/engine/export/event-rows.ts';
import { exportToFile } from '../../../src/engine/export/file-export.ts';
import type { ExportFormat } from '../../../src/engine/export/file-export.ts';
import { COLUMN_NAMES } from '../../../src/shared/columns.ts';
import { BENCH_FOLDER, MODERN_SAMPLE, largeLog } from '../logs.ts';
import { grouped, report, residentMiB, timed } from '../measure.ts';
import type { Measure } from '../measure.ts';

interface Job {
  readonly name: string;
  readonly format: ExportFormat;
  /** Events a second. */
  readonly least?: number;
}

const columns = COLUMN_NAMES;
const JOBS: readonly Job[] = [
  { name: 'csv, all columns', format: { format: 'csv', columns }, least: 300_000 },
  { name: 'jsonl', format: { format: 'jsonl' }, least: 300_000 },
  { name: 'xml, all columns', format: { format: 'xml', columns } },
  { name: 'xml, all columns and stacks', format: { format: 'xml', columns, stacks: true } },
  { name: 'sqlite, with indexes', format: { format: 'sqlite' } },
  { name: 'parquet', format: { format: 'parquet' } },
];

const log = await largeLog(MODERN_SAMPLE, 500_000);
const { capture, finished } = await openCapture(log.path);
await finished;
const input = `${log.origin} repeated, ${grouped(log.events)} events`;
const before = residentMiB().now;
const measures: Measure[] = [];
for (const { name, format, least } of JOBS) {
  const target = join(BENCH_FOLDER, `export-${process.pid}.${format.format}`);
  const isText = format.format === 'csv' || format.format === 'xml';
  const dialect = exportDialect(capture, { as: isText ? 'procmon' : 'plain' });
  let highest = 0;
  const elapsed = await timed(() =>
    exportToFile(capture, allRows(capture), target, format, {
      cells: { dialect },
      onProgress: () => void (highest = Math.max(highest, process.memoryUsage.rss())),
    }),
  );
  rmSync(target);
  measures.push(
    {
      name: `export as ${name}`,
      input,
      value: log.events / (elapsed / 1000),
      unit: 'events/s',
      ...(least === undefined ? {} : { least }),
    },
    { name: `memory that it took`, input: name, value: highest / 2 ** 20 - before, unit: 'MiB' },
  );
}
await capture.close();
report(measures);
