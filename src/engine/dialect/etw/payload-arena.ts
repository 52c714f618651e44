/** Bytes of a chunk: some ten thousand payloads. */
const CHUNK_BYTES = 1024 * 1024;
/** Chunks that are kept for reuse. */
const SPARE_CHUNKS = 8;

/** A piece of memory that many payloads share. */
export interface PayloadChunk {
  readonly bytes: Buffer;
  /** Payloads in it. */
  payloads: number;
}

/**
 * Memory for payloads that wait for a short while: one after another in large chunks, which are used again when all payloads
 * in them have gone. A buffer for each payload would keep the garbage collector busy.
 */
export class PayloadArena {
  #chunk: PayloadChunk = { bytes: Buffer.allocUnsafeSlow(CHUNK_BYTES), payloads: 0 };
  #end = 0;
  readonly #spare: PayloadChunk[] = [];

  /** The chunk in which {@link take} found room. */
  get chunk(): PayloadChunk {
    return this.#chunk;
  }

  /** Takes `size` bytes of {@link chunk}; returns where they begin. */
  take(size: number): number {
    if (this.#end + size > this.#chunk.bytes.length) this.#next(size);
    const start = this.#end;
    this.#end = start + size;
    this.#chunk.payloads++;
    return start;
  }

  /** Makes what ends at `end` of a chunk longer where it is; false when something else stands there. */
  extend(chunk: PayloadChunk, end: number, size: number): boolean {
    if (chunk !== this.#chunk || end !== this.#end || end + size > chunk.bytes.length) return false;
    this.#end = end + size;
    return true;
  }

  /** Gives back what {@link take} took. */
  give(chunk: PayloadChunk): void {
    chunk.payloads--;
    if (chunk.payloads > 0) return;
    if (chunk === this.#chunk) this.#end = 0;
    else if (chunk.bytes.length === CHUNK_BYTES && this.#spare.length < SPARE_CHUNKS) this.#spare.push(chunk);
  }

  #next(size: number): void {
    // The chunk goes to the spare ones with the last payload in it.
    const spare = size <= CHUNK_BYTES ? this.#spare.pop() : undefined;
    this.#chunk = spare ?? { bytes: Buffer.allocUnsafeSlow(Math.max(size, CHUNK_BYTES)), payloads: 0 };
    this.#end = 0;
  }
}
