import { isRunning, openLive } from '../live/open-live.ts';
import type { AppState } from '../state/app-store.ts';

/** How the list goes on when events come: it stays where it is, or shows the newest. */
export type FollowMode = 'stay' | 'end' | 'rest';

/**
 * Whether the list follows the newest event. `rest`: no more events are made, but those that are on their way are followed too;
 * rows that change for another reason keep their place.
 */
export function followMode(state: AppState): FollowMode {
  if (!state.settings.autoScroll || state.heldAt !== undefined || openLive(state) === undefined)
    return 'stay';
  return isRunning(state) ? 'end' : 'rest';
}
