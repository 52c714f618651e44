/** Units of a name and of a value; the rest of a longer one is left out. */
const MAX_NAME_UNITS = 1024;
const MAX_VALUE_UNITS = 15_360;
/** A list that is longer takes no more fields. */
const MAX_LIST_UNITS = 32_768;
/** More than any number has digits: they are written without looking at the room. */
const DIGITS_ROOM = 32;
const MAX_FIELDS = 256;

const NUL = 0;
const BLANK = 0x20;
const DIGIT_0 = 0x30;
/** From a digit above nine to its letter. */
const LETTER_A = 0x61 - 10;
const SMALL_NUMBER = 0x8000_0000;

/**
 * The fields of one event as text, name and value in turn with a NUL between each two, as a row stores them. Written unit by
 * unit, because a trace may have a hundred thousand such events a second and strings for each value cost ten times as much.
 * One list is reused from event to event.
 */
export class FieldList {
  /** The text is [0, `length`) in UTF-16. */
  readonly units = new Uint16Array(MAX_LIST_UNITS + MAX_NAME_UNITS + MAX_VALUE_UNITS + DIGITS_ROOM);
  length = 0;
  /** Number of fields. */
  count = 0;
  readonly #starts = new Uint32Array(MAX_FIELDS);
  /** Where the name or value at hand must end. */
  #limit = 0;
  /** All units so far, one over the other. */
  #seen = 0;

  /** Begins an event. */
  begin(): void {
    this.length = 0;
    this.count = 0;
    this.#seen = 0;
  }

  /** Whether every character is one of Latin-1. */
  get isNarrow(): boolean {
    return this.#seen < 0x100;
  }

  /** Whether there is no room for another field. */
  get isFull(): boolean {
    return this.length >= MAX_LIST_UNITS || this.count >= MAX_FIELDS;
  }

  /** Where the field `i` begins in `units`. */
  startOf(i: number): number {
    return i === 0 ? 0 : this.#starts[i]! + 1;
  }

  /** Where the field `i` ends. */
  endOf(i: number): number {
    return i + 1 < this.count ? this.#starts[i + 1]! : this.length;
  }

  /** Begins a field. Its value is written next, in as many pieces as it has. The list must not be full. */
  field(prefix: string, name: string): void {
    this.#starts[this.count] = this.length;
    if (this.count++ > 0) this.units[this.length++] = NUL;
    this.#limit = this.length + MAX_NAME_UNITS;
    if (prefix !== '') this.text(prefix);
    this.text(name);
    this.units[this.length++] = NUL;
    this.#limit = this.length + MAX_VALUE_UNITS;
  }

  /** Takes the last field away. */
  dropField(): void {
    this.length = this.#starts[--this.count]!;
  }

  /** Takes away what was written of a value since the list had this length. */
  cut(length: number): void {
    this.length = length;
  }

  text(text: string): void {
    const { units } = this;
    const size = Math.min(text.length, this.#limit - this.length);
    let at = this.length;
    let seen = 0;
    for (let i = 0; i < size; i++) {
      const unit = text.charCodeAt(i);
      seen |= unit;
      // What is behind a NUL would be taken for another field.
      units[at++] = unit === NUL ? BLANK : unit;
    }
    this.#seen |= seen;
    this.length = at;
  }

  /**
   * Adds a text in UTF-16 from `start` up to a NUL or `end`, at most `most` units of it; returns where the NUL is, or where
   * there is no room for another unit.
   */
  wide(bytes: Uint8Array, start: number, end: number, most: number): number {
    const { units } = this;
    const stop = Math.min(end - 1, start + 2 * Math.min(most, this.#limit - this.length));
    let at = this.length;
    let seen = 0;
    let from = start;
    for (; from < stop; from += 2) {
      const unit = bytes[from]! | (bytes[from + 1]! << 8);
      if (unit === NUL) break;
      seen |= unit;
      units[at++] = unit;
    }
    this.#seen |= seen;
    this.length = at;
    while (from + 2 <= end && (bytes[from]! | bytes[from + 1]!) !== NUL) from += 2;
    return from;
  }

  /** Adds [start, end) of a text in Latin-1. */
  narrow(bytes: Uint8Array, start: number, end: number): void {
    const { units } = this;
    const stop = Math.min(end, start + this.#limit - this.length);
    let at = this.length;
    for (let from = start; from < stop; from++) {
      const unit = bytes[from]!;
      units[at++] = unit === NUL ? BLANK : unit;
    }
    this.length = at;
  }

  /** Adds a whole number of at most 2^53 in decimal. */
  decimal(value: number): void {
    if (value < 0 || value >= SMALL_NUMBER) {
      this.text(String(value));
      return;
    }
    if (this.length >= this.#limit) return;
    const { units } = this;
    let digits = 1;
    for (let rest = value; rest >= 10; rest = (rest / 10) | 0) digits++;
    let rest = value;
    for (let at = this.length + digits - 1; at >= this.length; at--) {
      const next = (rest / 10) | 0;
      units[at] = DIGIT_0 + rest - next * 10;
      rest = next;
    }
    this.length += digits;
  }

  /** Adds a number of 64 bits in hexadecimal, given as two halves without sign: `0x` and its digits, at least one. */
  hex(high: number, low: number): void {
    if (this.length >= this.#limit) return;
    const { units } = this;
    units[this.length++] = DIGIT_0;
    units[this.length++] = 0x78;
    if (high !== 0) this.#hexDigits(high, digitsOf(high));
    this.#hexDigits(low, high === 0 ? digitsOf(low) : 8);
  }

  #hexDigits(value: number, digits: number): void {
    const { units } = this;
    let at = this.length;
    for (let shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
      const digit = (value >>> shift) & 0xf;
      units[at++] = (digit < 10 ? DIGIT_0 : LETTER_A) + digit;
    }
    this.length = at;
  }
}

/** Digits that a number of 32 bits has in hexadecimal. */
function digitsOf(value: number): number {
  return value === 0 ? 1 : 8 - (Math.clz32(value) >>> 2);
}
