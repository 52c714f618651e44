import { describe, expect, it } from 'vitest';
import { parseRelativeTime, parseRow, parseTimeOfDay } from '../../../src/renderer/commands/go-to.ts';

describe('parseRow', () => {
  it('counts from one', () => {
    expect(parseRow('1', 10)).toBe(0);
    expect(parseRow(' 10 ', 10)).toBe(9);
  });

  it('reads numbers as they are shown', () => {
    expect(parseRow('100,000,000', 100_000_000)).toBe(99_999_999);
    expect(parseRow('1.234', 5000)).toBe(1233);
    expect(parseRow('1\u00a0234', 5000)).toBe(1233);
  });

  it.each(['', '0', '11', '-1', '1e1', 'ten', '99999999999999999999'])('refuses "%s"', (text) => {
    expect(parseRow(text, 10)).toBeUndefined();
  });
});

describe('parseTimeOfDay', () => {
  it.each(['1:18:20.9427358 AM', '13:18:20', '1:18', '12:00:00 pm'])('takes "%s"', (text) => {
    expect(parseTimeOfDay(text)).toBe(text);
  });

  it('takes Korean times as they are shown', () => {
    expect(parseTimeOfDay('오전 1:18:20.9427358')).toBe('1:18:20.9427358 AM');
    expect(parseTimeOfDay('오후 1:18:20')).toBe('1:18:20 PM');
  });

  it.each(['', '24:00', '13:00 AM', '0:30 PM', '1:60', '10', 'noon'])('refuses "%s"', (text) => {
    expect(parseTimeOfDay(text)).toBeUndefined();
  });
});

describe('parseRelativeTime', () => {
  it('takes seconds and times', () => {
    expect(parseRelativeTime('10.5')).toBe('10.5');
    expect(parseRelativeTime('+00:00:10.0000110')).toBe('00:00:10.0000110');
    expect(parseRelativeTime('-00:00:01')).toBe('-00:00:01');
  });

  it.each(['', '1:2', '1:18:60', 'soon', '1.2.3'])('refuses "%s"', (text) => {
    expect(parseRelativeTime(text)).toBeUndefined();
  });
});
