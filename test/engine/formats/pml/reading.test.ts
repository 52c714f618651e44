import { describe, expect, it, vi } from 'vitest';
import { openPml } from '../../../../src/engine/formats/pml/open-pml.ts';
import type { Progress } from '../../../../src/engine/capture/capture.ts';
import { SEGMENT_EVENTS } from '../../../../src/engine/store/segment.ts';
import { logRows, openLog, writeLog } from '../../../support/opened-log.ts';
import { buildPml, registryDetail } from '../../../support/pml-builder.ts';
import type { BuiltPml } from '../../../support/pml-builder.ts';

// Logs of many MiB are built and read below, and other tests run at the same time.
vi.setConfig({ testTimeout: 60_000 });

/** Numbers in an order that looks random and is always the same. */
function shuffled(count: number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  let state = 12345;
  for (let i = count - 1; i > 0; i--) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    const j = state % (i + 1);
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return order;
}

/** A log of more than one read window, with records of all sizes. */
function large(count: number, stackFrames: (i: number) => number): BuiltPml {
  return buildPml({
    processes: [{ index: 1, pid: 1, name: 'a.exe' }],
    events: Array.from({ length: count }, (_, i) => ({
      process: 1,
      tid: i,
      eventClass: 2,
      operation: 2,
      detail: registryDetail(`HKLM\\Key${i % 1000}`),
      stack: Array.from({ length: stackFrames(i) }, (__, k) => BigInt(k + i)),
    })),
  });
}

describe('reading in windows', () => {
  it('records that windows cut are whole', async () => {
    // 20 MiB: records from 60 bytes to half a MiB, the longest that the format's frames allow.
    const log = large(400, (i) => (i % 50 === 7 ? 65_535 : i * 5));
    expect(log.offsetArray).toBeGreaterThan(6 * 1024 * 1024);
    const { rows, warnings } = await openLog(writeLog(log.bytes));
    expect(warnings).toEqual([]);
    expect(rows.map((row) => row.tid)).toEqual(Array.from({ length: 400 }, (_, i) => i));
    expect(rows.every((row, i) => row.path === `HKLM\\Key${i % 1000}`)).toBe(true);
    expect(rows[399]?.stack.length).toBe(1995);
    expect(rows[399]?.stack[1994]).toBe(2393n);
  });

  it('records in any order are found', async () => {
    const log = large(5000, (i) => (i % 100) * 10);
    const order = shuffled(5000);
    const bytes = Buffer.from(log.bytes);
    order.forEach((from, i) => bytes.writeUInt32LE(log.events[from] ?? 0, log.offsetArray + i * 5));
    const { rows, warnings } = await openLog(writeLog(bytes));
    expect(warnings).toEqual([]);
    expect(rows.map((row) => row.tid)).toEqual(order);
    expect(rows.every((row, i) => row.path === `HKLM\\Key${(order[i] ?? 0) % 1000}`)).toBe(true);
  });
});

it('a new epoch in the middle of a log has the processes, operations and paths of its events', async () => {
  // More distinct results than a dictionary takes.
  const count = 70_000;
  const { bytes } = buildPml({
    processes: [
      { index: 1, pid: 11, name: 'a.exe' },
      { index: 2, pid: 22, name: 'b.exe' },
    ],
    events: Array.from({ length: count }, (_, i) => ({
      process: 1 + (i % 2),
      eventClass: 2,
      operation: 2,
      status: i + 1000,
      detail: registryDetail(`HKLM\\Key${i % 3}`),
    })),
  });
  const { rows, capture, warnings } = await openLog(writeLog(bytes));
  expect(warnings).toEqual([]);
  expect(new Set(capture.store.segments.map((segment) => segment.epoch)).size).toBe(2);
  const wrong = rows.findIndex(
    (row, i) =>
      row.status !== i + 1000 ||
      row.process.pid !== (i % 2 === 0 ? 11 : 22) ||
      row.processName !== (i % 2 === 0 ? 'a.exe' : 'b.exe') ||
      row.operation !== 'RegCloseKey' ||
      row.path !== `HKLM\\Key${i % 3}`,
  );
  expect(wrong).toBe(-1);
  expect(rows).toHaveLength(count);
});

describe('opening', () => {
  const COUNT = SEGMENT_EVENTS * 3;
  const log = large(COUNT, () => 0);

  it('shows the first rows while the rest is read, and tells how far it is', async () => {
    const progress: Progress[] = [];
    const { capture, finished } = await openPml(writeLog(log.bytes), { onProgress: (p) => progress.push(p) });
    expect(capture.store.length).toBeGreaterThan(0);
    expect(logRows(capture).next().value).toMatchObject({ tid: 0, path: 'HKLM\\Key0' });
    await finished;
    expect(capture.store.length).toBe(COUNT);
    expect(capture.store.segments.map((segment) => [segment.length, segment.sealed])).toEqual([
      [SEGMENT_EVENTS, true],
      [SEGMENT_EVENTS, true],
      [SEGMENT_EVENTS, true],
    ]);
    const last = progress.at(-1);
    expect(last).toEqual({ done: log.bytes.length, total: log.bytes.length });
    expect(progress.every((p, i) => p.done >= (progress[i - 1]?.done ?? 0) && p.done <= p.total)).toBe(true);
    await capture.close();
  });

  it('can be cancelled before it begins', async () => {
    const opening = openPml(writeLog(log.bytes), { signal: AbortSignal.abort() });
    await expect(opening).rejects.toMatchObject({ code: 'job/cancelled' });
  });

  it('can be cancelled while it goes on: the rows so far stay readable', async () => {
    const stop = new AbortController();
    const { capture, finished } = await openPml(writeLog(log.bytes), { signal: stop.signal });
    stop.abort();
    await expect(finished).rejects.toMatchObject({ code: 'job/cancelled' });
    const read = capture.store.length;
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(COUNT);
    expect([...logRows(capture)]).toHaveLength(read);
    await capture.close();
  });

  it('closing ends it, and payloads then are a file error', async () => {
    const { capture, finished } = await openPml(writeLog(log.bytes));
    const outcome = finished.then(
      () => 'done',
      () => 'cancelled',
    );
    await capture.close();
    await capture.close();
    expect(['done', 'cancelled']).toContain(await outcome);
    const [segment] = capture.store.segments;
    if (segment === undefined) throw new Error('There is no segment');
    expect(() => capture.payloads.stack(segment, 0)).toThrow(expect.objectContaining({ code: 'file/io' }));
  });
});
