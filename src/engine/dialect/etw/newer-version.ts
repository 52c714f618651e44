import type { NewerPart } from '../dialect.ts';
import type { Payload } from '../payload.ts';

/**
 * What tells a part from the beginning of a kernel's path, whose number stands at the same place: no beginning has it. Stored
 * in capture files.
 */
const MARK = 0xff;
const HEAD_BYTES = 10;
/** Bytes behind the known fields that are kept of one record. */
const MOST_BYTES = 512;

/** A record whose version is newer than those that are known. */
export interface NewerRecord {
  /** Whether it told the end of the operation. */
  readonly isReturned: boolean;
  readonly version: number;
  /** The newest version that is known. */
  readonly known: number;
  /** What it has behind the known fields are `bytes` [start, end). */
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/**
 * What a row keeps of such a record, behind its fields and before the kernel's path: u8 1 for the record of its end, u8 0xff,
 * u16 version, u16 newest known version, u16 bytes behind the known fields, u16 of them that are kept, then these.
 */
export function newerPart({ isReturned, version, known, bytes, start, end }: NewerRecord): Buffer {
  const length = Math.min(Math.max(end - start, 0), 0xffff);
  const kept = Math.min(length, MOST_BYTES);
  const part = Buffer.alloc(HEAD_BYTES + kept);
  part[0] = isReturned ? 1 : 0;
  part[1] = MARK;
  part.writeUInt16LE(version & 0xffff, 2);
  part.writeUInt16LE(known & 0xffff, 4);
  part.writeUInt16LE(length, 6);
  part.writeUInt16LE(kept, 8);
  bytes.copy(part, HEAD_BYTES, start, start + kept);
  return part;
}

/** The parts that a row keeps, in the order in which their records came. */
export function newerPartsOf(payload: Payload): readonly NewerPart[] {
  const { bytes } = payload;
  const parts: NewerPart[] = [];
  let at = partsStart(payload);
  for (let next = nextPart(payload, at); next > at; next = nextPart(payload, at)) {
    parts.push({
      isReturned: bytes[at] === 1,
      version: bytes.readUInt16LE(at + 2),
      known: bytes.readUInt16LE(at + 4),
      length: bytes.readUInt16LE(at + 6),
      start: at + HEAD_BYTES,
      end: next,
    });
    at = next;
  }
  return parts;
}

/** Whether a row keeps any part. */
export function hasNewerPart(payload: Payload): boolean {
  const at = partsStart(payload);
  return nextPart(payload, at) > at;
}

/** Where the bytes behind all parts begin. */
export function newerPartsEnd(payload: Payload): number {
  let at = partsStart(payload);
  for (let next = nextPart(payload, at); next > at; next = nextPart(payload, at)) at = next;
  return at;
}

function partsStart({ detailEnd, extraEnd }: Payload): number {
  return Math.max(detailEnd, extraEnd);
}

/** Where the part at `at` ends; `at` where there is none, or not all of it. */
function nextPart({ bytes, limit }: Payload, at: number): number {
  const stop = Math.min(limit, bytes.length);
  if (at + HEAD_BYTES > stop || bytes[at + 1] !== MARK) return at;
  const next = at + HEAD_BYTES + bytes.readUInt16LE(at + 8);
  return next > stop ? at : next;
}
