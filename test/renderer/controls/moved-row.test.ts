import { expect, test } from 'vitest';
import { movedRow } from '../../../src/renderer/controls/moved-row.ts';

test('keys move by rows and pages and stop at the ends', () => {
  expect(movedRow('ArrowDown', 3, 10, 5)).toBe(4);
  expect(movedRow('ArrowUp', 0, 10, 5)).toBe(0);
  expect(movedRow('PageDown', 7, 10, 5)).toBe(9);
  expect(movedRow('PageUp', 7, 10, 5)).toBe(2);
  expect(movedRow('Home', 7, 10, 5)).toBe(0);
  expect(movedRow('End', 7, 10, 5)).toBe(9);
});

test('the first key selects a row when none is selected', () => {
  expect(movedRow('ArrowDown', undefined, 10, 5)).toBe(0);
  expect(movedRow('ArrowUp', undefined, 10, 5)).toBe(0);
});

test('other keys and an empty list move nothing', () => {
  expect(movedRow('Enter', 3, 10, 5)).toBeUndefined();
  expect(movedRow('ArrowDown', undefined, 0, 5)).toBeUndefined();
});
