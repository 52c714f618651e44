import type { Payload } from '../payload.ts';
import { textOfBytes } from '../../wire/wire-bytes.ts';

const FIELDS = 256;
const LONG_VALUE = 255;
/** Different fields that one event may have; hostile bytes may hold more, and those are left out. */
const MOST_PRESENT = 64;
const WORD = 0x1_0000_0000;

/**
 * The fields of one event's payload, by number. One object is reused from event to event. Reads nothing outside of the
 * payload, whatever its bytes are: what does not fit ends the list. Of a field that comes twice, the first counts.
 */
export class FieldSet {
  bytes: Buffer = Buffer.alloc(0);
  /** Numbers of the fields that are there, [0, count), as they came. */
  readonly present = new Uint8Array(MOST_PRESENT);
  count = 0;
  readonly #starts = new Int32Array(FIELDS);
  readonly #ends = new Int32Array(FIELDS);
  readonly #rounds = new Uint32Array(FIELDS);
  #round = 0;

  read({ bytes, detailStart, detailEnd }: Payload): void {
    this.bytes = bytes;
    this.count = 0;
    this.#round = (this.#round + 1) >>> 0;
    if (this.#round === 0) {
      this.#rounds.fill(0);
      this.#round = 1;
    }
    const end = Math.min(detailEnd, bytes.length);
    let at = detailStart;
    while (at + 2 <= end && this.count < MOST_PRESENT) {
      const field = bytes[at]!;
      let length = bytes[at + 1]!;
      at += 2;
      if (length === LONG_VALUE) {
        if (at + 2 > end) return;
        length = bytes.readUInt16LE(at);
        at += 2;
      }
      if (at + length > end) return;
      if (this.#rounds[field] !== this.#round) {
        this.#rounds[field] = this.#round;
        this.#starts[field] = at;
        this.#ends[field] = at + length;
        this.present[this.count++] = field;
      }
      at += length;
    }
  }

  has(field: number): boolean {
    return this.#rounds[field] === this.#round;
  }

  /** Bytes of a field's value; 0 when it is not there. */
  length(field: number): number {
    return this.has(field) ? this.#ends[field]! - this.#starts[field]! : 0;
  }

  /** Where a field's value begins in {@link bytes}. */
  start(field: number): number {
    return this.has(field) ? this.#starts[field]! : 0;
  }

  /** The lower 32 bits of a number, without sign; 0 when it is not there. */
  low(field: number): number {
    return this.#word(field, 0);
  }

  /** The upper 32 bits of a number without sign. */
  high(field: number): number {
    return this.#word(field, 4);
  }

  /** A number without sign; beyond 2^53 the nearest one. */
  unsigned(field: number): number {
    return this.#word(field, 4) * WORD + this.#word(field, 0);
  }

  /** A number with sign: the highest bit of its last byte. Beyond 2^53 the nearest one. */
  signed(field: number): number {
    const length = Math.min(8, this.length(field));
    if (length === 0) return 0;
    const isNegative = (this.bytes[this.start(field) + length - 1]! & 0x80) !== 0;
    const value = this.unsigned(field);
    if (!isNegative) return value;
    // Of eight bytes the difference would be lost in a double: negate first.
    if (length > 6) {
      const bits = (BigInt(this.high(field)) << 32n) | BigInt(this.low(field));
      return Number(BigInt.asIntN(length * 8, bits));
    }
    return value - 2 ** (length * 8);
  }

  /** The text of bytes of no certain encoding. */
  text(field: number): string {
    const start = this.start(field);
    return textOfBytes(this.bytes.subarray(start, start + this.length(field)));
  }

  /** 64 bits of a structure at `offset`, as halves; zeros behind its end. */
  word(field: number, offset: number): number {
    return this.#word(field, offset);
  }

  #word(field: number, offset: number): number {
    if (!this.has(field)) return 0;
    const { bytes } = this;
    const at = this.#starts[field]! + offset;
    const end = Math.min(this.#ends[field]!, at + 4);
    let value = 0;
    for (let i = end - 1; i >= at; i--) value = (value << 8) | bytes[i]!;
    return value >>> 0;
  }
}
