import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/renderer/commands/command-table.ts';
import { dropOf } from '../../../src/renderer/live/capture-flows.ts';
import { elapsedText } from '../../../src/renderer/live/elapsed-text.ts';
import {
  canCapture,
  documentName,
  isRunning,
  isStarting,
  openLive,
} from '../../../src/renderer/live/open-live.ts';
import { noticeOf } from '../../../src/renderer/shell/notice-of.ts';
import { followMode } from '../../../src/renderer/table/follow-mode.ts';
import type { AppState } from '../../../src/renderer/state/app-store.ts';
import { defaultRules } from '../../../src/shared/filter/default-rules.ts';
import { DEFAULT_SETTINGS } from '../../../src/shared/settings.ts';
import { captureState, liveState, storeWith } from './live-states.ts';

const ENDED = {
  code: 'live/helper-failed' as const,
  sentence: 'The capture helper was ended by SIGKILL.',
  facts: {},
};
const FULL = { code: 'file/disk-full' as const, sentence: 'The disk is full.', facts: {} };
const NO_WAY = { code: 'shell/unsupported' as const, sentence: 'Not here.', facts: {} };

const stateWith = (...parts: Parameters<typeof storeWith>): AppState => storeWith(...parts).getState();

describe('the live capture that is open', () => {
  it('is none for files, and none while one is being started in their place', () => {
    expect(openLive(stateWith(undefined))).toBeUndefined();
    const starting = stateWith(liveState({ state: 'starting', tier: '' }));
    expect(openLive(starting)).toBeUndefined();
    expect([isStarting(starting), isRunning(starting)]).toEqual([true, false]);
    expect(openLive(stateWith(liveState()))?.state).toBe('running');
    expect(openLive(stateWith(liveState(), { state: 'none' }))).toBeUndefined();
  });

  it('has a name of the language, or that of its file', () => {
    expect(documentName(stateWith(liveState()))).toBe('Live capture');
    expect(documentName(stateWith(liveState({ isBacked: true }), { name: 'a.procscope' }))).toBe(
      'a.procscope',
    );
    expect(documentName(stateWith(undefined, { name: 'b.pml' }))).toBe('b.pml');
  });

  it('can be where the host knows a way, whatever that lacks', () => {
    const store = storeWith(undefined);
    const way = { available: false, needsElevation: false };
    store.getState().waysTold({ system: way, launch: { ...way, withoutPrivileges: false } });
    expect(canCapture(store.getState())).toBe(true);
    const none = { ...way, error: NO_WAY };
    store.getState().waysTold({ system: none, launch: { ...none, withoutPrivileges: false } });
    expect(canCapture(store.getState())).toBe(false);
  });

  it('tells its time in hours, minutes and seconds', () => {
    expect([0.9, 61, 3_600, 360_000].map(elapsedText)).toEqual([
      '00:00:00',
      '00:01:01',
      '01:00:00',
      '100:00:00',
    ]);
  });
});

describe('following the newest event', () => {
  it('ends when the user scrolls up, and begins again at the end', () => {
    const store = storeWith(liveState());
    expect(followMode(store.getState())).toBe('end');
    store.getState().listHeld();
    expect(store.getState().heldAt).toBe(12);
    expect(followMode(store.getState())).toBe('stay');
    // Where it stood still first is what counts.
    store.getState().captureChanged(captureState(liveState(), { events: 50 }));
    store.getState().listHeld();
    expect(store.getState().heldAt).toBe(12);
    store.getState().listFollowed();
    expect(followMode(store.getState())).toBe('end');
  });

  it('is not for files, nor without Auto Scroll; of a stopped capture the last events are waited for', () => {
    expect(followMode(stateWith(undefined))).toBe('stay');
    expect(followMode(stateWith(liveState({ state: 'stopped' })))).toBe('rest');
    const settings = { ...DEFAULT_SETTINGS, autoScroll: false };
    expect(followMode({ ...stateWith(liveState()), settings })).toBe('stay');
  });

  it('begins anew with another capture', () => {
    const store = storeWith(liveState());
    store.getState().listHeld();
    store.getState().captureChanged(captureState(liveState(), { capture: 2 }));
    expect(store.getState().heldAt).toBeUndefined();
  });
});

describe('what is said of a live capture', () => {
  it('is that it has ended, with the way to go on', () => {
    expect(noticeOf(stateWith(liveState({ state: 'failed', error: ENDED })), 0)).toMatchObject({
      kind: 'failure',
      sentence: 'The capture has stopped. The capture helper was ended by SIGKILL.',
      remedy: 'capture-again',
    });
  });

  it('is that its file is full, with the way to save it elsewhere', () => {
    expect(noticeOf(stateWith(liveState({ notices: [FULL], lost: 3 })), 0)).toMatchObject({
      ...{ kind: 'failure', sentence: 'The disk is full.', remedy: 'save' },
    });
  });

  it('is that events were lost, once, with the way to record less', () => {
    const store = storeWith(liveState({ lost: 3 }));
    const notice = noticeOf(store.getState(), 0);
    expect(notice).toMatchObject({ kind: 'warning', remedy: 'launch' });
    store.getState().noticeDismissed(notice?.key ?? '');
    store.getState().captureChanged(captureState(liveState({ lost: 4 })));
    expect(noticeOf(store.getState(), 0)).toBeUndefined();
    const launched = liveState({ lost: 3, launched: { pid: 7 } });
    expect(noticeOf(stateWith(launched), 0)?.remedy).toBeUndefined();
  });

  it('is that events are left out, while they are', () => {
    const settings = { ...DEFAULT_SETTINGS, dropFiltered: true };
    expect(noticeOf({ ...stateWith(liveState()), settings }, 0)).toMatchObject({ remedy: 'keep-all' });
    expect(noticeOf({ ...stateWith(liveState({ state: 'stopped' })), settings }, 0)).toBeUndefined();
  });
});

describe('what a live capture leaves out for good', () => {
  it('is what the filter of the captured system hides, when that is wanted', () => {
    const state = stateWith(undefined);
    expect(dropOf(state)).toBeUndefined();
    const settings = { ...DEFAULT_SETTINGS, dropFiltered: true };
    const filterInForce = { ...state.filterInForce, filter: { usesDefaults: true, rules: [] } };
    for (const [platform, dialect] of [
      ['windows', 'etw'],
      ['linux', 'linux'],
    ] as const) {
      const shell = { ...state.shell, platform } as NonNullable<AppState['shell']>;
      const { rules } = dropOf({ ...state, shell, settings, filterInForce }) ?? {};
      expect(rules).toEqual(defaultRules(dialect));
    }
    expect(defaultRules('etw')).not.toEqual(defaultRules('linux'));
  });
});

describe('the commands of a live capture', () => {
  it('can be had when there is something for them', () => {
    const enabled = (state: AppState): string[] =>
      (['file.launch', 'edit.auto-scroll', 'edit.clear'] as const).filter((id) =>
        COMMANDS[id].isEnabled(state),
      );
    expect(enabled(stateWith(undefined))).toEqual(['file.launch']);
    expect(enabled(stateWith(liveState()))).toEqual(['edit.auto-scroll', 'edit.clear']);
    expect(enabled(stateWith(liveState({ state: 'stopped' })))).toEqual([
      'file.launch',
      'edit.auto-scroll',
      'edit.clear',
    ]);
    expect(enabled(stateWith(liveState({ state: 'starting', tier: '' })))).toEqual(['edit.auto-scroll']);
  });

  it('offer call stacks on Windows alone', () => {
    const { isOffered, isChecked } = COMMANDS['options.call-stacks'];
    const way = { available: true, needsElevation: true };
    const on = (platform: 'windows' | 'linux'): AppState => {
      const state = stateWith(undefined);
      const shell = { ...state.shell, platform } as NonNullable<AppState['shell']>;
      return { ...state, shell, ways: { system: way, launch: { ...way, withoutPrivileges: false } } };
    };
    expect([isOffered(on('windows')), isOffered(on('linux'))]).toEqual([true, false]);
    expect(isChecked(on('windows'))).toBe(false);
    const settings = { ...DEFAULT_SETTINGS, callStacks: true };
    expect(isChecked({ ...on('windows'), settings })).toBe(true);
  });

  it('say whether they are on', () => {
    const { isChecked } = COMMANDS['file.capture'];
    expect(isChecked(stateWith(liveState()))).toBe(true);
    expect(isChecked(stateWith(liveState({ state: 'failed', error: ENDED })))).toBe(false);
    const store = storeWith(liveState());
    store.getState().listHeld();
    expect(COMMANDS['edit.auto-scroll'].isChecked(store.getState())).toBe(false);
  });
});
