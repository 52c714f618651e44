import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ALL_CLASSES,
  EventClass,
  classBit,
  eventClassName,
  isEventClass,
} from '../../src/shared/event-class.ts';
import { absoluteTime, eventNo, fileTime, relTicks, viewRow } from '../../src/shared/units.ts';

describe('units', () => {
  it('refuses what is no position', () => {
    for (const bad of [-1, 0.5, NaN, Infinity, 2 ** 53]) {
      expect(() => eventNo(bad)).toThrow(RangeError);
      expect(() => viewRow(bad)).toThrow(RangeError);
    }
    expect(eventNo(0)).toBe(0);
  });

  it('keeps every tick between two times less than 28 years apart', () => {
    const span = 28n * 365n * 86_400n * 10_000_000n;
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 62n), fc.bigInt(-span, span), (start, distance) => {
        const from = fileTime(start);
        expect(absoluteTime(relTicks(fileTime(start + distance), from), from)).toBe(start + distance);
      }),
    );
  });
});

describe('event classes', () => {
  it('have a bit each, all of them in the mask of all', () => {
    let mask = 0;
    for (const value of Object.values(EventClass)) {
      expect(mask & classBit(value)).toBe(0);
      mask |= classBit(value);
    }
    expect(mask).toBe(ALL_CLASSES);
  });

  it('have the names that the Event Class column shows', () => {
    expect(eventClassName(EventClass.FileSystem)).toBe('File System');
    expect(eventClassName(99)).toBe('<Unknown>');
    expect(isEventClass(2.5)).toBe(false);
  });
});
