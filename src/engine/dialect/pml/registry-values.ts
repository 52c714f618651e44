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
const REG_MULTI_SZ = 7;

/** `00` to `FF`. */
const BYTES: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).toUpperCase().padStart(2, '0'),
);
/** Bytes of a binary value that are shown: each takes three characters. */
const MAX_BINARY_BYTES = MAX_TEXT_UNITS;

export function setValue({ detail, whole }: PmlEvent, out: DetailWriter): void {
  if (!detail.holds(0, 16)) return;
  const type = detail.u32(4);
  const length = detail.u32(8);
  const data = detail.start + 16 + Block.textBytes(detail.u16(0));
  typeLengthData(whole, type, length, data, Math.min(detail.u16(12), length), out);
}

export function queryValue(event: PmlEvent, out: DetailWriter): void {
  if (!event.detail.holds(0, 12)) return;
  valueInformation(event, event.detail.u32(8), false, out);
}

export function queryValueKey(event: PmlEvent, key: DetailKey): void {
  if (!event.detail.holds(0, 12)) return;
  valueInformationKey(event, event.detail.u32(8), key);
}

export function enumValue(event: PmlEvent, out: DetailWriter): void {
  if (!event.detail.holds(0, 16)) return;
  out.field('Index', groupDigits(event.detail.u32(8)));
  valueInformation(event, event.detail.u32(12), true, out);
}

export function enumValueKey(event: PmlEvent, key: DetailKey): void {
  if (!event.detail.holds(0, 16)) return;
  key.add(event.detail.u32(8));
  valueInformationKey(event, event.detail.u32(12), key);
}

/** What a KEY_VALUE_*_INFORMATION structure shows. */
function valueInformation(
  event: PmlEvent,
  informationClass: number,
  withName: boolean,
  out: DetailWriter,
): void {
  const { detail, extra, whole } = event;
  if (!event.hasExtra) {
    out.field('Length', groupDigits(detail.u32(4)));
    return;
  }
  switch (informationClass) {
    case 0:
      if (extra.holds(0, 8)) out.field('Type', valueTypeText(extra.u32(4)));
      break;
    case 1: {
      if (!extra.holds(0, 20)) break;
      const length = extra.u32(12);
      if (withName) out.field('Name', extra.utf16(20, extra.u32(16)));
      // Process Monitor's own mistake: it prints as many bytes as fit behind the fixed part, but reads them from the data
      // offset, so that a value that was stored in part goes on with what follows the event in the log.
      typeLengthData(
        whole,
        extra.u32(4),
        length,
        extra.start + extra.u32(8),
        Math.min(length, extra.size - 24),
        out,
      );
      break;
    }
    case 2: {
      if (!extra.holds(0, 12)) break;
      const length = extra.u32(8);
      typeLengthData(whole, extra.u32(4), length, extra.start + 12, Math.min(length, extra.size - 12), out);
      break;
    }
  }
}

/** Key of what `valueInformation` writes: the whole block, so there is none where a text runs on behind it. */
function valueInformationKey(event: PmlEvent, informationClass: number, key: DetailKey): void {
  const { detail, extra } = event;
  key.add(informationClass);
  key.add(event.hasExtra ? 1 : 0);
  if (!event.hasExtra) {
    key.add(detail.u32(4));
    return;
  }
  if (informationClass === 1 && extra.holds(0, 20)) {
    if (!endsInside(extra, extra.u32(4), extra.u32(8), extra.u32(12))) key.refuse();
  } else if (informationClass === 2 && extra.holds(0, 12)) {
    if (!endsInside(extra, extra.u32(4), 12, extra.u32(8))) key.refuse();
  }
  key.addBytes(extra.bytes, extra.start, extra.end);
}

/** Whether `dataText` stays in the block for data of `length` bytes at `offset`. */
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

/** `at` is a position in the payload, `stored` how many bytes a binary value shows. */
function typeLengthData(
  whole: Block,
  type: number,
  length: number,
  at: number,
  stored: number,
  out: DetailWriter,
): void {
  out.field('Type', valueTypeText(type));
  out.field('Length', groupDigits(length));
  if (length > 0) out.field('Data', dataText(whole, type, length, at, stored));
}

/** Process Monitor shows nothing of the other types, REG_QWORD among them. */
function dataText(whole: Block, type: number, length: number, at: number, stored: number): string {
  switch (type) {
    case REG_DWORD:
      return whole.holds(at, 4) ? String(whole.u32(at)) : '';
    case REG_SZ:
    case REG_EXPAND_SZ:
      // Process Monitor's own mistake: a text that was stored in part goes on until a NUL comes.
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
