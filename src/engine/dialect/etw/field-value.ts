import type { FormatContext } from '../dialect.ts';

const WORD = 0x1_0000_0000;
/** Texts that are longer are cut where they are shown. */
const MAX_TEXT_BYTES = 64 * 1024;

/** The value of one field of a payload. One object is reused from field to field. Reads nothing outside of the value. */
export class FieldValue {
  bytes: Buffer = Buffer.alloc(0);
  start = 0;
  end = 0;
  context: FormatContext | undefined;

  /** Bytes of the value. */
  get length(): number {
    return this.end - this.start;
  }

  /** The lower 32 bits of a number, without sign. */
  get low(): number {
    return this.#word(0);
  }

  /** The upper 32 bits of a number, without sign. */
  get high(): number {
    return this.#word(4);
  }

  /** A number without sign; beyond 2^53 the nearest one. */
  get number(): number {
    return this.high * WORD + this.low;
  }

  /** A text of UTF-16. */
  get text(): string {
    return this.bytes.toString('utf16le', this.start, Math.min(this.end, this.start + MAX_TEXT_BYTES));
  }

  /** A text of Latin-1. */
  get narrowText(): string {
    return this.bytes.toString('latin1', this.start, this.end);
  }

  /** The bytes as hexadecimal digits, two for each. */
  get hex(): string {
    return this.bytes.toString('hex', this.start, this.end);
  }

  #word(offset: number): number {
    const from = this.start + offset;
    const to = Math.min(this.end, from + 4);
    let word = 0;
    for (let at = to - 1; at >= from; at--) word = word * 256 + this.bytes[at]!;
    return word;
  }
}
