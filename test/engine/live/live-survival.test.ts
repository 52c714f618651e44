import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openCaptureFile } from '../../../src/engine/capture-file/open-capture-file.ts';
import { LiveCapture } from '../../../src/engine/live/live-capture.ts';
import { LinuxSystem } from '../../../src/engine/live/linux-system.ts';
import { LiveSession } from '../../../src/engine/live/live-session.ts';
import type { OperationId, ProcessId, RelTicks, ResultId, StackId } from '../../../src/shared/units.ts';
import { WireArchitecture, WireSystem } from '../../../src/engine/wire/wire-format.ts';
import type { HelloMessage } from '../../../src/engine/wire/wire-messages.ts';
import { temporaryFolder } from '../../support/opened-log.ts';
import { filesOf, firstWrongNumber, scripted, startSession, until } from './support/live-rig.ts';

const { signal } = new AbortController();
const MIB = 2 ** 20;
const HELLO: HelloMessage = {
  ...{ type: 'hello', major: 1, minor: 0, system: WireSystem.Linux, architecture: WireArchitecture.X86_64 },
  ...{ helperPid: 1, cpus: 2, ticksPerSecond: 1_000_000_000, ringBytes: 0, facts: {} },
};

/** A disk of so many bytes, or why there is none. */
function smallDisk(bytes: number): { folder: string } | { reason: string } {
  if (process.platform !== 'linux') return { reason: 'a disk of a few MiB can only be made on Linux' };
  const folder = join(temporaryFolder(), 'disk');
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    const said = error instanceof Error ? error.message : '';
    return { reason: `mounting needs a privilege that this user lacks: ${said}` };
  }
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  return { folder };
}

describe('a helper that does nothing any more', () => {
  it('does not keep a capture from being stopped, which then says so and keeps its events', async () => {
    const { session } = await startSession({ helper: scripted({ events: 50 }) });
    await until(() => session.capture.store.length > 500);
    process.kill(session.helperPid!, 'SIGSTOP');
    await session.stop();
    expect(session.state()).toMatchObject({
      state: 'failed',
      error: {
        code: 'live/helper-failed',
        sentence:
          'The capture helper does not answer any more and was ended. What was recorded until then is kept; start the capture to go on.',
      },
    });
    const { end } = session.capture.store;
    expect(firstWrongNumber(session, 0, end - 1)).toBeUndefined();
    await session.goOn({ folder: '', helper: scripted({ events: 50 }) }, signal);
    await until(() => session.capture.store.end > end + 500);
  });

  it('does not keep a capture from being closed', async () => {
    const { session, folder } = await startSession({ helper: scripted({ events: 50 }) });
    await until(() => session.capture.store.length > 500);
    const pid = session.helperPid!;
    process.kill(pid, 'SIGSTOP');
    await session.close();
    expect(filesOf(folder)).toEqual([]);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});

describe('a capture that is closed', () => {
  it('while it is gone on with leaves no helper behind', async () => {
    const { session } = await startSession({ helper: scripted({ events: 50 }) });
    await session.stop();
    process.kill(session.helperPid!, 'SIGKILL');
    const before = childCount();
    const going = session.goOn({ folder: '', helper: scripted({ events: 51 }) }, signal);
    await session.close();
    await expect(going).rejects.toMatchObject({ code: 'job/cancelled' });
    await until(() => childCount() <= before);
  });

  it('while its first helper is being started is none', async () => {
    const controller = new AbortController();
    const folder = join(temporaryFolder(), 'captures');
    const starting = LiveSession.start(
      { folder, helper: scripted({ hangs: true }) },
      { cells: {}, onChanged: () => undefined },
      controller.signal,
    );
    setTimeout(() => controller.abort(), 300);
    await expect(starting).rejects.toMatchObject({ code: 'job/cancelled' });
  });
});

describe('a disk that is really full', () => {
  it('ends the file and not the capture; all that was recorded can be read', async (context) => {
    const disk = smallDisk(24 * MIB);
    if ('reason' in disk) return context.skip(disk.reason);
    const { folder } = disk;
    // As many events as the disk is too small for and memory is not: none is dropped.
    const { session } = await startSession({
      folder: join(folder, 'captures'),
      helper: scripted({ events: 3000, most: 300_000, detailBytes: 60 }),
    });
    const { store } = session.capture;
    writeFileSync(join(folder, 'others'), Buffer.alloc(16 * MIB));
    await until(() => session.state().notices.length > 0);
    expect(session.state()).toMatchObject({
      state: 'running',
      notices: [
        {
          code: 'file/disk-full',
          sentence: expect.stringMatching(
            /^There is no room left for ".*"\. The capture goes on in memory, .* To keep more, make room and save the capture\.$/,
          ) as string,
        },
      ],
    });
    expect(session.state().file).toBeUndefined();
    await until(() => store.end === 300_000);
    await session.stop();
    expect(session.state()).toMatchObject({ state: 'stopped', recorded: 300_000, lost: 0 });
    expect(store.first).toBe(0);
    expect(firstWrongNumber(session, 0, store.end)).toBeUndefined();
  });

  it('leaves what was written in a file that the user chose', async (context) => {
    const disk = smallDisk(6 * MIB);
    if ('reason' in disk) return context.skip(disk.reason);
    const file = join(disk.folder, 'mine.procscope');
    const { session } = await startSession({
      file,
      helper: scripted({ events: 3000, detailBytes: 60 }),
    });
    await until(() => session.state().notices.length > 0);
    await session.stop();
    await session.close();
    expect(readdirSync(disk.folder)).toContain('mine.procscope');
    // Somebody makes room.
    execFileSync('mount', ['-o', `remount,size=${48 * MIB}`, disk.folder]);
    const { capture, finished } = await openCaptureFile(file);
    await finished;
    expect(capture.store.end).toBeGreaterThan(20_000);
    expect(firstWrongNumber({ capture } as never, 0, capture.store.end)).toBeUndefined();
    await capture.close();
  });

  it('refuses a capture whose file cannot even be made', async (context) => {
    const disk = smallDisk(MIB);
    if ('reason' in disk) return context.skip(disk.reason);
    const { bavail, bsize } = statfsSync(disk.folder);
    writeFileSync(join(disk.folder, 'others'), Buffer.alloc(bavail * bsize));
    const start = startSession({ folder: join(disk.folder, 'captures'), helper: scripted() });
    await expect(start).rejects.toMatchObject({
      code: 'file/disk-full',
      message: expect.stringMatching(/^There is no room left/) as string,
    });
  });
});

describe('a history that is bounded', () => {
  it('by its file keeps the newest, and the file to about that size', async () => {
    const disk = 4 * MIB;
    const { session, folder } = await startSession({
      helper: scripted({ events: 4000, most: 800_000, detailBytes: 60 }),
      history: { disk },
    });
    const { store } = session.capture;
    await until(() => store.end === 800_000);
    await session.stop();
    expect(store.first).toBeGreaterThan(0);
    expect(firstWrongNumber(session, store.first, store.end)).toBeUndefined();
    expect(session.state().disk).toBeLessThan(disk * 2.5);
    await session.goOn({ folder, helper: scripted({ events: 10 }), history: {} }, signal);
    const { first, end } = store;
    await until(() => store.end > end + 300);
    expect(store.first).toBe(first);
  });

  it('by time keeps the newest minutes', async () => {
    const { session } = await startSession({
      helper: scripted({ events: 200 }),
      history: { minutes: 1 / 60 },
    });
    const { store } = session.capture;
    await until(() => store.first > 5000);
    await session.stop();
    const [oldest] = store.segments;
    const newest = store.segments.at(-1);
    // The second, the part of it that is dropped at a time, and what comes between two looks on a busy machine.
    expect(newest!.maxTime - oldest!.maxTime).toBeLessThan(20_000_000);
    expect(firstWrongNumber(session, store.first, store.end)).toBeUndefined();
  });

  it('by memory reads the rest back from the file', async () => {
    const { session } = await startSession({
      helper: scripted({ events: 4000, most: 300_000, detailBytes: 60 }),
      history: { memory: 8 * MIB },
    });
    const { store } = session.capture;
    await until(() => store.end === 300_000);
    await session.stop();
    expect(store.first).toBe(0);
    expect(store.segments.some(({ columns }) => columns === undefined)).toBe(true);
    expect(firstWrongNumber(session, 0, store.end)).toBeUndefined();
  });
});

it('drops the oldest events when names alone would fill memory, and says so', async () => {
  const notices: string[] = [];
  const capture = await LiveCapture.create({
    folder: temporaryFolder(),
    system: new LinuxSystem(HELLO, { accounts: new Map() }),
    memoryBudget: 4 * MIB,
    onNotice: ({ message }) => notices.push(message),
  });
  onTestFinished(() => capture.close());
  const { store } = capture;
  const none = Buffer.alloc(0);
  for (let no = 0; no < 40; no++) {
    for (let i = 0; i < 1000; i++) {
      const { strings, operations, results } = store.reserve(0);
      const path = strings.intern(`/a/long/name/${'of-a-file/'.repeat(40)}${no * 1000 + i}`);
      const ids = [operations.intern(1), results.intern(0)] as [OperationId, ResultId];
      store.append(0 as ProcessId, 1, ...ids, i as RelTicks, 0, path, 0 as StackId, none, 0, 0);
    }
    if (no % 2 === 1) store.beginEpoch();
    expect(store.dictionaryBytes).toBeLessThan(8 * MIB);
  }
  expect(store.first).toBeGreaterThan(20_000);
  expect(store.length).toBeGreaterThan(2000);
  expect(new Set(notices)).toEqual(
    new Set([
      expect.stringMatching(/^So many files and processes .* their names alone fill 4 MiB: /) as string,
    ]),
  );
});

/** Processes that this one has started. */
function childCount(): number {
  return execFileSync('ps', ['-o', 'pid=', '--ppid', String(process.pid)], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.trim() !== '').length;
}
