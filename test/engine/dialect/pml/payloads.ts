import { createPmlDialect } from '../../../../src/engine/dialect/pml/pml-dialect.ts';
import { pmlOperationKey } from '../../../../src/engine/dialect/pml/operation-key.ts';
import { DetailWriter } from '../../../../src/engine/dialect/dialect.ts';
import type { Dialect, FormatContext } from '../../../../src/engine/dialect/dialect.ts';
import { Payload } from '../../../../src/engine/dialect/payload.ts';
import { TimeFormatter } from '../../../../src/shared/format/time-formatter.ts';
import { utcTimeZone } from '../../../../src/shared/format/time-zone.ts';

/** The style that is held against Process Monitor's own exports. */
export const procmon35 = createPmlDialect({ as: 'procmon', procmonVersion: 3.5 });

/** Operation keys of the class. */
export const processKey = (code: number): number => pmlOperationKey(1, code, 0);
export const registryKey = (code: number): number => pmlOperationKey(2, code, 0);
export const fileKey = (code: number, sub = 0): number => pmlOperationKey(3, code, sub);

/** Parts of a block: numbers are little-endian. */
export const u8 = (...values: number[]): Buffer => Buffer.from(values);
export const u16 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, i) => bytes.writeUInt16LE(value, i * 2));
  return bytes;
};
export const u32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => bytes.writeUInt32LE(value >>> 0, i * 4));
  return bytes;
};
export const u64 = (...values: bigint[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 8);
  values.forEach((value, i) => bytes.writeBigUInt64LE(BigInt.asUintN(64, value), i * 8));
  return bytes;
};
export const wide = (text: string): Buffer => Buffer.from(text, 'utf16le');
export const narrow = (text: string): Buffer => Buffer.from(text, 'latin1');
export const block = (...parts: Buffer[]): Buffer => Buffer.concat(parts);
/** The info word of a text with one byte a character. */
export const narrowInfo = (text: string): number => 0x8000 | text.length;

/** A FILETIME in UTC. */
export function ticks(iso: string): bigint {
  return BigInt(Date.parse(iso)) * 10_000n + 116_444_736_000_000_000n;
}

export interface FileParts {
  readonly is64Bit?: boolean;
  readonly irpFlags?: number;
  /** FLT_PARAMETERS from their first byte. */
  readonly parameters?: Buffer;
  readonly path?: string;
  readonly tail?: Buffer;
}

/** The detail block of a File System event. */
export function fileDetail(parts: FileParts): Buffer {
  const {
    is64Bit = true,
    irpFlags = 0,
    parameters = Buffer.alloc(0),
    path = 'C:\\a',
    tail = Buffer.alloc(0),
  } = parts;
  const room = Buffer.alloc(is64Bit ? 48 : 28);
  parameters.copy(room);
  return block(Buffer.alloc(8), u32(irpFlags, 1), room, u16(narrowInfo(path), 0), narrow(path), tail);
}

/** FLT_PARAMETERS whose slots begin with these 32-bit numbers. */
export function slots(is64Bit: boolean, ...values: number[]): Buffer {
  const width = is64Bit ? 8 : 4;
  const bytes = Buffer.alloc(values.length * width);
  values.forEach((value, i) => bytes.writeUInt32LE(value >>> 0, i * width));
  return bytes;
}

export interface EventParts {
  readonly detail: Buffer;
  readonly extra?: Buffer;
  /** What follows the event in its log. */
  readonly behind?: Buffer;
  readonly is64Bit?: boolean;
  readonly tid?: number;
  readonly dialect?: Dialect;
  readonly accounts?: Readonly<Record<string, string>>;
}

const utc = new TimeFormatter(utcTimeZone);

export function payloadOf(parts: EventParts): Payload {
  const { detail, extra, behind = Buffer.alloc(0) } = parts;
  // Something in front: positions in a payload are not offsets in a block.
  const front = Buffer.from('front');
  const payload = new Payload();
  payload.bytes = block(front, detail, extra ?? Buffer.alloc(0), behind);
  payload.detailStart = front.length;
  payload.detailEnd = payload.detailStart + detail.length;
  payload.extraStart = payload.detailEnd;
  payload.extraEnd = extra === undefined ? -1 : payload.extraStart + extra.length;
  payload.limit = payload.bytes.length;
  return payload;
}

export function contextOf(key: number, parts: Omit<EventParts, 'detail'> = {}): FormatContext {
  return {
    operation: (parts.dialect ?? procmon35).operation(key),
    result: 0,
    tid: parts.tid ?? 1,
    is64Bit: parts.is64Bit ?? true,
    date: (high, low) => utc.fileTime(high, low),
    accountOf: (sid) => parts.accounts?.[sid],
  };
}

/** Text of the Detail column. */
export function detailOf(key: number, parts: EventParts): string {
  const out = new DetailWriter();
  out.beginText();
  (parts.dialect ?? procmon35).writeDetail(payloadOf(parts), contextOf(key, parts), out);
  return out.text;
}

/** Text of the Category column. */
export function categoryOf(key: number, parts: EventParts): string {
  return procmon35.category(payloadOf(parts), contextOf(key, parts));
}
