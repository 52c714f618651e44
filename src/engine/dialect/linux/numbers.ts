import { hex, hexUnsigned64 } from '../../../shared/format/number.ts';
import type { FormatContext } from '../dialect.ts';
import type { FieldSet } from './field-set.ts';

/** Lengths up to this make numbers that a double holds exactly. */
const EXACT_BYTES = 6;
const TICKS_PER_SECOND = 10_000_000n;
/** Seconds from 1601, where Windows' times begin, to 1970. */
const UNIX_EPOCH_SECONDS = 11_644_473_600n;
/** Times beyond stay numbers: year 30828 is the last one that a FILETIME holds. */
const LAST_SECONDS = 900_000_000_000n;
const NANOSECONDS = 1_000_000_000n;

function bits(fields: FieldSet, field: number): bigint {
  return (BigInt(fields.high(field)) << 32n) | BigInt(fields.low(field));
}

/** A number without sign as decimal digits, exact for 64 bits. */
export function unsignedText(fields: FieldSet, field: number): string {
  return fields.length(field) <= EXACT_BYTES ? String(fields.unsigned(field)) : String(bits(fields, field));
}

/** A number with sign, exact for 64 bits. */
export function signedText(fields: FieldSet, field: number): string {
  return fields.length(field) <= EXACT_BYTES
    ? String(fields.signed(field))
    : String(signedBits(fields, field));
}

/** A number with sign as a bigint. */
export function signedBits(fields: FieldSet, field: number): bigint {
  const length = Math.min(8, fields.length(field));
  return length === 0 ? 0n : BigInt.asIntN(length * 8, bits(fields, field));
}

/** A number without sign as a bigint. */
export function unsignedBits(fields: FieldSet, field: number): bigint {
  return bits(fields, field);
}

export function hexText(fields: FieldSet, field: number): string {
  return hexUnsigned64(fields.high(field), fields.low(field));
}

/** A 32-bit number with sign, hexadecimal where it has none. */
export function hex32(value: number): string {
  return hex(value >>> 0);
}

/** Seconds since 1970 in local time; the number itself where no date can be. */
export function secondsDate(seconds: bigint, { date }: FormatContext): string {
  const ticks = (seconds + UNIX_EPOCH_SECONDS) * TICKS_PER_SECOND;
  if (ticks < 0n || seconds > LAST_SECONDS) return String(seconds);
  return date(Number(ticks >> 32n), Number(ticks & 0xffff_ffffn));
}

/** `0.000123456 seconds`. */
export function nanosecondsText(value: bigint): string {
  const fraction = String(value % NANOSECONDS).padStart(9, '0');
  return `${value / NANOSECONDS}.${fraction} seconds`;
}

/** A user or group: its number, and its name where the capture knows it; -1 leaves what is. */
export function accountText(id: number, kind: 'uid' | 'gid', { accountOf }: FormatContext): string {
  if (id === -1) return 'unchanged';
  const name = accountOf(`${kind}:${id >>> 0}`);
  return name === undefined ? String(id >>> 0) : `${id >>> 0} (${name})`;
}
