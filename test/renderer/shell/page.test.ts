import { describe, expect, it } from 'vitest';
import { openingOf } from '../../../src/renderer/shell/opening.ts';
import { machineName, timeZoneName } from '../../../src/renderer/shell/machine.ts';
import { noticeOf } from '../../../src/renderer/shell/notice-of.ts';
import { pageError, pageOf } from '../../../src/renderer/shell/page.ts';
import { createAppStore } from '../../../src/renderer/state/app-store.ts';
import type { AppState } from '../../../src/renderer/state/app-store.ts';
import type { FileToken } from '../../../src/shared/api/shell-contract.ts';
import type { CaptureState } from '../../../src/shared/api/viewer-contract.ts';
import { eventNo } from '../../../src/shared/units.ts';

const NONE: CaptureState = {
  state: 'none',
  capture: 0,
  events: 0,
  first: eventNo(0),
  warnings: [],
  memory: 0,
};
const READY: CaptureState = { ...NONE, state: 'ready', capture: 1, name: 'a.pml', events: 5 };
const BROKEN = { code: 'pml/not-a-pml' as const, sentence: 'This is no log.', facts: {} };

function stateWith(capture: CaptureState): AppState {
  const store = createAppStore();
  store.getState().captureChanged(capture);
  return store.getState();
}

describe('what fills the window', () => {
  it.each<[string, CaptureState, string]>([
    ['nothing is open', NONE, 'start'],
    ['a first file is being looked at', { ...NONE, replacing: { name: 'a.pml' } }, 'blank'],
    ['a first file is no capture', { ...NONE, replacing: { name: 'a.pml', error: BROKEN } }, 'error'],
    ['a first file is being opened', { ...NONE, state: 'opening', name: 'a.pml' }, 'blank'],
    ['a file is being read', { ...READY, state: 'opening' }, 'events'],
    ['a file is read', READY, 'events'],
    ['a file broke before its first event', { ...READY, state: 'failed', events: 0, error: BROKEN }, 'error'],
    ['a file broke after some events', { ...READY, state: 'failed', error: BROKEN }, 'events'],
    ['another file is no capture', { ...READY, replacing: { name: 'b.pml', error: BROKEN } }, 'events'],
  ])('%s', (_name, capture, page) => {
    expect(pageOf(stateWith(capture))).toBe(page);
  });

  it('is nothing before the engine has answered, and a sentence when it is gone', () => {
    const store = createAppStore();
    expect(pageOf(store.getState())).toBe('blank');
    store.getState().captureChanged(READY);
    store.getState().connectionLost();
    expect(pageOf(store.getState())).toBe('lost');
    store.getState().captureChanged(READY);
    expect(pageOf(store.getState())).toBe('lost');
  });

  it('names the file that was not opened', () => {
    expect(pageError(stateWith({ ...NONE, replacing: { name: 'a.pml', error: BROKEN } }))).toEqual({
      name: 'a.pml',
      error: BROKEN,
    });
  });
});

describe('noticeOf', () => {
  const NOW = 0;
  const RECOVERABLE = { file: 'token' as FileToken, modified: 0, bytes: 1, events: 5 };

  function sentenceOf(state: AppState): string | undefined {
    return noticeOf(state, NOW)?.sentence;
  }

  it('says that another file was not opened while the open one stays', () => {
    const notice = noticeOf(stateWith({ ...READY, replacing: { name: 'b.pml', error: BROKEN } }), NOW);
    expect(notice?.sentence).toBe('b.pml was not opened. This is no log.');
    expect(notice?.remedy).toBe('open-another');
  });

  it('says what is damaged, and how much else', () => {
    expect(sentenceOf(stateWith({ ...READY, warnings: [BROKEN] }))).toBe('This is no log.');
    expect(sentenceOf(stateWith({ ...READY, warnings: [BROKEN, BROKEN, BROKEN] }))).toContain('2 more parts');
    expect(sentenceOf(stateWith(READY))).toBeUndefined();
  });

  it('says by itself that letters are those of today: nothing is missing', () => {
    const letters = { code: 'etl/letters-of-today' as const, sentence: 'Letters of today.', facts: {} };
    const store = createAppStore();
    store.getState().captureChanged({ ...READY, warnings: [letters, BROKEN] });
    const first = noticeOf(store.getState(), NOW)!;
    expect(first.sentence).toBe('This is no log.');
    store.getState().noticeDismissed(first.key ?? '');
    const second = noticeOf(store.getState(), NOW)!;
    expect(second.sentence).toBe('Letters of today.');
    store.getState().noticeDismissed(second.key ?? '');
    expect(noticeOf(store.getState(), NOW)).toBeUndefined();
  });

  it('says one thing at a time, the gravest first, each until it is dismissed', () => {
    const store = createAppStore();
    store.getState().captureChanged({
      ...READY,
      state: 'failed',
      error: { ...BROKEN, sentence: 'It broke.' },
      warnings: [BROKEN],
      replacing: { name: 'b.pml', error: BROKEN },
    });
    store.getState().recoverableListed([RECOVERABLE]);
    const said: string[] = [];
    for (;;) {
      const notice = noticeOf(store.getState(), NOW);
      if (notice === undefined) break;
      said.push(notice.sentence);
      store.getState().noticeDismissed(notice.key ?? '');
    }
    expect(said).toEqual([
      'b.pml was not opened. This is no log.',
      'Reading stopped: what was read is shown. It broke.',
      'This is no log.',
      expect.stringContaining('5 events can be recovered.'),
    ]);
    store.getState().captureChanged({ ...READY, capture: 2, warnings: [BROKEN] });
    expect(sentenceOf(store.getState())).toBe('This is no log.');
  });

  it('answers the last action before everything else, on every page', () => {
    const store = createAppStore();
    store.getState().captureChanged(NONE);
    store.getState().messageShown({ kind: 'done', sentence: 'Saved.' });
    expect(noticeOf(store.getState(), NOW)).toMatchObject({ kind: 'done', sentence: 'Saved.' });
    store.getState().connectionLost();
    expect(noticeOf(store.getState(), NOW)).toBeUndefined();
  });

  it('offers captures to recover beside an open one; the start page lists them itself', () => {
    expect(noticeOf({ ...stateWith(NONE), recoverable: [RECOVERABLE] }, NOW)).toBeUndefined();
    const notice = noticeOf({ ...stateWith(READY), recoverable: [RECOVERABLE, RECOVERABLE] }, NOW);
    expect(notice).toMatchObject({ kind: 'offer', remedy: 'recover' });
    expect(notice?.sentence).toContain('2 captures were not closed.');
  });

  it('offers to read a file again whose reading was cancelled', () => {
    const store = createAppStore();
    store.getState().fileAsked({ file: 'token' as FileToken, name: 'a.pml' });
    const error = { code: 'job/cancelled' as const, sentence: 'The job was cancelled.', facts: {} };
    store.getState().captureChanged({ ...READY, state: 'failed', error });
    expect(noticeOf(store.getState(), NOW)).toMatchObject({ kind: 'warning', remedy: 'read-again' });
  });
});

describe('openingOf', () => {
  it('tells the part that is read', () => {
    const opening = { ...READY, state: 'opening' as const, progress: { done: 25, total: 100 } };
    expect(openingOf(stateWith(opening))).toEqual({ part: 0.25, other: undefined });
    expect(openingOf(stateWith(READY))).toBeUndefined();
  });

  it('names a file that is to take the place of the open one', () => {
    const replacing = { name: 'b.pml', progress: { done: 1, total: 2 } };
    expect(openingOf(stateWith({ ...READY, replacing }))).toEqual({ part: 0.5, other: 'b.pml' });
  });
});

describe('the selection', () => {
  it('stays while the capture grows and goes with it', () => {
    const store = createAppStore();
    store.getState().captureChanged(READY);
    store.getState().selected({ current: eventNo(0), isShown: true, count: 1 });
    store.getState().captureChanged({ ...READY, events: 6 });
    expect(store.getState().selection?.current).toBe(0);
    store.getState().captureChanged({ ...READY, capture: 2 });
    expect(store.getState().selection).toBeUndefined();
  });
});

describe('machine and time zone', () => {
  it('are short enough for a glance', () => {
    expect(machineName({ computer: 'PC', operatingSystem: 'Windows 10 (10.0.18362)' }, 64)).toBe(
      'PC, Windows 10 x64',
    );
    expect(machineName({ computer: '', operatingSystem: '' }, 32)).toBe('');
  });

  it('counts from UTC', () => {
    const at = (minutes: number): string =>
      timeZoneName(Object.assign(new Date(0), { getTimezoneOffset: () => -minutes }));
    expect([at(0), at(540), at(-570)]).toEqual(['UTC', 'UTC+09:00', 'UTC-09:30']);
  });
});
