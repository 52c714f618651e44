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

  #readVariable({ type, count }: Field): FieldValue | undefined {
    const bytes = this.#bytes;
    const { at } = this;
    const end = this.#end;
    switch (type) {
      case 'text': {
        if (at + 2 > end) return count === 1 ? '' : undefined;
        const stop = textEnd(bytes, at, end);
        this.at = Math.min(stop + 2, end);
        return bytes.toString('utf16le', at, stop);
      }
      case 'text8': {
        if (at >= end) return undefined;
        const stop = text8End(bytes, at, end);
        this.at = Math.min(stop + 1, end);
        return bytes.toString('latin1', at, stop);
      }
      case 'user': {
        if (at + 4 > end) return undefined;
        const { sid, next } = findUser(bytes, at, end, this.#pointerSize, this.#user);
        this.at = next;
        return sid < 0 ? null : sidText(bytes, sid);
      }
      case 'sid': {
        const length = sidLength(bytes, at, end);
        if (length === 0) return undefined;
        this.at = at + length;
        return sidText(bytes, at);
      }
      case 'pointers':
        return this.#addresses();
      default:
        this.at = end;
        return bytes.toString('hex', at, end);
    }
  }

  #addresses(): readonly string[] {
    const addresses: string[] = [];
    for (; this.at + this.#pointerSize <= this.#end; this.at += this.#pointerSize) {
      if (addresses.length >= MAX_ADDRESSES) break;
      addresses.push(this.#address(this.at));
    }
    return addresses;
  }

  #address(at: number): string {
    const bytes = this.#bytes;
    const low = bytes.readUInt32LE(at);
    return hexUnsigned64(this.#pointerSize === 8 ? bytes.readUInt32LE(at + 4) : 0, low);
  }
}
