import { expect, it } from 'vitest';
import { WireEvent, tickOrigin } from '../../src/engine/wire/event-batch.ts';
import { detailValues, signedValue, textValue } from '../../src/engine/wire/event-details.ts';
import { encodeFrame } from '../../src/engine/wire/control-frames.ts';
import { FRAME_HEAD_BYTES } from '../../src/engine/wire/wire-format.ts';
import { WireStream } from '../../src/engine/wire/wire-stream.ts';
import { goldenVectors } from '../engine/wire/vectors.ts';
import { SeededRandom } from '../support/random.ts';

const CASES = Number(process.env['PROCSCOPE_FUZZ_CASES'] ?? 20_000);
const SEED = Number(process.env['PROCSCOPE_FUZZ_SEED'] ?? Date.now() % 1_000_000_000);

/** Kind and payload of every frame of the golden vectors. */
const frames = goldenVectors('helper').flatMap(({ bytes }) => {
  const all = Buffer.from(bytes, 'hex');
  const found: { kind: number; payload: Buffer }[] = [];
  for (let at = 0; at < all.length;) {
    const end = at + FRAME_HEAD_BYTES + all.readUInt32LE(at + 8);
    found.push({ kind: all.readUInt16LE(at + 4), payload: all.subarray(at + FRAME_HEAD_BYTES, end) });
    at = end;
  }
  return found;
});

/** Reads everything that a stream gives. Returns the types of its messages. */
function readEverything(stream: WireStream, bytes: Buffer): string[] {
  const types: string[] = [];
  const event = new WireEvent();
  for (const message of stream.push(bytes)) {
    types.push(message.type);
    if (message.type !== 'events') continue;
    for (let i = 0; i < message.batch.count; i++) {
      message.batch.read(i, event, tickOrigin(0n));
      stream.string(event.path);
      for (const value of detailValues(message.batch.bytes, event.detailStart, event.detailEnd)) {
        signedValue(message.batch.bytes, value);
        textValue(message.batch.bytes, value);
      }
    }
  }
  return types;
}

function damaged(payload: Buffer, random: SeededRandom): Buffer {
  const bytes = Buffer.from(payload);
  for (let i = random.below(6); i >= 0 && bytes.length > 0; i--)
    bytes[random.below(bytes.length)] = random.below(256);
  return random.below(3) === 0 ? bytes.subarray(0, random.below(bytes.length + 1)) : bytes;
}

it(`survives ${CASES} damaged frames with right checksums (seed ${SEED})`, () => {
  const random = new SeededRandom(SEED);
  const stream = new WireStream();
  for (let i = 0; i < CASES; i++) {
    const frame = frames[random.below(frames.length)];
    if (frame === undefined) throw new Error('There are no vectors.');
    const types = readEverything(stream, encodeFrame(frame.kind, i, damaged(frame.payload, random)));
    expect(types).toHaveLength(1);
  }
});

it(`survives damaged streams and finds the next whole frame (seed ${SEED})`, () => {
  const random = new SeededRandom(SEED);
  for (let i = 0; i < CASES / 20; i++) {
    const parts = frames.map(({ kind, payload }, sequence) => encodeFrame(kind, sequence, payload));
    const bytes = damaged(Buffer.concat(parts), random);
    const stream = new WireStream();
    readEverything(stream, bytes);
    // A frame longer than any before it ends whatever was unfinished.
    const last = encodeFrame(0x0d, frames.length, Buffer.alloc(4096));
    expect(readEverything(stream, last)).toContain('bye');
  }
});
