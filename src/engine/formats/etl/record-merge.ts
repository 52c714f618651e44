import type { ProviderTable } from '../../etw/providers.ts';
import type { RawRecord } from '../../etw/raw-record.ts';
import { readRecord } from './record-header.ts';
import type { RecordStream, StreamListener } from './record-stream.ts';

/**
 * Gives the records of a trace in order: first those of the files' first buffers, then all others by time; records of the same
 * time by processor, then as they were written.
 */
export class RecordMerge {
  readonly #heads: RecordStream[];
  /** A heap: no stream is before its parent, the first is next. */
  readonly #heap: RecordStream[] = [];
  readonly #streams: readonly RecordStream[];
  readonly #providers: ProviderTable;
  readonly #listener: StreamListener;
  #last: RecordStream | undefined;
  #isStarted = false;

  constructor(
    heads: readonly RecordStream[],
    streams: readonly RecordStream[],
    providers: ProviderTable,
    listener: StreamListener,
  ) {
    this.#heads = heads.filter((head) => head.advance(listener));
    this.#streams = streams;
    this.#providers = providers;
    this.#listener = listener;
  }

  /** The stream that the last record is of; its buffer's record `next` is that one. */
  get stream(): RecordStream | undefined {
    return this.#last;
  }

  /** Fills `record` with the next one; false at the end. The record's bytes are good until the next call. Errors: 'file/io'. */
  next(record: RawRecord): boolean {
    const stream = this.#advance();
    this.#last = stream;
    if (stream === undefined) return false;
    const { buffer, next } = stream;
    const at = buffer.offsets[next]!;
    readRecord(record, buffer.bytes, buffer.view, at, buffer.ends[next]!, stream.cpu, this.#providers);
    return true;
  }

  #advance(): RecordStream | undefined {
    const last = this.#last;
    const head = this.#heads[0];
    if (head !== undefined) {
      if (last !== head) return head;
      if (head.advance(this.#listener)) return head;
      this.#heads.shift();
      return this.#heads[0] ?? this.#start();
    }
    if (!this.#isStarted) return this.#start();
    if (last === undefined) return undefined;
    const heap = this.#heap;
    if (!last.advance(this.#listener)) {
      const moved = heap.pop();
      if (moved === undefined || moved === last) return heap[0];
      heap[0] = moved;
    }
    this.#sink(0);
    return heap[0];
  }

  #start(): RecordStream | undefined {
    this.#isStarted = true;
    for (const stream of this.#streams) {
      if (stream.advance(this.#listener)) this.#heap.push(stream);
    }
    for (let i = (this.#heap.length >>> 1) - 1; i >= 0; i--) this.#sink(i);
    return this.#heap[0];
  }

  #sink(from: number): void {
    const heap = this.#heap;
    const length = heap.length;
    const moved = heap[from];
    if (moved === undefined) return;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= length) break;
      if (child + 1 < length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, moved)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = moved;
  }
}

function isBefore(a: RecordStream, b: RecordStream): boolean {
  if (a.time !== b.time) return a.time < b.time;
  if (a.rank !== b.rank) return a.rank < b.rank;
  return a.current < b.current;
}
