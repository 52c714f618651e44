import type { IconId } from '../icons/sprite.ts';
import { pageOf } from '../shell/page.ts';
import type { App } from '../state/app-context.ts';
import type { AppState } from '../state/app-store.ts';
import { parseChord } from './keys.ts';
import type { Chord } from './keys.ts';

/** Something that a user can have done from a menu, a button or a key. Its texts are in the messages, by its id. */
export interface Command {
  readonly icon: IconId | undefined;
  /** The first is the one that menus show. */
  readonly keys: readonly Chord[];
  /** Whether this host can do it at all; what it cannot is left out of menus. */
  readonly isOffered: (state: AppState) => boolean;
  /** Whether it can be done now. */
  readonly isEnabled: (state: AppState) => boolean;
  /** Commands that switch something, and whether it is on; `radio` are one of several. */
  readonly choice: 'check' | 'radio' | undefined;
  readonly isChecked: (state: AppState) => boolean;
  readonly run: (app: App) => void;
}

interface CommandParts {
  readonly icon?: IconId;
  readonly keys?: readonly string[];
  readonly isOffered?: (state: AppState) => boolean;
  readonly isEnabled?: (state: AppState) => boolean;
  readonly choice?: 'check' | 'radio';
  readonly isChecked?: (state: AppState) => boolean;
  readonly run: (app: App) => void;
}

/** A command: offered everywhere and always possible unless it says otherwise. */
export function command(parts: CommandParts): Command {
  return {
    icon: parts.icon,
    keys: (parts.keys ?? []).map(parseChord),
    isOffered: parts.isOffered ?? (() => true),
    isEnabled: parts.isEnabled ?? isConnected,
    choice: parts.choice,
    isChecked: parts.isChecked ?? (() => false),
    run: parts.run,
  };
}

/** Whether the engine answers. */
export function isConnected(state: AppState): boolean {
  return state.connection !== 'lost';
}

/** Whether the event list is on the page. */
export function hasEvents(state: AppState): boolean {
  return pageOf(state) === 'events';
}

/** Whether there is an event to which a command can apply. */
export function hasCurrentEvent(state: AppState): boolean {
  return hasEvents(state) && state.selection !== undefined;
}

/** Whether the page stands in the desktop window. */
export function isDesktop(state: AppState): boolean {
  return state.shell?.host === 'desktop';
}
