/** Exporting a log as text with every column. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openCapture } from '../../../src/engine/open-capture.ts';
import { allRows } from '../../../src/engine/export/event-rows.ts';
import type { TextFormat } from '../../../src/engine/export/export-events.ts';
import { exportToFile } from '../../../src/engine/export/file-export.ts';
import { COLUMN_NAMES } from '../../../src/shared/columns.ts';
import { BENCH_FOLDER, MODERN_SAMPLE, largeLog } from '../logs.ts';
import { grouped, report, timed } from '../measure.ts';
import type { Measure } from '../measure.ts';

const FORMATS: readonly TextFormat[] = [{ format: 'csv', columns: COLUMN_NAMES }, { format: 'jsonl' }];
const log = await largeLog(MODERN_SAMPLE, 500_000);
const { capture, finished } = await openCapture(log.path);
await finished;
const measures: Measure[] = [];
for (const format of FORMATS) {
  const target = join(BENCH_FOLDER, `export-${process.pid}.${format.format}`);
  const elapsed = await timed(() => exportToFile(capture, allRows(capture), target, format));
  rmSync(target);
  measures.push({
    name: `export as ${format.format}, all columns`,
    input: `${log.origin} repeated, ${grouped(log.events)} events`,
    value: log.events / (elapsed / 1000),
    unit: 'events/s',
    least: 300_000,
  });
}
await capture.close();
report(measures);
