import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { ShellInfo } from '../../shared/api/shell-contract.ts';
import type { EventProperties } from '../../shared/api/viewer-contract.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Place } from './channel-messages.ts';
import type { PropertiesTab } from './properties-query.ts';

/** Why an Event Properties window cannot go to another event; the gravest is said. */
export type Standstill = 'engine-lost' | 'other-capture' | 'owner-away';

/** What an Event Properties window shows. */
export interface PropertiesState {
  readonly shell: ShellInfo;
  readonly settings: Settings;
  readonly tab: PropertiesTab;
  /** Undefined until the engine has answered for the first time. */
  readonly shown: EventProperties | undefined;
  /** Why the event that was asked for last cannot be shown, as a sentence. */
  readonly failure: string | undefined;
  /** Where the shown event stands in the list; the last that is known when the list is gone. */
  readonly place: Place;
  /** Whether the event selected in the list is shown. */
  readonly follows: boolean;
  /** Whether Previous and Next go from one highlighted event to another. */
  readonly highlightedOnly: boolean;
  readonly isEngineLost: boolean;
  readonly isOtherCapture: boolean;
  readonly isOwnerAway: boolean;
  /** What became of the last wish to copy, or to go to a highlighted event. */
  readonly said: 'copied' | 'copy-failed' | 'searching' | 'no-next' | 'no-previous' | undefined;
}

export type PropertiesStore = StoreApi<PropertiesState>;

export function createPropertiesStore(shell: ShellInfo, tab: PropertiesTab): PropertiesStore {
  return createStore<PropertiesState>()(() => ({
    shell,
    settings: shell.settings,
    tab,
    shown: undefined,
    failure: undefined,
    place: {},
    follows: false,
    highlightedOnly: false,
    isEngineLost: false,
    isOtherCapture: false,
    isOwnerAway: false,
    said: undefined,
  }));
}

/** Undefined while the window can go to other events. */
export function standstill(
  state: Pick<PropertiesState, 'isEngineLost' | 'isOtherCapture' | 'isOwnerAway'>,
): Standstill | undefined {
  if (state.isEngineLost) return 'engine-lost';
  if (state.isOtherCapture) return 'other-capture';
  return state.isOwnerAway ? 'owner-away' : undefined;
}
