/**
 * Where the variable data of one event lie. One object is reused from event to event: never keep it, nor its bytes.
 * All positions are indexes into `bytes`; a reader must check every field against `detailEnd` or `extraEnd`.
 */
export class Payload {
  bytes: Buffer = Buffer.alloc(0);
  /** The operation's own block. */
  detailStart = 0;
  detailEnd = 0;
  /** What the operation returned; `extraEnd` is -1 when there is none (an empty block is possible). */
  extraStart = 0;
  extraEnd = -1;
  /** First byte that must not be read: some texts of Process Monitor run past the extra block. */
  limit = 0;

  get hasExtra(): boolean {
    return this.extraEnd >= 0;
  }
}

/** Bytes in front of a payload that is stored in a segment: u32 length of the detail block, u32 of the extra block. */
export const PAYLOAD_HEAD_BYTES = 8;
const NO_EXTRA = 0xffff_ffff;

/**
 * Writes the head of a stored payload, `[head][detail][extra][bytes behind, up to the limit]`. The bytes behind the extra
 * block are those that a text of Process Monitor runs on into.
 */
export function writePayloadHead(
  target: Buffer,
  at: number,
  detailLength: number,
  extraLength: number | undefined,
): void {
  target.writeUInt32LE(detailLength, at);
  target.writeUInt32LE(extraLength ?? NO_EXTRA, at + 4);
}

/** Points `into` at a stored payload of `length` bytes at `start`. Lengths that do not fit are cut. */
export function readStoredPayload(bytes: Buffer, start: number, length: number, into: Payload): void {
  into.bytes = bytes;
  into.limit = start + length;
  if (length < PAYLOAD_HEAD_BYTES) {
    into.detailStart = into.detailEnd = into.extraStart = start;
    into.extraEnd = -1;
    return;
  }
  const extraLength = bytes.readUInt32LE(start + 4);
  into.detailStart = start + PAYLOAD_HEAD_BYTES;
  into.detailEnd = Math.min(into.detailStart + bytes.readUInt32LE(start), into.limit);
  into.extraStart = into.detailEnd;
  into.extraEnd = extraLength === NO_EXTRA ? -1 : Math.min(into.extraStart + extraLength, into.limit);
}
