import type { LiveState } from '../../shared/api/live-contract.ts';
import { locale } from '../messages/locale.ts';
import type { AppState } from '../state/app-store.ts';

/**
 * The live capture that is open, whether it runs or not; undefined for files. One that is being started in the place of what is
 * open is not open yet: it has no tier.
 */
export function openLive({ capture }: AppState): LiveState | undefined {
  const { live, state } = capture;
  if (live === undefined || state === 'none') return undefined;
  return live.state === 'starting' && live.tier === '' ? undefined : live;
}

/** Whether events are being recorded. */
export function isRunning(state: AppState): boolean {
  return state.capture.live?.state === 'running';
}

/** Whether a capture is being started, by this window or another. */
export function isStarting(state: AppState): boolean {
  return state.cancelStart !== undefined || state.capture.live?.state === 'starting';
}

/** Whether this system can capture at all; what it lacks for it, an attempt says. */
export function canCapture({ ways, shell }: AppState): boolean {
  return ways === undefined ? shell?.platform === 'linux' : ways.system.error?.code !== 'shell/unsupported';
}

/** Whether events that are captured here can have call stacks. */
export function canStack(state: AppState): boolean {
  return canCapture(state) && state.shell?.platform === 'windows';
}

/** What the open capture is called; undefined while nothing is open. */
export function documentName(state: AppState): string | undefined {
  return openLive(state)?.isBacked === false ? locale.messages.live.name : state.capture.name;
}
