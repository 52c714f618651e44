import type { Capture } from '../../engine/capture/capture.ts';
import type { ByteSink } from '../../engine/export/byte-sink.ts';
import { ByteWriter } from '../../engine/export/byte-writer.ts';
import type { RowEncoder } from '../../engine/export/row-encoder.ts';
import type { Segment } from '../../engine/store/segment.ts';

/** Bytes that are handed on at a time; a row may make them more. */
const CHUNK_BYTES = 256 * 1024;

/** Writes the events of a capture that grows, each once, as they come. */
export class GrowingRows {
  readonly #store: Capture['store'];
  readonly #encoder: RowEncoder;
  readonly #sink: ByteSink;
  readonly #out = new ByteWriter(CHUNK_BYTES + 16 * 1024);
  #next: number;
  #missed = 0;
  #segment: Segment | undefined;
  #release: () => void = () => undefined;

  constructor({ store }: Capture, encoder: RowEncoder, sink: ByteSink) {
    this.#store = store;
    this.#encoder = encoder;
    this.#sink = sink;
    this.#next = store.first;
  }

  /** Events that had gone before they could be written, because the reader of the output was too slow. */
  get missed(): number {
    return this.#missed;
  }

  /** Writes what stands in front of the first row. Errors: those of the sink. */
  async begin(): Promise<void> {
    for (const piece of this.#encoder.head()) piece(this.#out);
    await this.#send();
  }

  /** Writes what is there and was not written. Errors: those of the sink. */
  async writeNew(): Promise<void> {
    const { end } = this.#store;
    while (this.#next < end) {
      this.#encode(end);
      await this.#send();
    }
  }

  /** Writes what stands behind the last row. Errors: those of the sink. */
  async end(): Promise<void> {
    this.#encoder.end(this.#out);
    await this.#send();
  }

  /** To be called when no more is written. */
  close(): void {
    this.#release();
  }

  /** Encodes a chunk: nothing else runs meanwhile. */
  #encode(end: number): void {
    const store = this.#store;
    if (this.#next < store.first) {
      this.#missed += store.first - this.#next;
      this.#next = store.first;
    }
    while (this.#next < end && this.#out.length < CHUNK_BYTES) {
      const segment = store.segmentOf(this.#next);
      if (segment === undefined) throw new Error('An event that the store has is in no segment');
      this.#enter(segment);
      const to = Math.min(end - segment.first, segment.length);
      for (let i = this.#next - segment.first; i < to; i++) {
        this.#encoder.encode(segment, i, this.#out);
        this.#next++;
        if (this.#out.length >= CHUNK_BYTES) return;
      }
    }
  }

  /** An encoder keeps a segment's columns until it comes to the next: their memory must not be used anew meanwhile. */
  #enter(segment: Segment): void {
    if (segment === this.#segment) return;
    this.#release();
    this.#release = this.#store.hold();
    this.#segment = segment;
  }

  async #send(): Promise<void> {
    if (this.#out.length === 0) return;
    await this.#sink.write(this.#out.bytes());
    this.#out.clear();
  }
}
