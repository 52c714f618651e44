import { expect, test } from 'vitest';
import { columnValue, numberValue } from '../../../src/shared/filter/column-value.ts';

test('numbers are decimal or hexadecimal', () => {
  expect(['42', ' 0x2A ', '-7', '+7', '1.5', '.5', '0'].map(numberValue)).toEqual([
    42, 42, -7, 7, 1.5, 0.5, 0,
  ]);
});

test('what only begins like a number is none', () => {
  for (const text of ['', ' ', '-', '.', '0x', '12a', '1e3', '1,024', 'NaN', 'Infinity', '0x1.5']) {
    expect(numberValue(text), text).toBeUndefined();
  }
});

test('columns of text have no value', () => {
  expect(columnValue('path', '42')).toBeUndefined();
  expect(columnValue('pid', '42')).toBe(42);
});

test('durations are ticks, exactly', () => {
  expect(columnValue('duration', '0.0000110')).toBe(110);
  expect(columnValue('duration', '168.7987784')).toBe(1_687_987_784);
  expect(columnValue('duration', '2')).toBe(20_000_000);
  expect(columnValue('duration', '0x10')).toBe(160_000_000);
});

test('more digits than a tick has lie between two ticks', () => {
  expect(columnValue('duration', '0.00000115')).toBe(11.5);
  expect(columnValue('duration', '0.00000110')).toBe(11);
});

test('relative times', () => {
  expect(columnValue('relativeTime', '00:00:00.0000110')).toBe(110);
  expect(columnValue('relativeTime', '-00:00:01.5')).toBe(-15_000_000);
  expect(columnValue('relativeTime', '123:00:00')).toBe(123 * 3600 * 10_000_000);
  expect(columnValue('relativeTime', '5')).toBe(50_000_000);
  expect(columnValue('relativeTime', '00:60:00')).toBeUndefined();
});

test('times of day, on either clock', () => {
  const ticks = (3600 + 18 * 60 + 20) * 10_000_000 + 9_427_358;
  expect(columnValue('timeOfDay', '1:18:20.9427358 AM')).toBe(ticks);
  expect(columnValue('completionTime', '01:18:20.9427358')).toBe(ticks);
  expect(columnValue('timeOfDay', '1:18:20.9427358 pm')).toBe(ticks + 12 * 3600 * 10_000_000);
  expect(columnValue('timeOfDay', '12:00 AM')).toBe(0);
  expect(columnValue('timeOfDay', '12:30 PM')).toBe(12.5 * 3600 * 10_000_000);
  for (const text of ['13:00 AM', '0:00 PM', '24:00', '1:60', '7', 'noon']) {
    expect(columnValue('timeOfDay', text), text).toBeUndefined();
  }
});

test('dates with and without a time of day, to the second', () => {
  const seconds = Date.UTC(2020, 6, 12, 13, 18, 20) / 1000;
  expect(columnValue('dateAndTime', '7/12/2020 1:18:20 PM')).toBe(seconds);
  expect(columnValue('dateAndTime', '2020-07-12 13:18:20.9')).toBe(seconds);
  expect(columnValue('dateAndTime', '2020-07-12T13:18:20')).toBe(seconds);
  expect(columnValue('dateAndTime', '7/12/2020')).toBe(Date.UTC(2020, 6, 12) / 1000);
  for (const text of ['2/30/2020', '13/1/2020', '7/12/2020 25:00', '1:18 PM', '']) {
    expect(columnValue('dateAndTime', text), text).toBeUndefined();
  }
});
