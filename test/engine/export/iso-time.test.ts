import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IsoClock, isoTime } from '../../../src/engine/export/iso-time.ts';
import { UNIX_EPOCH_TICKS, fileTime } from '../../../src/shared/units.ts';

const TICKS_PER_MS = 10_000n;

it('writes UTC with all seven digits of the source', () => {
  const ticks = UNIX_EPOCH_TICKS + BigInt(Date.UTC(2020, 6, 12, 1, 18, 10, 775)) * TICKS_PER_MS + 2429n;
  expect(isoTime(fileTime(ticks))).toBe('2020-07-12T01:18:10.7752429Z');
});

it('keeps zeros at both ends of the fraction', () => {
  expect(isoTime(fileTime(UNIX_EPOCH_TICKS + 1n))).toBe('1970-01-01T00:00:00.0000001Z');
  expect(isoTime(fileTime(UNIX_EPOCH_TICKS + 1_000_000n))).toBe('1970-01-01T00:00:00.1000000Z');
});

it('writes times before 1970', () => {
  expect(isoTime(fileTime(0n))).toBe('1601-01-01T00:00:00.0000000Z');
  expect(isoTime(fileTime(UNIX_EPOCH_TICKS - 1n))).toBe('1969-12-31T23:59:59.9999999Z');
});

it('does not fail for any 64-bit time', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.maxSafeInteger(), (start, ticks) => {
      expect(new IsoClock(fileTime(start)).text(ticks)).toMatch(
        /^[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/,
      );
    }),
  );
});

it('agrees with Date for times in any order', () => {
  const start = Date.UTC(2020, 0, 1);
  const clock = new IsoClock(fileTime(UNIX_EPOCH_TICKS + BigInt(start) * TICKS_PER_MS));
  fc.assert(
    fc.property(fc.integer({ min: -(10 ** 11), max: 10 ** 11 }), (ms) => {
      expect(clock.text(ms * 10_000)).toBe(new Date(start + ms).toISOString().replace('Z', '0000Z'));
    }),
  );
});
