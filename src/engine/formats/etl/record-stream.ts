import type { BufferLoader } from './buffer-loader.ts';
import type { BufferTable } from './buffer-table.ts';
import { RecordBuffer } from './record-buffer.ts';

/** What is told when a stream goes on to another buffer. */
export interface StreamListener {
  /** A buffer of a file is read; `time` is that of its first record, undefined when it has none. */
  readonly loaded: (file: number, table: BufferTable, buffer: number, time: number | undefined) => void;
}

/** The records of a list of buffers of one processor, one after the other. */
export class RecordStream {
  readonly buffer = new RecordBuffer();
  readonly cpu: number;
  /** Orders records of the same time: the smaller goes first. */
  readonly rank: number;
  /** Number of the file that the records are of. */
  readonly file: number;
  /** The next record of the buffer, and its raw time since the clock's start. */
  next = 0;
  time = 0;
  /** Number of the buffer in its file; orders records of the same time and rank. */
  current = -1;
  readonly #loader: BufferLoader;
  readonly #table: BufferTable;
  readonly #list: ArrayLike<number>;
  readonly #isSorted: boolean;
  #at = 0;

  constructor(
    file: number,
    rank: number,
    cpu: number,
    table: BufferTable,
    list: ArrayLike<number>,
    loader: BufferLoader,
    isSorted = true,
  ) {
    this.file = file;
    this.rank = rank;
    this.cpu = cpu;
    this.#table = table;
    this.#list = list;
    this.#loader = loader;
    this.#isSorted = isSorted;
  }

  /** Where the record `i` of the present buffer is in the file; within the unpacked bytes for a compressed one. */
  positionOf(i: number): number {
    return this.#table.position(this.current) + this.buffer.offsets[i]!;
  }

  /** Goes on to the next record; false when there is none. Errors: 'file/io'. */
  advance(listener: StreamListener): boolean {
    const { buffer } = this;
    if (++this.next < buffer.count) {
      this.time = buffer.times[this.next]!;
      return true;
    }
    return this.#load(listener);
  }

  #load(listener: StreamListener): boolean {
    const { buffer } = this;
    while (this.#at < this.#list.length) {
      const i = this.#list[this.#at++]!;
      this.#loader.load(i, buffer, this.#isSorted);
      this.current = i;
      this.next = 0;
      listener.loaded(this.file, this.#table, i, buffer.count === 0 ? undefined : buffer.times[0]!);
      if (buffer.count === 0) continue;
      this.time = buffer.times[0]!;
      return true;
    }
    return false;
  }
}
