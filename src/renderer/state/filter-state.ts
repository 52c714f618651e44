import type { StateCreator } from 'zustand/vanilla';
import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import type { AppState } from './app-store.ts';

/** A filter as its user sees it: rules of their own, and the default exclusions of the capture's system as one. */
export interface Filter {
  readonly rules: readonly FilterRule[];
  readonly usesDefaults: boolean;
}

/** A filter and those before it, the last one last. */
interface FilterPast {
  readonly filter: Filter;
  readonly filterHistory: readonly Filter[];
}

/** The filter that is, or is about to be, in force, and what Undo goes back to. */
export interface FilterState extends FilterPast {
  /** What the engine has confirmed; what is gone back to when a filter is cancelled or refused. */
  readonly filterInForce: FilterPast;

  /** Puts another filter in the place of the present one and remembers that. */
  filterChosen(filter: Filter): void;
  /** Takes back the last change. */
  filterUndone(): void;
  /** The engine shows what this filter shows. */
  filterConfirmed(filter: Filter): void;
  /** Goes back to the filter in force, as if the changes since had not been made. */
  filterReverted(): void;
}

/** Nobody takes back more changes than this. */
const MAX_HISTORY = 100;

export const INITIAL_FILTER: Filter = { rules: [], usesDefaults: true };

const INITIAL_PAST: FilterPast = { filter: INITIAL_FILTER, filterHistory: [] };

export const createFilterState: StateCreator<AppState, [], [], FilterState> = (set) => ({
  ...INITIAL_PAST,
  filterInForce: INITIAL_PAST,

  filterChosen: (filter) =>
    set((state) => ({
      filter,
      filterHistory: [...state.filterHistory.slice(-MAX_HISTORY + 1), state.filter],
    })),
  filterUndone: () =>
    set((state) => {
      const before = state.filterHistory.at(-1);
      return before === undefined
        ? state
        : { filter: before, filterHistory: state.filterHistory.slice(0, -1) };
    }),
  filterConfirmed: (filter) =>
    set((state) =>
      // A later choice is on its way already, and will be confirmed itself.
      state.filter === filter
        ? { filterInForce: { filter, filterHistory: state.filterHistory } }
        : { filterInForce: { filter, filterHistory: historyBefore(filter, state) } },
    ),
  filterReverted: () => set((state) => ({ ...state.filterInForce })),
});

/** What was before a filter that is in the past itself, or was taken back by Undo. */
function historyBefore(filter: Filter, { filterHistory }: FilterPast): readonly Filter[] {
  const index = filterHistory.lastIndexOf(filter);
  return index < 0 ? filterHistory : filterHistory.slice(0, index);
}
