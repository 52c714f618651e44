import { EventClass } from '../../../shared/event-class.ts';
import type { Payload } from '../payload.ts';
import { MAX_TEXT_UNITS, findNul } from './block.ts';
import { pmlKeyClass, pmlKeyOperation } from './operation-key.ts';

/** Operation codes of the Registry class. */
const SET_VALUE = 4;
const QUERY_VALUE = 5;
const ENUM_VALUE = 6;
/** Information classes of the two queries. */
const VALUE_FULL = 1;
const VALUE_PARTIAL = 2;

const REG_SZ = 1;
const REG_EXPAND_SZ = 2;
const REG_BINARY = 3;
const REG_DWORD = 4;
const REG_MULTI_SZ = 7;

/**
 * How many bytes behind an event's last block the text runs into that Process Monitor makes of it: its driver stores only
 * the beginning of a registry value, and the text is made as if all of it were there. Whoever copies an event must take
 * these bytes along, or its text becomes another. It can be more than the payload has up to its limit, where the text ends
 * for want of bytes.
 */
export function runOnBytes(payload: Payload, operationKey: number): number {
  if (pmlKeyClass(operationKey) !== EventClass.Registry) return 0;
  const { bytes, detailStart, detailEnd, extraStart, extraEnd, hasExtra } = payload;
  const u32 = (at: number): number => bytes.readUInt32LE(at);
  const operation = pmlKeyOperation(operationKey);
  if (operation === SET_VALUE) {
    if (detailEnd - detailStart < 16) return 0;
    const info = bytes.readUInt16LE(detailStart);
    const data = detailStart + 16 + ((info & 0x8000) !== 0 ? info & 0x7fff : info * 2);
    const length = u32(detailStart + 8);
    const stored = Math.min(bytes.readUInt16LE(detailStart + 12), length);
    return beyond(payload, textEnd(payload, u32(detailStart + 4), length, data, stored));
  }
  if ((operation !== QUERY_VALUE && operation !== ENUM_VALUE) || !hasExtra) return 0;
  const classAt = detailStart + (operation === QUERY_VALUE ? 8 : 12);
  const size = extraEnd - extraStart;
  if (classAt + 4 > detailEnd) return 0;
  const informationClass = u32(classAt);
  if (informationClass === VALUE_FULL && size >= 20) {
    const length = u32(extraStart + 12);
    const data = extraStart + u32(extraStart + 8);
    return beyond(payload, textEnd(payload, u32(extraStart + 4), length, data, Math.min(length, size - 24)));
  }
  if (informationClass === VALUE_PARTIAL && size >= 12) {
    const length = u32(extraStart + 8);
    const data = extraStart + 12;
    return beyond(payload, textEnd(payload, u32(extraStart + 4), length, data, Math.min(length, size - 12)));
  }
  return 0;
}

function beyond({ detailEnd, extraEnd, hasExtra }: Payload, end: number): number {
  return Math.max(0, end - (hasExtra ? extraEnd : detailEnd));
}

/** Where the text of data at `at` ends; the same conditions as where the text is made. */
function textEnd(payload: Payload, type: number, length: number, at: number, stored: number): number {
  const { bytes, limit } = payload;
  if (length === 0 || at >= limit) return 0;
  switch (type) {
    case REG_DWORD:
      return at + 4;
    case REG_SZ:
    case REG_EXPAND_SZ:
      return findNul(bytes, at, Math.min(at + MAX_TEXT_UNITS * 2, limit)) + 2;
    case REG_MULTI_SZ: {
      const end = Math.min(at + Math.min(length, MAX_TEXT_UNITS * 2), limit);
      let from = at;
      while (from + 2 <= end) {
        const nul = findNul(bytes, from, end);
        if (nul === from) return nul + 2;
        from = nul + 2;
      }
      return end;
    }
    case REG_BINARY:
      return at + Math.min(stored, MAX_TEXT_UNITS);
    default:
      return 0;
  }
}
