import type { OperationInfo } from '../dialect/dialect.ts';
import { PAYLOAD_HEAD_BYTES, writePayloadHead } from '../dialect/payload.ts';
import type { Payload } from '../dialect/payload.ts';
import { runOnBytes } from '../dialect/pml/run-on.ts';

/** Length that {@link copyPayload} will write; 0 for an event without a payload. */
export function storedLength(payload: Payload, operation: OperationInfo): number {
  const { detailStart, detailEnd, extraStart, extraEnd, hasExtra, limit } = payload;
  const detail = detailEnd - detailStart;
  if (detail === 0 && !hasExtra) return 0;
  const end = hasExtra ? extraEnd : detailEnd;
  // What Process Monitor's text of the event runs on into goes along.
  const behind = Math.min(runOnBytes(payload, operation.key), limit - end);
  return PAYLOAD_HEAD_BYTES + detail + (hasExtra ? extraEnd - extraStart : 0) + behind;
}

/** Writes a payload of `length` bytes (as {@link storedLength} says) in the form in which segments store it. */
export function copyPayload(payload: Payload, length: number, target: Buffer, at: number): void {
  if (length === 0) return;
  const { bytes, detailStart, detailEnd, extraStart, extraEnd, hasExtra } = payload;
  const detail = detailEnd - detailStart;
  writePayloadHead(target, at, detail, hasExtra ? extraEnd - extraStart : undefined);
  let to = at + PAYLOAD_HEAD_BYTES;
  to += bytes.copy(target, to, detailStart, detailEnd);
  // The bytes behind the last block follow it, here as in the source.
  const rest = at + length - to;
  const from = hasExtra ? extraStart : detailEnd;
  bytes.copy(target, to, from, from + rest);
}
