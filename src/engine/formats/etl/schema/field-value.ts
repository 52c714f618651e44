import { isoMicroseconds } from '../iso-microseconds.ts';
import { fileTime } from '../../../../shared/units.ts';
import type { FieldList } from '../../../etw/field-list.ts';
import { guidText } from '../../../etw/providers.ts';
import { ipv4Text, ipv6Text } from '../../pml/network-path.ts';
import { InType, OutType } from './field-shape.ts';
import type { ValueMap } from './field-shape.ts';

/** Texts and bytes beyond are cut in the text of a value. */
const MAX_TEXT = 4096;
const MAX_BINARY = 256;

const TWO_32 = 0x1_0000_0000;
/** Numbers of 64 bits whose upper half is below are exact as they are. */
const EXACT_HIGH = 0x20_0000;

/**
 * Reads the values of one payload, one after the other, and adds them to a list as text. After a read, `number` is the value of
 * an integer of up to 53 bits. Hot: most values are written without making a string of them.
 */
export class FieldReader {
  number = 0;
  at = 0;
  readonly #out: FieldList;
  #bytes: Buffer = Buffer.alloc(0);
  #view = new DataView(this.#bytes.buffer, 0, 0);
  #end = 0;
  #pointerSize: 4 | 8 = 8;

  constructor(out: FieldList) {
    this.#out = out;
  }

  /** Begins a payload. */
  begin(bytes: Buffer, view: DataView, start: number, end: number, pointerSize: 4 | 8): void {
    this.#bytes = bytes;
    this.#view = view;
    this.at = start;
    this.#end = end;
    this.#pointerSize = pointerSize;
  }

  get left(): number {
    return this.#end - this.at;
  }

  /** A u16 in front of an array; undefined when it is not there. */
  count(): number | undefined {
    if (this.left < 2) return undefined;
    const count = this.#view.getUint16(this.at, true);
    this.at += 2;
    return count;
  }

  /** Adds the next value; false when the payload ends before it does. `length`: see FieldShape. */
  read(inType: number, outType: number, length: number | undefined, map: ValueMap | undefined): boolean {
    this.number = 0;
    switch (inType) {
      case InType.Null:
        return true;
      case InType.UnicodeString:
        return this.#wide(length);
      case InType.AnsiString:
        return this.#narrow(length, outType);
      case InType.CountedString:
      case InType.ManifestCountedString:
        return this.#counted('utf16le', false);
      case InType.ReversedCountedString:
        return this.#counted('utf16le', true);
      case InType.CountedAnsiString:
      case InType.ManifestCountedAnsiString:
        return this.#counted(isUtf8(outType) ? 'utf8' : 'latin1', false);
      case InType.ReversedCountedAnsiString:
        return this.#counted('latin1', true);
      case InType.NonNullTerminatedString:
        return this.#take(this.left & ~1, (at, end) => this.#bytes.toString('utf16le', at, end));
      case InType.NonNullTerminatedAnsiString:
        return this.#take(this.left, (at, end) => this.#bytes.toString('latin1', at, end));
      case InType.Float:
        return this.#take(4, (at) => String(this.#view.getFloat32(at, true)));
      case InType.Double:
        return this.#take(8, (at) => String(this.#view.getFloat64(at, true)));
      case InType.Boolean:
        return this.#take(4, (at) => String(this.#view.getUint32(at, true) !== 0));
      case InType.Guid:
        return this.#take(16, (at) => `{${guidText(this.#bytes, at)}}`);
      case InType.FileTime:
        return this.#take(8, (at) => isoMicroseconds(fileTime(this.#view.getBigUint64(at, true))));
      case InType.SystemTime:
        return this.#take(16, (at) => this.#systemTime(at));
      case InType.Sid:
        return this.#sid();
      case InType.WbemSid:
        this.at += 2 * this.#pointerSize;
        return this.#sid();
      case InType.Binary:
      case InType.HexDump:
      case InType.CountedBinary:
        return this.#binary(inType === InType.CountedBinary ? this.count() : (length ?? this.left), outType);
      default:
        return this.#integer(inType, outType, map);
    }
  }

  #integer(inType: number, outType: number, map: ValueMap | undefined): boolean {
    const width = integerWidth(inType, this.#pointerSize);
    if (width === 0 || this.left < width) return false;
    const at = this.at;
    this.at += width;
    const out = this.#out;
    const view = this.#view;
    if (width === 8) {
      const low = view.getUint32(at, true);
      const high = view.getUint32(at + 4, true);
      this.number = high * TWO_32 + low;
      if (isHex(inType, outType)) out.hex(high, low);
      else if (high < EXACT_HIGH) out.decimal(this.number);
      else
        out.text(String(inType === InType.Int64 ? view.getBigInt64(at, true) : view.getBigUint64(at, true)));
      return true;
    }
    const value = readInteger(view, at, width, isSignedType(inType));
    this.number = value;
    if (map !== undefined) out.text(mappedText(map, value >>> 0));
    else if (inType === InType.UnicodeChar || inType === InType.AnsiChar)
      out.text(String.fromCharCode(value));
    else if (outType === OutType.Port) out.decimal(((value & 0xff) << 8) | ((value >>> 8) & 0xff));
    else if (outType === OutType.IPv4 && width === 4) out.text(ipv4Text(this.#bytes, at));
    else if (isHex(inType, outType)) out.hex(0, value >>> 0);
    else out.decimal(value);
    return true;
  }

  /** Text up to a NUL, or of `units` UTF-16 units. The last text of a payload may end without one. */
  #wide(units: number | undefined): boolean {
    if (units !== undefined && units > 0) {
      return this.#take(units * 2, (at, end) => cutAtNul(this.#bytes.toString('utf16le', at, end)));
    }
    const { at } = this;
    if (at + 2 > this.#end) return false;
    const stop = this.#out.wide(this.#bytes, at, this.#end, MAX_TEXT);
    this.at = Math.min(stop + 2, this.#end);
    return true;
  }

  #narrow(length: number | undefined, outType: number): boolean {
    const encoding = isUtf8(outType) ? 'utf8' : 'latin1';
    if (length !== undefined && length > 0) {
      return this.#take(length, (at, end) => cutAtNul(this.#bytes.toString(encoding, at, end)));
    }
    const { at } = this;
    let stop = at;
    while (stop < this.#end && this.#bytes[stop] !== 0) stop++;
    if (stop === at && stop >= this.#end) return false;
    this.at = Math.min(stop + 1, this.#end);
    const end = Math.min(stop, at + MAX_TEXT);
    if (encoding === 'utf8') this.#out.text(this.#bytes.toString('utf8', at, end));
    else this.#out.narrow(this.#bytes, at, end);
    return true;
  }

  #counted(encoding: BufferEncoding, isBigEndian: boolean): boolean {
    if (this.left < 2) return false;
    const length = this.#view.getUint16(this.at, !isBigEndian);
    if (this.left < 2 + length) return false;
    this.at += 2;
    return this.#take(length, (at, end) => this.#bytes.toString(encoding, at, end));
  }

  #binary(length: number | undefined, outType: number): boolean {
    if (length === undefined) return false;
    return this.#take(length, (at, end) => {
      if (outType === OutType.IPv6 && end - at === 16) return ipv6Text(this.#bytes, at);
      const shown = this.#bytes.toString('hex', at, Math.min(end, at + MAX_BINARY));
      return end - at > MAX_BINARY ? `${shown}...` : shown;
    });
  }

  #sid(): boolean {
    if (this.left < 8) return false;
    const count = this.#bytes[this.at + 1]!;
    if (this.#bytes[this.at] !== 1 || count > 15) return false;
    return this.#take(8 + 4 * count, (at, end) => {
      const parts = [`S-1-${this.#bytes.readUIntBE(at + 2, 6)}`];
      for (let part = at + 8; part < end; part += 4) parts.push(String(this.#view.getUint32(part, true)));
      return parts.join('-');
    });
  }

  #systemTime(at: number): string {
    const part = (i: number): number => this.#view.getUint16(at + i * 2, true);
    const two = (value: number): string => String(value).padStart(2, '0');
    const date = `${String(part(0)).padStart(4, '0')}-${two(part(1))}-${two(part(3))}`;
    return `${date}T${two(part(4))}:${two(part(5))}:${two(part(6))}.${String(part(7)).padStart(3, '0')}`;
  }

  #take(length: number, text: (at: number, end: number) => string): boolean {
    if (length < 0 || this.left < length) return false;
    const { at } = this;
    this.at = at + length;
    this.#out.text(text(at, at + length));
    return true;
  }
}

function integerWidth(inType: number, pointerSize: 4 | 8): number {
  switch (inType) {
    case InType.Int8:
    case InType.UInt8:
    case InType.AnsiChar:
      return 1;
    case InType.Int16:
    case InType.UInt16:
    case InType.UnicodeChar:
      return 2;
    case InType.Int32:
    case InType.UInt32:
    case InType.HexInt32:
      return 4;
    case InType.Int64:
    case InType.UInt64:
    case InType.HexInt64:
      return 8;
    case InType.Pointer:
    case InType.SizeT:
      return pointerSize;
    default:
      return 0;
  }
}

function readInteger(view: DataView, at: number, width: number, isSigned: boolean): number {
  switch (width) {
    case 1:
      return isSigned ? view.getInt8(at) : view.getUint8(at);
    case 2:
      return isSigned ? view.getInt16(at, true) : view.getUint16(at, true);
    default:
      return isSigned ? view.getInt32(at, true) : view.getUint32(at, true);
  }
}

function isSignedType(inType: number): boolean {
  return inType === InType.Int8 || inType === InType.Int16 || inType === InType.Int32;
}

function isHex(inType: number, outType: number): boolean {
  if (inType === InType.HexInt32 || inType === InType.HexInt64 || inType === InType.Pointer) return true;
  const isHexOut = outType >= OutType.HexBinary && outType <= OutType.HexInt64;
  return (
    isHexOut || outType === OutType.NtStatus || outType === OutType.HResult || outType === OutType.CodePointer
  );
}

function isUtf8(outType: number): boolean {
  return outType === OutType.Utf8 || outType === OutType.Json;
}

/** The name of a value, or the names of its bits; what has no name is told as a number. */
function mappedText({ isBits, names }: ValueMap, value: number): string {
  const name = names.get(value);
  if (name !== undefined) return name;
  if (!isBits || value === 0) return String(value);
  const parts: string[] = [];
  let left = value;
  for (const [bits, text] of names) {
    if (bits === 0 || (left & bits) !== bits >> 0) continue;
    parts.push(text);
    left &= ~bits;
  }
  if (left !== 0) parts.push(`0x${(left >>> 0).toString(16)}`);
  return parts.join(' | ');
}

function cutAtNul(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
