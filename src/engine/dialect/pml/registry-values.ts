import { groupDigits } from '../../../shared/format/number.ts';
import type { DetailKey } from '../detail-key.ts';
import type { DetailWriter } from '../dialect.ts';
import { Block, MAX_TEXT_UNITS, findNul } from './block.ts';
import type { PmlEvent } from './pml-event.ts';
import { valueTypeText } from './texts/class-names.ts';

const REG_SZ = 1;
const REG_EXPAND_SZ = 2;
const REG_BINARY = 3;
const REG_DWORD = 4;
const REG_DWORD_BIG_ENDIAN = 5;
const REG_LINK = 6;
const REG_MULTI_SZ = 7;
const REG_QWORD = 11;

/** `00` to `FF`. */
const BYTES: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).toUpperCase().padStart(2, '0'),
);
/** Bytes of a binary value that are shown: each takes three characters. */
const MAX_BINARY_BYTES = MAX_TEXT_UNITS;

/** The text of a value's data. */
type DataText = (event: PmlEvent, value: ValueData) => string;

interface ValueData {
  readonly type: number;
  /** Bytes that the value has. */
  readonly length: number;
  /** Position of the first byte in the payload. */
  readonly at: number;
  /** Bytes of a binary value that Process Monitor prints. */
  readonly stored: number;
  /** End of the block that holds the value. */
  readonly end: number;
}

export function setValue(event: PmlEvent, out: DetailWriter): void {
  writeSetValue(event, storedText, out);
}

export function queryValue(event: PmlEvent, out: DetailWriter): void {
  writeQueryValue(event, storedText, out);
}

export function queryValueKey(event: PmlEvent, key: DetailKey): void {
  if (!event.detail.holds(0, 12)) return;
  valueInformationKey(event, event.detail.u32(8), false, key);
}

export function enumValue(event: PmlEvent, out: DetailWriter): void {
  writeEnumValue(event, storedText, out);
}

export function enumValueKey(event: PmlEvent, key: DetailKey): void {
  if (!event.detail.holds(0, 16)) return;
  key.add(event.detail.u32(8));
  valueInformationKey(event, event.detail.u32(12), false, key);
}

/** As Process Monitor prints it: see {@link runningOnText}. */
export function setValueRunningOn(event: PmlEvent, out: DetailWriter): void {
  writeSetValue(event, runningOnText, out);
}

/** As Process Monitor prints it: see {@link runningOnText}. */
export function queryValueRunningOn(event: PmlEvent, out: DetailWriter): void {
  writeQueryValue(event, runningOnText, out);
}

export function queryValueRunningOnKey(event: PmlEvent, key: DetailKey): void {
  if (!event.detail.holds(0, 12)) return;
  valueInformationKey(event, event.detail.u32(8), true, key);
}

/** As Process Monitor prints it: see {@link runningOnText}. */
export function enumValueRunningOn(event: PmlEvent, out: DetailWriter): void {
  writeEnumValue(event, runningOnText, out);
}

export function enumValueRunningOnKey(event: PmlEvent, key: DetailKey): void {
  if (!event.detail.holds(0, 16)) return;
  key.add(event.detail.u32(8));
  valueInformationKey(event, event.detail.u32(12), true, key);
}

/** Whether a structure came back that no export shows: those aligned to 64 bits, and layers. */
export function hasRareValueInformation({ detail, extra, hasExtra }: PmlEvent, classAt: number): boolean {
  return hasExtra && extra.size > 0 && detail.u32(classAt) > 2;
}

function writeSetValue(event: PmlEvent, dataText: DataText, out: DetailWriter): void {
  const { detail } = event;
  if (!detail.holds(0, 16)) return;
  const length = detail.u32(8);
  const at = detail.start + 16 + Block.textBytes(detail.u16(0));
  const stored = Math.min(detail.u16(12), length);
  // A block may be longer than what was stored, with bytes that mean nothing.
  const end = Math.min(at + stored, detail.end);
  writeValue(event, { type: detail.u32(4), length, at, stored, end }, dataText, out);
}

function writeQueryValue(event: PmlEvent, dataText: DataText, out: DetailWriter): void {
  if (!event.detail.holds(0, 12)) return;
  valueInformation(event, event.detail.u32(8), false, dataText, out);
}

function writeEnumValue(event: PmlEvent, dataText: DataText, out: DetailWriter): void {
  if (!event.detail.holds(0, 16)) return;
  out.field('Index', groupDigits(event.detail.u32(8)));
  valueInformation(event, event.detail.u32(12), true, dataText, out);
}

/** What a KEY_VALUE_*_INFORMATION structure shows. */
function valueInformation(
  event: PmlEvent,
  informationClass: number,
  withName: boolean,
  dataText: DataText,
  out: DetailWriter,
): void {
  const { detail, extra } = event;
  if (!event.hasExtra) {
    out.field('Length', groupDigits(detail.u32(4)));
    return;
  }
  const { start, end, size } = extra;
  switch (informationClass) {
    case 0:
      if (extra.holds(0, 8)) out.field('Type', valueTypeText(extra.u32(4)));
      break;
    case 1: {
      if (!extra.holds(0, 20)) break;
      const length = extra.u32(12);
      if (withName) out.field('Name', extra.utf16(20, extra.u32(16)));
      // Process Monitor counts the bytes that fit behind the fixed part, wherever the data begin.
      const stored = Math.min(length, size - 24);
      writeValue(event, { type: extra.u32(4), length, at: start + extra.u32(8), stored, end }, dataText, out);
      break;
    }
    case 2: {
      if (!extra.holds(0, 12)) break;
      const length = extra.u32(8);
      const stored = Math.min(length, size - 12);
      writeValue(event, { type: extra.u32(4), length, at: start + 12, stored, end }, dataText, out);
      break;
    }
  }
}

/** Key of what `valueInformation` writes: the whole block, so there is none where a text runs on behind it. */
function valueInformationKey(
  event: PmlEvent,
  informationClass: number,
  runsOn: boolean,
  key: DetailKey,
): void {
  const { detail, extra } = event;
  key.add(informationClass);
  key.add(event.hasExtra ? 1 : 0);
  if (!event.hasExtra) {
    key.add(detail.u32(4));
    return;
  }
  if (runsOn && informationClass === 1 && extra.holds(0, 20)) {
    if (!endsInside(extra, extra.u32(4), extra.u32(8), extra.u32(12))) key.refuse();
  } else if (runsOn && informationClass === 2 && extra.holds(0, 12)) {
    if (!endsInside(extra, extra.u32(4), 12, extra.u32(8))) key.refuse();
  }
  key.addBytes(extra.bytes, extra.start, extra.end);
}

/** Whether {@link runningOnText} stays in the block for data of `length` bytes at `offset`. */
function endsInside(extra: Block, type: number, offset: number, length: number): boolean {
  if (length === 0) return true;
  if (!extra.holds(offset, length)) return false;
  switch (type) {
    case REG_DWORD:
      return length >= 4;
    case REG_SZ:
    case REG_EXPAND_SZ:
      return length % 2 === 0 && extra.u16(offset + length - 2) === 0;
    default:
      return true;
  }
}

function writeValue(event: PmlEvent, value: ValueData, dataText: DataText, out: DetailWriter): void {
  out.field('Type', valueTypeText(value.type));
  out.field('Length', groupDigits(value.length));
  if (value.length > 0) out.field('Data', dataText(event, value));
}

/** The data as far as the log has them: the driver stores only the beginning of long values. */
function storedText({ whole }: PmlEvent, { type, length, at, end }: ValueData): string {
  const stop = Math.min(at + length, end, whole.end);
  const stored = stop - at;
  if (stored <= 0) return '';
  const { bytes } = whole;
  switch (type) {
    case REG_DWORD:
      if (stored >= 4) return String(whole.u32(at));
      break;
    case REG_DWORD_BIG_ENDIAN:
      if (stored >= 4) return String(bytes.readUInt32BE(at));
      break;
    case REG_QWORD:
      if (stored >= 8) return String(bytes.readBigUInt64LE(at));
      break;
    case REG_SZ:
    case REG_EXPAND_SZ:
    case REG_LINK:
      return whole.utf16UpToNul(at, Math.min(stored, MAX_TEXT_UNITS * 2));
    case REG_MULTI_SZ:
      return multiText(whole, at, Math.min(stored, MAX_TEXT_UNITS * 2));
  }
  return binaryText(whole, at, stored);
}

/**
 * The data as Process Monitor prints them. It reads what was stored in part as if all were there: a text until a NUL comes,
 * a binary value as many bytes as it counts, in what follows the event in the log. Of the other types, REG_QWORD among
 * them, it prints nothing.
 */
function runningOnText({ whole }: PmlEvent, { type, length, at, stored }: ValueData): string {
  switch (type) {
    case REG_DWORD:
      return whole.holds(at, 4) ? String(whole.u32(at)) : '';
    case REG_SZ:
    case REG_EXPAND_SZ:
      return whole.utf16UpToNul(at, MAX_TEXT_UNITS * 2);
    case REG_MULTI_SZ:
      return multiText(whole, at, Math.min(length, MAX_TEXT_UNITS * 2));
    case REG_BINARY:
      return binaryText(whole, at, stored);
    default:
      return '';
  }
}

/** Stops at an empty text or at the data's length. */
function multiText(whole: Block, at: number, length: number): string {
  const { bytes } = whole;
  const end = Math.min(at + length, whole.end);
  let text = '';
  for (let from = at; from + 2 <= end;) {
    const nul = findNul(bytes, from, end);
    if (nul === from) break;
    text += (text === '' ? '' : ', ') + bytes.toString('utf16le', from, nul);
    from = nul + 2;
  }
  return text;
}

function binaryText(whole: Block, at: number, stored: number): string {
  const end = Math.min(at + Math.min(stored, MAX_BINARY_BYTES), whole.end);
  let text = '';
  for (let i = at; i < end; i++) text += (i === at ? '' : ' ') + BYTES[whole.bytes[i]!]!;
  return text;
}
