import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ListSelection } from '../../../src/renderer/table/list-selection.ts';
import type { Selection } from '../../../src/renderer/state/selection-state.ts';
import { eventNo, viewRow } from '../../../src/shared/units.ts';
import type { EventNo } from '../../../src/shared/units.ts';

/** A list whose rows are the events that `isShown` lets through, of which the page knows those below `known`. */
class FakeList {
  events: EventNo[];
  generation = 1;
  known = Infinity;
  hasRuns = true;
  told: Selection | undefined;
  readonly errors: unknown[] = [];
  readonly selection: ListSelection;

  constructor(rows: number) {
    this.events = Array.from({ length: rows }, (_, row) => eventNo(row * 2));
    this.selection = new ListSelection({
      eventAt: (row) => (row < this.known ? this.events[row] : undefined),
      eventOfRow: (row) =>
        Promise.resolve({ generation: this.generation, event: this.events[row] ?? eventNo(0) }),
      runs: (first, count) =>
        Promise.resolve({
          generation: this.generation,
          runs: this.hasRuns
            ? Float64Array.from(this.events.slice(first, first + count).flatMap((event) => [event, event]))
            : undefined,
        }),
      changed: () => undefined,
      selected: (selection) => (this.told = selection),
      failed: (error) => this.errors.push(error),
    });
    this.selection.changeGeneration(1)(undefined, undefined);
  }

  selectedRows(): number[] {
    return this.events.flatMap((event, row) => (this.selection.isSelected(row, event) ? [row] : []));
  }

  /** Shows other events, and tells the selection where its own have gone. */
  show(events: EventNo[]): void {
    this.events = events;
    this.generation++;
    const found = this.selection.changeGeneration(this.generation);
    const placeOf = (event: EventNo | undefined) => {
      if (event === undefined || events.length === 0) return undefined;
      const at = events.findIndex((other) => other >= event);
      const row = viewRow(at < 0 ? events.length - 1 : at);
      return { generation: this.generation, row, exact: events[row] === event };
    };
    found(placeOf(this.selection.current), placeOf(this.selection.anchor));
  }
}

describe('ListSelection', () => {
  it('selects one row, a range, and single rows beside it', () => {
    const list = new FakeList(20);
    list.selection.goTo(viewRow(3), 'only');
    expect(list.told).toEqual({ current: 6, isShown: true, count: 1 });
    list.selection.goTo(viewRow(6), 'extend');
    list.selection.goTo(viewRow(5), 'extend');
    expect(list.selectedRows()).toEqual([3, 4, 5]);
    list.selection.toggle(viewRow(10));
    list.selection.goTo(viewRow(12), 'extend-more');
    expect(list.selectedRows()).toEqual([3, 4, 5, 10, 11, 12]);
    list.selection.toggle(viewRow(4));
    expect(list.selectedRows()).toEqual([3, 5, 10, 11, 12]);
    expect(list.told).toEqual({ current: 8, isShown: true, count: 5 });
    list.selection.goTo(viewRow(0), 'extend');
    expect(list.selectedRows()).toEqual([0, 1, 2, 3, 4]);
  });

  it('moves without selecting', () => {
    const list = new FakeList(20);
    list.selection.goTo(viewRow(3), 'only');
    list.selection.goTo(viewRow(8), 'keep');
    expect(list.selectedRows()).toEqual([3]);
    expect(list.told).toEqual({ current: 16, isShown: true, count: 1 });
    list.selection.goTo(viewRow(9), 'extend');
    expect(list.selectedRows()).toEqual([3, 4, 5, 6, 7, 8, 9]);
  });

  it('keeps events when a filter hides them and shows them again', () => {
    const list = new FakeList(20);
    const all = list.events;
    list.selection.goTo(viewRow(3), 'only');
    list.selection.goTo(viewRow(6), 'extend');
    list.show(all.filter((event) => event !== 12 && event !== 8));
    expect(list.told).toEqual({ current: 12, isShown: false, count: 4 });
    expect(list.selection.cursor).toBe(5);
    expect(list.selectedRows()).toEqual([3, 4]);
    list.show(all);
    expect(list.told).toEqual({ current: 12, isShown: true, count: 4 });
    expect(list.selectedRows()).toEqual([3, 4, 5, 6]);
    // The range still begins at its first row.
    list.selection.goTo(viewRow(1), 'extend');
    expect(list.selectedRows()).toEqual([1, 2, 3]);
  });

  it('shows a range as selected before its events are known', async () => {
    const list = new FakeList(5000);
    list.known = 10;
    list.selection.goTo(viewRow(2), 'only');
    list.selection.goTo(viewRow(4000), 'extend');
    expect(list.selectedRows()).toHaveLength(3999);
    expect(list.selection.count).toBe(3999);
    expect(list.selection.events.size).toBe(0);
    await list.selection.settled();
    expect(list.selection.events.size).toBe(3999);
    expect(list.told).toEqual({ current: 8000, isShown: true, count: 3999 });
  });

  it('takes all events between the ends when there are too many runs', async () => {
    const list = new FakeList(5000);
    list.hasRuns = false;
    list.selection.selectAll(5000);
    await list.selection.settled();
    expect(list.selection.events.runs).toEqual([0, 9998]);
    expect(list.told?.count).toBe(5000);
  });

  it('takes all events between the ends when the filter changes before the answer', async () => {
    const list = new FakeList(5000);
    list.selection.goTo(viewRow(10), 'only');
    list.selection.goTo(viewRow(4000), 'extend');
    list.show(list.events.slice(0, 3000));
    await list.selection.settled();
    expect(list.selection.events.runs).toEqual([20, 8000]);
    expect(list.told).toMatchObject({ current: 8000, isShown: false });
    expect(list.errors).toEqual([]);
  });

  it('learns the event of the last of 100,000,000 rows', async () => {
    const rows = 100_000_000;
    let told: Selection | undefined;
    const selection = new ListSelection({
      eventAt: () => undefined,
      eventOfRow: (row) => Promise.resolve({ generation: -1, event: eventNo(row) }),
      runs: (first, count) =>
        Promise.resolve({ generation: -1, runs: Float64Array.of(first, first + count - 1) }),
      changed: () => undefined,
      selected: (state) => (told = state),
      failed: (error) => {
        throw error;
      },
    });
    selection.goTo(viewRow(rows - 1), 'only');
    await selection.settled();
    expect(told).toEqual({ current: rows - 1, isShown: true, count: 1 });
    selection.selectAll(rows);
    await selection.settled();
    expect(told?.count).toBe(rows);
    expect(selection.events.has(rows - 1)).toBe(true);
  });

  it('agrees with a model whatever the user does', () => {
    const step = fc.record({
      do: fc.constantFrom('only', 'extend', 'extend-more', 'keep', 'toggle'),
      row: fc.integer({ min: 0, max: 14 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const list = new FakeList(15);
        let chosen = new Set<number>();
        let base = new Set<number>();
        let anchor: number | undefined;
        for (const { do: what, row } of steps) {
          const range = (from: number): number[] =>
            Array.from({ length: Math.abs(row - from) + 1 }, (_, index) => Math.min(row, from) + index);
          if (what === 'toggle') {
            list.selection.toggle(viewRow(row));
            if (!chosen.delete(row)) {
              base = new Set(chosen);
              chosen.add(row);
            } else base = new Set(chosen);
            anchor = row;
            continue;
          }
          const mode = what;
          list.selection.goTo(viewRow(row), mode);
          if (mode === 'keep') {
            anchor ??= row;
            continue;
          }
          if (mode === 'only' || mode === 'extend') base = new Set();
          else if (anchor === undefined) base = new Set(chosen);
          if (mode === 'only' || anchor === undefined) anchor = row;
          chosen = new Set([...base, ...range(anchor)]);
        }
        expect(list.selectedRows()).toEqual([...chosen].sort((a, b) => a - b));
        expect(list.selection.count).toBe(chosen.size);
      }),
    );
  });
});
