import { textOfBytes } from './wire-bytes.ts';

const LONG_VALUE = 255;

/** One field of an event's details. The value lies in the bytes that were given. */
export interface DetailValue {
  readonly field: number;
  readonly start: number;
  readonly end: number;
}

/** The fields of the details in `bytes` [start, end), in order. Stops where they do not fit: never throws. */
export function* detailValues(bytes: Buffer, start: number, end: number): Generator<DetailValue> {
  let at = start;
  while (at + 2 <= end) {
    const field = bytes[at] ?? 0;
    let length = bytes[at + 1] ?? 0;
    at += 2;
    if (length === LONG_VALUE) {
      if (at + 2 > end) return;
      length = bytes.readUInt16LE(at);
      at += 2;
    }
    if (at + length > end) return;
    yield { field, start: at, end: at + length };
    at += length;
  }
}

/** A value that is a whole number without sign, up to 8 bytes. */
export function unsignedValue(bytes: Buffer, { start, end }: DetailValue): bigint {
  let value = 0n;
  for (let at = Math.min(end, start + 8) - 1; at >= start; at--)
    value = (value << 8n) | BigInt(bytes[at] ?? 0);
  return value;
}

/** A value that is a whole number with a sign, up to 8 bytes: the last byte's highest bit is it. */
export function signedValue(bytes: Buffer, value: DetailValue): bigint {
  const length = Math.min(8, value.end - value.start);
  return length === 0 ? 0n : BigInt.asIntN(length * 8, unsignedValue(bytes, value));
}

/** A value that is text of no certain encoding. */
export function textValue(bytes: Buffer, { start, end }: DetailValue): string {
  return textOfBytes(bytes.subarray(start, end));
}
