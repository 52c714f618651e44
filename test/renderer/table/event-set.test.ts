import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventSet } from '../../../src/renderer/table/event-set.ts';
import { eventNo } from '../../../src/shared/units.ts';

const MOST = 60;

function range(first: number, last: number): EventSet {
  return EventSet.range(eventNo(first), eventNo(last));
}

const runs = fc
  .uniqueArray(fc.integer({ min: 0, max: MOST }), { maxLength: 20 })
  .map((numbers) => [...numbers].sort((a, b) => a - b))
  .map((numbers) => EventSet.ofRuns(numbers.flatMap((number) => [number, number])));

function eventsOf(set: EventSet): number[] {
  return Array.from({ length: MOST + 10 }, (_, event) => event).filter((event) => set.has(event));
}

describe('EventSet', () => {
  it('holds a range in either direction', () => {
    expect(eventsOf(range(7, 4))).toEqual([4, 5, 6, 7]);
    expect(range(7, 4).size).toBe(4);
    expect(range(3, 3).size).toBe(1);
    expect(EventSet.EMPTY.has(0)).toBe(false);
  });

  it('is exact with the largest captures', () => {
    const all = range(0, 2 ** 52);
    const rest = all.minus(range(2 ** 51, 2 ** 51));
    expect(rest.size).toBe(2 ** 52);
    expect([rest.has(2 ** 51 - 1), rest.has(2 ** 51), rest.has(2 ** 51 + 1)]).toEqual([true, false, true]);
  });

  it('joins runs that touch', () => {
    expect(EventSet.ofRuns([1, 3, 4, 6, 8, 8]).runs).toEqual([1, 6, 8, 8]);
    expect(range(1, 3).union(range(4, 6)).runs).toEqual([1, 6]);
  });

  it('does what a set of numbers does', () => {
    const action = fc.record({
      isUnion: fc.boolean(),
      set: fc.oneof(
        runs,
        fc
          .tuple(fc.integer({ min: 0, max: MOST }), fc.integer({ min: 0, max: MOST }))
          .map(([a, b]) => range(a, b)),
      ),
    });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 20 }), (actions) => {
        let set = EventSet.EMPTY;
        const model = new Set<number>();
        for (const { isUnion, set: other } of actions) {
          set = isUnion ? set.union(other) : set.minus(other);
          for (const event of eventsOf(other)) {
            if (isUnion) model.add(event);
            else model.delete(event);
          }
          expect(eventsOf(set)).toEqual([...model].sort((a, b) => a - b));
          expect(set.size).toBe(model.size);
          // Ascending, and no two runs touch.
          for (let index = 1; index < set.runs.length; index++) {
            const step = (set.runs[index] ?? 0) - (set.runs[index - 1] ?? 0);
            expect(step).toBeGreaterThanOrEqual(index % 2 === 1 ? 0 : 2);
          }
        }
      }),
    );
  });
});
