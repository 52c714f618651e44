import { describe, expect, it } from 'vitest';
import { fileNameFor } from '../../../src/renderer/configuration/chosen-file.ts';
import {
  isTaken,
  reduceFilters,
  selectedFilter,
  startFilters,
} from '../../../src/renderer/configuration/filters-draft.ts';
import type { FiltersAction, FiltersDraft } from '../../../src/renderer/configuration/filters-draft.ts';

const SAVED = ['a', 'b', 'c'].map((name) => ({ name, rules: [], usesDefaults: true }));

function after(...actions: readonly FiltersAction[]): FiltersDraft {
  return actions.reduce(reduceFilters, startFilters(SAVED));
}

function names({ filters }: FiltersDraft): string {
  return filters.map(({ filter }) => filter.name).join('');
}

describe('the draft of saved filters', () => {
  it('begins with the first one', () => {
    expect(selectedFilter(after())?.filter.name).toBe('a');
    expect(selectedFilter(startFilters([]))).toBeUndefined();
  });

  it('moves the selection within the list', () => {
    expect(after({ do: 'select', row: 2 }).selected).toBe(2);
    expect(after({ do: 'select', row: 3 }).selected).toBe(0);
  });

  it('moves a filter, and stays where there is no place', () => {
    const moved = after({ do: 'move', from: 0, to: 2 });
    expect([names(moved), moved.selected]).toEqual(['bca', 2]);
    expect(after({ do: 'move', from: 0, to: -1 })).toEqual(after());
    expect(after({ do: 'move', from: 2, to: 3 })).toEqual(after());
  });

  it('deletes a filter and selects the one that comes into its place', () => {
    const second = after({ do: 'select', row: 1 }, { do: 'delete' });
    expect([names(second), second.selected]).toEqual(['ac', 1]);
    const last = after({ do: 'select', row: 2 }, { do: 'delete' });
    expect([names(last), last.selected]).toEqual(['ab', 1]);
    const none = after({ do: 'delete' }, { do: 'delete' }, { do: 'delete' }, { do: 'delete' });
    expect([names(none), none.selected]).toEqual(['', undefined]);
  });

  it('renames the selected filter or leaves its name', () => {
    const renamed = after({ do: 'rename' }, { do: 'end-rename', name: 'x' });
    expect([names(renamed), renamed.renamed]).toEqual(['xbc', undefined]);
    expect(names(after({ do: 'rename' }, { do: 'end-rename', name: undefined }))).toBe('abc');
    expect(isTaken(renamed, 0, 'B')).toBe(true);
    expect(isTaken(renamed, 0, 'X')).toBe(false);
  });

  it('adds a filter at the end and selects it', () => {
    const filter = { name: 'd', rules: [], usesDefaults: false };
    const added = after({ do: 'delete' }, { do: 'add', filter });
    expect([names(added), added.selected]).toEqual(['bcd', 2]);
    expect(new Set(added.filters.map(({ id }) => id)).size).toBe(3);
  });
});

describe('the file name for a filter', () => {
  it.each([
    ['Writes only', 'Writes only.PMF'],
    ['a/b\\c:d*?"<>|', 'a_b_c_d______.PMF'],
    ['..', '_.PMF'],
    ['', '_.PMF'],
    ['기본', '기본.PMF'],
  ])('%j is %j', (name, file) => {
    expect(fileNameFor(name, 'PMF')).toBe(file);
  });
});
