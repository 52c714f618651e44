import type { PmlFile } from './pml-file.ts';

/** Bytes that are read at once while records follow each other. */
const READ_BYTES = 4 * 1024 * 1024;
/** Bytes that are read after a jump; each further read that follows on is four times as large. */
const JUMP_BYTES = 16 * 1024;
/** Room in front of what is read, for the record that the last window cut: larger than all that is looked at of a record. */
const CARRY_BYTES = 1024 * 1024;

/**
 * A window of a file that moves from record to record. While positions ascend it is some MiB wide and the next one is
 * read while this one is decoded; positions in any other order work too, with small reads.
 * Memory: two buffers of 5 MiB.
 */
export class RecordWindow {
  bytes: Buffer;
  view: DataView;
  /** File position of `bytes[0]`: what is at file position p is at `bytes[p - origin]`. */
  origin = 0;
  /** The window holds the file positions [start, end). */
  start = 0;
  end = 0;
  readonly #file: PmlFile;
  /** Nothing beyond this position is read ahead. */
  readonly #limit: number;
  readonly #carryBytes: number;
  readonly #maxReadBytes: number;
  #spare: Buffer;
  #readBytes: number;
  #ahead: Promise<number> | undefined;
  #aheadPosition = 0;

  constructor(file: PmlFile, limit: number) {
    this.#file = file;
    this.#limit = limit;
    // Small files need no large buffers.
    this.#carryBytes = Math.min(CARRY_BYTES, file.size);
    this.#maxReadBytes = Math.min(READ_BYTES, file.size + JUMP_BYTES);
    this.#readBytes = this.#maxReadBytes;
    this.bytes = Buffer.allocUnsafeSlow(this.#carryBytes + this.#maxReadBytes);
    this.#spare = Buffer.allocUnsafeSlow(this.bytes.length);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Moves so that the window begins at `position` or before and holds `length` bytes from there, or the end of the file. */
  async move(position: number, length: number): Promise<void> {
    const follows = position >= this.start && position <= this.end && this.end - position <= this.#carryBytes;
    if (!follows) await this.#jump(position);
    while (this.end < position + length) {
      if ((await this.#advance(Math.min(position, this.end))) === 0) return;
    }
  }

  /** Waits for the read that is under way, if any: nothing is written into the buffers afterwards. */
  async settle(): Promise<void> {
    await this.#ahead?.catch(() => undefined);
    this.#ahead = undefined;
  }

  async #jump(position: number): Promise<void> {
    await this.settle();
    const isFirst = this.end === 0;
    this.origin = position - this.#carryBytes;
    this.start = position;
    this.end = position;
    this.#readBytes = isFirst ? this.#maxReadBytes : JUMP_BYTES;
    if (isFirst) return;
    // At once: a small read from the system's cache takes less time than a turn through the thread pool.
    this.end += this.#file.readSync(this.bytes, this.#carryBytes, JUMP_BYTES, position);
  }

  /** Reads on behind the end, keeping what is there from `keep` on. Returns how many bytes came. */
  async #advance(keep: number): Promise<number> {
    const read =
      this.#ahead !== undefined && this.#aheadPosition === this.end
        ? this.#ahead
        : this.#file.read(this.#spare, this.#carryBytes, this.#readBytes, this.end);
    this.#ahead = undefined;
    const length = await read;
    const carried = this.end - keep;
    this.bytes.copy(this.#spare, this.#carryBytes - carried, keep - this.origin, this.end - this.origin);
    [this.bytes, this.#spare] = [this.#spare, this.bytes];
    this.view = new DataView(this.bytes.buffer);
    this.start = keep;
    this.origin = this.end - this.#carryBytes;
    this.end += length;
    this.#readBytes = Math.min(this.#readBytes * 4, this.#maxReadBytes);
    if (length > 0 && this.end < this.#limit && this.#readBytes === this.#maxReadBytes) this.#readAhead();
    return length;
  }

  #readAhead(): void {
    this.#aheadPosition = this.end;
    this.#ahead = this.#file.read(this.#spare, this.#carryBytes, this.#readBytes, this.end);
    // Whoever needs the bytes gets the error; until then it must not count as unhandled.
    this.#ahead.catch(() => undefined);
  }
}
