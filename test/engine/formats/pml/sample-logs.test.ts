import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { exportDialect } from '../../../../src/engine/dialect/export-dialect.ts';
import { describeWithData } from '../../../support/test-data.ts';
import { openLog } from '../../../support/opened-log.ts';
import type { LogRow } from '../../../support/opened-log.ts';

/** What is in the samples: events, icons, processes, events with a result that is pending. */
const COUNTS: Readonly<
  Record<string, { events: number; processes: number; icons: number; bitness: number }>
> = {
  'windows10-x64-mixed': { events: 53_214, processes: 25, icons: 15, bitness: 64 },
  'windows10-x64-filesystem': { events: 31_569, processes: 38, icons: 17, bitness: 64 },
  'windows10-x64-process': { events: 3_400, processes: 74, icons: 23, bitness: 64 },
  'windows7-x86-mixed': { events: 32_930, processes: 31, icons: 9, bitness: 32 },
};

/** Ticks as the Relative Time column shows them. */
function relativeTime(ticks: number): string {
  const seconds = Math.floor(ticks / 1e7);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${String(ticks % 1e7).padStart(7, '0')}`;
}

describeWithData("logs of Process Monitor against its own export's cells", (logs) => {
  it.each(logs)(
    '$name',
    async ({ name, pmlPath, csvPath }) => {
      const { capture, rows, warnings } = await openLog(pmlPath);
      const expected: Record<string, string>[] = parse(readFileSync(csvPath), { columns: true, bom: true });
      expect(warnings).toEqual([]);
      const counts = COUNTS[name];
      expect({
        events: rows.length,
        processes: capture.store.epoch.processes.size,
        icons: capture.icons.length,
        bitness: capture.meta.bitness,
      }).toEqual(counts);
      expect(expected).toHaveLength(rows.length);
      const { strings } = capture.store.epoch;
      const dialect = exportDialect(capture);
      const cells: Readonly<Record<string, (row: LogRow) => string>> = {
        Path: (row) => row.path.replaceAll('\n', ';'),
        PID: ({ process }) => String(process.pid),
        'Process Name': (row) => row.processName,
        'Command Line': ({ process }) => strings.get(process.commandLine),
        User: ({ process }) => strings.get(process.user),
        'Parent PID': ({ process }) => String(process.parentPid),
        TID: (row) => String(row.tid),
        Duration: (row) => (row.duration < 0 ? '' : (row.duration / 1e7).toFixed(7)),
        'Relative Time': (row) => relativeTime(row.time),
        Operation: (row) => dialect.operation(row.operationKey).name,
      };
      for (const [column, cell] of Object.entries(cells)) {
        const wrong = rows.findIndex((row, i) => cell(row) !== expected[i]?.[column]);
        const row = rows[wrong];
        const said =
          row === undefined ? '' : `row ${wrong}: ${cell(row)}, not ${expected[wrong]?.[column] ?? ''}`;
        expect(said, column).toBe('');
      }
    },
    60_000,
  );
});
