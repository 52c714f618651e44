import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  columnAt,
  columnLeft,
  dropPlace,
  layOutColumns,
} from '../../../src/renderer/columns/column-layout.ts';
import { TABLE_COLUMNS } from '../../../src/renderer/columns/table-columns.ts';
import { COLUMN_NAMES, DEFAULT_COLUMNS } from '../../../src/shared/columns.ts';

const DEFAULTS = DEFAULT_COLUMNS.map((name) => ({ name }));

describe('layOutColumns', () => {
  it('has the widths of the two designed windows', () => {
    expect(layOutColumns(DEFAULTS, { width: 1440 - 14, rows: 99_999 })).toEqual({
      gutter: 22,
      widths: [64, 138, 172, 52, 186, 412, 150, 230],
      total: 1426,
    });
    expect(layOutColumns(DEFAULTS, { width: 1024 - 14, rows: 9999 })).toEqual({
      gutter: 20,
      widths: [50, 138, 136, 46, 138, 200, 140, 142],
      total: 1010,
    });
  });

  it('fills the list between and beyond them', () => {
    for (let width = 1010; width < 4000; width += 7) {
      const { gutter, widths, total } = layOutColumns(DEFAULTS, { width, rows: 9999 });
      expect(widths.reduce((sum, value) => sum + value, gutter)).toBe(width);
      expect(total).toBe(width);
    }
  });

  it('scrolls sideways in narrower windows instead of squeezing the last column', () => {
    const { widths, total } = layOutColumns(DEFAULTS, { width: 700, rows: 9999 });
    expect(widths.at(-1)).toBe(142);
    expect(total).toBe(1010);
  });

  it('takes room for large row numbers and long times from the last column before it scrolls sideways', () => {
    const { widths, total } = layOutColumns(DEFAULTS, { width: 1010, rows: 99_999, timeExtra: 16 });
    expect(total).toBe(1010);
    expect(widths[0]).toBeGreaterThan(50);
    expect(widths[1]).toBe(154);
    expect(widths.at(-1)).toBeLessThan(142);
  });

  it('keeps widths that were set, in windows of any size', () => {
    const set = DEFAULTS.map(({ name }, index) => (index === 5 ? { name, width: 900 } : { name }));
    for (const width of [500, 1010, 1426, 3000]) {
      expect(layOutColumns(set, { width, rows: 9 }).widths[5]).toBe(900);
    }
    const narrow = DEFAULTS.map(({ name }) => ({ name, width: 40 }));
    expect(layOutColumns(narrow, { width: 1426, rows: 9 })).toMatchObject({
      widths: narrow.map(() => 40),
      total: 1426,
    });
  });

  it('makes room for large row numbers and long times', () => {
    const of = (rows: number, timeExtra: number): readonly number[] =>
      layOutColumns(DEFAULTS, { width: 1426, rows, timeExtra }).widths;
    expect(of(99_999_999, 0)[0]).toBeGreaterThan(64);
    expect(of(9, 16)[1]).toBe(154);
  });

  it('makes room for long process and thread IDs, and leaves the design where they are short', () => {
    const ids = [...DEFAULTS, { name: 'tid' as const }, { name: 'detail' as const }];
    const of = (idDigits: number): readonly number[] =>
      layOutColumns(ids, { width: 1266, rows: 9, idDigits }).widths;
    expect(of(7)[3]).toBeGreaterThanOrEqual(7 * 7 + 16);
    expect(of(7)[8]).toBe(of(7)[3]);
    expect(of(4)).toEqual(of(0));
  });

  it('lays out every column', () => {
    const all = COLUMN_NAMES.map((name) => ({ name }));
    const { widths, total } = layOutColumns(all, { width: 1426, rows: 9 });
    expect(total).toBeGreaterThan(1426);
    expect(widths.every((width) => width >= 24)).toBe(true);
    expect(Object.keys(TABLE_COLUMNS).sort()).toEqual([...COLUMN_NAMES].sort());
  });

  it('finds the column at each place', () => {
    const layout = layOutColumns(DEFAULTS, { width: 1426, rows: 99_999 });
    expect(columnAt(layout, 21)).toBeUndefined();
    expect(columnAt(layout, 22)).toBe(0);
    expect(columnAt(layout, 22 + 64)).toBe(1);
    expect(columnAt(layout, 1425)).toBe(7);
    expect(columnAt(layout, 1426)).toBeUndefined();
    expect(dropPlace(layout, 0)).toBe(0);
    expect(dropPlace(layout, 22 + 33)).toBe(1);
    expect(dropPlace(layout, 5000)).toBe(8);
    fc.assert(
      fc.property(fc.integer({ min: 22, max: 1425 }), (x) => {
        const index = columnAt(layout, x) ?? -1;
        expect(columnLeft(layout, index)).toBeLessThanOrEqual(x);
        expect(columnLeft(layout, index + 1)).toBeGreaterThan(x);
      }),
    );
  });
});
