import { groupSigned64, groupUnsigned64, hexUnsigned64 } from '../../../shared/format/number.ts';
import { secondsText64 } from '../../../shared/format/duration.ts';

/** UTF-16 units of one text at most: Process Monitor cuts the whole Detail column before. */
export const MAX_TEXT_UNITS = 4096;

/**
 * A run of bytes of a payload, read by offsets from its start. A formatter first asks with {@link holds} whether what it
 * needs is there; a number behind the end nevertheless reads as 0 and a text is cut, so that no payload can lead a read
 * astray. One object is reused from event to event.
 */
export class Block {
  bytes: Buffer = Buffer.alloc(0);
  start = 0;
  end = 0;

  point(bytes: Buffer, start: number, end: number): void {
    this.bytes = bytes;
    this.start = start;
    this.end = Math.min(end, bytes.length);
  }

  /** Length in bytes. */
  get size(): number {
    return this.end - this.start;
  }

  /** Whether the bytes [offset, offset + length) are in the block. */
  holds(offset: number, length: number): boolean {
    return this.start + offset + length <= this.end;
  }

  u8(offset: number): number {
    const at = this.start + offset;
    return at < this.end ? this.bytes[at]! : 0;
  }

  u16(offset: number): number {
    const at = this.start + offset;
    if (at + 2 > this.end) return 0;
    return this.bytes[at]! | (this.bytes[at + 1]! << 8);
  }

  u32(offset: number): number {
    const at = this.start + offset;
    if (at + 4 > this.end) return 0;
    const { bytes } = this;
    return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
  }

  s32(offset: number): number {
    return this.u32(offset) | 0;
  }

  /** The unsigned 64-bit number at `offset`, grouped. */
  groupU64(offset: number): string {
    return groupUnsigned64(this.u32(offset + 4), this.u32(offset));
  }

  /** The signed 64-bit number at `offset`, grouped. */
  groupS64(offset: number): string {
    return groupSigned64(this.u32(offset + 4), this.u32(offset));
  }

  /** The unsigned 64-bit number at `offset` as `0x` and digits. */
  hexU64(offset: number): string {
    return hexUnsigned64(this.u32(offset + 4), this.u32(offset));
  }

  /** The 64-bit number of ticks at `offset` as seconds. */
  seconds(offset: number): string {
    return secondsText64(this.u32(offset + 4), this.u32(offset));
  }

  /** One byte as a truth value. */
  bool(offset: number): string {
    return this.u8(offset) === 0 ? 'False' : 'True';
  }

  /** `length` bytes of UTF-16 at `offset`, cut at the end of the block. */
  utf16(offset: number, length: number): string {
    const from = this.start + offset;
    const to = Math.min(from + length, this.end);
    return to > from ? this.bytes.toString('utf16le', from, from + ((to - from) & ~1)) : '';
  }

  /** UTF-16 at `offset` up to a NUL, `length` bytes or the end of the block. */
  utf16UpToNul(offset: number, length: number): string {
    const from = this.start + offset;
    const to = Math.min(from + length, this.end);
    return this.bytes.toString('utf16le', from, findNul(this.bytes, from, to));
  }

  /** Bytes that the text of an info word occupies. */
  static textBytes(info: number): number {
    return (info & 0x8000) === 0 ? info * 2 : info & 0x7fff;
  }

  /**
   * The text of an info word: the count of characters, with bit 15 set when each has one byte. Cut at the end of the
   * block. Source: procmon-parser, docs/PML Format.md, detail strings.
   */
  text(offset: number, info: number): string {
    if ((info & 0x8000) === 0) return this.utf16(offset, info * 2);
    const from = this.start + offset;
    const to = Math.min(from + (info & 0x7fff), this.end);
    return to > from ? this.bytes.toString('latin1', from, to) : '';
  }
}

/** Where the first NUL unit at or after `from` begins, or the last whole unit before `to` ends. */
export function findNul(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at + 2 <= to && (bytes[at] !== 0 || bytes[at + 1] !== 0)) at += 2;
  return at;
}
