import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { relativeTimeText, secondsText, secondsText64 } from '../../../src/shared/format/duration.ts';

describe('durations', () => {
  it.each([
    [0, '0.0000000'],
    [7, '0.0000007'],
    [156_250, '0.0156250'],
    [1_687_987_784, '168.7987784'],
    [12_345 * 10_000_000, '12345.0000000'],
  ])('shows %d ticks as %s seconds', (ticks, text) => {
    expect(secondsText(ticks)).toBe(text);
  });

  it('is exact for any 64-bit number of ticks', () => {
    const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
    fc.assert(
      fc.property(uint32, uint32, (high, low) => {
        const digits = ((BigInt(high) << 32n) | BigInt(low)).toString().padStart(8, '0');
        expect(secondsText64(high, low)).toBe(`${digits.slice(0, -7)}.${digits.slice(-7)}`);
      }),
    );
  });

  it.each([
    [0, '00:00:00.0000000'],
    [110, '00:00:00.0000110'],
    [36_610_000_001, '01:01:01.0000001'],
    [100 * 36_000_000_000, '100:00:00.0000000'],
    [-1, '-00:00:00.0000001'],
  ])('shows %d ticks after the first event as %s', (ticks, text) => {
    expect(relativeTimeText(ticks)).toBe(text);
  });
});
