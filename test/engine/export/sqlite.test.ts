import { existsSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import type { Capture } from '../../../src/engine/capture/capture.ts';
import { CellFormatter } from '../../../src/engine/cells/cell-formatter.ts';
import { DATA_COLUMNS } from '../../../src/engine/export/data-columns.ts';
import { allRows } from '../../../src/engine/export/event-rows.ts';
import { exportToFile } from '../../../src/engine/export/file-export.ts';
import { isCancelled } from '../../../src/shared/errors.ts';
import { EXPORT_PROCESS, exportLog } from '../../support/export-log.ts';
import { FIRST_TIME } from '../../support/pml-builder.ts';
import { openLog, temporaryFolder, writeLog } from '../../support/opened-log.ts';
import { smallLog } from '../../support/small-log.ts';

async function sample(bytes = exportLog()): Promise<Capture> {
  return (await openLog(writeLog(bytes))).capture;
}

async function database(capture: Capture): Promise<Database.Database> {
  const path = join(temporaryFolder(), 'out.sqlite');
  await exportToFile(capture, allRows(capture), path, { format: 'sqlite' });
  const opened = new Database(path, { readonly: true });
  onTestFinished(() => void opened.close());
  return opened;
}

it('has one row an event, with numbers as numbers and times that are exact', async () => {
  const capture = await sample();
  const opened = await database(capture);
  const rows = opened.prepare('SELECT * FROM events ORDER BY seq').safeIntegers().all();
  expect(rows).toHaveLength(4);
  expect(rows[0]).toEqual({
    seq: 1n,
    time: '2020-07-12T01:17:45.0000000Z',
    time_ticks: FIRST_TIME,
    relative_time: 0,
    duration: 0.0000074,
    completion_time: '2020-07-12T01:17:45.0000074Z',
    process_name: 'app.exe',
    process_index: BigInt(EXPORT_PROCESS),
    pid: 0xf000_0001n,
    tid: 0xffff_fff0n,
    parent_pid: 4n,
    user_name: 'BOX\\me',
    event_class: 'Registry',
    operation: 'RegOpenKey',
    category: 'Read',
    path: 'HKLM\\Software',
    result: 'SUCCESS',
    detail: 'Desired Access: Read',
  });
  expect(rows[1]).toMatchObject({
    time_ticks: FIRST_TIME + 10_000n,
    relative_time: 0.001,
    duration: 168.7987784,
  });
  expect(rows[3]).toMatchObject({
    duration: null,
    completion_time: null,
    result: '',
    process_name: 'System',
  });
  expect(
    opened
      .prepare('SELECT DISTINCT typeof(pid), typeof(time_ticks), typeof(relative_time) FROM events')
      .raw()
      .all(),
  ).toEqual([['integer', 'integer', 'real']]);
  expect(opened.pragma('integrity_check', { simple: true })).toBe('ok');
});

it('shows every column by the view all_columns, as the window does', async () => {
  const capture = await sample();
  const opened = await database(capture);
  const rows = opened.prepare('SELECT * FROM all_columns ORDER BY seq').all() as Record<string, unknown>[];
  const cells = new CellFormatter(capture);
  let at = 0;
  for (const { segment, index } of allRows(capture)) {
    cells.at(segment, index);
    const row = rows[at++] ?? {};
    for (const { name, type, ...rest } of DATA_COLUMNS) {
      expect(row, `${name} is a column`).toHaveProperty(name);
      if ((type === 'text' || type === 'fields') && 'column' in rest)
        expect(row[name], name).toBe(cells.text(rest.column).toWellFormed());
    }
  }
  expect(at).toBe(rows.length);
});

it('has the processes, their modules, and facts of the capture', async () => {
  const opened = await database(await sample());
  expect(opened.prepare('SELECT * FROM processes WHERE process_index = ?').get(EXPORT_PROCESS)).toEqual({
    process_index: EXPORT_PROCESS,
    pid: 0xf000_0001,
    parent_pid: 4,
    parent_index: 1,
    process_name: 'app.exe',
    start_time: '2020-07-12T01:13:20.0000000Z',
    end_time: '2020-07-12T03:43:20.0000000Z',
    user_name: 'BOX\\me',
    session: 1,
    authentication_id: '00000000:000003e7',
    integrity: 'Medium',
    virtualized: 1,
    architecture: '64-bit',
    image_path: 'C:\\Program Files\\App\\app.exe',
    command_line: '"C:\\Program Files\\App\\app.exe" --name="a, b" <x>&y',
    company: 'Company, Inc.',
    description: 'two\nlines',
    version: '1.0',
  });
  expect(opened.prepare('SELECT path FROM modules WHERE process_index = 1').pluck().all()).toEqual([
    'C:\\Windows\\system32\\ntoskrnl.exe',
  ]);
  expect(opened.prepare('SELECT base_address, timestamp FROM modules WHERE process_index = 1').get()).toEqual(
    {
      base_address: '0xfffff80323499000',
      timestamp: '2006-04-04T14:01:09.000Z',
    },
  );
  const facts = Object.fromEntries(
    opened.prepare('SELECT name, value FROM capture').raw().all() as [string, string][],
  );
  expect(facts).toMatchObject({ computer: 'BOX', events: '4', start_ticks: String(FIRST_TIME) });
});

it('answers what is asked most by an index', async () => {
  const opened = await database(await sample());
  const plan = (condition: string): string =>
    JSON.stringify(opened.prepare(`EXPLAIN QUERY PLAN SELECT * FROM events WHERE ${condition}`).all());
  expect(plan("path = 'x'")).toContain('events_path');
  expect(plan("process_name = 'x' AND pid = 4")).toContain('events_process');
  expect(plan("operation = 'ReadFile'")).toContain('events_operation');
  expect(plan("result = 'ACCESS DENIED'")).toContain('events_result');
  expect(plan('time_ticks BETWEEN 1 AND 2')).toContain('events_time');
});

it('has rows for lost events, without a process', async () => {
  const capture = await sample();
  const [segment] = capture.store.segments;
  if (segment === undefined) throw new Error('The log has events');
  const event = (segment.first + 1) as typeof segment.first;
  capture.store.addLoss({
    event,
    time: segment.minTime as never,
    count: undefined,
    cause: 'The buffer was full',
  });
  const opened = await database(capture);
  expect(opened.prepare('SELECT * FROM all_columns WHERE seq = 2').get()).toMatchObject({
    event_class: 'Lost',
    operation: 'Events Lost',
    detail: 'Lost: unknown, Cause: The buffer was full',
    process_index: null,
    pid: null,
    tid: null,
    duration: null,
    image_path: null,
  });
});

it('replaces a file that is there, and leaves nothing beside it', async () => {
  const folder = temporaryFolder();
  const [path, link] = [join(folder, 'out.sqlite'), join(folder, 'link.sqlite')];
  writeFileSync(path, 'something else');
  symlinkSync(path, link);
  const capture = await sample(smallLog(100));
  await exportToFile(capture, allRows(capture), link, { format: 'sqlite' });
  expect(readFileSync(path).subarray(0, 15).toString()).toBe('SQLite format 3');
  expect(readdirSync(folder).sort()).toEqual(['link.sqlite', 'out.sqlite']);
});

it.each([
  ['while rows are written', 1],
  ['while indexes are made', 0.99],
])('leaves the target as it was when it is cancelled %s', async (_when, share) => {
  const folder = temporaryFolder();
  const path = join(folder, 'out.sqlite');
  writeFileSync(path, 'as it was');
  const capture = await sample(smallLog(30_000));
  const stop = new AbortController();
  const job = exportToFile(
    capture,
    allRows(capture),
    path,
    { format: 'sqlite' },
    {
      signal: stop.signal,
      onProgress: ({ done, total }) => {
        if (share === 1 || done > 30_000) stop.abort();
        expect(done).toBeLessThanOrEqual(total);
      },
    },
  );
  await expect(job).rejects.toSatisfy(isCancelled);
  expect(readFileSync(path, 'utf8')).toBe('as it was');
  expect(readdirSync(folder)).toEqual(['out.sqlite']);
});

it('says what is wrong with the target, and does not touch the log itself', async () => {
  const folder = temporaryFolder();
  const log = writeLog(smallLog(3), 'log.pml', folder);
  const { capture } = await openLog(log);
  const rows = allRows(capture);
  const before = readFileSync(log);
  await expect(exportToFile(capture, rows, log, { format: 'sqlite' }, { source: log })).rejects.toMatchObject(
    { code: 'file/is-source' },
  );
  await expect(exportToFile(capture, rows, folder, { format: 'sqlite' })).rejects.toMatchObject({
    code: 'file/is-directory',
  });
  await expect(
    exportToFile(capture, rows, join(folder, 'none', 'out'), { format: 'sqlite' }),
  ).rejects.toMatchObject({ code: 'file/not-found' });
  if (existsSync('/dev/null')) {
    await expect(exportToFile(capture, rows, '/dev/null', { format: 'sqlite' })).rejects.toMatchObject({
      code: 'file/io',
      message: '"/dev/null" is no ordinary file: a database cannot be written to it.',
    });
  }
  expect(readFileSync(log).equals(before)).toBe(true);
  expect(readdirSync(folder)).toEqual(['log.pml']);
});
