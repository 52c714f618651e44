import { PAYLOAD_HEAD_BYTES, writePayloadHead } from '../payload.ts';
import type { Payload } from '../payload.ts';

/** The key of rows that stand for lost events: no call has it, because calls have a class. */
export const LOSS_KEY = 0;

/** In front of the cause: how many events were lost as u64, {@link NOT_SAID} where nobody knows. */
const COUNT_BYTES = 8;
const NOT_SAID = 0xffff_ffff_ffff_ffffn;

/** The stored payload of a row that stands for lost events, its head included. */
export function linuxLossPayload(count: number | undefined, cause: string): Buffer {
  const text = Buffer.from(cause);
  const bytes = Buffer.alloc(PAYLOAD_HEAD_BYTES + COUNT_BYTES + text.length);
  writePayloadHead(bytes, 0, COUNT_BYTES + text.length, undefined);
  bytes.writeBigUInt64LE(count === undefined ? NOT_SAID : BigInt(count), PAYLOAD_HEAD_BYTES);
  text.copy(bytes, PAYLOAD_HEAD_BYTES + COUNT_BYTES);
  return bytes;
}

/** What {@link linuxLossPayload} wrote; undefined for what is none. */
export function readLossPayload({
  bytes,
  detailStart,
  detailEnd,
}: Payload): { count: number | undefined; cause: string } | undefined {
  const end = Math.min(detailEnd, bytes.length);
  if (end - detailStart < COUNT_BYTES) return undefined;
  const count = bytes.readBigUInt64LE(detailStart);
  return {
    count: count === NOT_SAID ? undefined : Number(count),
    cause: bytes.toString('utf8', detailStart + COUNT_BYTES, end),
  };
}
