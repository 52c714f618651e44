import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unpackXpress } from '../../../../src/engine/formats/etl/xpress.ts';
import { packXpress } from '../../../support/xpress-pack.ts';

const GUARD = 0xa5;

/** Unpacks into a buffer with guards around; throws when one of them was written. */
function unpacked(packed: Buffer, length: number): Buffer {
  const target = Buffer.alloc(length + 16, GUARD);
  const end = unpackXpress(packed, 0, packed.length, target, 8, 8 + length);
  const guards = [...target.subarray(0, 8), ...target.subarray(8 + length)];
  if (guards.some((byte) => byte !== GUARD)) throw new Error('Bytes outside of the target were written');
  return target.subarray(8, end);
}

describe('unpackXpress', () => {
  it("unpacks the examples of Microsoft's own text", () => {
    // [MS-XCA] 3.1: the alphabet, and "abc" a hundred times.
    const alphabet = Buffer.from('3f0000006162636465666768696a6b6c6d6e6f707172737475767778797a', 'hex');
    expect(unpacked(alphabet, 26).toString('latin1')).toBe('abcdefghijklmnopqrstuvwxyz');
    const hundred = Buffer.from('ffffff1f61626317000fff2601', 'hex');
    expect(unpacked(hundred, 300).toString('latin1')).toBe('abc'.repeat(100));
  });

  it('gives back what was packed, whatever it is', () => {
    const repetitive = fc
      .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 400 })), {
        maxLength: 20,
      })
      .map((parts) => Buffer.concat(parts.flatMap(([bytes, times]) => Array<Uint8Array>(times).fill(bytes))));
    const random = fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.oneof(repetitive, random), (bytes) => {
        expect(unpacked(packXpress(bytes), bytes.length).equals(bytes)).toBe(true);
      }),
    );
  });

  it('copies a run that is longer than 16 bits can say', () => {
    const bytes = Buffer.alloc(200_000, 'x');
    expect(unpacked(packXpress(bytes), bytes.length).equals(bytes)).toBe(true);
  });

  it('gives the bytes that are there when the packed ones end early', () => {
    const bytes = Buffer.from('the same, the same, the same, and something else, and the same', 'latin1');
    const packed = packXpress(bytes);
    for (let length = 0; length < packed.length; length++) {
      const part = unpacked(packed.subarray(0, length), bytes.length);
      expect(bytes.subarray(0, part.length).equals(part)).toBe(true);
    }
  });

  it('stays within its bounds whatever it is given', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 0, max: 5000 }), (bytes, length) => {
        expect(unpacked(Buffer.from(bytes), length).length).toBeLessThanOrEqual(length);
      }),
    );
  });
});
