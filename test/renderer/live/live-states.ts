import { createAppStore } from '../../../src/renderer/state/app-store.ts';
import type { AppStore } from '../../../src/renderer/state/app-store.ts';
import type { LiveState } from '../../../src/shared/api/live-contract.ts';
import type { CaptureState } from '../../../src/shared/api/viewer-contract.ts';
import { eventNo } from '../../../src/shared/units.ts';

/** A live capture that runs, but for what a test says of it. */
export function liveState(parts: Partial<LiveState> = {}): LiveState {
  return {
    ...{ state: 'running', source: 'ebpf', tier: 'fast', isBacked: false },
    ...{ rate: 0, recorded: 12, lost: 0, dropped: 0, disk: 0, notices: [] },
    ...parts,
  };
}

/** The capture's state with it. */
export function captureState(live: LiveState | undefined, parts: Partial<CaptureState> = {}): CaptureState {
  return {
    ...{ state: 'ready', capture: 1, name: 'Live capture', events: 12, first: eventNo(0) },
    ...{ warnings: [], memory: 0, live },
    ...parts,
  };
}

/** A window that shows it. */
export function storeWith(live: LiveState | undefined, parts: Partial<CaptureState> = {}): AppStore {
  const store = createAppStore();
  store.getState().captureChanged(captureState(live, parts));
  return store;
}
