import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  groupDigits,
  groupSigned64,
  groupUnsigned64,
  hex,
  hexUnsigned64,
  sevenDigits,
  twoDigits,
} from '../../../src/shared/format/number.ts';

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const unsigned64 = (high: number, low: number): bigint => (BigInt(high) << 32n) | BigInt(low);
const grouped = (value: bigint): string => value.toLocaleString('en-US');

describe('numbers as text', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [4096, '4,096'],
    [1_000_007, '1,000,007'],
    [-1, '-1'],
    [-65_536, '-65,536'],
    [Number.MAX_SAFE_INTEGER, '9,007,199,254,740,991'],
  ])('groups %d as %s', (value, text) => {
    expect(groupDigits(value)).toBe(text);
  });

  it('groups every safe whole number as an English locale does', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (value) => groupDigits(value) === grouped(BigInt(value))));
  });

  it('groups 64-bit numbers of any size, unsigned and signed', () => {
    fc.assert(
      fc.property(uint32, uint32, (high, low) => {
        const value = unsigned64(high, low);
        expect(groupUnsigned64(high, low)).toBe(grouped(value));
        expect(groupSigned64(high, low)).toBe(grouped(BigInt.asIntN(64, value)));
        expect(hexUnsigned64(high, low)).toBe(`0x${value.toString(16)}`);
      }),
    );
  });

  it.each([
    [0x1f_ffff, 0xffff_ffff, '9,007,199,254,740,991'],
    [0x20_0000, 0, '9,007,199,254,740,992'],
    [0x20_0000, 1, '9,007,199,254,740,993'],
  ])('is exact at the end of what a double holds: %d, %d', (high, low, text) => {
    expect(groupUnsigned64(high, low)).toBe(text);
  });

  it('writes digits with leading zeros', () => {
    expect(twoDigits(7)).toBe('07');
    expect(sevenDigits(0)).toBe('0000000');
    expect(sevenDigits(110)).toBe('0000110');
    expect(sevenDigits(9_999_999)).toBe('9999999');
    expect(hex(0xabc)).toBe('0xabc');
  });

  it('writes every fraction of a second with seven digits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9_999_999 }),
        (n) => sevenDigits(n) === String(n).padStart(7, '0'),
      ),
    );
  });
});
