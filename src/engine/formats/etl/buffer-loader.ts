import type { TraceClock } from '../../etw/trace-clock.ts';
import { PageReader } from '../pml/page-reader.ts';
import type { PmlFile } from '../pml/pml-file.ts';
import type { BufferIndex } from './buffer-index.ts';
import { BUFFER_HEAD_BYTES, BufferFlag, Compression, MAX_BUFFER_BYTES } from './layout.ts';
import type { RecordBuffer, RecordDamage } from './record-buffer.ts';
import { unpackXpress } from './xpress.ts';

/** Packed bytes become at most so many times more; what claims more is damaged. A single match may stand for millions. */
const LARGEST_RATIO = 4096;
/** What all buffers that are held at once may occupy: one for each processor. */
const MAX_HELD_BYTES = 1024 * 1024 * 1024;

/** Buffers up to this size are read by pages, several at a time: each reading of the file costs as much as their bytes. */
const SMALL_BYTES = 16 * 1024;

/** What reading buffers found wrong; grows while buffers are read. */
export interface BufferDamage extends RecordDamage {
  /** Buffers that the file no longer holds: it became shorter. */
  missing: number;
}

/** Reads buffers of one file, and unpacks those that are compressed. */
export class BufferLoader {
  readonly #file: PmlFile;
  readonly #index: BufferIndex;
  readonly #clock: TraceClock;
  /** What was found wrong so far. */
  readonly damage: BufferDamage = { buffers: 0, records: 0, failed: 0, missing: 0 };
  /** Bytes of an unpacked buffer, as the session says. */
  readonly #sessionBytes: number;
  readonly #pages: PageReader;
  #packed = Buffer.alloc(0);
  #held = 0;

  constructor(file: PmlFile, index: BufferIndex, sessionBytes: number, clock: TraceClock) {
    this.#file = file;
    this.#pages = new PageReader(file);
    this.#index = index;
    this.#sessionBytes = Math.min(sessionBytes, MAX_BUFFER_BYTES);
    this.#clock = clock;
  }

  /** Reads buffer `i` and lists its records; none when it cannot be read. Errors: 'file/io'. */
  load(i: number, into: RecordBuffer, sorted: boolean): void {
    const { table } = this.#index;
    const { buffers } = this.damage;
    const end =
      (table.flags(i) & BufferFlag.Compressed) === 0 ? this.#readPlain(i, into) : this.#readPacked(i, into);
    into.list(end, this.#clock, this.damage, sorted);
    // What cannot be unpacked often ends within a record as well.
    this.damage.buffers = Math.min(this.damage.buffers, buffers + 1);
  }

  /** Returns where the records end. */
  #readPlain(i: number, into: RecordBuffer): number {
    const { table } = this.#index;
    const size = Math.min(table.size(i), table.recordsEnd(i));
    if (!this.#reserve(into, size)) {
      this.damage.buffers++;
      return 0;
    }
    return this.#read(i, into.bytes, size);
  }

  #readPacked(i: number, into: RecordBuffer): number {
    const { table, compression } = this.#index;
    const size = table.size(i);
    const end = table.recordsEnd(i);
    const isPossible =
      compression === Compression.Xpress &&
      end >= BUFFER_HEAD_BYTES &&
      end <= Math.max(this.#sessionBytes, BUFFER_HEAD_BYTES) &&
      end <= size * LARGEST_RATIO;
    if (!isPossible || !this.#reserve(into, end)) {
      this.damage.buffers++;
      return 0;
    }
    if (this.#packed.length < size) this.#packed = Buffer.allocUnsafeSlow(size);
    const there = this.#read(i, this.#packed, size);
    const unpacked = unpackXpress(this.#packed, BUFFER_HEAD_BYTES, there, into.bytes, BUFFER_HEAD_BYTES, end);
    if (unpacked < end && there === size) this.damage.buffers++;
    return unpacked;
  }

  /** Reads the first `size` bytes of a buffer; returns how many there are. */
  #read(i: number, target: Buffer, size: number): number {
    const position = this.#index.table.position(i);
    let there: number;
    if (size <= SMALL_BYTES) {
      const pages = this.#pages;
      there = pages.fetch(position, size);
      pages.bytes.copy(target, 0, pages.at, pages.at + there);
    } else {
      there = this.#file.readSync(target, 0, size, position);
    }
    if (there < size) this.damage.missing++;
    return there;
  }

  #reserve(into: RecordBuffer, length: number): boolean {
    const more = length - into.bytes.length;
    if (more <= 0) return true;
    if (this.#held + more > MAX_HELD_BYTES) return false;
    this.#held += more;
    into.reserve(length);
    return true;
  }
}
