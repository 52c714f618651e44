import { TICKS_PER_SECOND } from '../../shared/units.ts';

/** Longer texts are encoded by the runtime: a call costs as much as this many units do here. */
const SHORT_UNITS = 200;
/** Up to this many bytes are copied one by one, for the same reason. */
const LOOP_BYTES = 24;
/** The most bytes that UTF-8 needs for a UTF-16 unit. */
const UTF8_BYTES = 3;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
export const LINE_FEED = 0x0a;
export const SEMICOLON = 0x3b;
const ZERO = 0x30;
const SPACE = 0x20;
const AMPERSAND = 0x26;
const LESS = 0x3c;
const GREATER = 0x3e;
const POINT = Buffer.from('.');

/**
 * Bytes of rows, put one behind another in a buffer that is used again for every chunk. Texts become UTF-8 as they are
 * written: to build strings of whole rows first costs twice as much, measured on a million events with all columns.
 * Guarded by the export benchmark.
 */
export class ByteWriter {
  #buffer: Buffer;
  #length = 0;

  constructor(capacity: number) {
    this.#buffer = Buffer.allocUnsafeSlow(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** What was written since the last {@link clear}; good until the next write. */
  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  /** Puts ready bytes. */
  raw(bytes: Uint8Array): void {
    const { length } = bytes;
    this.#room(length);
    const buffer = this.#buffer;
    const at = this.#length;
    if (length > LOOP_BYTES) buffer.set(bytes, at);
    else for (let i = 0; i < length; i++) buffer[at + i] = bytes[i]!;
    this.#length = at + length;
  }

  /** Puts a text; unpaired surrogates become U+FFFD. */
  text(text: string): void {
    this.#room(text.length * UTF8_BYTES);
    this.#length += this.#buffer.write(text, this.#length, 'utf8');
  }

  /** Puts a text as the inside of a CSV field: quotes doubled, LF as `lineFeed`, which is a semicolon or LF. */
  csvText(text: string, lineFeed: 0x3b | 0x0a): void {
    const units = text.length;
    if (units <= SHORT_UNITS) {
      this.#room(units * 2);
      const buffer = this.#buffer;
      let at = this.#length;
      let i = 0;
      for (; i < units; i++) {
        const unit = text.charCodeAt(i);
        if (unit >= 0x80) break;
        if (unit === QUOTE) buffer[at++] = QUOTE;
        buffer[at++] = unit === LINE_FEED ? lineFeed : unit;
      }
      if (i === units) {
        this.#length = at;
        return;
      }
    }
    this.text(lineFeed === LINE_FEED ? csvPlainInner(text) : csvInner(text));
  }

  /** Puts a text as the content of an XML element; `inner` is {@link xmlInner} or {@link xmlProcmonInner}. */
  xmlText(text: string, inner: (text: string) => string): void {
    const units = text.length;
    if (units <= SHORT_UNITS) {
      this.#room(units);
      const buffer = this.#buffer;
      let at = this.#length;
      let i = 0;
      for (; i < units; i++) {
        const unit = text.charCodeAt(i);
        if (unit < SPACE || unit >= 0x7f || unit === AMPERSAND || unit === LESS || unit === GREATER) break;
        buffer[at++] = unit;
      }
      if (i === units) {
        this.#length = at;
        return;
      }
    }
    this.text(inner(text));
  }

  /** Puts a text as a JSON string with its quotes; unpaired surrogates become U+FFFD. */
  jsonText(text: string): void {
    const units = text.length;
    if (units <= SHORT_UNITS) {
      this.#room(units * 2 + 2);
      const buffer = this.#buffer;
      let at = this.#length;
      buffer[at++] = QUOTE;
      let i = 0;
      for (; i < units; i++) {
        const unit = text.charCodeAt(i);
        if (unit < SPACE || unit >= 0x7f) break;
        if (unit === QUOTE || unit === BACKSLASH) buffer[at++] = BACKSLASH;
        buffer[at++] = unit;
      }
      if (i === units) {
        buffer[at++] = QUOTE;
        this.#length = at;
        return;
      }
    }
    this.text(jsonString(text));
  }

  /** Puts a whole number from 0 on that a double holds exactly. */
  number(value: number): void {
    let digits = 1;
    for (let power = 10; value >= power; power *= 10) digits++;
    this.#room(digits);
    let rest = value;
    for (let at = this.#length + digits - 1; at >= this.#length; at--) {
      const next = Math.floor(rest / 10);
      this.#buffer[at] = ZERO + rest - next * 10;
      rest = next;
    }
    this.#length += digits;
  }

  /** Puts seven digits of a whole number from 0 to 9,999,999: ticks of 100 ns within a second. */
  sevenDigits(value: number): void {
    this.#room(7);
    let rest = value;
    for (let at = this.#length + 6; at >= this.#length; at--) {
      const next = (rest / 10) | 0;
      this.#buffer[at] = ZERO + rest - next * 10;
      rest = next;
    }
    this.#length += 7;
  }

  /** Puts seconds with seven decimals for ticks from 0 on. */
  seconds(ticks: number): void {
    const whole = Math.floor(ticks / TICKS_PER_SECOND);
    this.number(whole);
    this.raw(POINT);
    this.sevenDigits(ticks - whole * TICKS_PER_SECOND);
  }

  #room(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    grown.set(this.bytes());
    this.#buffer = grown;
  }
}

/** A text as the inside of a CSV field: quotes doubled, every LF replaced by a semicolon as Process Monitor does. */
export function csvInner(text: string): string {
  let inner = text;
  if (inner.includes('"')) inner = inner.replaceAll('"', '""');
  if (inner.includes('\n')) inner = inner.replaceAll('\n', ';');
  return inner;
}

/** A text as a JSON string, quotes included; unpaired surrogates become U+FFFD. */
export function jsonString(text: string): string {
  return JSON.stringify(text.toWellFormed());
}

/** What cannot stand as it is in an XML 1.0 element; a carriage return would be read back as a line feed. */
const NOT_XML = /[&<>\r]|[^\t\n -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
/** The same, and what Process Monitor does not write besides: each half of a surrogate pair, and U+007F to U+009F. */
const NOT_PROCMON_XML = /[&<>\r]|[^\t\n -~\u00a0-\ud7ff\ue000-\ufffd]/g;

/** A text as the content of an XML element. Characters that XML 1.0 cannot hold in any form become U+FFFD. */
export function xmlInner(text: string): string {
  return text.replace(NOT_XML, (unit) => xmlEntity(unit) ?? '\ufffd');
}

/** The same as Process Monitor writes it: an underscore for every UTF-16 unit that is a surrogate or a control character. */
export function xmlProcmonInner(text: string): string {
  return text.replace(NOT_PROCMON_XML, (unit) => xmlEntity(unit) ?? '_');
}

function xmlEntity(unit: string): string | undefined {
  switch (unit) {
    case '&':
      return '&amp;';
    case '<':
      return '&lt;';
    case '>':
      return '&gt;';
    case '\r':
      return '&#xD;';
    default:
      return undefined;
  }
}

/** A text as the inside of a CSV field with its line feeds as they are: quotes doubled. */
export function csvPlainInner(text: string): string {
  return text.includes('"') ? text.replaceAll('"', '""') : text;
}
