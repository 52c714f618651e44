import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../../src/engine/wire/control-frames.ts';
import {
  detailValues,
  signedValue,
  textValue,
  unsignedValue,
} from '../../../src/engine/wire/event-details.ts';
import { EventBatch, tickOrigin, WireEvent } from '../../../src/engine/wire/event-batch.ts';
import { textOfBytes } from '../../../src/engine/wire/wire-bytes.ts';
import { FrameKind } from '../../../src/engine/wire/wire-format.ts';
import { WireStream } from '../../../src/engine/wire/wire-stream.ts';

function stringsPayload(entries: readonly (readonly [number, string])[]): Buffer {
  const parts = entries.map(([id, text]) => {
    const bytes = Buffer.from(text);
    const head = Buffer.alloc(8);
    head.writeUInt32LE(id, 0);
    head.writeUInt32LE(bytes.length, 4);
    return Buffer.concat([head, bytes]);
  });
  const count = Buffer.alloc(4);
  count.writeUInt32LE(entries.length, 0);
  return Buffer.concat([count, ...parts]);
}

describe('the stream of a helper', () => {
  it('keeps strings until they are reset', () => {
    const stream = new WireStream();
    const strings = encodeFrame(FrameKind.Strings, 0, stringsPayload([[1, '/a'], [2, '/b']])); // prettier-ignore
    expect([...stream.push(strings)]).toHaveLength(1);
    expect([stream.string(0), stream.string(1), stream.string(2), stream.string(3)]).toEqual([
      '',
      '/a',
      '/b',
      undefined,
    ]);
    const reset = Buffer.from([1, 0, 0, 0, 1, 0, 0, 0]);
    expect([...stream.push(encodeFrame(FrameKind.Reset, 1, reset))][0]?.type).toBe('reset');
    expect(stream.string(1)).toBeUndefined();
  });

  it('says that strings are unknown whose definition was lost', () => {
    const stream = new WireStream();
    expect([...stream.push(encodeFrame(FrameKind.Strings, 0, stringsPayload([[5, '/e']])))]).toHaveLength(1);
    expect([stream.string(4), stream.string(5)]).toEqual([undefined, '/e']);
  });

  it('tells a frame of a later version and goes on', () => {
    const stream = new WireStream();
    const bytes = Buffer.concat([
      encodeFrame(0x44, 0, Buffer.from('?')),
      encodeFrame(FrameKind.Bye, 1, Buffer.concat([Buffer.alloc(24), Buffer.from('more than is known')])),
    ]);
    expect([...stream.push(bytes)].map(({ type }) => type)).toEqual(['unknown', 'bye']);
  });

  it('tells a frame that contradicts itself and goes on', () => {
    const stream = new WireStream();
    const tooMany = Buffer.alloc(8);
    tooMany.writeUInt32LE(9, 0);
    const bytes = Buffer.concat([
      encodeFrame(FrameKind.Events, 0, tooMany),
      encodeFrame(FrameKind.Bye, 1, Buffer.alloc(24)),
    ]);
    expect([...stream.push(bytes)].map(({ type }) => type)).toEqual(['damage', 'bye']);
  });

  it('says when it broke off', () => {
    const stream = new WireStream();
    expect([...stream.push(encodeFrame(FrameKind.Bye, 0, Buffer.alloc(24)).subarray(0, 30))]).toEqual([]);
    expect(stream.end()).toEqual({ type: 'damage', bytes: 30, frames: 1 });
  });
});

describe('a batch of events', () => {
  const record = fc.record({
    start: fc.bigInt({ min: 1n << 40n, max: (1n << 63n) - 1n }),
    after: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    duration: fc.maxSafeNat(),
    result: fc.bigInt({ min: -(1n << 52n), max: 1n << 52n }),
    tid: fc.integer({ min: 0, max: 0xffff_ffff }),
    detail: fc.uint8Array({ maxLength: 40 }),
  });

  it('reads what was written, times relative to an origin', () => {
    fc.assert(
      fc.property(
        fc.array(record, { maxLength: 30 }),
        fc.bigInt({ min: 0n, max: 1n << 63n }),
        (list, origin) => {
          const records = Buffer.alloc(8 + 48 * list.length);
          records.writeUInt32LE(list.length, 0);
          records.writeUInt32LE(list.reduce((sum, { detail }) => sum + detail.length, 0), 4); // prettier-ignore
          for (const [i, { after, duration, result, tid, detail }] of list.entries()) {
            const at = 8 + 48 * i;
            records.writeBigUInt64LE(origin + BigInt(after), at);
            records.writeBigUInt64LE(BigInt(duration), at + 8);
            records.writeBigInt64LE(result, at + 16);
            records.writeUInt32LE(tid, at + 28);
            records.writeUInt16LE(detail.length, at + 40);
          }
          const batch = new EventBatch(Buffer.concat([records, ...list.map(({ detail }) => detail)]));
          const event = new WireEvent();
          // Backwards as well: then the details must be found anew.
          for (const i of [...list.keys(), ...[...list.keys()].reverse()]) {
            const expected = list[i];
            batch.read(i, event, tickOrigin(origin));
            expect([event.start, event.duration, BigInt(event.result), event.tid]).toEqual([
              expected?.after,
              expected?.duration,
              expected?.result,
              expected?.tid,
            ]);
            expect(batch.bytes.subarray(event.detailStart, event.detailEnd)).toEqual(
              Buffer.from(expected?.detail ?? []),
            );
          }
        },
      ),
    );
  });
});

describe('details', () => {
  it('gives numbers with and without sign, and long texts', () => {
    const long = Buffer.alloc(300, 'x');
    const head = Buffer.from([9, 255, 0, 0]);
    head.writeUInt16LE(300, 2);
    const bytes = Buffer.concat([Buffer.from([1, 1, 0xff, 2, 2, 0xff, 0, 3, 0]), head, long]);
    const values = [...detailValues(bytes, 0, bytes.length)];
    expect(values.map(({ field }) => field)).toEqual([1, 2, 3, 9]);
    const [a, b, c, d] = values;
    if (a === undefined || b === undefined || c === undefined || d === undefined)
      throw new Error('four were expected');
    expect([signedValue(bytes, a), unsignedValue(bytes, a)]).toEqual([-1n, 255n]);
    expect([signedValue(bytes, b), signedValue(bytes, c), unsignedValue(bytes, c)]).toEqual([255n, 0n, 0n]);
    expect(textValue(bytes, d)).toBe(long.toString());
  });

  it('never reads past the end, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (data) => {
        const bytes = Buffer.from(data);
        for (const value of detailValues(bytes, 0, bytes.length)) {
          expect(value.end).toBeLessThanOrEqual(bytes.length);
          signedValue(bytes, value);
          textValue(bytes, value);
        }
      }),
    );
  });
});

describe('texts of bytes', () => {
  it('keeps UTF-8 as it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
        (text) => {
          expect(textOfBytes(Buffer.from(text))).toBe(text);
        },
      ),
    );
  });

  it('shows what is no UTF-8 byte by byte, and loses nothing', () => {
    expect(textOfBytes(Buffer.from([0x61, 0xff, 0x5c, 0xc3, 0xa9, 0xc3]))).toBe('a\\xff\\\\é\\xc3');
    const texts = new Map<string, string>();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 6 }), (data) => {
        const bytes = Buffer.from([...data, 0xfe]); // never UTF-8
        const text = textOfBytes(bytes);
        const hex = bytes.toString('hex');
        expect(texts.get(text) ?? hex).toBe(hex);
        texts.set(text, hex);
      }),
    );
  });
});
