import type { SeededRandom } from './random.ts';

/** Fields of a buffer's header that decide how it is read. */
const BUFFER_FIELDS = [0x00, 0x04, 0x18, 0x28, 0x2a, 0x2c, 0x30, 0x34, 0x36];
/** Fields of records that decide where others are, or what they are. */
const RECORD_FIELDS = [0, 2, 3, 4, 6, 7, 8, 16, 24, 40, 80, 82, 84, 86];

/** Where buffers and records of a trace begin, as an undamaged one says. */
export interface EtlPlaces {
  readonly buffers: readonly number[];
  readonly records: readonly number[];
}

/** Finds the buffers of an undamaged trace, and the records of those that are not compressed. */
export function etlPlaces(bytes: Buffer): EtlPlaces {
  const buffers: number[] = [];
  const records: number[] = [];
  for (let at = 0; at + 72 <= bytes.length; at += bytes.readUInt32LE(at)) {
    buffers.push(at);
    const end = Math.min(at + bytes.readUInt32LE(at + 0x30), bytes.length);
    const isPacked = (bytes.readUInt16LE(at + 0x34) & 0x40) !== 0;
    for (let record = at + 72; !isPacked && record + 8 <= end;) {
      const type = bytes[record + 2]!;
      const isKernel = type <= 4 || type === 16 || type === 17;
      const isMessage = (bytes[record + 3]! & 0x40) === 0;
      const size = bytes.readUInt16LE(record + (isKernel && !isMessage ? 4 : 0));
      if (bytes[record + 3] === 0xff || size < 8) break;
      records.push(record);
      record += (size + 7) & ~7;
    }
  }
  return { buffers, records };
}

/** The first `count` buffers of a trace: a small trace with real content. */
export function firstBuffers(bytes: Buffer, count: number): Buffer {
  const { buffers } = etlPlaces(bytes);
  return bytes.subarray(0, buffers[count] ?? bytes.length);
}

/** Damages a copy of a trace in one to four ways. */
export function mutateEtl(original: Buffer, places: EtlPlaces, random: SeededRandom): Buffer {
  let bytes: Buffer = Buffer.from(original);
  for (let i = random.below(4); i >= 0; i--) bytes = mutateOnce(bytes, places, random);
  return bytes;
}

function mutateOnce(bytes: Buffer, { buffers, records }: EtlPlaces, random: SeededRandom): Buffer {
  const nasty = (): number =>
    random.pick([
      0, 1, 2, 7, 0x47, 0x48, 0x49, 0x7fff, 0xc0ff, 0xffff, 0x7fff_ffff, 0xffff_fff8, 0xffff_ffff,
    ]);
  const put = (at: number, value: number): Buffer => {
    if (at >= 0 && at + 4 <= bytes.length) bytes.writeUInt32LE(value >>> 0, at);
    return bytes;
  };
  if (bytes.length < 8) return bytes;
  switch (random.below(8)) {
    case 0:
      return put(random.pick(buffers) + random.pick(BUFFER_FIELDS), nasty());
    case 1:
      return records.length === 0 ? bytes : put(random.pick(records) + random.pick(RECORD_FIELDS), nasty());
    case 2: {
      const at = random.below(bytes.length);
      bytes[at]! ^= 1 << random.below(8);
      return bytes;
    }
    case 3: {
      // Most of a trace is payload; the heads of records are worth more.
      if (records.length === 0) return bytes;
      const at = random.pick(records) + random.below(48);
      if (at < bytes.length) bytes[at]! ^= 1 << random.below(8);
      return bytes;
    }
    case 4:
      return bytes.subarray(0, random.below(bytes.length));
    case 5: {
      const at = random.below(bytes.length);
      return Buffer.concat([
        bytes.subarray(0, at),
        bytes.subarray(Math.min(bytes.length, at + random.below(5000))),
      ]);
    }
    case 6: {
      const from = random.pick(buffers);
      return Buffer.concat([bytes, bytes.subarray(from, from + random.below(8000))]);
    }
    default: {
      const at = random.below(bytes.length);
      bytes.fill(random.pick([0, 0xff, 0xc0]), at, Math.min(bytes.length, at + random.below(300)));
      return bytes;
    }
  }
}
