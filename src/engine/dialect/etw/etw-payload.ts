import { PAYLOAD_HEAD_BYTES } from '../payload.ts';
import type { EtwField } from './etw-fields.ts';
import { EtwField as Field } from './etw-fields.ts';
import type { PayloadArena, PayloadChunk } from './payload-arena.ts';

/** Room that a payload has at first, and by which it grows at least: most events need no more. */
const ROOM = 64;
/** Bytes 4 to 7 of the head of a payload without what the operation returned. */
const NO_EXTRA = 0xff;
const LONG_VALUE = 255;
const MAX_VALUE = 0xffff;
/** Bytes of one payload; what does not fit any more is left out. A hostile trace must not make the store grow. */
const MAX_BYTES = 256 * 1024;
/** Units of a text that are kept: whoever shows it cuts it before. */
const MAX_TEXT_BYTES = 32 * 1024;
/** A character that Latin-1 does not have. */
const WIDE = /[^\0-\xff]/;

/**
 * Makes the stored payload of one event: the head, the fields of the operation, then what it returned. See {@link EtwField}
 * for how fields are written.
 */
export class EtwPayload {
  /** Holds the payload of {@link length} bytes from {@link start} on. */
  bytes: Buffer;
  start = 0;
  length = PAYLOAD_HEAD_BYTES;
  readonly #arena: PayloadArena;
  #chunk: PayloadChunk;
  #room = 0;
  /** Where what the operation returned begins; -1 while there is nothing. */
  #extraAt = -1;

  constructor(arena: PayloadArena) {
    this.#arena = arena;
    this.#chunk = arena.chunk;
    this.bytes = arena.chunk.bytes;
  }

  /** Begins a payload. {@link freePayload} follows. */
  beginPayload(): void {
    this.#take(ROOM);
    this.length = PAYLOAD_HEAD_BYTES;
    this.#extraAt = -1;
  }

  /** Gives back the memory: the bytes are another's then. */
  freePayload(): void {
    this.#arena.give(this.#chunk);
  }

  /** The fields to come are what the operation returned. */
  beginReturned(): void {
    this.#extraAt = this.length;
  }

  /** Writes the head and bytes `behind` the fields; nothing can be added then. A payload without all of them has no bytes. */
  closePayload(behind?: Uint8Array): void {
    const { length } = this;
    if (behind !== undefined) this.#add(behind);
    else if (length === PAYLOAD_HEAD_BYTES) {
      this.length = 0;
      return;
    }
    const { bytes, start } = this;
    const detailEnd = this.#extraAt < 0 ? length : this.#extraAt;
    const detail = detailEnd - PAYLOAD_HEAD_BYTES;
    bytes[start] = detail;
    bytes[start + 1] = detail >>> 8;
    bytes[start + 2] = detail >>> 16;
    bytes[start + 3] = 0;
    const extra = length - detailEnd;
    const isNone = this.#extraAt < 0;
    bytes[start + 4] = isNone ? NO_EXTRA : extra;
    bytes[start + 5] = isNone ? NO_EXTRA : extra >>> 8;
    bytes[start + 6] = isNone ? NO_EXTRA : extra >>> 16;
    bytes[start + 7] = isNone ? NO_EXTRA : 0;
  }

  /** Adds a number of up to 32 bits without sign. */
  number(field: EtwField, value: number): void {
    const start = this.#reserve(6);
    if (start < 0) return;
    const { bytes } = this;
    let at = start + 2;
    for (let rest = value >>> 0; rest !== 0; rest >>>= 8) bytes[at++] = rest;
    this.#end(field, start, at);
  }

  /** Adds a number of 64 bits, given as two halves without sign. */
  number64(field: EtwField, high: number, low: number): void {
    if (high === 0) {
      this.number(field, low);
      return;
    }
    const start = this.#reserve(10);
    if (start < 0) return;
    const { bytes } = this;
    let at = start + 2;
    for (let i = 0, rest = low >>> 0; i < 4; i++, rest >>>= 8) bytes[at++] = rest;
    for (let rest = high >>> 0; rest !== 0; rest >>>= 8) bytes[at++] = rest;
    this.#end(field, start, at);
  }

  /** Adds a whole number from 0 that a double holds exactly. */
  double(field: EtwField, value: number): void {
    this.number64(field, Math.floor(value / 0x1_0000_0000), value % 0x1_0000_0000);
  }

  /** Adds the bytes [start, end): a text of UTF-16, or what is to be shown as bytes. */
  copy(field: EtwField, source: Buffer, start: number, end: number): void {
    const length = Math.min(end - start, MAX_TEXT_BYTES);
    const at = this.#head(field, length);
    if (at >= 0) source.copy(this.bytes, at, start, start + length);
  }

  /** Adds a text. */
  text(field: EtwField, text: string): void {
    const length = Math.min(text.length * 2, MAX_TEXT_BYTES);
    const at = this.#head(field, length);
    if (at >= 0) this.bytes.write(text, at, length, 'utf16le');
  }

  /** Adds a name and a value of their own. */
  named(name: string, value: string): void {
    const text = `${name}\0${value.includes('\0') ? value.replaceAll('\0', ' ') : value}`;
    if (WIDE.test(text)) {
      this.text(Field.Named, text);
      return;
    }
    const length = Math.min(text.length, MAX_TEXT_BYTES);
    const at = this.#head(Field.NamedNarrow, length);
    if (at >= 0) this.bytes.write(text, at, length, 'latin1');
  }

  /** Adds names and values in turn, with a NUL between each two: [start, end) of UTF-16 units, `isNarrow` if all are Latin-1. */
  namedUnits(units: Uint16Array, start: number, end: number, isNarrow: boolean): void {
    const length = end - start;
    if (isNarrow) {
      const at = this.#head(Field.NamedNarrow, length);
      if (at < 0) return;
      const { bytes } = this;
      for (let from = start, to = at; from < end; from++, to++) bytes[to] = units[from]!;
      return;
    }
    const at = this.#head(Field.Named, length * 2);
    if (at < 0) return;
    const { bytes } = this;
    for (let from = start, to = at; from < end; from++, to += 2) {
      bytes[to] = units[from]!;
      bytes[to + 1] = units[from]! >>> 8;
    }
  }

  #add(bytes: Uint8Array): void {
    let at = this.#reserve(bytes.length);
    if (at < 0) return;
    const target = this.bytes;
    for (let i = 0; i < bytes.length; i++) target[at++] = bytes[i]!;
    this.length += bytes.length;
  }

  #head(field: EtwField, length: number): number {
    if (length > MAX_VALUE) return -1;
    const start = this.#reserve(4 + length);
    if (start < 0) return -1;
    const { bytes } = this;
    bytes[start] = field;
    let at = start + 2;
    if (length < LONG_VALUE) {
      bytes[start + 1] = length;
    } else {
      bytes[start + 1] = LONG_VALUE;
      at = bytes.writeUInt16LE(length, at);
    }
    this.length = at + length - this.start;
    return at;
  }

  /** Where the next `bytes` bytes go; -1 when the payload is as large as it may be. */
  #reserve(bytes: number): number {
    const length = this.length + bytes;
    if (length > this.#room) {
      if (length > MAX_BYTES) return -1;
      this.#grow(Math.max(length - this.#room, ROOM));
    }
    return this.start + this.length;
  }

  #grow(more: number): void {
    const arena = this.#arena;
    if (arena.extend(this.#chunk, this.start + this.#room, more)) {
      this.#room += more;
      return;
    }
    const { bytes, start, length } = this;
    const chunk = this.#chunk;
    this.#take(Math.max(this.#room * 2, this.#room + more));
    bytes.copy(this.bytes, this.start, start, start + length);
    arena.give(chunk);
  }

  #take(size: number): void {
    this.start = this.#arena.take(size);
    this.#chunk = this.#arena.chunk;
    this.bytes = this.#chunk.bytes;
    this.#room = size;
  }

  #end(field: EtwField, start: number, end: number): void {
    this.bytes[start] = field;
    this.bytes[start + 1] = end - start - 2;
    this.length = end - this.start;
  }
}
