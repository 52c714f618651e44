import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { convertLog } from '../../../../src/engine/boot/linux/convert-log.ts';
import type { ConvertedLog } from '../../../../src/engine/boot/linux/convert-log.ts';
import { MISSING_PART } from '../../../../src/engine/boot/linux/log-reader.ts';
import { CellFormatter } from '../../../../src/engine/cells/cell-formatter.ts';
import { openCapture } from '../../../../src/engine/open-capture.ts';
import type { Progress } from '../../../../src/engine/capture/capture.ts';
import { fileTimeOfUnix } from '../../../../src/engine/live/boot-clock.ts';
import type { ColumnName } from '../../../../src/shared/columns.ts';
import { TICKS_PER_SECOND } from '../../../../src/shared/units.ts';
import { BEGAN, KERNEL_BEGAN, plainPiece, sentLog } from './plain-log.ts';

const SECOND = 1_000_000_000;

let folder: string;
let target: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'procscope-boot-'));
  target = join(folder, 'boot.procscope');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function* chunked(bytes: Buffer, size = 50): AsyncGenerator<Buffer, void> {
  for (let at = 0; at < bytes.length; at += size) yield Promise.resolve(bytes.subarray(at, at + size));
}

function convert(bytes: Buffer, progress: Progress[] = []): Promise<ConvertedLog> {
  return convertLog(chunked(bytes), target, {
    signal: new AbortController().signal,
    onProgress: (word) => progress.push(word),
    accounts: new Map([['uid:0', 'root']]),
  });
}

interface OpenedFile {
  readonly operations: readonly string[];
  readonly paths: readonly string[];
  readonly details: readonly string[];
  readonly commandLines: readonly string[];
  /** Seconds after the kernel began. */
  readonly times: readonly number[];
}

async function openTarget(): Promise<OpenedFile> {
  const { capture, finished } = await openCapture(target);
  onTestFinished(() => capture.close());
  await finished;
  const cells = new CellFormatter(capture, { timeZoneOffset: () => 0 });
  const { store } = capture;
  const column = (name: ColumnName): string[] =>
    store.segments.flatMap((segment) =>
      Array.from({ length: segment.length }, (_, i) => {
        cells.at(segment, i);
        return cells.text(name);
      }),
    );
  const start = Number(capture.meta.startTime - fileTimeOfUnix(KERNEL_BEGAN));
  const times = store.segments.flatMap((segment) =>
    Array.from(store.column(segment, 'time'), (time) => (Number(time) + start) / TICKS_PER_SECOND),
  );
  return {
    operations: column('operation'),
    paths: column('path'),
    details: column('detail'),
    commandLines: column('commandLine'),
    times,
  };
}

const FIRST = { before: 0, from: BEGAN, paths: ['/a', '/b', '/c'] };
const LAST = { before: 3, from: 2 * SECOND, paths: ['/d', '/e'], isLast: true };

describe('a log that is converted', () => {
  it('becomes a capture file from its first event to its last, whose processes and times are right', async () => {
    const progress: Progress[] = [];
    const converted = await convert(sentLog(plainPiece(FIRST), plainPiece(LAST)), progress);

    expect(converted).toEqual({ events: 5, lost: 0, notices: [] });
    const { paths, commandLines, times } = await openTarget();
    expect(paths).toEqual(['/a', '/b', '/c', '/d', '/e']);
    expect(new Set(commandLines)).toEqual(new Set(['udevd --debug']));
    expect(times).toEqual([0.9, 0.901, 0.902, 2, 2.001]);
    expect(progress.at(-1)).toEqual({ done: progress[0]?.total, total: progress[0]?.total });
    expect(readdirSync(folder)).toEqual(['boot.procscope']);
  });

  it('has the time of day that the machine knew at the end: its clock may be set right long after its start', async () => {
    // The battery of the clock was empty when the machine started.
    const wrong = { wall: 1_000_000_000n };
    await convert(sentLog(plainPiece({ ...FIRST, ...wrong }), plainPiece(LAST)));
    expect((await openTarget()).times).toEqual([0.9, 0.901, 0.902, 2, 2.001]);
  });

  it('says how many events are missing where its oldest pieces were dropped', async () => {
    const converted = await convert(sentLog(plainPiece({ ...LAST, before: 1234 })));

    expect(converted).toEqual({ events: 3, lost: 1234, notices: [] });
    const { operations, details } = await openTarget();
    expect(operations[0]).toBe('Events Lost');
    expect(details[0]).toContain('Lost: 1234');
    expect(details[0]).toContain('its oldest part was dropped');
  });

  it('says where a piece between others is missing', async () => {
    const converted = await convert(sentLog(plainPiece(FIRST), plainPiece({ ...LAST, before: 100 })));

    expect(converted.notices.map(({ code }) => code)).toEqual(['boot/damaged']);
    const { operations, details } = await openTarget();
    expect(operations.indexOf('Events Lost')).toBe(3);
    expect(details[3]).toContain(MISSING_PART);
  });

  it('goes on behind damage, and says where it was', async () => {
    const damaged = plainPiece(FIRST);
    damaged.fill(0xff, damaged.length - 100, damaged.length - 60);
    const converted = await convert(sentLog(damaged, plainPiece(LAST)));

    expect(converted.notices.map(({ code }) => code)).toEqual(['boot/damaged']);
    const { paths, operations } = await openTarget();
    expect(paths.filter((path) => path !== '')).toEqual(['/d', '/e']);
    expect(operations.filter((operation) => operation === 'Events Lost')).toHaveLength(1);
  });

  it('opens up to its last whole record when it was cut off anywhere', async () => {
    const [first, last] = [plainPiece(FIRST), plainPiece(LAST)];
    const seen = new Set<number>();
    // A step that meets each frame; the last cut is within the end itself.
    const cuts = [...Array(Math.ceil(last.length / 101)).keys()].map((i) => i * 101);
    for (const length of [...cuts, last.length - 1]) {
      const { notices } = await convert(sentLog(first, last.subarray(0, length)));
      expect(notices.map(({ code }) => code)).toEqual(['boot/cut-off']);
      const { paths } = await openTarget();
      const whole = paths.filter((path) => path !== '');
      expect(['/a', '/b', '/c', '/d', '/e'].slice(0, whole.length)).toEqual(whole);
      seen.add(whole.length);
    }
    expect([...seen].sort()).toEqual([3, 5]);
  });

  it('ends with zeros where the disk lost what it was given', async () => {
    const { notices } = await convert(sentLog(plainPiece(FIRST), Buffer.alloc(5000)));
    expect(notices.map(({ code }) => code)).toEqual(['boot/cut-off']);
    expect((await openTarget()).paths.slice(0, 3)).toEqual(['/a', '/b', '/c']);
  });
});

describe('a log that cannot be converted', () => {
  it.each([
    ['no piece', sentLog()],
    ['no whole record', sentLog(plainPiece(FIRST).subarray(0, 30))],
    ['nothing but zeros', sentLog(Buffer.alloc(10_000))],
  ])('is refused with %s, and leaves nothing', async (_name, bytes) => {
    await expect(convert(bytes)).rejects.toMatchObject({ code: 'boot/damaged' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is refused when it does not come to its end; the file that was there stays', async () => {
    writeFileSync(target, 'what was there');
    const bytes = sentLog(plainPiece(FIRST), plainPiece(LAST));
    await expect(convert(bytes.subarray(0, -4))).rejects.toMatchObject({ code: 'boot/failed' });
    expect(readdirSync(folder)).toEqual(['boot.procscope']);
    expect(readFileSync(target, 'utf8')).toBe('what was there');
  });

  it('is given up when its user cancels, and leaves nothing', async () => {
    const cancel = new AbortController();
    const options = { signal: cancel.signal, onProgress: () => cancel.abort() };
    const bytes = sentLog(plainPiece(FIRST), plainPiece(LAST));
    await expect(convertLog(chunked(bytes), target, options)).rejects.toMatchObject({
      code: 'job/cancelled',
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is refused where the folder of the file is not there', async () => {
    const options = { signal: new AbortController().signal, onProgress: () => undefined };
    const chunks = chunked(sentLog(plainPiece(LAST)));
    await expect(convertLog(chunks, join(folder, 'none', 'x.procscope'), options)).rejects.toMatchObject({
      code: 'file/not-found',
    });
  });
});
