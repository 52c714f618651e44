import { EventClass } from '../../shared/event-class.ts';
import type { OperationInfo } from '../dialect/dialect.ts';
import { PAYLOAD_HEAD_BYTES, writePayloadHead } from '../dialect/payload.ts';
import type { Payload } from '../dialect/payload.ts';

/**
 * Bytes behind an extra block that are kept where Process Monitor prints them: it reads on behind a registry value that its
 * driver had cut, by at most 22 bytes in known logs, or until a text ends, which the next event's head does.
 */
const OVERRUN_BYTES = 64;

/** Codes of RegQueryValue and RegEnumValue within their class. Source: procmon-parser, docs/PML Format.md. */
const VALUE_QUERIES = new Set([5, 6]);
const VALUE_CLASS_FULL = 1;
const VALUE_CLASS_PARTIAL = 2;

/** Length that {@link copyPayload} will write; 0 for an event without a payload. */
export function storedLength(payload: Payload, operation: OperationInfo): number {
  const detail = payload.detailEnd - payload.detailStart;
  if (detail === 0 && !payload.hasExtra) return 0;
  if (!payload.hasExtra) return PAYLOAD_HEAD_BYTES + detail;
  return PAYLOAD_HEAD_BYTES + detail + (payload.extraEnd - payload.extraStart) + overrun(payload, operation);
}

/** Writes a payload of `length` bytes (as {@link storedLength} says) in the form in which segments store it. */
export function copyPayload(payload: Payload, length: number, target: Buffer, at: number): void {
  if (length === 0) return;
  const { bytes, detailStart, detailEnd, extraStart, extraEnd } = payload;
  const detail = detailEnd - detailStart;
  writePayloadHead(target, at, detail, payload.hasExtra ? extraEnd - extraStart : undefined);
  let to = at + PAYLOAD_HEAD_BYTES;
  to += bytes.copy(target, to, detailStart, detailEnd);
  // The bytes behind the extra block follow it, here as in the source.
  if (payload.hasExtra) bytes.copy(target, to, extraStart, extraStart + (at + length - to));
}

function overrun(payload: Payload, operation: OperationInfo): number {
  const { bytes, detailStart, detailEnd, extraStart, extraEnd, limit } = payload;
  const code = Math.floor(operation.key / 256) % 65_536;
  if (operation.eventClass !== EventClass.Registry || !VALUE_QUERIES.has(code)) return 0;
  const classAt = detailStart + (code === 5 ? 8 : 12);
  if (classAt + 4 > detailEnd) return 0;
  const valueClass = bytes.readUInt32LE(classAt);
  const size = extraEnd - extraStart;
  let isCut = false;
  if (valueClass === VALUE_CLASS_PARTIAL && size >= 12) {
    isCut = runsOn(payload, 12, bytes.readUInt32LE(extraStart + 8));
  } else if (valueClass === VALUE_CLASS_FULL && size >= 20) {
    isCut = runsOn(payload, bytes.readUInt32LE(extraStart + 8), bytes.readUInt32LE(extraStart + 12));
  }
  return isCut ? Math.min(limit - extraEnd, OVERRUN_BYTES) : 0;
}

/** Whether data of `length` bytes at `start` in the extra block end behind it, or end it without a NUL. */
function runsOn(payload: Payload, start: number, length: number): boolean {
  const { bytes, extraStart, extraEnd } = payload;
  const size = extraEnd - extraStart;
  if (length === 0) return false;
  if (start + length > size) return true;
  const end = extraStart + start + length;
  return length < 2 || bytes[end - 1] !== 0 || bytes[end - 2] !== 0;
}
