import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Desk } from '../../../src/host/desk.ts';
import {
  closeFile,
  openFile,
  openToken,
  requestClose,
  saveFile,
} from '../../../src/renderer/files/file-flows.ts';
import { discardRecoverable, forgetRecent } from '../../../src/renderer/files/file-lists.ts';
import { INITIAL_CHOICE } from '../../../src/renderer/files/save-choice.ts';
import { saveTo } from '../../../src/renderer/files/save-job.ts';
import { carryOut } from '../../../src/renderer/files/unsaved-gate.ts';
import { noticeOf } from '../../../src/renderer/shell/notice-of.ts';
import { pageOf } from '../../../src/renderer/shell/page.ts';
import type { AppState } from '../../../src/renderer/state/app-store.ts';
import type { FileToken } from '../../../src/shared/api/shell-contract.ts';
import { CaptureRecorder } from '../../../src/engine/capture-file/capture-recorder.ts';
import { smallLog } from '../../support/small-log.ts';
import { NUMBERED_META, appendNumbered, numberedStore } from '../../engine/capture-file/numbered-events.ts';
import { hostApp } from './hosted-app.ts';
import type { HostedApp } from './hosted-app.ts';
import { tellIdle } from '../../../src/renderer/state/idle.ts';

const isReady = ({ capture }: AppState): boolean => capture.state === 'ready';

// The engine tells what changed ten times a second, and each test waits for that several times.
vi.setConfig({ testTimeout: 30_000 });

/** Stands where the page's root element stands. */
const root: { readonly dataset: DOMStringMap } = { dataset: {} };
let hosted: HostedApp;
const chosen: { path: string | undefined } = { path: undefined };
const closeWindow = vi.fn(() => Promise.resolve());
const desk: Partial<Desk> = {
  chooseFile: async () => chosen.path,
  chooseTarget: async () => chosen.path,
  closeWindow,
};

beforeEach(async () => {
  tellIdle(root);
  chosen.path = undefined;
  closeWindow.mockClear();
  hosted = await hostApp(desk);
});
afterEach(async () => {
  await vi.waitFor(() => expect(root.dataset['idle']).toBe('true'));
  await hosted.close();
});

function write(name: string, content: Buffer | string): string {
  const path = join(hosted.folder, name);
  writeFileSync(path, content);
  return path;
}

/** Opens a file as a user does who chooses it in the system's dialog. */
function choose(path: string): void {
  chosen.path = path;
  openFile(hosted.app);
}

async function openLog(name = 'log.pml', events = 3): Promise<void> {
  choose(write(name, smallLog(events)));
  await hosted.until((state) => isReady(state) && state.capture.name === name);
}

/** A capture whose session ended without a word, in the folder of sessions. */
async function leaveSession(events = 64): Promise<string> {
  const path = join(hosted.sessions, 'session.procscope');
  mkdirSync(hosted.sessions, { recursive: true });
  const store = numberedStore();
  const recorder = await CaptureRecorder.start(store, path, { meta: NUMBERED_META });
  appendNumbered(store, events);
  await recorder.flush();
  await recorder.abandon();
  return path;
}

/** Opens a capture that was recovered, which nobody has saved. */
async function recover(events = 64): Promise<string> {
  const path = await leaveSession(events);
  const [file] = (await hosted.app.shell.call('file/recoverable', {})).files;
  if (file === undefined) throw new Error('Nothing can be recovered.');
  expect(file.events).toBe(events);
  openToken(hosted.app, file.file, 'recovered');
  await hosted.until((state) => isReady(state) && state.document.isUnsaved);
  return path;
}

async function target(name: string): Promise<{ file: FileToken; name: string }> {
  chosen.path = join(hosted.folder, name);
  const { file } = await hosted.app.shell.call('file/choose-target', { name, format: 'native' });
  if (file === undefined) throw new Error('There is no target.');
  return { file, name };
}

describe('opening', () => {
  it('shows what was chosen and remembers it', async () => {
    await openLog();
    const state = await hosted.until(({ recent }) => recent?.length === 1);
    expect(state.capture.events).toBe(3);
    expect(state.recent?.[0]).toMatchObject({ name: 'log.pml', folder: hosted.folder, events: 3 });
  });

  it('does nothing when the dialog was cancelled', async () => {
    openFile(hosted.app);
    await hosted.app.shell.call('shell/info', {});
    expect(pageOf(hosted.app.store.getState())).toBe('start');
    expect(hosted.app.store.getState().message).toBeUndefined();
  });

  it('opens what the host was asked to open', async () => {
    hosted.page.askToOpen(write('dropped.pml', smallLog(2)));
    const { capture } = await hosted.until(isReady);
    expect(capture.name).toBe('dropped.pml');
  });

  const log = smallLog(20);
  const foreign: readonly [string, Buffer | string | undefined][] = [
    ['empty.pml', ''],
    ['noise.pml', Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 197 + 31) % 256))],
    ['cut.pml', log.subarray(0, 300)],
    ['notes.txt', 'Remember the milk.\n'],
    [
      'archive.zip',
      Buffer.from('PK\u0003\u0004 and so on, for a while, until it is longer than a head', 'latin1'),
    ],
    ['capture.procscope', 'SQLite format 3\0 but nothing of the kind follows'],
    ['a folder', undefined],
    ['missing.pml', undefined],
  ];
  function make(name: string, content: Buffer | string | undefined): string {
    const path = join(hosted.folder, name);
    if (content !== undefined) writeFileSync(path, content);
    else if (name === 'a folder') mkdirSync(path);
    return path;
  }

  it.each(foreign)('says what is wrong with %s while nothing is open', async (name, content) => {
    choose(make(name, content));
    const state = await hosted.until(({ capture }) => capture.error !== undefined);
    expect(pageOf(state)).toBe('error');
    expect(state.capture.name).toBe(name);
    expect(state.capture.error?.sentence).toMatch(/^[A-Z"“].*\.$/);
    expect(state.capture.error?.sentence).not.toContain(hosted.folder);
    expect(state.message).toBeUndefined();
    closeFile(hosted.app);
    await hosted.until((after) => pageOf(after) === 'start');
  });

  it.each(foreign)('leaves what is open as it is when %s is opened', async (name, content) => {
    await openLog();
    const before = hosted.app.store.getState().capture;
    choose(make(name, content));
    const state = await hosted.until(({ capture }) => capture.replacing?.error !== undefined);
    expect(pageOf(state)).toBe('events');
    expect(state.capture).toMatchObject({
      state: 'ready',
      name: 'log.pml',
      capture: before.capture,
      events: 3,
    });
    const notice = noticeOf(state, Date.now());
    expect(notice).toMatchObject({ kind: 'failure', remedy: 'open-another' });
    expect(notice?.sentence).toContain(`${name} was not opened. `);
  });

  it('says so again when the same file is tried once more after the notice was dismissed', async () => {
    await openLog();
    const path = make('notes.txt', 'Remember the milk.');
    choose(path);
    const first = await hosted.until((state) => noticeOf(state, 0) !== undefined);
    first.noticeDismissed(noticeOf(first, 0)?.key ?? '');
    expect(noticeOf(hosted.app.store.getState(), 0)).toBeUndefined();
    choose(path);
    await hosted.until((state) => noticeOf(state, 0) !== undefined);
  });

  it('says that a file is not known any more', async () => {
    openToken(hosted.app, 'AAAA' as FileToken, 'old.pml');
    const { message } = await hosted.until((state) => state.message !== undefined);
    expect(message?.sentence).toContain('old.pml was not opened.');
  });
});

describe('a capture that is not saved', () => {
  it('is asked about before another file takes its place, and stays when that is cancelled', async () => {
    await recover();
    hosted.page.askToOpen(write('log.pml', smallLog(3)));
    const asking = await hosted.until(({ dialog }) => dialog?.kind === 'unsaved');
    expect(asking.dialog).toMatchObject({ intent: { kind: 'open', name: 'log.pml' } });
    asking.dialogClosed();
    expect(hosted.app.store.getState().capture.events).toBe(64);
    expect(hosted.app.store.getState().document.isUnsaved).toBe(true);
  });

  it('is given up when its user says so, and its file goes', async () => {
    const path = await recover();
    choose(write('log.pml', smallLog(3)));
    const { dialog } = await hosted.until((state) => state.dialog?.kind === 'unsaved');
    if (dialog?.kind !== 'unsaved') throw new Error('Nobody asks.');
    carryOut(hosted.app, dialog.intent);
    const state = await hosted.until(({ capture }) => capture.name === 'log.pml');
    expect(state.dialog).toBeUndefined();
    await hosted.until(({ document }) => !document.isUnsaved);
    await vi.waitFor(() => expect(existsSync(path)).toBe(false));
  });

  it('stays when what should take its place is no capture', async () => {
    const path = await recover();
    choose(write('notes.txt', 'Remember the milk.'));
    const { dialog } = await hosted.until((state) => state.dialog?.kind === 'unsaved');
    if (dialog?.kind !== 'unsaved') throw new Error('Nobody asks.');
    carryOut(hosted.app, dialog.intent);
    const state = await hosted.until(({ capture }) => capture.replacing?.error !== undefined);
    expect(state.capture.events).toBe(64);
    expect(state.document.isUnsaved).toBe(true);
    expect(existsSync(path)).toBe(true);
  });

  it('is asked about before it is closed and before the window is', async () => {
    await recover();
    closeFile(hosted.app);
    expect(hosted.app.store.getState().dialog).toMatchObject({ intent: { kind: 'close-capture' } });
    hosted.app.store.getState().dialogClosed();
    hosted.page.askToClose();
    await hosted.until(({ dialog }) => dialog?.kind === 'unsaved');
    expect(hosted.app.store.getState().dialog).toMatchObject({ intent: { kind: 'close-window' } });
    expect(closeWindow).not.toHaveBeenCalled();
    carryOut(hosted.app, { kind: 'close-window' });
    await vi.waitFor(() => expect(closeWindow).toHaveBeenCalledOnce());
  });

  it('is saved first, and then what was wanted is done', async () => {
    await recover();
    await saveTo(hosted.app, INITIAL_CHOICE, await target('kept.procscope'), { kind: 'close-window' });
    await vi.waitFor(() => expect(closeWindow).toHaveBeenCalledOnce());
    expect(existsSync(join(hosted.folder, 'kept.procscope'))).toBe(true);
  });

  it('is asked about again when only a table of its events was saved', async () => {
    await recover();
    const then = { kind: 'close-window' } as const;
    await saveTo(hosted.app, { ...INITIAL_CHOICE, format: 'csv' }, await target('kept.csv'), then);
    expect(hosted.app.store.getState().dialog).toEqual({ kind: 'unsaved', intent: then });
    expect(closeWindow).not.toHaveBeenCalled();
  });

  it('needs no question when there is none', async () => {
    await openLog();
    requestClose(hosted.app);
    await vi.waitFor(() => expect(closeWindow).toHaveBeenCalledOnce());
  });
});

describe('saving', () => {
  it('says how many events were saved and where, and opens again', async () => {
    await openLog('log.pml', 30);
    await saveTo(hosted.app, INITIAL_CHOICE, await target('mine.procscope'), undefined);
    const { message, job } = hosted.app.store.getState();
    expect(message).toMatchObject({ kind: 'done', sentence: '30 events were saved to mine.procscope.' });
    expect(job).toBeUndefined();
    choose(join(hosted.folder, 'mine.procscope'));
    const { capture } = await hosted.until(
      (state) => isReady(state) && state.capture.name === 'mine.procscope',
    );
    expect(capture.events).toBe(30);
    expect(hosted.app.store.getState().message).toBeUndefined();
  });

  it('writes the columns shown, or all, of the events shown', async () => {
    await openLog('log.pml', 30);
    const { store } = hosted.app;
    store.getState().settingsChanged({ ...store.getState().settings, columns: [{ name: 'path' }] });
    store.getState().filterChosen({
      rules: [{ enabled: true, column: 'path', relation: 'ends with', value: '7.txt', action: 'Include' }],
      usesDefaults: false,
    });
    await saveTo(
      hosted.app,
      { ...INITIAL_CHOICE, format: 'csv', events: 'shown' },
      await target('paths.csv'),
      undefined,
    );
    expect(readFileSync(join(hosted.folder, 'paths.csv'), 'utf8')).toBe(
      '\ufeff"Path"\r\n"C:\\temp\\7.txt"\r\n"C:\\temp\\17.txt"\r\n"C:\\temp\\27.txt"\r\n',
    );
    await saveTo(
      hosted.app,
      { ...INITIAL_CHOICE, format: 'csv', columns: 'all' },
      await target('all.csv'),
      undefined,
    );
    const lines = readFileSync(join(hosted.folder, 'all.csv'), 'utf8').split('\r\n');
    expect(lines).toHaveLength(32);
    expect(lines[0]?.split('","')).toHaveLength(27);
  });

  it('refuses to write over the file that is open, and offers to save elsewhere', async () => {
    const bytes = smallLog(3);
    await openLog();
    await saveTo(hosted.app, INITIAL_CHOICE, await target('log.pml'), undefined);
    const { message, dialog } = hosted.app.store.getState();
    expect(message?.kind).toBe('failure');
    expect(message?.sentence).toMatch(/^log\.pml was not saved\. .+\.$/);
    expect(readFileSync(join(hosted.folder, 'log.pml'))).toEqual(bytes);
    expect(dialog).toBeUndefined();
    message?.remedy?.run();
    expect(hosted.app.store.getState().dialog).toEqual({ kind: 'save', then: undefined });
  });

  it('can be cancelled, and leaves nothing behind', async () => {
    await openLog('log.pml', 30);
    const files = readdirSync(hosted.folder);
    const saving = saveTo(hosted.app, INITIAL_CHOICE, await target('never.procscope'), undefined);
    const { job } = hosted.app.store.getState();
    expect(job).toMatchObject({ name: 'Saving never.procscope', total: 30 });
    job?.cancel();
    await saving;
    expect(hosted.app.store.getState().job).toBeUndefined();
    expect(hosted.app.store.getState().message).toBeUndefined();
    await vi.waitFor(() => expect(readdirSync(hosted.folder)).toEqual(files));
  });

  it('asks how and where, but not while there is nothing to save or the file is still being read', async () => {
    const { store } = hosted.app;
    saveFile(hosted.app);
    expect(store.getState().dialog).toBeUndefined();
    await openLog();
    const { capture } = store.getState();
    store.getState().captureChanged({ ...capture, state: 'opening' });
    saveFile(hosted.app);
    expect(store.getState().dialog).toBeUndefined();
    expect(store.getState().message?.sentence).toContain('still being read');
    store.getState().captureChanged(capture);
    saveFile(hosted.app);
    expect(store.getState().dialog).toEqual({ kind: 'save', then: undefined });
    expect(store.getState().message).toBeUndefined();
  });
});

describe('the lists of files', () => {
  it('show a file that is gone as such, and forget it when told to', async () => {
    await openLog();
    closeFile(hosted.app);
    await hosted.until(({ capture, recent }) => capture.state === 'none' && recent?.length === 1);
    rmSync(join(hosted.folder, 'log.pml'));
    closeFile(hosted.app);
    const [listed] = (await hosted.app.shell.call('file/recent', {})).files;
    expect(listed).toMatchObject({ name: 'log.pml', bytes: undefined });
    if (listed !== undefined) await forgetRecent(hosted.app, listed.file);
    expect(hosted.app.store.getState().recent).toEqual([]);
  });

  it('offer a capture of a broken session beside what is open until it is discarded', async () => {
    const path = await leaveSession();
    await openLog();
    const state = await hosted.until(({ recoverable }) => recoverable?.length === 1);
    expect(noticeOf(state, Date.now())).toMatchObject({ kind: 'offer', remedy: 'recover' });
    expect(noticeOf(state, Date.now())?.sentence).toContain('64 events can be recovered.');
    const [file] = state.recoverable ?? [];
    if (file !== undefined) await discardRecoverable(hosted.app, file.file);
    expect(hosted.app.store.getState().recoverable).toEqual([]);
    expect(existsSync(path)).toBe(false);
  });
});
