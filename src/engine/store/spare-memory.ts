import { SEGMENT_EVENTS, columnsByteSize } from './segment.ts';
import type { SegmentColumns } from './segment.ts';

/** Segments' worth of memory that is kept for reuse: enough for what is let go at a time. */
const MOST_KEPT = 4;

/** Payload buffers come in multiples of this, so that one segment's serves another. */
const PAYLOAD_STEP = 1 << 20;

/**
 * Memory of segments that were let go, for the segments to come. A capture in steady state allocates nothing: shared memory is
 * not counted by the garbage collector, so that letting go without reuse would free it late or never.
 */
export class SpareMemory {
  readonly #columns: SegmentColumns[] = [];
  readonly #payloads: Buffer[] = [];
  #expectedPayload = PAYLOAD_STEP;

  get byteSize(): number {
    let bytes = 0;
    for (const columns of this.#columns) bytes += columnsByteSize(columns);
    for (const payload of this.#payloads) bytes += payload.length;
    return bytes;
  }

  /** Columns of a whole segment, if there are some. */
  takeColumns(): SegmentColumns | undefined {
    return this.#columns.pop();
  }

  /**
   * Takes back columns that nobody reads any more. Not kept are those of a segment that was sealed early, which are too
   * short, and those that were read back from a file, which the writer would not see.
   */
  giveColumns(columns: SegmentColumns): void {
    if (!(columns.process.buffer instanceof SharedArrayBuffer)) return;
    if (columns.process.length === SEGMENT_EVENTS && this.#columns.length < MOST_KEPT)
      this.#columns.push(columns);
  }

  /** A buffer on shared memory of at least `bytes` bytes, and of as many as a whole segment is expected to need. */
  takePayload(bytes: number): Buffer {
    const wanted = Math.ceil(Math.max(bytes, this.#expectedPayload) / PAYLOAD_STEP) * PAYLOAD_STEP;
    const found = this.#payloads.findIndex(
      (buffer) => buffer.length >= wanted && buffer.length <= wanted * 2,
    );
    const spare = found < 0 ? undefined : this.#payloads.splice(found, 1)[0];
    return spare ?? Buffer.from(new SharedArrayBuffer(wanted));
  }

  /** Takes back a buffer that nobody reads any more. */
  givePayload(buffer: Buffer): void {
    if (this.#payloads.length >= MOST_KEPT) this.#payloads.shift();
    this.#payloads.push(buffer);
  }

  clear(): void {
    this.#columns.length = 0;
    this.#payloads.length = 0;
  }

  /** Says how many bytes the payloads of the last segment took: the next is likely to be alike. */
  expectPayload(bytes: number): void {
    this.#expectedPayload = bytes + (bytes >> 4);
  }
}
