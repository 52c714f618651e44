import type { SeededRandom } from './random.ts';

/** Fields of the header that hold positions and counts. */
const HEADER_FIELDS = [0x004, 0x008, 0x234, 0x240, 0x248, 0x250, 0x258, 0x260, 0x268, 0x398, 0x3a0];
/** Fields of an event record that decide where others are. */
const EVENT_FIELDS = [0x00, 0x08, 0x0c, 0x14, 0x1c, 0x20, 0x24, 0x28, 0x2c, 0x30];

/** Positions of a log's structures, as its own header says. */
export interface PmlPlaces {
  readonly events: readonly number[];
  readonly tables: readonly number[];
}

/** Finds the structures of an undamaged log. */
export function pmlPlaces(bytes: Buffer): PmlPlaces {
  const at = (field: number): number => Number(bytes.readBigUInt64LE(field));
  const count = bytes.readUInt32LE(0x234);
  const offsetArray = at(0x248);
  return {
    events: Array.from({ length: count }, (_, i) => bytes.readUInt32LE(offsetArray + i * 5)),
    tables: [offsetArray, at(0x250), at(0x258), at(0x260), at(0x3a0)],
  };
}

/** The first `count` events of a log with all its tables: a small log with real content. */
export function firstEvents(bytes: Buffer, count: number): Buffer {
  const { events, tables } = pmlPlaces(bytes);
  const [offsetArray = 0] = tables;
  const kept = events.slice(0, count);
  const areaEnd = events[count] ?? offsetArray;
  const list = Buffer.alloc(kept.length * 5);
  kept.forEach((position, i) => list.writeUInt32LE(position, i * 5));
  const header = Buffer.from(bytes.subarray(0, areaEnd));
  const shift = areaEnd + list.length - (offsetArray + events.length * 5);
  header.writeUInt32LE(kept.length, 0x234);
  header.writeBigUInt64LE(BigInt(areaEnd), 0x248);
  for (const field of [0x250, 0x258, 0x260, 0x3a0])
    header.writeBigUInt64LE(BigInt(Number(bytes.readBigUInt64LE(field)) + shift), field);
  return Buffer.concat([header, list, bytes.subarray(offsetArray + events.length * 5)]);
}

/** Damages a copy of a log in one to four ways. */
export function mutatePml(original: Buffer, places: PmlPlaces, random: SeededRandom): Buffer {
  let bytes: Buffer = Buffer.from(original);
  for (let i = random.below(4); i >= 0; i--) bytes = mutateOnce(bytes, places, random);
  return bytes;
}

function mutateOnce(bytes: Buffer, places: PmlPlaces, random: SeededRandom): Buffer {
  const { events, tables } = places;
  const nasty = (): number =>
    random.pick([
      0,
      1,
      2,
      0x7f,
      0x103,
      0x7fff,
      0xffff,
      0x7fff_ffff,
      0x8000_0000,
      0xffff_ffff,
      bytes.length,
      random.below(bytes.length),
    ]);
  const put = (at: number): void => {
    if (at + 4 <= bytes.length) bytes.writeUInt32LE(nasty() >>> 0, at);
  };
  const near = (at: number): number => Math.max(0, at + random.below(64) - 16);
  const place = (): number => random.pick([...tables, events.length === 0 ? 0x3a8 : random.pick(events)]);
  switch (random.below(9)) {
    case 0:
      for (let i = random.below(16); i >= 0; i--) bytes[random.below(bytes.length)] = random.below(256);
      return bytes;
    case 1: {
      const at = near(place());
      if (at < bytes.length) bytes[at] = random.below(256);
      return bytes;
    }
    case 2:
      return bytes.subarray(0, Math.min(bytes.length, Math.max(0, place() + random.below(9) - 4)));
    case 3:
      return bytes.subarray(0, random.below(bytes.length + 1));
    case 4: {
      const field = random.pick(HEADER_FIELDS);
      put(field);
      if (field >= 0x240 && random.below(4) === 0) put(field + 4);
      return bytes;
    }
    case 5:
      if (events.length > 0) put(random.pick(events) + random.pick(EVENT_FIELDS));
      return bytes;
    case 6:
      put(near(place()));
      return bytes;
    case 7: {
      // Positions that repeat, go backwards or lead elsewhere.
      const [offsetArray = 0] = tables;
      for (let i = 0; i < 4 && events.length > 0; i++) {
        const at = offsetArray + random.below(events.length) * 5;
        if (at + 4 <= bytes.length)
          bytes.writeUInt32LE(random.pick([...events.slice(0, 5), nasty()]) >>> 0, at);
      }
      return bytes;
    }
    default: {
      const from = random.below(bytes.length + 1);
      const to = random.below(bytes.length + 1);
      const length = random.below(256);
      if (random.below(2) === 0) bytes.fill(0, from, Math.min(bytes.length, from + length));
      else bytes.copy(bytes, to, from, Math.min(bytes.length, from + length));
      return bytes;
    }
  }
}
