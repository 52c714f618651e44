import { describe, expect, it } from 'vitest';
import { layOutColumns } from '../../../src/renderer/table/columns.ts';

describe('layOutColumns', () => {
  it('has the widths that were designed for the two window sizes', () => {
    expect(layOutColumns(1440 - 14, 99_999)).toEqual({
      gutter: 22,
      widths: [64, 132, 172, 52, 186, 412, 150, 236],
    });
    expect(layOutColumns(1024 - 14, 9999)).toEqual({
      gutter: 20,
      widths: [50, 134, 150, 46, 144, 216, 144, 106],
    });
  });

  it('fills the list between and beyond them', () => {
    for (let width = 1010; width < 4000; width += 7) {
      const { gutter, widths } = layOutColumns(width, 9999);
      expect(widths.reduce((sum, value) => sum + value, gutter)).toBe(width);
    }
  });

  it('makes room for large row numbers', () => {
    expect(layOutColumns(1426, 99_999_999).widths[0]).toBeGreaterThan(64);
  });
});
