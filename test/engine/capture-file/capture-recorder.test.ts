import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { CaptureRecorder } from '../../../src/engine/capture-file/capture-recorder.ts';
import type { RecorderOptions } from '../../../src/engine/capture-file/capture-recorder.ts';
import { openCaptureFile } from '../../../src/engine/capture-file/open-capture-file.ts';
import {
  discardRecoverable,
  listRecoverable,
  recoverCapture,
} from '../../../src/engine/capture-file/recovery.ts';
import type { Capture, OpenOptions } from '../../../src/engine/capture/capture.ts';
import type { EventStore } from '../../../src/engine/store/event-store.ts';
import type { ProcscopeError } from '../../../src/shared/errors.ts';
import { eventNo } from '../../../src/shared/units.ts';
import type { ProcessId, RelTicks } from '../../../src/shared/units.ts';
import { temporaryFolder } from '../../support/opened-log.ts';
import {
  NUMBERED_META,
  appendNumbered,
  firstWrong,
  numberedCapture,
  numberedStore,
  processRecord,
} from './numbered-events.ts';

async function record(
  store: EventStore,
  path: string,
  options: Partial<RecorderOptions> = {},
): Promise<CaptureRecorder> {
  return CaptureRecorder.start(store, path, { meta: NUMBERED_META, ...options });
}

async function reopen(path: string, options?: OpenOptions): Promise<Capture> {
  const { capture, finished } = await openCaptureFile(path, options);
  onTestFinished(() => capture.close());
  expect((await finished).warnings).toEqual([]);
  return capture;
}

it('records events into a file that stands alone and gives them all back', async () => {
  const path = join(temporaryFolder(), 'a.procscope');
  const store = numberedStore();
  appendNumbered(store, 70_000); // one segment was sealed before recording began
  const icons = [{ edge: 0, image: Buffer.alloc(0) }];
  const recorder = await record(store, path, {
    icons,
    hosts: [{ address: Buffer.alloc(16, 1), name: 'host' }],
    ports: [{ port: 443, isTcp: true, name: 'https' }],
  });
  appendNumbered(store, 70_000);
  await recorder.flush();
  appendNumbered(store, 1000);
  icons.push({ edge: 16, image: Buffer.from('icon') });
  store.addLoss({
    event: eventNo(140_500),
    time: 5 as RelTicks,
    count: undefined,
    cause: 'The buffer was full',
  });
  await recorder.finish();

  expect(readdirSync(join(path, '..'))).toEqual(['a.procscope']);
  const capture = await reopen(path);
  expect(capture.store.end).toBe(141_000);
  expect(firstWrong(capture, 0, 141_000)).toBeUndefined();
  expect(capture.meta).toEqual(NUMBERED_META);
  expect(capture.icons).toEqual(icons);
  expect(capture.hosts).toEqual([{ address: Buffer.alloc(16, 1), name: 'host' }]);
  expect(capture.ports).toEqual([{ port: 443, isTcp: true, name: 'https' }]);
  expect(capture.store.losses).toEqual(store.losses);
  expect(capture.store.segments.map(({ minTime, maxTime }) => [minTime, maxTime])).toEqual(
    store.segments.map(({ minTime, maxTime }) => [minTime, maxTime]),
  );
});

it('keeps processes as they are known at the end, in every epoch', async () => {
  const path = join(temporaryFolder(), 'a.procscope');
  const store = numberedStore();
  const recorder = await record(store, path);
  appendNumbered(store, 100);
  await recorder.flush();
  const first = store.epoch;
  store.beginEpoch();
  appendNumbered(store, 100);
  await recorder.flush();
  first.processes.put({ ...processRecord(first, 3, 'renamed'), end: NUMBERED_META.startTime, modules: [] });
  await recorder.finish();

  const capture = await reopen(path);
  const [before, after] = capture.store.segments.map((segment) => segment.epoch);
  expect(before?.processes.records).toEqual(first.processes.records);
  expect(after?.processes.records).toEqual(store.epoch.processes.records);
  expect(before?.processes.get(3 as ProcessId).end).toBe(NUMBERED_META.startTime);
});

it('lets memory go of what the file holds, and reads it back while it goes on and after the end', async () => {
  const path = join(temporaryFolder(), 'a.procscope');
  const store = numberedStore({ memoryBudget: 14 * 1024 * 1024 });
  const capture = numberedCapture(store);
  const recorder = await record(store, path);
  for (let i = 0; i < 10; i++) {
    appendNumbered(store, 50_000);
    await recorder.flush();
  }
  expect(store.segments.filter((segment) => segment.columns === undefined).length).toBeGreaterThan(3);
  expect(firstWrong(capture, 0, 500_000, 997)).toBeUndefined();
  const finishing = recorder.finish();
  expect(firstWrong(capture, 0, 500_000, 9973)).toBeUndefined();
  await finishing;
  expect(firstWrong(capture, 0, 500_000, 997)).toBeUndefined();
  store.setBacking(undefined);

  const again = await reopen(path, { memoryBudget: 24 * 1024 * 1024 });
  expect(again.store.memoryBytes).toBeLessThan(25 * 1024 * 1024);
  expect(firstWrong(again, 0, 500_000, 997)).toBeUndefined();
});

it('drops from the file what the history drops, and uses its room again', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a.procscope');
  const store = numberedStore({ history: { events: 100_000 } });
  const recorder = await record(store, path);
  const whole = numberedStore();
  const wholeRecorder = await record(whole, join(folder, 'whole.procscope'));
  for (let i = 0; i < 10; i++) {
    for (const each of [store, whole]) appendNumbered(each, 65_536);
    if (i % 2 === 1) store.beginEpoch();
    await recorder.flush();
  }
  await recorder.finish();
  await wholeRecorder.finish();
  expect(statSync(path).size).toBeLessThan(statSync(wholeRecorder.path).size * 0.4);
  const capture = await reopen(path);
  expect(capture.store.first).toBe(store.first);
  expect(store.first).toBeGreaterThan(0);
  expect(firstWrong(capture, store.first, store.end, 101)).toBeUndefined();
  const db = new Database(path, { readonly: true });
  onTestFinished(() => void db.close());
  const kept = [...new Set(store.segments.map((segment) => segment.epoch.no))];
  for (const table of ['texts', 'operations', 'results', 'processes']) {
    expect(db.prepare(`SELECT DISTINCT epoch FROM ${table} ORDER BY epoch`).pluck().all()).toEqual(kept);
  }
});

it('says once that the disk is full, goes on in memory, and what was written can be recovered', async () => {
  const path = join(temporaryFolder(), 'a.procscope');
  const store = numberedStore({ memoryBudget: 1024 });
  const errors: ProcscopeError[] = [];
  const recorder = await record(store, path, { maxPages: 400, onError: (error) => errors.push(error) });
  for (let i = 0; i < 10; i++) {
    appendNumbered(store, 65_536);
    await recorder.ready();
    await recorder.flush().catch(() => undefined);
  }
  expect(errors.map((error) => error.code)).toEqual(['file/disk-full']);
  expect(recorder.failure).toBe(errors[0]);
  const persisted = store.segments.filter((segment) => segment.persisted).length;
  expect(persisted).toBeGreaterThan(0);
  expect(persisted).toBeLessThan(10);
  expect(firstWrong(numberedCapture(store), 0, 655_360, 1009)).toBeUndefined();
  await expect(recorder.finish()).rejects.toMatchObject({ code: 'file/disk-full' });

  const capture = await reopen(path);
  expect(capture.store.end).toBeGreaterThanOrEqual(persisted * 65_536);
  expect(firstWrong(capture, 0, capture.store.end, 101)).toBeUndefined();
});

it('leaves what can be recovered when it is abandoned', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a.procscope');
  const store = numberedStore();
  const recorder = await record(store, path);
  appendNumbered(store, 70_000);
  await recorder.flush();
  expect(await listRecoverable(folder)).toEqual([]);
  await recorder.abandon();
  expect(await listRecoverable(folder)).toMatchObject([{ path, events: 70_000 }]);
  expect(recoverCapture(path)).toEqual({ journalledEvents: 70_000 - 65_536, damagedEvents: 0 });
  // Whoever ended it need not have saved it.
  expect(await listRecoverable(folder)).toMatchObject([{ path, events: 70_000 }]);
  expect(await listRecoverable(folder, path)).toEqual([]);
  expect(recoverCapture(path)).toEqual({ journalledEvents: 0, damagedEvents: 0 });
  const capture = await reopen(path);
  expect(firstWrong(capture, 0, 70_000, 7)).toBeUndefined();
  expect(capture.store.end).toBe(70_000);
});

it('discards what was abandoned, and nothing that is written or no capture', async () => {
  const folder = temporaryFolder();
  const live = await record(numberedStore(), join(folder, 'live.procscope'));
  await expect(discardRecoverable(live.path)).rejects.toMatchObject({ code: 'capture/busy' });
  const store = numberedStore();
  const dead = await record(store, join(folder, 'dead.procscope'));
  appendNumbered(store, 100);
  await dead.flush();
  await dead.abandon();
  await discardRecoverable(dead.path);
  expect(readdirSync(folder).filter((name) => name.startsWith('dead'))).toEqual([]);
  await discardRecoverable(dead.path);

  const notes = join(folder, 'notes.procscope');
  writeFileSync(notes, 'The first hundred bytes of this file say that it is no database. '.repeat(3));
  await expect(discardRecoverable(notes)).rejects.toMatchObject({ code: 'capture/unknown-format' });
  await live.finish();
  await expect(discardRecoverable(join(folder, 'absent', 'a.procscope'))).resolves.toBeUndefined();
  expect(readdirSync(folder).sort()).toEqual(['live.procscope', 'notes.procscope']);
});

it('lists capture files only', async () => {
  const folder = temporaryFolder();
  const other = new Database(join(folder, 'other.procscope'));
  other.exec('CREATE TABLE segments (length INTEGER)');
  other.close();
  writeFileSync(join(folder, 'notes.procscope'), 'no database');
  mkdirSync(join(folder, 'folder.procscope'));
  expect(await listRecoverable(folder)).toEqual([]);
});

it('does not count the events of a file that is damaged', async () => {
  const folder = temporaryFolder();
  const store = numberedStore();
  const recorder = await record(store, join(folder, 'a.procscope'));
  appendNumbered(store, 100);
  await recorder.flush();
  await recorder.abandon();
  const db = new Database(recorder.path);
  db.exec('DROP TABLE journal');
  db.close();
  expect(await listRecoverable(folder)).toMatchObject([{ path: recorder.path, events: undefined }]);
});

it('begins a second file with all that the first one got', async () => {
  const folder = temporaryFolder();
  const store = numberedStore();
  const first = await record(store, join(folder, 'a.procscope'));
  appendNumbered(store, 66_000);
  await first.finish();
  appendNumbered(store, 10);
  const second = await record(store, join(folder, 'b.procscope'));
  appendNumbered(store, 10);
  await second.finish();
  const capture = await reopen(second.path);
  expect(capture.store.end).toBe(66_020);
  expect(firstWrong(capture, 0, 66_020, 5)).toBeUndefined();
});

it('refuses to open what is being recorded, and to record over a file', async () => {
  const path = join(temporaryFolder(), 'a.procscope');
  const store = numberedStore();
  const recorder = await record(store, path);
  await expect(openCaptureFile(path)).rejects.toMatchObject({ code: 'capture/busy' });
  expect(() => recoverCapture(path)).toThrow(expect.objectContaining({ code: 'capture/busy' }));
  await expect(record(numberedStore(), path)).rejects.toMatchObject({ code: 'file/io' });
  await recorder.finish();
  expect((await reopen(path)).store.length).toBe(0);
});

it('says why a file cannot be made', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'd.procscope'));
  await expect(record(numberedStore(), join(folder, 'none', 'a.procscope'))).rejects.toMatchObject({
    code: 'file/not-found',
  });
  await expect(record(numberedStore(), join(folder, 'd.procscope'))).rejects.toMatchObject({
    code: 'file/io',
  });
  expect(existsSync(join(folder, 'none'))).toBe(false);
});
