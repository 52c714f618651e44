import { describe, expect, it } from 'vitest';
import type { BootNews } from '../../../src/shared/api/shell-contract.ts';
import type { BootLog } from '../../../src/shared/boot.ts';
import { suggestedName, waitingLogs } from '../../../src/renderer/boot/boot-flows.ts';
import { logSentence } from '../../../src/renderer/boot/log-words.ts';
import { bootEn, bootKo } from '../../../src/renderer/messages/areas/boot.ts';
import { noticeOf } from '../../../src/renderer/shell/notice-of.ts';
import { createAppStore } from '../../../src/renderer/state/app-store.ts';
import { BOOT_CHANGE_KINDS } from '../../../src/shared/boot.ts';

const BEGAN = new Date(2026, 10, 20, 8, 2, 10).getTime();
const NOW = BEGAN + 3_600_000;

const log = (more: Partial<BootLog> = {}): BootLog => ({
  ...{
    id: 'a',
    began: BEGAN,
    ended: BEGAN + 1,
    bytes: 5 * 2 ** 20,
    events: 1234,
    dropped: 0,
    isComplete: true,
  },
  ...more,
});

const news = (logs: readonly BootLog[], recording?: BootLog): BootNews => ({
  status: { isArmed: false, logs, recording, leftovers: [] },
  plan: { changes: [], limit: 2 ** 30, beyond: 'oldest' },
  needsElevation: false,
});

describe('what is said of a boot log', () => {
  it('is of which start it is and how much, and what is missing', () => {
    expect(logSentence(log(), false, NOW)).toMatch(/^Start of Nov 20, 8:02\sAM: 1,234 events, 5\.0 MB\.$/);
    const cut = logSentence(log({ isComplete: false, dropped: 1, events: undefined }), false, NOW);
    expect(cut).toMatch(/: 5\.0 MB\. It was cut off by a crash .* oldest event was dropped\.$/);
    // What is still being recorded is not cut off.
    expect(logSentence(log({ isComplete: false }), true, NOW)).toMatch(
      /so far\. Saving it ends the recording\.$/,
    );
  });

  it('begins with the oldest, and ends with the one that is being recorded', () => {
    expect(waitingLogs(undefined)).toEqual([]);
    const ids = waitingLogs(news([log(), log({ id: 'b' })], log({ id: 'c' })).status).map(({ id }) => id);
    expect(ids).toEqual(['a', 'b', 'c']);
  });

  it('gives a file its name', () => {
    expect(suggestedName(log())).toBe('boot-2026-11-20-0802.procscope');
  });

  it('names every change in every language', () => {
    for (const { enable } of [bootEn, bootKo]) {
      for (const kind of BOOT_CHANGE_KINDS)
        expect(enable.change({ kind, subject: '/etc/x' })).toContain('/etc/x');
    }
  });
});

describe('beside an open capture', () => {
  /** What the strip says. */
  const said = (boot: BootNews): string | undefined => {
    const store = createAppStore();
    const state = store.getState();
    state.captureChanged({ ...state.capture, state: 'ready', capture: 1 });
    state.bootTold(boot);
    return noticeOf(store.getState(), NOW)?.sentence;
  };

  it('a strip tells that a start was not recorded, and why, before anything else', () => {
    const failed = { code: 'boot/failed', sentence: 'The disk was full.', facts: {} } as const;
    const { status, ...rest } = news([log()]);
    expect(said({ ...rest, status: { ...status, failed } })).toBe(
      'This start of the computer was not recorded. The disk was full.',
    );
  });

  it('a strip tells of logs that wait, and of a recording', () => {
    expect(said(news([]))).toBeUndefined();
    expect(said(news([log()]))).toMatch(/^The start of this computer of Nov 20, 8:02\sAM was recorded/);
    expect(said(news([log(), log({ id: 'b' })]))).toMatch(/^2 starts of this computer were recorded/);
    expect(said(news([], log({ isComplete: false })))).toBe(
      'This start of the computer is still being recorded.',
    );
  });
});
