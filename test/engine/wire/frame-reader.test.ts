import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../../src/engine/wire/control-frames.ts';
import { FrameReader } from '../../../src/engine/wire/frame-reader.ts';
import { FRAME_HEAD_BYTES } from '../../../src/engine/wire/wire-format.ts';

interface Read {
  readonly frames: { kind: number; sequence: number; payload: string }[];
  readonly skipped: number;
  readonly missing: number;
  readonly unfinished: number;
}

/** Reads a stream that arrives in parts of the given sizes, again and again. */
function readAll(bytes: Buffer, parts: readonly number[]): Read {
  const reader = new FrameReader();
  const frames: Read['frames'] = [];
  let [skipped, missing, at, part] = [0, 0, 0, 0];
  while (at < bytes.length) {
    const size = parts[part++ % parts.length] ?? 1;
    reader.push(bytes.subarray(at, at + size));
    at += size;
    for (let frame = reader.next(); frame !== undefined; frame = reader.next()) {
      frames.push({ kind: frame.kind, sequence: frame.sequence, payload: frame.payload.toString('hex') });
    }
    const damage = reader.takeDamage();
    skipped += damage?.bytes ?? 0;
    missing += damage?.frames ?? 0;
  }
  return { frames, skipped, missing, unfinished: reader.unfinished };
}

const payloads = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 20 });
const parts = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 5 });

function framesOf(list: readonly Uint8Array[]): Buffer[] {
  return list.map((payload, i) => encodeFrame((i % 13) + 1, i, payload));
}

describe('reading frames', () => {
  it('gives every frame, however the bytes are cut', () => {
    fc.assert(
      fc.property(payloads, parts, (list, sizes) => {
        const read = readAll(Buffer.concat(framesOf(list)), sizes);
        expect(read.frames.map(({ payload }) => payload)).toEqual(
          list.map((p) => Buffer.from(p).toString('hex')),
        );
        expect(read.frames.map(({ sequence }) => sequence)).toEqual(list.map((_, i) => i));
        expect([read.skipped, read.missing, read.unfinished]).toEqual([0, 0, 0]);
      }),
    );
  });

  it('loses only the frame that a changed byte is in', () => {
    fc.assert(
      fc.property(
        payloads,
        parts,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (list, sizes, place, change) => {
          const frames = framesOf(list);
          const bytes = Buffer.concat(frames);
          const at = place % bytes.length;
          bytes[at] = (bytes[at] ?? 0) ^ change;
          let begin = 0;
          const hit = frames.findIndex((frame) => at < (begin += frame.length));
          const { frames: read, missing, skipped, unfinished } = readAll(bytes, sizes);
          expect(read.map(({ sequence }) => sequence)).toEqual(
            list.map((_, i) => i).filter((i) => i !== hit),
          );
          expect(missing).toBe(hit === list.length - 1 ? 0 : 1);
          expect(skipped + unfinished).toBe(frames[hit]?.length);
        },
      ),
    );
  });

  it('goes on after bytes that are missing', () => {
    fc.assert(
      fc.property(payloads, parts, fc.nat(), fc.integer({ min: 1, max: 40 }), (list, sizes, place, count) => {
        const sent = [...list, Buffer.alloc(400), Buffer.alloc(400)];
        const frames = framesOf(sent);
        const bytes = Buffer.concat(frames);
        const at = place % Buffer.concat(framesOf(list)).length;
        const cut = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + count)]);
        let begin = 0;
        const hit = frames.flatMap(({ length }, i) =>
          at < (begin += length) && at + count > begin - length ? [i] : [],
        );
        const read = readAll(cut, sizes).frames.map(({ sequence }) => sequence);
        // Where frames are alike at the cut, one can be whole again that lost bytes: it takes them from the next.
        const mended = hit.filter((i) => cut.includes(frames[i]!));
        const gone = mended.length > 0 ? [...hit, hit.at(-1)! + 1] : hit;
        const due = frames.map((_, i) => i).filter((i) => !gone.includes(i));
        expect(read).toEqual(read.toSorted((one, other) => one - other));
        expect(read).toEqual(expect.arrayContaining(due));
        expect(read.filter((i) => hit.includes(i) && !mended.includes(i))).toEqual([]);
      }),
    );
  });

  it('does not take a text that looks like a frame for one', () => {
    const inner = encodeFrame(4, 900_000, Buffer.from('not an event'));
    const outer = encodeFrame(2, 0, inner);
    outer[FRAME_HEAD_BYTES + inner.length - 1] = 0; // damages the text
    const read = readAll(Buffer.concat([outer, encodeFrame(3, 1, Buffer.from('next'))]), [1000]);
    expect(read.frames.map(({ kind }) => kind)).toEqual([3]);
  });

  it('keeps frames valid that were given before more bytes came', () => {
    const reader = new FrameReader();
    const frames = [Buffer.alloc(200_000, 1), Buffer.alloc(200_000, 2)].map((payload, i) =>
      encodeFrame(4, i, payload),
    );
    reader.push(frames[0] ?? Buffer.alloc(0));
    const first = reader.next();
    reader.push(frames[1] ?? Buffer.alloc(0));
    expect(first?.payload.every((byte) => byte === 1)).toBe(true);
    expect(reader.next()?.payload[0]).toBe(2);
  });

  it('counts frames over the end of the numbers', () => {
    const reader = new FrameReader();
    for (let sequence = 60_000; sequence < 0xffff_ffff; sequence += 60_000) {
      reader.push(encodeFrame(1, sequence, Buffer.alloc(0)));
      while (reader.next() !== undefined);
    }
    reader.takeDamage();
    reader.push(encodeFrame(1, 0xffff_ffff, Buffer.alloc(0)));
    reader.push(encodeFrame(1, 0, Buffer.alloc(0)));
    reader.next();
    reader.takeDamage();
    expect(reader.next()?.sequence).toBe(0);
    expect(reader.takeDamage()).toBeUndefined();
  });
});
