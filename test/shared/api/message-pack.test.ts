import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packMessage, unpackMessage } from '../../../src/shared/api/message-pack.ts';

const messages = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'grapheme' }),
    // MessagePack writes whole numbers as integers, which have no negative zero.
    fc.double({ noNaN: true }).filter((value) => !Object.is(value, -0)),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n }),
    fc.uint8Array(),
    fc.uint32Array(),
    fc.float64Array(),
    fc.array(tie('value')),
    fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      tie('value'),
      { noNullPrototype: true },
    ),
  ),
}));

describe('MessagePack messages', () => {
  it('come out as they went in', () => {
    fc.assert(
      fc.property(messages.value, (message) => {
        expect(unpackMessage(packMessage(message))).toEqual(message);
      }),
    );
  });

  it('leave out undefined values of objects', () => {
    expect(unpackMessage(packMessage({ a: undefined, b: 1 }))).toEqual({ b: 1 });
    expect(Object.keys(unpackMessage(packMessage({ a: undefined })) as object)).toEqual([]);
  });

  it('of arrays at odd places in their buffers keep only their own numbers', () => {
    const numbers = new Float64Array(new Float64Array([1, 2, 3, 4]).buffer, 8, 2);
    expect(unpackMessage(packMessage({ x: 1, numbers }))).toEqual({
      x: 1,
      numbers: new Float64Array([2, 3]),
    });
  });

  it('of arbitrary bytes are read or refused, without allocating beyond them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          unpackMessage(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['an array of 4 billion', [0xdd, 0xff, 0xff, 0xff, 0xff]],
    ['a map of 4 billion', [0xdf, 0xff, 0xff, 0xff, 0xff]],
    ['a text of 4 GB', [0xdb, 0xff, 0xff, 0xff, 0xff]],
    ['bytes of 4 GB', [0xc6, 0xff, 0xff, 0xff, 0xff]],
    ['an extension of 4 GB', [0xc9, 0xff, 0xff, 0xff, 0xff, 1]],
    ['numbers that are cut', [0xc7, 7, 1, 0, 0, 0, 0, 0, 0, 0]],
    ['a bigint without digits', [0xc7, 1, 3, 0x2d]],
    ['a bigint of letters', [0xd4, 3, 0x61]],
    ['the prototype as a key', [0x81, 0xa9, ...Array.from('__proto__', (char) => char.charCodeAt(0)), 0xc0]],
    ['nothing', []],
    ['bytes after the end', [0xc0, 0xc0]],
  ])('that claim %s are refused', (_name, bytes) => {
    expect(() => unpackMessage(Uint8Array.from(bytes))).toThrow();
  });
});
