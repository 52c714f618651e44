import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { CaptureRecorder } from '../../../src/engine/capture-file/capture-recorder.ts';
import type { Migration } from '../../../src/engine/capture-file/migration.ts';
import { openCaptureFile } from '../../../src/engine/capture-file/open-capture-file.ts';
import { openAlone } from '../../../src/engine/capture-file/recovery.ts';
import { saveCapture } from '../../../src/engine/capture-file/save-capture.ts';
import { SCHEMA_VERSION, createSchema } from '../../../src/engine/capture-file/schema.ts';
import type { Capture, OpenOptions } from '../../../src/engine/capture/capture.ts';
import { eventNo } from '../../../src/shared/units.ts';
import type { RelTicks } from '../../../src/shared/units.ts';
import { temporaryFolder } from '../../support/opened-log.ts';
import {
  NUMBERED_META,
  actualEvent,
  appendNumbered,
  expectedEvent,
  firstWrong,
  numberedCapture,
  numberedStore,
} from './numbered-events.ts';

const saved = new Map<number, Buffer>();

/** A saved capture, of three segments unless another number of events is given. */
async function savedFile(events = 140_000): Promise<string> {
  const path = join(temporaryFolder(), 'a.procscope');
  const known = saved.get(events);
  if (known === undefined) {
    const store = numberedStore();
    appendNumbered(store, events);
    store.addLoss({ event: eventNo(events - 1), time: 0 as RelTicks, count: 9, cause: 'full' });
    await saveCapture(numberedCapture(store), path);
    saved.set(events, readFileSync(path));
  } else {
    writeFileSync(path, known);
  }
  return path;
}

function change(path: string, sql: string): void {
  const db = new Database(path);
  db.exec(sql);
  db.close();
}

async function open(path: string, options?: OpenOptions): Promise<{ capture: Capture; warnings: string[] }> {
  const { capture, finished } = await openCaptureFile(path, options);
  onTestFinished(() => capture.close());
  return { capture, warnings: (await finished).warnings.map((warning) => warning.message) };
}

const refuses = async (path: string, code: string): Promise<void> =>
  expect(open(path)).rejects.toMatchObject({ name: 'ProcscopeError', code });

it('shows the first rows before it has read everything, and can be cancelled', async () => {
  const path = await savedFile(400_000);
  const stop = new AbortController();
  const { capture, finished } = await openCaptureFile(path, { signal: stop.signal });
  expect(capture.store.length).toBeGreaterThan(0);
  expect(capture.store.length).toBeLessThan(400_000);
  stop.abort();
  await expect(finished).rejects.toMatchObject({ code: 'job/cancelled' });
  expect(actualEvent(capture, 7)).toEqual(expectedEvent(7));
  await capture.close();
  await expect(openCaptureFile(path, { signal: stop.signal })).rejects.toMatchObject({
    code: 'job/cancelled',
  });
});

it('reports progress up to the end', async () => {
  const path = await savedFile();
  const seen: { done: number; total: number }[] = [];
  await open(path, { onProgress: (progress) => seen.push(progress) });
  expect(seen.at(-1)).toEqual({ done: readFileSync(path).length, total: readFileSync(path).length });
});

it('says what is wrong with files that are no captures', async () => {
  const folder = temporaryFolder();
  const write = (name: string, bytes: string | Buffer): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  await refuses(join(folder, 'none'), 'file/not-found');
  await refuses(folder, 'file/is-directory');
  await refuses(write('empty', ''), 'capture/unknown-format');
  await refuses(write('text', 'hello '.repeat(1000)), 'capture/unknown-format');
  const other = join(folder, 'other.db');
  change(other, 'CREATE TABLE t (a)');
  await refuses(other, 'capture/unknown-format');
  const path = await savedFile(10);
  await refuses(write('cut', readFileSync(path).subarray(0, 9000)), 'capture/corrupt');
  await refuses(write('head', readFileSync(path).subarray(0, 100)), 'capture/corrupt');
});

it('refuses a file of a newer version in a sentence, finished or not', async () => {
  const path = await savedFile(10);
  change(path, `PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
  await expect(open(path)).rejects.toMatchObject({
    code: 'capture/newer-version',
    message: `The capture file was written by a newer Procscope (format ${SCHEMA_VERSION + 1}; this one knows up to ${SCHEMA_VERSION}).`,
  });
  change(path, 'PRAGMA journal_mode = WAL');
  await refuses(path, 'capture/newer-version');
});

it('migrates an older file on a copy and leaves the file as it was', async () => {
  const path = await savedFile(1000);
  change(path, 'DROP TABLE ports; CREATE TABLE old_ports (port, name); PRAGMA user_version = 0');
  change(path, `INSERT INTO old_ports VALUES (80, 'http')`);
  const before = readFileSync(path);
  const copies = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('procscope-copy-'));
  const known = new Set(copies());
  const migration: Migration = {
    from: 0,
    migrate: (db) => {
      const empty = new Database(':memory:');
      createSchema(empty);
      const sql = empty.prepare(`SELECT sql FROM sqlite_schema WHERE name = 'ports'`).pluck().get();
      empty.close();
      db.exec(String(sql));
      db.exec(
        'INSERT INTO ports (port, is_tcp, name) SELECT port, 1, name FROM old_ports; DROP TABLE old_ports',
      );
    },
  };
  await refuses(path, 'capture/corrupt'); // without the step there is no way
  const { capture, finished } = await openCaptureFile(path, {}, [migration]);
  await finished;
  expect(capture.ports).toEqual([{ port: 80, isTcp: true, name: 'http' }]);
  expect(firstWrong(capture, 0, 1000)).toBeUndefined();
  await capture.close();
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(copies().filter((name) => !known.has(name))).toEqual([]);
});

it('leaves out damaged segments, says so, and shows the rest', async () => {
  const path = await savedFile();
  change(path, `UPDATE segment_columns SET data = zeroblob(length(data)) WHERE segment = 1 AND "column" = 4`);
  const { capture, warnings } = await open(path);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('65536 events are damaged and were left out');
  expect(capture.store.end).toBe(140_000 - 65_536);
  for (const no of [0, 65_535]) expect(actualEvent(capture, no)).toEqual(expectedEvent(no));
  for (const no of [65_536, 74_463]) expect(actualEvent(capture, no)).toEqual(expectedEvent(no + 65_536));
  expect(capture.store.losses.map((loss) => loss.event)).toEqual([74_463]);
});

it.each([
  ['a process that is not there', `DELETE FROM processes WHERE id = 6`],
  ['an operation that is not there', `DELETE FROM operations WHERE id = 5`],
  ['a text that is not there', `DELETE FROM texts WHERE pool = 1`],
  ['a stack that is not there', `DELETE FROM texts WHERE pool = 3`],
  ['a payload outside of its segment', `UPDATE segments SET payload_bytes = 100`],
  ['a column that is missing', `DELETE FROM segment_columns WHERE "column" = 9`],
  ['a column of another coding', `UPDATE segment_columns SET codec = 77`],
])('leaves out events with %s', async (_what, sql) => {
  const path = await savedFile(1000);
  change(path, sql);
  const { capture, warnings } = await open(path);
  expect(warnings).toHaveLength(1);
  expect(capture.store.length).toBe(0);
});

it.each([
  ['segments that overlap', `UPDATE segments SET first_event = 5 WHERE no = 2`],
  ['a segment that is too long', `UPDATE segments SET length = 65537`],
  ['a huge number', `UPDATE segments SET first_event = 9223372036854775807 WHERE no = 0`],
  ['no start time', `DELETE FROM meta WHERE key = 'start_time'`],
  ['another system', `UPDATE meta SET value = 'vms' WHERE key = 'dialect'`],
  ['a trigger', `CREATE TRIGGER t AFTER DELETE ON journal BEGIN SELECT 1; END`],
  ['a view in place of a table', `DROP TABLE hosts; CREATE VIEW hosts AS SELECT 1`],
  ['a table of other columns', `ALTER TABLE hosts ADD COLUMN more TEXT`],
])('refuses a file with %s', async (_what, sql) => {
  const path = await savedFile();
  change(path, sql);
  await refuses(path, 'capture/corrupt');
});

it('tells of damage in cold segments when they are read', async () => {
  const path = await savedFile();
  change(path, `UPDATE segment_columns SET data = x'00' WHERE segment = 1 AND "column" = 6`);
  const { capture } = await open(path, { memoryBudget: 1 });
  expect(() => actualEvent(capture, 70_000)).toThrow(expect.objectContaining({ code: 'capture/corrupt' }));
  expect(actualEvent(capture, 3)).toEqual(expectedEvent(3));
});

it('recovers a file whose session died, also where only a part of the journal can be read', async () => {
  const folder = temporaryFolder();
  const store = numberedStore();
  const recorder = await CaptureRecorder.start(store, join(folder, 'a.procscope'), { meta: NUMBERED_META });
  for (let i = 0; i < 10; i++) {
    appendNumbered(store, 7000);
    await recorder.flush();
  }
  await recorder.abandon();
  const copy = join(folder, 'b.procscope');
  copyFileSync(recorder.path, copy);
  const whole = await open(recorder.path);
  expect(whole.warnings).toEqual([]);
  expect(whole.capture.store.end).toBe(70_000);
  expect(firstWrong(whole.capture, 0, 70_000, 3)).toBeUndefined();

  change(copy, `UPDATE journal SET data = x'00' WHERE first_row = (SELECT max(first_row) FROM journal)`);
  const cut = await open(copy);
  expect(cut.warnings).toHaveLength(1);
  expect(firstWrong(cut.capture, 0, cut.capture.store.end, 3)).toBeUndefined();
  expect(cut.capture.store.end).toBeLessThan(70_000);
  expect(cut.capture.store.end).toBeGreaterThanOrEqual(65_536);
});

it('does not touch a file that another connection has open', async () => {
  const path = await savedFile(10);
  change(path, 'PRAGMA journal_mode = WAL');
  const other = openAlone(path);
  onTestFinished(() => void other.close());
  await refuses(path, 'capture/busy');
  other.close();
  expect((await open(path)).capture.store.length).toBe(10);
});

it('opens a folder as what it is', async () => {
  const folder = join(temporaryFolder(), 'x.procscope');
  mkdirSync(folder);
  await refuses(folder, 'file/is-directory');
});
