import type { StateCreator } from 'zustand/vanilla';
import type { AppState } from './app-store.ts';

/** What goes on with highlighted rows; which they are, the engine knows. */
export interface HighlightState {
  /** Whether the next or previous highlighted event is being looked for. */
  readonly isHighlightSearched: boolean;

  highlightSearched(isSearched: boolean): void;
}

export const createHighlightState: StateCreator<AppState, [], [], HighlightState> = (set) => ({
  isHighlightSearched: false,

  highlightSearched: (isHighlightSearched) => set({ isHighlightSearched }),
});
