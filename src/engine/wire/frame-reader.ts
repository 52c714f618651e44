import { crc32 } from 'node:zlib';
import { FRAME_HEAD_BYTES, MAX_PAYLOAD_BYTES, WIRE_MAGIC } from './wire-format.ts';

/** One frame as it came. The payload is valid until the next `push`. */
export interface Frame {
  readonly kind: number;
  readonly sequence: number;
  readonly payload: Buffer;
}

/** What of a stream could not be read. */
export interface Damage {
  /** Bytes that belong to no frame. */
  readonly bytes: number;
  /** Frames that are missing by their numbers. */
  readonly frames: number;
}

const MAGIC_BYTES = Buffer.from('PSw1', 'latin1');
const FIRST_CAPACITY = 256 * 1024;
/** Numbers further ahead than this are no frame's: a text that looks like one must not be taken for it. */
const MAX_SEQUENCE_STEP = 65_536;

/**
 * Cuts a stream of bytes into frames. Damage is skipped up to the next head whose checksum and number fit; a frame whose
 * payload is damaged is searched for heads as well, because bytes may be missing in it. Memory is bounded by two frames.
 */
export class FrameReader {
  #bytes = Buffer.allocUnsafeSlow(FIRST_CAPACITY);
  #from = 0;
  #to = 0;
  #next = 0;
  #skipped = 0;
  #missing = 0;

  /** Adds bytes of the stream; ends what earlier frames are valid for. */
  push(chunk: Uint8Array): void {
    if (this.#to + chunk.length > this.#bytes.length) this.#makeRoom(chunk.length);
    this.#bytes.set(chunk, this.#to);
    this.#to += chunk.length;
  }

  /** The next whole frame; undefined when more bytes are needed. */
  next(): Frame | undefined {
    while (this.#to - this.#from >= FRAME_HEAD_BYTES) {
      if (!this.#isHead(this.#from)) {
        this.#skipToMagic();
        continue;
      }
      const length = this.#bytes.readUInt32LE(this.#from + 8);
      const end = this.#from + FRAME_HEAD_BYTES + length;
      if (end > this.#to) return undefined;
      const payload = this.#bytes.subarray(this.#from + FRAME_HEAD_BYTES, end);
      if (crc32(payload) !== this.#bytes.readUInt32LE(this.#from + 16)) {
        this.#skipToMagic();
        continue;
      }
      const kind = this.#bytes.readUInt16LE(this.#from + 4);
      const sequence = this.#bytes.readUInt32LE(this.#from + 12);
      this.#missing += (sequence - this.#next) >>> 0;
      this.#next = (sequence + 1) >>> 0;
      this.#from = end;
      return { kind, sequence, payload };
    }
    return undefined;
  }

  /** What was skipped since the last call; undefined when nothing was. */
  takeDamage(): Damage | undefined {
    if (this.#skipped === 0 && this.#missing === 0) return undefined;
    const damage = { bytes: this.#skipped, frames: this.#missing };
    this.#skipped = 0;
    this.#missing = 0;
    return damage;
  }

  /** Bytes of a frame whose end has not come: what is lost when the stream ends here. */
  get unfinished(): number {
    return this.#to - this.#from;
  }

  #isHead(at: number): boolean {
    const bytes = this.#bytes;
    if (bytes.readUInt32LE(at) !== WIRE_MAGIC || bytes.readUInt32LE(at + 8) > MAX_PAYLOAD_BYTES) return false;
    if (crc32(bytes.subarray(at, at + 20)) !== bytes.readUInt32LE(at + 20)) return false;
    return (bytes.readUInt32LE(at + 12) - this.#next) >>> 0 <= MAX_SEQUENCE_STEP;
  }

  #skipToMagic(): void {
    const found = this.#bytes.subarray(0, this.#to).indexOf(MAGIC_BYTES, this.#from + 1);
    // The end may hold the beginning of one.
    const to = found >= 0 ? found : Math.max(this.#from + 1, this.#to - MAGIC_BYTES.length + 1);
    this.#skipped += to - this.#from;
    this.#from = to;
  }

  #makeRoom(length: number): void {
    const left = this.#to - this.#from;
    let capacity = this.#bytes.length;
    while (capacity < left + length) capacity *= 2;
    // A new buffer even when the old one would do: frames handed out still point into it.
    const bytes = Buffer.allocUnsafeSlow(capacity);
    this.#bytes.copy(bytes, 0, this.#from, this.#to);
    this.#bytes = bytes;
    this.#from = 0;
    this.#to = left;
  }
}
