import { isAscii, isUtf8 } from 'node:buffer';

/**
 * The text of bytes that a system does not promise to be text: file names and command lines of Linux. UTF-8 is itself;
 * in a text that is not UTF-8, every byte that begins no character is `\xNN` and a backslash is doubled, so that nothing
 * is lost.
 */
export function textOfBytes(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString('latin1');
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = characterLength(bytes, at);
    if (length === 0) {
      text += `\\x${(bytes[at] ?? 0).toString(16).padStart(2, '0')}`;
      at += 1;
    } else {
      const character = bytes.toString('utf8', at, at + length);
      text += character === '\\' ? '\\\\' : character;
      at += length;
    }
  }
  return text;
}

/** Bytes of the UTF-8 character at `at`; 0 when none begins there. */
function characterLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  const length =
    first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  return length > 0 && at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}

/** What is not as the protocol says: the frame is left out and counted. */
export class MalformedFrame extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'MalformedFrame';
  }
}

/** Reads a payload from front to back. Errors: a {@link MalformedFrame} when it ends too early. */
export class PayloadReader {
  readonly bytes: Buffer;
  readonly #view: DataView;
  at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  #take(length: number): number {
    if (length > this.left) throw new MalformedFrame('The payload ends too early.');
    const at = this.at;
    this.at += length;
    return at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }
  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }
  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }
  i32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }
  u64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }
  i64(): bigint {
    return this.#view.getBigInt64(this.#take(8), true);
  }
  /** A u64 that is a count or a size: exact up to 2^53. */
  count(): number {
    return Number(this.u64());
  }
  /** Bytes in place: valid as long as the payload. */
  slice(length: number): Buffer {
    const at = this.#take(length);
    return this.bytes.subarray(at, at + length);
  }
  /** A text with its length in front. */
  text(): string {
    return textOfBytes(this.slice(this.u16()));
  }
  skip(length: number): void {
    this.#take(length);
  }
  /** Pairs of texts. */
  facts(count: number): Record<string, string> {
    const facts: Record<string, string> = {};
    for (let i = 0; i < count; i++) {
      const name = this.text();
      Object.defineProperty(facts, name, { value: this.text(), enumerable: true, configurable: true });
    }
    return facts;
  }
}
