import type { StateCreator } from 'zustand/vanilla';
import type { EventNo } from '../../shared/units.ts';
import type { AppState } from './app-store.ts';

/** What is selected in the event list. Which events exactly, the list knows. */
export interface Selection {
  /** The event where the keyboard is. It stays when the filter hides it. */
  readonly current: EventNo;
  /** Whether the current event is shown. */
  readonly isShown: boolean;
  /** Events that are selected, the hidden ones too; the current one need not be among them. */
  readonly count: number;
}

export interface SelectionState {
  /** Undefined until an event is chosen. */
  readonly selection: Selection | undefined;

  selected(selection: Selection | undefined): void;
}

export const createSelectionState: StateCreator<AppState, [], [], SelectionState> = (set) => ({
  selection: undefined,

  selected: (selection) => set({ selection }),
});
