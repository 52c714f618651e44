import { chmodSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listRecoverable } from '../../../src/engine/capture-file/recovery.ts';
import { openCaptureFile } from '../../../src/engine/capture-file/open-capture-file.ts';
import { LiveSession } from '../../../src/engine/live/live-session.ts';
import { HELPER_ENDED } from '../../../src/engine/live/loss-causes.ts';
import { HelperErrorCode, Severity } from '../../../src/engine/wire/wire-format.ts';
import { ALL_CLASSES } from '../../../src/shared/event-class.ts';
import { parseFilterRule } from '../../../src/shared/filter/filter-rule.ts';
import { temporaryFolder } from '../../support/opened-log.ts';
import { filesOf, firstWrongNumber, scripted, startSession, until } from './support/live-rig.ts';

const signal = new AbortController().signal;

async function refusal(helper: { command: string; args: readonly string[] }): Promise<unknown> {
  const folder = join(temporaryFolder(), 'captures');
  const options = { cells: {}, onChanged: () => undefined };
  const error: unknown = await LiveSession.start({ folder, helper }, options, signal).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  // Nothing is left of a capture that did not begin.
  expect(existsSync(folder) ? filesOf(folder) : []).toEqual([]);
  return error;
}

/** A command of that name which says something and ends. */
function commandNamed(name: string, status: number, said = ''): { command: string; args: string[] } {
  const command = join(temporaryFolder(), name);
  writeFileSync(command, `#!/bin/sh\necho '${said}' >&2\nexit ${status}\n`);
  chmodSync(command, 0o755);
  return { command, args: [] };
}

describe('a capture that cannot begin', () => {
  it.each([
    [HelperErrorCode.Privilege, 'live/no-privileges'],
    [HelperErrorCode.NoBtf, 'live/no-btf'],
    [HelperErrorCode.KernelTooOld, 'live/kernel-too-old'],
    [HelperErrorCode.Lockdown, 'live/lockdown'],
    [HelperErrorCode.Program, 'live/launch-failed'],
    [HelperErrorCode.Trace, 'live/trace-refused'],
    [HelperErrorCode.Cancelled, 'live/cancelled'],
    [HelperErrorCode.Session, 'live/helper-failed'],
    [HelperErrorCode.InUse, 'live/in-use'],
    [HelperErrorCode.Replay, 'live/helper-failed'],
    [HelperErrorCode.Load, 'live/helper-failed'],
    [9999, 'live/helper-failed'],
  ])('says what the helper says (%i)', async (code, expected) => {
    const sentence = 'This is what happened. This is what to do.';
    expect(await refusal(scripted({ fatal: [code, sentence] }))).toMatchObject({
      code: expected,
      message: sentence,
    });
  });

  it('says that the helper is not there, or may not be run', async () => {
    const folder = temporaryFolder();
    const missing = join(folder, 'procscope-helper');
    expect(await refusal({ command: missing, args: [] })).toMatchObject({
      code: 'live/helper-missing',
      message: expect.stringContaining(
        '"procscope-helper", which is needed to capture, is not there.',
      ) as string,
    });
    writeFileSync(missing, 'no program', { mode: 0o644 });
    expect(await refusal({ command: missing, args: [] })).toMatchObject({
      code: 'live/helper-missing',
      message: expect.stringContaining('may not be run by this user') as string,
    });
  });

  it.each([
    ['pkexec', 126, '', 'live/cancelled', 'The request for administrator rights was cancelled'],
    ['pkexec', 127, 'Not authorized.', 'live/no-privileges', 'which pkexec did not give: Not authorized.'],
    [
      'sudo',
      1,
      'sudo: a password is required',
      'live/no-privileges',
      'did not give: sudo: a password is required.',
    ],
    [
      'procscope-helper',
      3,
      'out of memory',
      'live/helper-failed',
      'ended with status 3 before it was ready: out of memory.',
    ],
  ])('says how %s ended with %i', async (name, status, said, code, sentence) => {
    const error = await refusal(commandNamed(name, status, said));
    expect(error).toMatchObject({ code, message: expect.stringContaining(sentence) as string });
  });

  it('ends a helper that nobody waits for any more', async () => {
    const controller = new AbortController();
    const options = { cells: {}, onChanged: () => undefined };
    const request = { folder: temporaryFolder(), helper: scripted({ hangs: true }) };
    const starting = LiveSession.start(request, options, controller.signal);
    setTimeout(() => controller.abort(), 100);
    await expect(starting).rejects.toMatchObject({ code: 'job/cancelled' });
  });

  it('says that the file cannot be made', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const options = { cells: {}, onChanged: () => undefined };
    const inFile = LiveSession.start(
      { folder: join(folder, 'file', 'x'), helper: scripted() },
      options,
      signal,
    );
    await expect(inFile).rejects.toMatchObject({ code: 'file/not-found' });
    const onFolder = LiveSession.start({ folder, file: folder, helper: scripted() }, options, signal);
    await expect(onFolder).rejects.toMatchObject({ code: 'file/is-directory' });
    const nowhere = LiveSession.start(
      { folder, file: join(folder, 'no', 'x'), helper: scripted() },
      options,
      signal,
    );
    await expect(nowhere).rejects.toMatchObject({ code: 'file/not-found' });
  });
});

describe('a live capture', () => {
  it('has everything that was recorded when it is stopped, and goes on where it stopped', async () => {
    const { session } = await startSession({ helper: scripted({ events: 200 }) });
    await until(() => session.capture.store.length > 2000);
    expect(session.state()).toMatchObject({ state: 'running', tier: 'fast', source: 'ebpf', lost: 0 });
    await session.stop();
    const stopped = session.capture.store.end;
    expect(firstWrongNumber(session, 0, stopped)).toBeUndefined();
    expect(session.state()).toMatchObject({ state: 'stopped', recorded: stopped, rate: 0 });

    await session.goOn({ folder: '', helper: scripted({ events: 200 }) }, signal);
    await until(() => session.capture.store.end > stopped + 1000);
    await session.stop();
    // The same helper went on: its numbers too.
    expect(firstWrongNumber(session, stopped, session.capture.store.end)).toBeUndefined();
    expect(session.state().recorded).toBe(session.capture.store.end);
  });

  it('deletes its own file when it is closed, unless it is to be kept', async () => {
    const { session, folder } = await startSession({ helper: scripted() });
    await until(() => session.capture.store.length > 100);
    expect(filesOf(folder).filter((name) => name.endsWith('.procscope'))).toEqual([session.state().file]);
    await session.close();
    expect(filesOf(folder)).toEqual([]);

    const other = await startSession({ helper: scripted() });
    await until(() => other.session.capture.store.length > 100);
    other.session.capture.keepFile(true);
    await other.session.stop();
    const recorded = other.session.capture.store.end;
    await other.session.close();
    expect(await listRecoverable(other.folder)).toMatchObject([{ events: recorded }]);
  });

  it('writes to the file that the user chose, in place of what had its name', async () => {
    const file = join(temporaryFolder(), 'mine.procscope');
    writeFileSync(file, 'something else');
    const { session, folder } = await startSession({ file, helper: scripted({ events: 100 }) });
    await until(() => session.capture.store.length > 1000);
    await session.stop();
    expect(session.state()).toMatchObject({ isBacked: true, file: 'mine.procscope' });
    expect(session.state().disk).toBeGreaterThan(0);
    const recorded = session.capture.store.end;
    await session.close();
    expect(existsSync(folder)).toBe(false);
    const { capture, finished } = await openCaptureFile(file);
    expect((await finished).warnings).toEqual([]);
    expect(capture.store.end).toBe(recorded);
    expect(firstWrongNumber({ capture } as never, 0, recorded)).toBeUndefined();
    expect(capture.meta).toMatchObject({
      dialect: 'linux',
      system: { linux: { tier: 'fast', kernel: '6.1' } },
    });
    expect(capture.accountOf('uid:0')).toBe('root');
    await capture.close();
  });

  it('stays when its helper is killed, says so, and can be gone on with', async () => {
    const { session } = await startSession({ helper: scripted({ events: 50, pid: 77 }) });
    await until(() => session.capture.store.length > 500);
    process.kill(session.helperPid!, 'SIGKILL');
    await until(() => session.state().state === 'failed');
    expect(session.state().error).toMatchObject({
      code: 'live/helper-failed',
      sentence:
        'The capture helper was ended by SIGKILL. What was recorded until then is kept; start the capture to go on.',
    });
    const { store } = session.capture;
    const before = store.end;
    expect(store.losses).toMatchObject([{ event: before - 1, count: undefined, cause: HELPER_ENDED }]);
    expect(firstWrongNumber(session, 0, before - 1)).toBeUndefined();

    await session.goOn({ folder: '', helper: scripted({ events: 50, pid: 77 }) }, signal);
    expect(session.state()).toMatchObject({ state: 'running', error: undefined });
    await until(() => store.end > before + 500);
    await session.stop();
    expect(session.state().recorded).toBe(store.end - 1);
    // The process that ran all the time is one, although the second helper knows nothing of the first.
    expect(store.epoch.processes.records.filter(({ pid }) => pid === 77)).toHaveLength(1);
  });

  it('tells what the helper wants people to know, each once', async () => {
    const notice = [HelperErrorCode.Hook, 'One hook is not there.', Severity.Notice] as const;
    const { session } = await startSession({ helper: scripted({ notices: [notice, notice] }) });
    expect(session.state().notices).toMatchObject([
      { code: 'live/notice', sentence: 'One hook is not there.' },
    ]);
  });

  it('goes on in memory when the disk is full, within its budget, and says so', async () => {
    const budget = 12 * 1024 * 1024;
    const { session } = await startSession(
      { helper: scripted({ events: 4000, detailBytes: 40 }) },
      { memoryBudget: budget, maxPages: 1200 },
    );
    await until(() => session.state().notices.length > 0);
    expect(session.state().notices).toMatchObject([
      {
        code: 'file/disk-full',
        sentence: expect.stringMatching(
          /^There is no room left for ".*"\. The capture goes on in memory, where the newest 9 MiB/,
        ) as string,
      },
    ]);
    expect(session.state().file).toBeUndefined();
    const { store } = session.capture;
    await until(() => store.first > 0 && store.end > 600_000);
    await session.stop();
    // What is being built and its dictionaries come on top.
    expect(store.memoryBytes).toBeLessThan(budget * 2);
    expect(firstWrongNumber(session, store.first, store.end)).toBeUndefined();
  });

  it('keeps as many events as its history is deep, and forgets all when it is cleared', async () => {
    const { session } = await startSession({
      helper: scripted({ events: 1000, most: 60_000 }),
      history: { events: 10_000 },
    });
    const { store } = session.capture;
    await until(() => store.end === 60_000);
    await session.stop();
    expect(store.length).toBeGreaterThanOrEqual(10_000);
    expect(store.length).toBeLessThan(20_000);
    expect(firstWrongNumber(session, store.first, store.end)).toBeUndefined();
    session.setHistory({ events: 100 });
    expect(store.length).toBeLessThan(10_000);
    session.clear();
    expect(store.length).toBe(0);
    expect(store.epoch.processes.records.map(({ pid }) => pid)).toContain(4242);
    await session.goOn({ folder: '', helper: scripted({ events: 10 }) }, signal);
    expect(session.state().state).toBe('running');
    expect(store.end).toBeGreaterThanOrEqual(60_000);
  });

  it('can be cleared while it runs: its file then holds what came after', async () => {
    const file = join(temporaryFolder(), 'mine.procscope');
    const { session } = await startSession({ file, helper: scripted({ events: 200 }) });
    const { store } = session.capture;
    for (const least of [2000, 100_000]) {
      await until(() => store.end > least);
      const before = store.end;
      session.clear();
      expect(store.first).toBeGreaterThanOrEqual(before);
      expect(store.length).toBe(0);
    }
    const cleared = store.end;
    await until(() => store.end > cleared + 2000);
    await session.stop();
    expect(firstWrongNumber(session, cleared, store.end)).toBeUndefined();
    const { end } = store;
    await session.close();
    const { capture, finished } = await openCaptureFile(file);
    expect((await finished).warnings).toEqual([]);
    expect([capture.store.first, capture.store.end]).toEqual([cleared, end]);
    expect(firstWrongNumber({ capture } as never, cleared, end)).toBeUndefined();
    expect(capture.store.segments[0]?.epoch.processes.records.map(({ pid }) => pid)).toContain(4242);
    await capture.close();
  });

  it('drops what its filter does not show, from when it is told to', async () => {
    const { session } = await startSession({ helper: scripted({ events: 100 }) });
    const { store } = session.capture;
    await until(() => store.end > 500);
    session.setDrop({ rules: [parseFilterRule('Path;is;/numbered/7;Include')], classes: ALL_CLASSES });
    const from = store.end;
    await until(() => session.state().dropped > 3000);
    session.setDrop(undefined);
    const to = store.end;
    await until(() => store.end > to + 500);
    await session.stop();
    const paths = (first: number, end: number): Set<number> => {
      const found = new Set<number>();
      for (let no = first; no < end; no++) {
        const segment = store.segmentOf(no)!;
        found.add(store.column(segment, 'tid')[no - segment.first]! % 1000);
      }
      return found;
    };
    expect(paths(from, to)).toEqual(new Set([7]));
    expect(paths(to, store.end).size).toBeGreaterThan(400);
    const { recorded, dropped } = session.state();
    expect(recorded).toBe(store.end);
    expect(recorded + dropped).toBeGreaterThan(4000);
  });

  it('leaves a file behind that is whole up to the last journal entry when it is not closed', async () => {
    const { session, folder } = await startSession({ helper: scripted({ events: 100, most: 3000 }) });
    await until(() => session.capture.store.end === 3000);
    await session.stop();
    const path = join(folder, session.state().file!);
    expect(statSync(path).size).toBeGreaterThan(0);
    // Another engine may not open it meanwhile.
    await expect(openCaptureFile(path)).rejects.toMatchObject({ code: 'capture/busy' });
  });
});
