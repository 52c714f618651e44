import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventSet } from '../../../src/renderer/table/event-set.ts';
import { linesOf, plainCell, rowLine } from '../../../src/renderer/table/row-text.ts';
import type { RowSource } from '../../../src/renderer/table/row-text.ts';
import { viewRow } from '../../../src/shared/units.ts';
import { windowOf } from './windows.ts';

/** A list of `rows` rows whose events are ten times the row numbers. */
function source(rows: number): RowSource & { calls: number } {
  return {
    calls: 0,
    rows(first, count) {
      this.calls++;
      return Promise.resolve(windowOf(first, Math.min(rows, first + count)));
    },
    rowOfEvent(event) {
      this.calls++;
      if (rows === 0) return Promise.resolve({ generation: 1, row: undefined, exact: false });
      const row = Math.min(rows - 1, Math.floor(event / 10));
      return Promise.resolve({ generation: 1, row: viewRow(row), exact: row * 10 === event });
    },
  };
}

describe('rows as text', () => {
  it('are cells parted by tabs, without tabs of their own', () => {
    expect(plainCell('a\tb\r\nc')).toBe('a b c');
    expect(rowLine(windowOf(0, 5, 1, ['path', 'pid']), 3, ['sequence', 'pid', 'user', 'path'])).toBe(
      '4\tpid 3\t\tpath 3',
    );
  });

  it('come in the order of the list, whole runs with few calls', async () => {
    const list = source(3000);
    const lines = await linesOf(EventSet.ofRuns([0, 12_000]), ['path'], 10_000, list);
    expect(lines).toHaveLength(1201);
    expect([lines[0], lines.at(-1)]).toEqual(['path 0', 'path 1200']);
    expect(list.calls).toBeLessThan(10);
  });

  it('stop at the limit and at the end of the list', async () => {
    expect(await linesOf(EventSet.ofRuns([0, 90_000]), ['path'], 7, source(3000))).toHaveLength(7);
    expect(await linesOf(EventSet.ofRuns([29_000, 90_000]), ['path'], 999, source(3000))).toHaveLength(100);
    expect(await linesOf(EventSet.ofRuns([0, 10]), ['path'], 9, source(0))).toEqual([]);
  });

  it('are those of the selected events that are shown, whichever they are', async () => {
    const events = fc
      .uniqueArray(fc.integer({ min: 0, max: 20_000 }), { maxLength: 40 })
      .map((numbers) => [...numbers].sort((a, b) => a - b));
    await fc.assert(
      fc.asyncProperty(events, async (numbers) => {
        const set = EventSet.ofRuns(numbers.flatMap((number) => [number, number]));
        const shown = numbers.filter((number) => number % 10 === 0 && number < 12_000);
        expect(await linesOf(set, ['path'], 1000, source(1200))).toEqual(
          shown.map((number) => `path ${number / 10}`),
        );
      }),
    );
  });
});
