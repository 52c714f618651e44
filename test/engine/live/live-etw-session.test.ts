import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCaptureFile } from '../../../src/engine/capture-file/open-capture-file.ts';
import { Provider } from '../../../src/engine/etw/providers.ts';
import { LiveSession } from '../../../src/engine/live/live-session.ts';
import { HelperErrorCode, LossCause, Severity } from '../../../src/engine/wire/wire-format.ts';
import { ALL_CLASSES } from '../../../src/shared/event-class.ts';
import { parseFilterRule } from '../../../src/shared/filter/filter-rule.ts';
import { rawTime } from '../../support/etw-trace.ts';
import type { TraceEvent } from '../../support/etw-trace.ts';
import { temporaryFolder } from '../../support/opened-log.ts';
import { playedWindows, rowsOf } from './support/etw-rig.ts';
import { filesOf, startSession, until } from './support/live-rig.ts';
import { WindowsFrames } from './support/windows-frames.ts';

const { signal } = new AbortController();
const NAME = { ImageFileName: 'shell.exe', CommandLine: 'shell', UserSID: 'S-1-5-21-7' };

const runs = (at: number, pid: number): TraceEvent => ({
  ...{ at, provider: Provider.Process, opcode: 3, version: 4 },
  fields: { ProcessId: pid, ParentId: 4, ...NAME },
});
const query = (at: number, tid: number): TraceEvent => ({
  ...{ at, provider: Provider.Registry, opcode: 13, version: 2, pid: 44, tid },
  fields: { InitialTime: rawTime(at) },
});
const queries = (from: number, count: number): TraceEvent[] =>
  Array.from({ length: count }, (_, i) => query(from + i / 1000, from + i));

/** A lot of frames that begins with its sessions and what runs. */
function lot(frames: WindowsFrames, at: number, ...more: readonly Buffer[]): Buffer[] {
  return [frames.session(), frames.session('Procscope Events'), frames.records(runs(at, 44)), ...more];
}

function tids(session: Awaited<ReturnType<typeof startSession>>['session']): number[] {
  return rowsOf(session.capture, 'tid').map(Number);
}

describe('a live capture of Windows', () => {
  it('has all rows when it is stopped, in its file, too, and goes on with the same processes', async () => {
    const frames = new WindowsFrames();
    const first = lot(
      frames,
      0,
      frames.accounts({ 'S-1-5-21-7': 'PC\\anna' }),
      frames.records(...queries(1, 500)),
      frames.lostAt(2, 3, LossCause.HelperFull),
    );
    const second = lot(frames, 60_000, frames.records(...queries(60_001, 100)));
    const helper = playedWindows([first, second]);
    const { session } = await startSession({ source: 'etw', helper });
    await until(() => session.capture.store.length >= 501);
    expect(session.state()).toMatchObject({ state: 'running', source: 'etw', tier: 'etw', lost: 3 });
    await session.stop();
    expect(session.state()).toMatchObject({ state: 'stopped', recorded: 500, lost: 3, dropped: 0 });

    await session.goOn({ folder: '', source: 'etw', helper }, signal);
    await until(() => session.capture.store.length >= 601);
    await session.stop();
    expect(session.state()).toMatchObject({ state: 'stopped', recorded: 600, lost: 3 });
    const { meta, store } = session.capture;
    expect(meta).toMatchObject({ format: 'native', dialect: 'etw', system: { computer: 'PC' } });
    expect(store.epoch.processes.records.filter(({ pid }) => pid === 44)).toHaveLength(1);

    const columns = ['timeOfDay', 'processName', 'pid', 'tid', 'operation', 'detail', 'user'] as const;
    const rows = rowsOf(session.capture, ...columns);
    expect(rows[0]).toContain('shell.exe | 44 | 1 | RegQueryKey | Query: Basic | PC\\anna');
    const { path } = session.capture.file;
    session.capture.keepFile(true);
    await session.close();
    const reading = await openCaptureFile(path);
    await reading.finished;
    expect(rowsOf(reading.capture, ...columns)).toEqual(rows);
    expect([...(reading.capture.accounts ?? [])]).toContainEqual(['S-1-5-21-7', 'PC\\anna']);
    await reading.capture.close();
  });

  it('asks for call stacks when they are wanted, each time that it starts', async () => {
    const frames = new WindowsFrames();
    const plain = [lot(frames, 0, frames.records(...queries(1, 10))), []];
    const stacked = [[], lot(frames, 10_000, frames.records(...queries(10_001, 20)))];
    const helper = playedWindows(plain, { stacked });
    const { session } = await startSession({ source: 'etw', helper });
    await until(() => session.capture.store.length === 10);
    await session.stop();
    await session.goOn({ folder: '', source: 'etw', helper, stacks: true }, signal);
    await until(() => session.capture.store.length === 30);
  });

  it('is the only one that has call stacks', async () => {
    const helper = playedWindows([]);
    await expect(startSession({ helper, stacks: true })).rejects.toMatchObject({ code: 'api/bad-request' });
  });

  it('writes to the file that the user chose, which stays', async () => {
    const frames = new WindowsFrames();
    const file = `${temporaryFolder()}/chosen.procscope`;
    const helper = playedWindows([lot(frames, 0, frames.records(...queries(1, 50)))]);
    const { session } = await startSession({ source: 'etw', helper, file });
    await until(() => session.capture.store.length === 50);
    await session.close();
    const reading = await openCaptureFile(file);
    await reading.finished;
    expect(reading.capture.store.length).toBe(50);
    expect(reading.capture.meta.dialect).toBe('etw');
    await reading.capture.close();
  });

  it('drops what its filter does not show, and forgets all when it is cleared', async () => {
    const frames = new WindowsFrames();
    const first = lot(frames, 0, frames.records(...queries(1, 100)));
    const second = lot(frames, 10_000, frames.records(...queries(10_000, 100)));
    const helper = playedWindows([first, second]);
    const drop = { rules: [parseFilterRule('TID;less than;11;Include')], classes: ALL_CLASSES };
    const { session } = await startSession({ source: 'etw', helper, drop });
    await until(() => session.state().dropped === 90);
    expect(tids(session)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    session.clear();
    expect(session.capture.store.length).toBe(0);
    session.setDrop(undefined);
    await session.stop();
    await session.goOn({ folder: '', source: 'etw', helper }, signal);
    await until(() => session.capture.store.length === 100);
    expect(tids(session)).toEqual(Array.from({ length: 100 }, (_, i) => 10_000 + i));
    expect(session.state()).toMatchObject({ recorded: 110, dropped: 90 });
  });

  it('keeps as many events as its history is deep', async () => {
    const frames = new WindowsFrames();
    const lots = [
      lot(frames, 0, ...Array.from({ length: 40 }, (_, n) => frames.records(...queries(1 + n * 1000, 1000)))),
    ];
    const { session } = await startSession({
      ...{ source: 'etw', helper: playedWindows(lots), history: { events: 8192 } },
    });
    await until(() => session.state().recorded === 40_000);
    const { store } = session.capture;
    expect(store.end).toBe(40_000);
    expect(store.length).toBeGreaterThanOrEqual(8192);
    expect(store.length).toBeLessThan(8192 + 20_000);
    expect(tids(session).at(-1)).toBe(40_000);
  });

  it('stops with what Windows ended, says why, and can be gone on with', async () => {
    const frames = new WindowsFrames();
    const sentence = 'Windows ended the session of the capture. Start it again.';
    const notice = frames.error(HelperErrorCode.Session, sentence, Severity.Warning);
    const helper = playedWindows([lot(frames, 0, frames.records(...queries(1, 20)), notice)], {
      ended: true,
    });
    const { session } = await startSession({ source: 'etw', helper });
    await until(() => !session.isRunning);
    expect(session.state()).toMatchObject({ state: 'stopped', recorded: 20, notices: [{ sentence }] });
    await session.goOn({ folder: '', source: 'etw', helper }, signal);
    expect(session.isRunning).toBe(true);
  });

  it('stays when its helper is killed, and another goes on with what still runs', async () => {
    const frames = new WindowsFrames();
    const helper = playedWindows([lot(frames, 0, frames.records(...queries(1, 20)))]);
    const { session } = await startSession({ source: 'etw', helper });
    await until(() => session.capture.store.length === 20);
    process.kill(session.helperPid!, 'SIGKILL');
    await until(() => session.state().state === 'failed');
    expect(rowsOf(session.capture, 'operation', 'detail').at(-1)).toBe(
      'Events Lost | Lost: unknown, Cause: The capture helper ended: what happened until the capture went on is missing',
    );
    const other = new WindowsFrames();
    const next = playedWindows([lot(other, 5000, other.records(...queries(5000, 20)))]);
    await session.goOn({ folder: '', source: 'etw', helper: next }, signal);
    await until(() => session.capture.store.length === 41);
    expect(session.state()).toMatchObject({ state: 'running', recorded: 40 });
    expect(session.capture.store.epoch.processes.records.filter(({ pid }) => pid === 44)).toHaveLength(1);
  });
});

describe('a program that is launched on Windows', () => {
  const launch = { program: process.execPath, arguments: ['-e', 'process.exit(Number(process.env.STATUS))'] };

  it('is started by this process when the capture runs, and has its status told', async () => {
    const helper = playedWindows([lot(new WindowsFrames(), 0)]);
    const environment = [['STATUS', '7'] as [string, string]];
    const { session } = await startSession({ source: 'etw', helper, launch: { ...launch, environment } });
    expect(session.isRunning).toBe(true);
    await until(() => session.state().launched?.exit !== undefined);
    const { launched } = session.state();
    expect(launched?.exit).toBe(7);
    expect(launched?.pid).toBeGreaterThan(0);
    expect(launched?.pid).not.toBe(session.helperPid);
  });

  it.each([
    ['no-such-program', {}, '"no-such-program" could not be started: there is no such program. Name it'],
    [
      process.execPath,
      { directory: join('/', 'no', 'folder') },
      'could not be started: "/no/folder" is no folder.',
    ],
    [import.meta.filename, {}, 'the system does not let this user run it.'],
  ])('that is not there says so, and nothing is left (%s, %j)', async (program, more, sentence) => {
    const helper = playedWindows([lot(new WindowsFrames(), 0)]);
    const request = { folder: temporaryFolder(), source: 'etw' as const, helper };
    const options = { cells: {}, onChanged: () => undefined };
    const starting = LiveSession.start(
      { ...request, launch: { ...launch, program, ...more } },
      options,
      signal,
    );
    await expect(starting).rejects.toMatchObject({
      code: 'live/launch-failed',
      message: expect.stringContaining(sentence) as string,
    });
    expect(filesOf(request.folder)).toEqual([]);
  });
});
