import type { StringId } from '../../shared/units.ts';
import { BytePool } from './byte-pool.ts';

/** Longer texts are cut when interned: no system has paths or command lines of this length in UTF-16 units. */
export const MAX_STRING_UNITS = 256 * 1024;

/**
 * Distinct texts of one epoch. A text is stored in its narrowest form, one byte a unit (Latin-1) when every unit is
 * below 256, else UTF-16LE, so that equal texts have equal ids however their source spelled them. Unpaired surrogates
 * survive. Two pools, because a narrow and a wide text may have the same bytes: wide ids are odd, narrow ids even.
 */
export class StringPool {
  readonly narrow = new BytePool();
  readonly wide = new BytePool();
  #scratch = Buffer.alloc(1024);
  #copiedBytes = 0;

  /** Number of ids in use: every id below `limit` that {@link has} is a text. */
  get limit(): number {
    return Math.max(this.narrow.size * 2, this.wide.size * 2);
  }

  /** Number of distinct texts. */
  get size(): number {
    return this.narrow.size + this.wide.size - 1;
  }

  /** Bytes in memory, copies that searches made included. */
  get byteSize(): number {
    return this.narrow.byteSize + this.wide.byteSize + this.#copiedBytes;
  }

  /** Says that a search keeps another `bytes` bytes of copies for as long as the pool lives. */
  countCopy(bytes: number): void {
    this.#copiedBytes += bytes;
  }

  /** Whether a new epoch is due. */
  get isFull(): boolean {
    return this.narrow.isFull || this.wide.isFull;
  }

  /** Whether `id` names a text of this pool. */
  has(id: number): boolean {
    return id % 2 === 0 ? id / 2 < this.narrow.size : (id - 1) / 2 < this.wide.size;
  }

  /** The id of the Latin-1 text in `bytes` [start, end). */
  internLatin1(bytes: Uint8Array, start: number, end: number): StringId {
    const stop = end - start > MAX_STRING_UNITS ? start + MAX_STRING_UNITS : end;
    return (this.narrow.intern(bytes, start, stop) * 2) as StringId;
  }

  /** The id of the UTF-16LE text in `bytes` [start, end); an odd last byte is left out. */
  internUtf16(bytes: Uint8Array, start: number, end: number): StringId {
    const units = Math.min((end - start) >> 1, MAX_STRING_UNITS);
    const stop = start + units * 2;
    for (let at = start + 1; at < stop; at += 2) {
      if (bytes[at] !== 0) return (this.wide.intern(bytes, start, stop) * 2 + 1) as StringId;
    }
    const scratch = this.#room(units);
    for (let i = 0; i < units; i++) scratch[i] = bytes[start + i * 2]!;
    return (this.narrow.intern(scratch, 0, units) * 2) as StringId;
  }

  /** The id of a text. */
  intern(text: string): StringId {
    const cut = text.length > MAX_STRING_UNITS ? text.slice(0, MAX_STRING_UNITS) : text;
    const scratch = this.#room(cut.length * 2);
    const length = scratch.write(cut, 0, 'utf16le');
    return this.internUtf16(scratch, 0, length);
  }

  /** The text of `id`; makes a new string each time. Errors: a RangeError for an id that is not of this pool. */
  get(id: StringId): string {
    const isWide = id % 2 === 1;
    const pool = isWide ? this.wide : this.narrow;
    const entry = isWide ? (id - 1) / 2 : id / 2;
    if (entry >= pool.size) throw new RangeError(`There is no string ${id}`);
    const chunk = pool.chunk(entry);
    const start = pool.start(entry);
    return chunk.toString(isWide ? 'utf16le' : 'latin1', start, start + pool.length(entry));
  }

  #room(bytes: number): Buffer {
    if (this.#scratch.length < bytes) this.#scratch = Buffer.alloc(bytes * 2);
    return this.#scratch;
  }
}
