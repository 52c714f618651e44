import type { SavedFilter } from '../../shared/settings.ts';
import { moved } from '../filter/rule-list.ts';

/** A saved filter of the draft, with a number that stays when it is moved or renamed. */
export interface DraftFilter {
  readonly id: number;
  readonly filter: SavedFilter;
}

/** The saved filters while they are organized. */
export interface FiltersDraft {
  readonly filters: readonly DraftFilter[];
  /** Row; undefined in an empty list alone. */
  readonly selected: number | undefined;
  /** The id of the filter that is being renamed. */
  readonly renamed: number | undefined;
  readonly nextId: number;
}

export type FiltersAction =
  | { readonly do: 'select'; readonly row: number }
  | { readonly do: 'move'; readonly from: number; readonly to: number }
  | { readonly do: 'delete' }
  | { readonly do: 'add'; readonly filter: SavedFilter }
  | { readonly do: 'rename' }
  /** Undefined when the filter keeps its name. */
  | { readonly do: 'end-rename'; readonly name: string | undefined };

export function startFilters(saved: readonly SavedFilter[]): FiltersDraft {
  return {
    filters: saved.map((filter, id) => ({ id, filter })),
    selected: saved.length === 0 ? undefined : 0,
    renamed: undefined,
    nextId: saved.length,
  };
}

/** The filter of the selected row. */
export function selectedFilter({ filters, selected }: FiltersDraft): DraftFilter | undefined {
  return selected === undefined ? undefined : filters[selected];
}

export function reduceFilters(draft: FiltersDraft, action: FiltersAction): FiltersDraft {
  const { filters, selected } = draft;
  switch (action.do) {
    case 'select':
      return filters[action.row] === undefined ? draft : { ...draft, selected: action.row };
    case 'move': {
      const next = moved(filters, action.from, action.to);
      return next === filters ? draft : { ...draft, filters: next, selected: action.to };
    }
    case 'delete': {
      if (selected === undefined) return draft;
      const next = filters.filter((_, row) => row !== selected);
      const last = next.length - 1;
      return { ...draft, filters: next, selected: last < 0 ? undefined : Math.min(selected, last) };
    }
    case 'add':
      return {
        ...draft,
        filters: [...filters, { id: draft.nextId, filter: action.filter }],
        selected: filters.length,
        nextId: draft.nextId + 1,
      };
    case 'rename':
      return { ...draft, renamed: selectedFilter(draft)?.id };
    case 'end-rename': {
      const { name } = action;
      const next =
        name === undefined
          ? filters
          : filters.map((entry) =>
              entry.id === draft.renamed ? { ...entry, filter: { ...entry.filter, name } } : entry,
            );
      return { ...draft, filters: next, renamed: undefined };
    }
  }
}

/** Whether another filter than the one with the id has the name; case does not matter. */
export function isTaken({ filters }: FiltersDraft, id: number, name: string): boolean {
  return filters.some((entry) => entry.id !== id && entry.filter.name.toLowerCase() === name.toLowerCase());
}
