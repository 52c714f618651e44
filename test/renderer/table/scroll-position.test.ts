import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScrollPosition } from '../../../src/renderer/table/scroll-position.ts';

const ROW = 20;

function listOf(rows: number, viewport = 700): ScrollPosition {
  const position = new ScrollPosition(ROW);
  position.setViewport(viewport);
  position.setRows(rows);
  return position;
}

describe('ScrollPosition', () => {
  it('reaches the last of 100,000,000 rows exactly', () => {
    const position = listOf(100_000_000);
    position.setFraction(1);
    expect(position.endOf(position.place)).toBe(100_000_000);
    expect(position.place).toEqual({ row: 99_999_965, offset: 0 });
    expect(position.fraction).toBe(1);
  });

  it('moves by one row when the wheel says one row, wherever it stands', () => {
    const position = listOf(100_000_000);
    position.setFraction(0.731);
    const { row, offset } = position.place;
    position.scrollBy(ROW);
    expect(position.place).toEqual({ row: row + 1, offset });
    position.scrollBy(-ROW);
    expect(position.place).toEqual({ row, offset });
  });

  it('keeps parts of a row', () => {
    const position = listOf(1000);
    position.scrollBy(7);
    position.scrollBy(15);
    expect(position.place).toEqual({ row: 1, offset: 2 });
  });

  it('stands still when everything fits', () => {
    const position = listOf(10);
    position.scrollBy(500);
    position.setFraction(1);
    expect(position.place).toEqual({ row: 0, offset: 0 });
    expect([position.fraction, position.visiblePart]).toEqual([0, 1]);
    expect(position.endOf(position.place)).toBe(10);
  });

  it('moves just as far as needed to a row nearby, and puts a far one into the middle', () => {
    const position = listOf(10_000);
    position.scrollTo(100);
    position.reveal(120);
    expect(position.place.row).toBe(100);
    position.reveal(135); // the row after the last one in view
    expect(position.place.row).toBe(101);
    position.reveal(100);
    expect(position.place.row).toBe(100);
    position.reveal(9000);
    expect(position.place).toEqual({ row: 8983, offset: 0 });
  });

  it('says which row is under the pointer', () => {
    const position = listOf(50, 400);
    position.scrollTo(10, 5);
    expect(position.rowAt(position.place, 0)).toBe(10);
    expect(position.rowAt(position.place, 15)).toBe(11);
    expect(listOf(3).rowAt(listOf(3).place, 61)).toBeUndefined();
  });

  it('stays at the end when rows go', () => {
    const position = listOf(1000);
    position.setFraction(1);
    position.setRows(100);
    expect(position.place.row).toBe(65);
  });

  it('never leaves the list, whatever is done to it', () => {
    const action = fc.oneof(
      fc.record({ do: fc.constant('by' as const), value: fc.double({ min: -1e9, max: 1e9, noNaN: true }) }),
      fc.record({ do: fc.constant('to' as const), value: fc.double({ min: -1, max: 2, noNaN: true }) }),
      fc.record({ do: fc.constant('rows' as const), value: fc.integer({ min: 0, max: 100_000_000 }) }),
      fc.record({ do: fc.constant('viewport' as const), value: fc.integer({ min: 0, max: 4000 }) }),
      fc.record({ do: fc.constant('reveal' as const), value: fc.integer({ min: 0, max: 100_000_000 }) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        const position = listOf(1000);
        for (const { do: what, value } of actions) {
          if (what === 'by') position.scrollBy(value);
          else if (what === 'to') position.setFraction(value);
          else if (what === 'rows') position.setRows(value);
          else if (what === 'viewport') position.setViewport(value);
          else position.reveal(Math.min(value, Math.max(0, position.rows - 1)));
          const { row, offset } = position.place;
          const { rows, viewport } = position;
          expect(Number.isInteger(row) && row >= 0 && offset >= 0 && offset < ROW).toBe(true);
          expect(position.fraction).toBeGreaterThanOrEqual(0);
          expect(position.fraction).toBeLessThanOrEqual(1);
          // No gap below the last row while there are rows above.
          const shownEnd = rows * ROW - (row * ROW + offset);
          if (row > 0 || offset > 0) expect(shownEnd).toBeGreaterThanOrEqual(viewport - 1e-6);
        }
      }),
    );
  });
});
