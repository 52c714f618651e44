import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import type { Capture } from '../../../src/engine/capture/capture.ts';
import { CellFormatter } from '../../../src/engine/cells/cell-formatter.ts';
import { DATA_COLUMNS } from '../../../src/engine/export/data-columns.ts';
import { allRows } from '../../../src/engine/export/event-rows.ts';
import { exportEvents } from '../../../src/engine/export/export-events.ts';
import { UNIX_EPOCH_TICKS, fileTime } from '../../../src/shared/units.ts';
import { EXPORT_PROCESS, exportLog } from '../../support/export-log.ts';
import { exportedBytes } from '../../support/exported.ts';
import { openLog, writeLog } from '../../support/opened-log.ts';
import { FIRST_TIME, buildPml } from '../../support/pml-builder.ts';
import { smallLog } from '../../support/small-log.ts';

const PARQUET = { format: 'parquet' } as const;

async function sample(bytes = exportLog()): Promise<Capture> {
  return (await openLog(writeLog(bytes))).capture;
}

/** The file as another library reads it. Times come as integers: a Date has no 100 ns digits. */
async function readBack(bytes: Buffer): Promise<readonly Record<string, unknown>[]> {
  const file = new Uint8Array(bytes).buffer;
  const nanoseconds = (value: bigint): bigint => value;
  return parquetReadObjects({
    file,
    parsers: { timestampFromNanoseconds: nanoseconds },
  });
}

function nanosecondsOf(fileTime: bigint): bigint {
  return (fileTime - UNIX_EPOCH_TICKS) * 100n;
}

it('has every column with its type', async () => {
  const bytes = await exportedBytes(await sample(), PARQUET);
  const { schema, num_rows, created_by, row_groups } = parquetMetadata(new Uint8Array(bytes).buffer);
  expect(num_rows).toBe(4n);
  expect(created_by).toBe('Procscope');
  const columns = schema.slice(1);
  expect(columns.map(({ name }) => name)).toEqual(DATA_COLUMNS.map(({ name }) => name));
  const of = (name: string): unknown => columns.find((column) => column.name === name);
  expect(of('time')).toMatchObject({
    type: 'INT64',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'NANOS' },
    repetition_type: 'REQUIRED',
  });
  expect(of('pid')).toMatchObject({ type: 'INT32', converted_type: 'UINT_32', repetition_type: 'OPTIONAL' });
  expect(of('duration')).toMatchObject({ type: 'DOUBLE', repetition_type: 'OPTIONAL' });
  expect(of('path')).toMatchObject({ type: 'BYTE_ARRAY', converted_type: 'UTF8' });
  expect(row_groups[0]?.columns[0]?.meta_data?.codec).toBe('SNAPPY');
});

it('is read back with every value', async () => {
  const capture = await sample();
  const rows = await readBack(await exportedBytes(capture, PARQUET));
  expect(rows[0]).toMatchObject({
    seq: 1n,
    time: nanosecondsOf(FIRST_TIME),
    completion_time: nanosecondsOf(FIRST_TIME + 74n),
    relative_time: 0,
    duration: 0.0000074,
    process_index: EXPORT_PROCESS,
    pid: 0xf000_0001,
    tid: 0xffff_fff0,
    session: 1,
    virtualized: true,
    detail: 'Desired Access: Read',
  });
  const cells = new CellFormatter(capture);
  let at = 0;
  for (const { segment, index } of allRows(capture)) {
    cells.at(segment, index);
    const row = rows[at++] ?? {};
    for (const { name, type, ...rest } of DATA_COLUMNS) {
      if ((type === 'text' || type === 'fields') && 'column' in rest)
        expect(row[name], name).toBe(cells.text(rest.column).toWellFormed());
    }
  }
  expect(at).toBe(rows.length);
  expect(rows[3]).toMatchObject({ duration: null, completion_time: null, result: '' });
});

it('writes groups of rows as they are full, with dictionaries, and keeps none of them', async () => {
  const capture = await sample(smallLog(35_000));
  const sizes: number[] = [];
  const chunks: Buffer[] = [];
  await exportEvents(
    capture,
    allRows(capture),
    {
      write: async (bytes) => {
        sizes.push(bytes.length);
        chunks.push(Buffer.from(bytes));
      },
    },
    PARQUET,
  );
  const bytes = Buffer.concat(chunks);
  const { row_groups, num_rows } = parquetMetadata(new Uint8Array(bytes).buffer);
  expect(num_rows).toBe(35_000n);
  expect(row_groups).toHaveLength(3);
  expect(sizes.length).toBeGreaterThanOrEqual(3);
  const name = row_groups[0]?.columns.find(
    ({ meta_data }) => meta_data?.path_in_schema[0] === 'process_name',
  );
  expect(name?.meta_data?.encodings).toContain('RLE_DICTIONARY');
  const rows = await readBack(bytes);
  expect(rows.at(-1)).toMatchObject({ seq: 35_000n, path: 'C:\\temp\\34999.txt', pid: 4711 });
  // Texts that all rows share stand once a group.
  expect(bytes.length).toBeLessThan(35_000 * 30);
}, 20_000);

it('ends a group early where texts are huge', async () => {
  const path = 'x'.repeat(30_000);
  const capture = await sample(
    buildPml({
      processes: [{ index: 1, pid: 4, name: 'a' }],
      events: Array.from({ length: 1200 }, (_, i) => ({
        process: 1,
        eventClass: 2,
        operation: 0,
        detail: Buffer.concat([
          Buffer.from([0x34, 0x75]),
          Buffer.alloc(6),
          Buffer.from(`${i}${path}`, 'utf16le'),
        ]),
      })),
    }).bytes,
  );
  const bytes = await exportedBytes(capture, PARQUET);
  expect(parquetMetadata(new Uint8Array(bytes).buffer).row_groups.length).toBeGreaterThan(1);
}, 20_000);

it('holds times that are out of its range as the nearest that it can, and no rows at all', async () => {
  const capture = await sample();
  const startTime = fileTime(2n ** 62n);
  const far = { ...capture, meta: { ...capture.meta, startTime } };
  const [row] = await readBack(await exportedBytes(far, PARQUET));
  expect(row?.['time']).toBe(2n ** 63n - 1n);
  const empty = await exportedBytes(await sample(buildPml({ events: [] }).bytes), PARQUET);
  expect(await readBack(empty)).toEqual([]);
  expect(parquetMetadata(new Uint8Array(empty).buffer).schema).toHaveLength(DATA_COLUMNS.length + 1);
});

it('has rows for lost events, without a process', async () => {
  const capture = await sample();
  const [segment] = capture.store.segments;
  if (segment === undefined) throw new Error('The log has events');
  const event = (segment.first + 1) as typeof segment.first;
  capture.store.addLoss({ event, time: segment.minTime as never, count: 3, cause: 'The buffer was full' });
  const rows = await readBack(await exportedBytes(capture, PARQUET));
  expect(rows[1]).toMatchObject({ event_class: 'Lost', pid: null, process_name: '', duration: null });
});
