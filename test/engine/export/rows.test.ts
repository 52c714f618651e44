import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Capture } from '../../../src/engine/capture/capture.ts';
import { CellFormatter } from '../../../src/engine/cells/cell-formatter.ts';
import type { ByteSink } from '../../../src/engine/export/byte-sink.ts';
import { DETAIL_UNITS } from '../../../src/engine/export/cell-row.ts';
import { csvField } from '../../../src/engine/export/csv.ts';
import { allRows } from '../../../src/engine/export/event-rows.ts';
import { exportEvents } from '../../../src/engine/export/export-events.ts';
import type { StreamFormat } from '../../../src/engine/export/export-events.ts';
import { exportToFile } from '../../../src/engine/export/file-export.ts';
import { IsoClock } from '../../../src/engine/export/iso-time.ts';
import { COLUMN_NAMES, EVENT_COLUMNS } from '../../../src/shared/columns.ts';
import { isCancelled } from '../../../src/shared/errors.ts';
import { utcTimeZone } from '../../../src/shared/format/time-zone.ts';
import { openLog, temporaryFolder, writeLog } from '../../support/opened-log.ts';
import { FIRST_TIME, buildPml, registryDetail, u16, u32, utf16 } from '../../support/pml-builder.ts';
import type { PmlEvent, PmlProcess } from '../../support/pml-builder.ts';

const CELLS = { timeZoneOffset: utcTimeZone };
const CSV: StreamFormat = { format: 'csv', columns: COLUMN_NAMES };
const REGISTRY = 2;
const REG_OPEN_KEY = 0;
const KEY_READ = Buffer.concat([u16(0), u32(0x20019)]);
const PROCESS_CLASS = 1;
const PROCESS_START = 7;
const PENDING = 0x103;

const PROCESS: PmlProcess = {
  index: 7,
  pid: 1234,
  parentPid: 4,
  authenticationId: 0x3e7n,
  session: 1,
  name: 'app.exe',
  imagePath: 'C:\\app.exe',
  commandLine: '"C:\\app.exe" -x',
  company: 'Company, Inc.',
  description: 'two\nlines',
  version: '1.0',
  user: 'BOX\\me',
  integrity: 'Medium',
};

function opened(path: string, more: Partial<PmlEvent> = {}): PmlEvent {
  return {
    process: 7,
    tid: 99,
    eventClass: REGISTRY,
    operation: REG_OPEN_KEY,
    duration: 74n,
    detail: registryDetail(path, KEY_READ),
    ...more,
  };
}

async function captureOf(events: readonly PmlEvent[], process = PROCESS): Promise<Capture> {
  return (await openLog(writeLog(buildPml({ events, processes: [process] }).bytes))).capture;
}

async function exported(capture: Capture, format: StreamFormat): Promise<string> {
  const chunks: Buffer[] = [];
  const sink: ByteSink = { write: async (bytes) => void chunks.push(Buffer.from(bytes)) };
  await exportEvents(capture, allRows(capture), sink, format, { cells: CELLS });
  return Buffer.concat(chunks).toString();
}

async function jsonRows(capture: Capture): Promise<readonly Record<string, unknown>[]> {
  const text = await exported(capture, { format: 'jsonl' });
  expect(text.endsWith('\n')).toBe(true);
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The same file without any of the shortcuts: every cell from the formatter that the table uses. */
function plainCsv(capture: Capture): string {
  const cells = new CellFormatter(capture, CELLS);
  const lines = [`\ufeff${COLUMN_NAMES.map((name) => csvField(EVENT_COLUMNS[name].title)).join(',')}`];
  for (const { segment, index } of allRows(capture)) {
    cells.at(segment, index);
    const row = COLUMN_NAMES.map((name) => {
      const text = cells.text(name);
      return csvField(name === 'detail' ? text.slice(0, DETAIL_UNITS) : text);
    });
    lines.push(row.join(','));
  }
  return lines.map((line) => `${line.toWellFormed()}\r\n`).join('');
}

it('writes all columns as Process Monitor does', async () => {
  const text = await exported(await captureOf([opened('HKLM\\Software')]), CSV);
  expect(text).toBe(
    `\ufeff"${COLUMN_NAMES.map((name) => EVENT_COLUMNS[name].title).join('","')}"\r\n` +
      '"1:17:45.0000000 AM","app.exe","1234","RegOpenKey","HKLM\\Software","SUCCESS","Desired Access: Read",' +
      '"7/12/2020 1:17:45 AM","00:00:00.0000000","0.0000074","1:17:45.0000074 AM","Registry","n/a","C:\\app.exe",' +
      '"Company, Inc.","two;lines","1.0","BOX\\me","00000000:000003e7","1","""C:\\app.exe"" -x","99","False","Medium",' +
      '"Read","4","64-bit"\r\n',
  );
});

it('writes the columns that are asked for, in that order', async () => {
  const capture = await captureOf([opened('HKLM\\A')]);
  expect(await exported(capture, { format: 'csv', columns: ['path', 'pid', 'sequence'] })).toBe(
    '\ufeff"Path","PID","Sequence"\r\n"HKLM\\A","1234","n/a"\r\n',
  );
});

it('writes one JSON object an event, with the same keys in the same order', async () => {
  const capture = await captureOf([opened('HKLM\\A'), opened('HKLM\\B', { status: PENDING })]);
  const text = await exported(capture, { format: 'jsonl' });
  expect(text.slice(0, text.indexOf('\n'))).toBe(
    '{"seq":1,"time":"2020-07-12T01:17:45.0000000Z","relativeTime":0.0000000,"duration":0.0000074,' +
      '"completionTime":"2020-07-12T01:17:45.0000074Z","process":"app.exe","processIndex":7,"pid":1234,"tid":99,' +
      '"parentPid":4,"user":"BOX\\\\me","session":1,"authenticationId":"00000000:000003e7","integrity":"Medium",' +
      '"virtualized":false,"architecture":"64-bit","imagePath":"C:\\\\app.exe","commandLine":"\\"C:\\\\app.exe\\" -x",' +
      '"company":"Company, Inc.","description":"two\\nlines","version":"1.0","class":"Registry",' +
      '"operation":"RegOpenKey","category":"Read","path":"HKLM\\\\A","result":"SUCCESS",' +
      '"detail":{"Desired Access":"Read"}}',
  );
  const [first, second] = await jsonRows(capture);
  expect(Object.keys(second ?? {})).toEqual(Object.keys(first ?? {}));
  expect(second).toMatchObject({ seq: 2, result: '', duration: null, completionTime: null });
});

it('cuts Detail only where the texts are those of Process Monitor', async () => {
  const environment = utf16(`NAME=${'x'.repeat(5000)}\0\0`);
  const event: PmlEvent = {
    process: 7,
    eventClass: PROCESS_CLASS,
    operation: PROCESS_START,
    detail: Buffer.concat([
      u32(4),
      u16(0x8001),
      u16(0x8001),
      u32(environment.length / 2),
      Buffer.from('cd'),
      environment,
    ]),
  };
  const capture = await captureOf([event]);
  const [, row] = parse(await exported(capture, { format: 'csv', columns: ['detail'] }), { bom: true });
  expect(row?.[0]).toHaveLength(DETAIL_UNITS);
  const plain = parse(await exported(capture, { format: 'csv', columns: ['detail'], as: 'plain' }), {
    bom: true,
  });
  expect(plain[1]?.[0]?.length).toBeGreaterThan(5000);
  const [json] = await jsonRows(capture);
  expect(JSON.stringify(json?.['detail']).length).toBeGreaterThan(5000);
});

it('writes rows that stand for lost events as rows of their own', async () => {
  const capture = await captureOf([opened('HKLM\\A'), opened('HKLM\\B'), opened('HKLM\\C')]);
  const { store } = capture;
  const [segment] = store.segments;
  if (segment === undefined) throw new Error('The log has events');
  const event = (segment.first + 1) as typeof segment.first;
  store.addLoss({ event, time: segment.minTime as never, count: 12, cause: 'The buffer was full' });
  const rows = await jsonRows(capture);
  expect(rows.map((row) => [row['seq'], row['class'], row['path']])).toEqual([
    [1, 'Registry', 'HKLM\\A'],
    [2, 'Lost', ''],
    [3, 'Registry', 'HKLM\\C'],
  ]);
  expect(rows[1]).toMatchObject({
    operation: 'Events Lost',
    pid: null,
    detail: { Lost: '12', Cause: 'The buffer was full' },
  });
  expect(Object.keys(rows[1] ?? {})).toEqual(Object.keys(rows[0] ?? {}));
  const csv = parse(await exported(capture, CSV), { bom: true, columns: true });
  expect(csv[1]).toMatchObject({
    'Time of Day': '1:17:45.0010000 AM',
    'Process Name': '',
    Operation: 'Events Lost',
    Detail: 'Lost: 12, Cause: The buffer was full',
    'Event Class': 'Lost',
    Sequence: 'n/a',
  });
});

it('agrees with the cells of the table, whatever the texts and times', async () => {
  // Texts in a PML end at the first NUL.
  const text = fc
    .array(fc.integer({ min: 1, max: 0xffff }), { maxLength: 300 })
    .map((units) => String.fromCharCode(...units));
  const odd = fc.oneof(
    text,
    fc.string({ maxLength: 40 }),
    fc.constantFrom('', '"', '\n', '\r\n', 'a"",""b', '\ud800', 'x\udc00y'),
  );
  const time = fc.oneof(
    fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }),
    fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }),
  );
  const event = fc.record({
    path: odd,
    shift: time,
    duration: fc.bigInt({ min: 0n, max: 10n ** 13n }),
    pending: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { minLength: 1, maxLength: 30 }),
      odd,
      odd,
      async (events, name, commandLine) => {
        const log = buildPml({
          processes: [{ ...PROCESS, name, commandLine }],
          events: events.map(({ path, shift, duration, pending }) =>
            opened('', {
              detail: registryDetail(path, KEY_READ, true),
              time: FIRST_TIME + shift,
              duration,
              status: pending ? PENDING : 0,
            }),
          ),
        });
        const { capture } = await openLog(writeLog(log.bytes));
        expect(await exported(capture, CSV)).toBe(plainCsv(capture));
        const rows = await jsonRows(capture);
        const cells = new CellFormatter(capture, CELLS);
        let at = 0;
        for (const { segment, index } of allRows(capture)) {
          cells.at(segment, index);
          const row = rows[at++];
          expect(row?.['path']).toBe(cells.text('path').toWellFormed());
          expect(row?.['process']).toBe(cells.text('processName').toWellFormed());
          expect(row?.['commandLine']).toBe(cells.text('commandLine').toWellFormed());
          const duration = cells.text('duration');
          expect(row?.['duration']).toBe(duration === '' ? null : Number(duration));
          const time = Number(segment.columns?.time[index]);
          expect(row?.['relativeTime']).toBe(time / 10_000_000);
          const clock = new IsoClock(capture.meta.startTime);
          expect(row?.['time']).toBe(clock.text(time));
          const taken = Number(segment.columns?.duration[index]);
          expect(row?.['completionTime']).toBe(taken < 0 ? null : clock.text(time + taken));
        }
        expect(at).toBe(rows.length);
      },
    ),
    { numRuns: 12 },
  );
}, 30_000);

it('fills the sink in chunks, one at a time, and holds only two', async () => {
  const capture = await captureOf(
    Array.from({ length: 6000 }, (_, i) => opened(`HKLM\\${'key'.repeat(30)}\\${i}`)),
  );
  const sizes: number[] = [];
  let running = 0;
  const sink: ByteSink = {
    async write(bytes) {
      expect(++running).toBe(1);
      const copy = Buffer.from(bytes);
      await new Promise((done) => setImmediate(done));
      // The bytes are the sink's until it has taken them.
      expect(copy.equals(bytes)).toBe(true);
      sizes.push(bytes.length);
      running--;
    },
  };
  await exportEvents(capture, allRows(capture), sink, CSV, { cells: CELLS });
  expect(sizes.length).toBeGreaterThan(3);
  expect(Math.max(...sizes)).toBeLessThan(280 * 1024);
});

it('ends when its user cancels it and leaves no file', async () => {
  const capture = await captureOf(
    Array.from({ length: 6000 }, (_, i) => opened(`HKLM\\${'key'.repeat(30)}\\${i}`)),
  );
  const folder = temporaryFolder();
  const controller = new AbortController();
  const target = join(folder, 'out.csv');
  const seen: number[] = [];
  const job = exportToFile(capture, allRows(capture), target, CSV, {
    signal: controller.signal,
    onProgress: ({ done, total }) => {
      expect(total).toBe(6000);
      seen.push(done);
      controller.abort();
    },
  });
  await expect(job).rejects.toSatisfy(isCancelled);
  expect(seen).toHaveLength(1);
  expect(() => readFileSync(target)).toThrow();
});

it('passes on what the sink says and writes no further', async () => {
  const capture = await captureOf(
    Array.from({ length: 6000 }, (_, i) => opened(`HKLM\\${'key'.repeat(30)}\\${i}`)),
  );
  let writes = 0;
  const sink: ByteSink = {
    async write() {
      writes++;
      throw new Error('full');
    },
  };
  await expect(exportEvents(capture, allRows(capture), sink, CSV)).rejects.toThrow('full');
  expect(writes).toBe(1);
});
