import { hex, hexUnsigned64 } from '../../shared/format/number.ts';
import { ipv4Text, ipv6Text } from '../formats/pml/network-path.ts';
import { findLayout } from './layouts/find-layout.ts';
import { fixedSize } from './layouts/layout.ts';
import type { Field, Layout } from './layouts/layout.ts';
import { findUser, sidLength, sidText, text8End, textEnd } from './payload-reader.ts';
import type { UserPlace } from './payload-reader.ts';
import { guidText } from './providers.ts';
import type { RawRecord } from './raw-record.ts';

/** Addresses of one field that are read: the deepest stack that Windows records has 192. */
const MAX_ADDRESSES = 4096;

/** A value as people read it: addresses and flags in hexadecimal, 64-bit numbers as decimal texts, small numbers as such. */
export type FieldValue = string | number | null | readonly string[];

/** A value as the Detail column has it. */
export function valueText(value: FieldValue): string {
  if (value === null) return '';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : value.join(' ');
}

export interface NamedValue {
  readonly name: string;
  readonly value: FieldValue;
}

/** What became of a payload. */
export interface DecodedPayload {
  /** Fields that the payload is too short for are left out. */
  readonly fields: readonly NamedValue[];
  /** Bytes behind the last field: those of a newer version. */
  readonly leftOver: number;
}

/**
 * All fields of a record that this program knows the layout of; undefined for others. For showing and checking: the decoder's
 * own loops read what they need at its place.
 */
export function payloadFields(record: RawRecord): DecodedPayload | undefined {
  const layout = findLayout(record);
  return layout === undefined ? undefined : readFields(record, layout);
}

/** {@link payloadFields} with a given layout. */
export function readFields(record: RawRecord, { fields }: Layout): DecodedPayload {
  const reader = new FieldReader(record);
  const values: NamedValue[] = [];
  for (const field of fields) {
    const value = reader.read(field);
    if (value === undefined) break;
    if (field.type !== 'align') values.push({ name: field.name, value });
  }
  return { fields: values, leftOver: record.end - reader.at };
}

/** Where the fields of a layout end in a record, as far as it has them: what is behind them is not in the layout. */
export function fieldsEnd(record: RawRecord, { fields }: Layout): number {
  const reader = new FieldReader(record);
  for (const field of fields) if (!reader.pass(field)) break;
  return reader.at;
}

class FieldReader {
  at: number;
  readonly #bytes: Buffer;
  readonly #start: number;
  readonly #end: number;
  readonly #pointerSize: 4 | 8;
  readonly #user: UserPlace = { sid: -1, next: 0 };

  constructor({ bytes, start, end, pointerSize }: RawRecord) {
    this.at = this.#start = start;
    this.#bytes = bytes;
    this.#end = end;
    this.#pointerSize = pointerSize;
  }

  /** The next field; undefined when the payload ends before it. */
  read(field: Field): FieldValue | undefined {
    const size = fixedSize(field, this.#pointerSize, this.at - this.#start);
    if (size === undefined) return this.#readVariable(field);
    if (this.at + size > this.#end) return undefined;
    const value = this.#readFixed(field, this.at, size);
    this.at += size;
    return value;
  }

  /** Goes behind the next field; false when the payload ends before it. */
  pass(field: Field): boolean {
    const size = fixedSize(field, this.#pointerSize, this.at - this.#start);
    if (size === undefined) return this.#passVariable(field) >= 0;
    if (this.at + size > this.#end) return false;
    this.at += size;
    return true;
  }

  #readFixed({ type, count }: Field, at: number, size: number): FieldValue {
    const bytes = this.#bytes;
    switch (type) {
      case 'u8':
        return bytes[at]!;
      case 'u16':
        return bytes.readUInt16LE(at);
      case 'hex16':
        return hex(bytes.readUInt16LE(at));
      case 'port':
        return bytes.readUInt16BE(at);
      case 'u32':
        return bytes.readUInt32LE(at);
      case 'i32':
        return bytes.readInt32LE(at);
      case 'hex32':
        return hex(bytes.readUInt32LE(at));
      case 'wide':
        return bytes.readUInt32LE(at);
      case 'pointer':
        return this.#address(at);
      case 'u64':
      case 'filetime':
        return bytes.readBigUInt64LE(at).toString();
      case 'i64':
        return bytes.readBigInt64LE(at).toString();
      case 'hex64':
        return hexUnsigned64(bytes.readUInt32LE(at + 4), bytes.readUInt32LE(at));
      case 'ipv4':
        return ipv4Text(bytes, at);
      case 'ipv6':
        return ipv6Text(bytes, at);
      case 'guid':
        return guidText(bytes, at);
      case 'units':
        return bytes.toString('utf16le', at, textEnd(bytes, at, at + count * 2));
      default:
        return bytes.toString('hex', at, at + size);
    }
  }

  #readVariable(field: Field): FieldValue | undefined {
    const bytes = this.#bytes;
    const { at } = this;
    const stop = this.#passVariable(field);
    if (stop < 0) return undefined;
    switch (field.type) {
      case 'text':
        return bytes.toString('utf16le', at, stop);
      case 'text8':
        return bytes.toString('latin1', at, stop);
      case 'user':
        return this.#user.sid < 0 ? null : sidText(bytes, this.#user.sid);
      case 'sid':
        return sidText(bytes, at);
      case 'pointers':
        return this.#addresses(at, stop);
      default:
        return bytes.toString('hex', at, stop);
    }
  }

  /** Goes behind a field whose size its value decides and returns where the value ends; -1 when the payload ends before it. */
  #passVariable({ type, count }: Field): number {
    const bytes = this.#bytes;
    const { at } = this;
    const end = this.#end;
    switch (type) {
      case 'text': {
        if (at + 2 > end) return count === 1 ? at : -1;
        const stop = textEnd(bytes, at, end);
        this.at = Math.min(stop + 2, end);
        return stop;
      }
      case 'text8': {
        if (at >= end) return -1;
        const stop = text8End(bytes, at, end);
        this.at = Math.min(stop + 1, end);
        return stop;
      }
      case 'user':
        if (at + 4 > end) return -1;
        return (this.at = findUser(bytes, at, end, this.#pointerSize, this.#user).next);
      case 'sid': {
        const length = sidLength(bytes, at, end);
        return length === 0 ? -1 : (this.at = at + length);
      }
      case 'pointers': {
        const most = Math.floor(Math.max(end - at, 0) / this.#pointerSize);
        return (this.at = at + Math.min(most, MAX_ADDRESSES) * this.#pointerSize);
      }
      default:
        return (this.at = end);
    }
  }

  #addresses(start: number, end: number): readonly string[] {
    const addresses: string[] = [];
    for (let at = start; at < end; at += this.#pointerSize) addresses.push(this.#address(at));
    return addresses;
  }

  #address(at: number): string {
    const bytes = this.#bytes;
    const low = bytes.readUInt32LE(at);
    return hexUnsigned64(this.#pointerSize === 8 ? bytes.readUInt32LE(at + 4) : 0, low);
  }
}
