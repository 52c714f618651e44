/** log2 of a chunk's size in bytes. */
const CHUNK_BITS = 22;
export const CHUNK_BYTES = 1 << CHUNK_BITS;
const CHUNK_MASK = CHUNK_BYTES - 1;
/** 1,024 chunks: offsets stay within 32 bits. */
const MAX_CHUNKS = 1024;
/** Chunks that are kept free for what arrives until the owner looks at `isFull` again. */
const HEADROOM_CHUNKS = 64;
/** A longer entry is refused; sources cut their texts before. */
export const MAX_ENTRY_BYTES = 1 << 20;

/**
 * Distinct byte sequences, each stored once and named by a small number in order of arrival.
 * Shape:  entries never cross a chunk of 4 MiB and never move; entry 0 is the empty sequence.
 * Bounds: 4 GiB of bytes, entries of at most 1 MiB; `isFull` says when a new epoch is due.
 * The loops of `intern` are guarded by the ingest benchmark.
 */
export class BytePool {
  #chunks: Buffer[] = [Buffer.alloc(CHUNK_BYTES)];
  #end = 0;
  #offsets = new Uint32Array(1024);
  #lengths = new Uint32Array(1024);
  #hashes = new Uint32Array(1024);
  #table = new Uint32Array(4096);
  #count = 0;
  /** Views of the chunks and of the array that was interned from last: words are read twice as fast as bytes. */
  #views: DataView[] = [viewOf(this.#chunks[0]!)];
  #source: Uint8Array = new Uint8Array(0);
  #sourceView: DataView = viewOf(this.#source);

  constructor() {
    this.intern(new Uint8Array(0), 0, 0);
  }

  /** Number of entries. */
  get size(): number {
    return this.#count;
  }

  /** Bytes that the entries and their index occupy in memory. */
  get byteSize(): number {
    return this.#end + this.#offsets.byteLength * 3 + this.#table.byteLength;
  }

  /** Whether the owner should begin a new epoch; some hundred entries still fit. */
  get isFull(): boolean {
    return this.#chunks.length >= MAX_CHUNKS - HEADROOM_CHUNKS;
  }

  /** The id of the bytes [start, end) of `bytes`, adding them when they are new. */
  intern(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    let hash = (0x811c9dc5 ^ length) | 0;
    let at = start;
    if (bytes !== this.#source) {
      this.#source = bytes;
      this.#sourceView = viewOf(bytes);
    }
    const view = this.#sourceView;
    // Four bytes a step: the loop is the hottest of opening a log, and byte-wise hashing costs twice as much.
    for (const stop = end - 3; at < stop; at += 4) {
      hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    for (; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    hash = (hash ^ (hash >>> 16)) >>> 0;

    const mask = this.#table.length - 1;
    let slot = hash & mask;
    for (;;) {
      const found = this.#table[slot]!;
      if (found === 0) break;
      const id = found - 1;
      if (this.#hashes[id] === hash && this.#lengths[id] === length && this.#equals(id, bytes, start, length))
        return id;
      slot = (slot + 1) & mask;
    }
    return this.#add(bytes, start, length, hash, slot);
  }

  /** The chunk that holds entry `id`; see {@link start} and {@link length}. The bytes must not be changed. */
  chunk(id: number): Buffer {
    return this.#chunks[this.#offsets[id]! >>> CHUNK_BITS]!;
  }

  /** Where entry `id` begins in its chunk. */
  start(id: number): number {
    return this.#offsets[id]! & CHUNK_MASK;
  }

  /** Length of entry `id` in bytes. */
  length(id: number): number {
    return this.#lengths[id]!;
  }

  /** Position of entry `id` over all chunks; ascending with the id. */
  offset(id: number): number {
    return this.#offsets[id]!;
  }

  /** The chunks in order, for scans over all bytes. The last is filled up to {@link endOffset}. */
  get chunks(): readonly Buffer[] {
    return this.#chunks;
  }

  /** Offset behind the last entry. */
  get endOffset(): number {
    return this.#end;
  }

  #equals(id: number, bytes: Uint8Array, start: number, length: number): boolean {
    const offset = this.#offsets[id]!;
    const chunk = this.#chunks[offset >>> CHUNK_BITS]!;
    const base = offset & CHUNK_MASK;
    const view = this.#views[offset >>> CHUNK_BITS]!;
    const sourceView = this.#sourceView;
    let i = 0;
    for (const stop = length - 3; i < stop; i += 4) {
      if (view.getInt32(base + i, true) !== sourceView.getInt32(start + i, true)) return false;
    }
    for (; i < length; i++) if (chunk[base + i] !== bytes[start + i]) return false;
    return true;
  }

  #add(bytes: Uint8Array, start: number, length: number, hash: number, slot: number): number {
    if (length > MAX_ENTRY_BYTES)
      throw new RangeError(`An entry of ${length} bytes is longer than a pool takes`);
    const room = CHUNK_BYTES - (this.#end & CHUNK_MASK);
    const chunkIsFull = (this.#end & CHUNK_MASK) === 0 && this.#end > 0;
    if (length > room || chunkIsFull) {
      if (this.#chunks.length >= MAX_CHUNKS) throw new RangeError('The pool is full');
      this.#end = (this.#chunks.length << CHUNK_BITS) >>> 0;
      const chunk = Buffer.alloc(CHUNK_BYTES);
      this.#chunks.push(chunk);
      this.#views.push(viewOf(chunk));
    }
    const id = this.#count++;
    if (id >= this.#offsets.length) this.#growEntries();
    const chunk = this.#chunks[this.#chunks.length - 1]!;
    const base = this.#end - (this.#chunks.length - 1) * CHUNK_BYTES;
    if (length < 64) for (let i = 0; i < length; i++) chunk[base + i] = bytes[start + i]!;
    else chunk.set(bytes.subarray(start, start + length), base);
    this.#offsets[id] = this.#end;
    this.#lengths[id] = length;
    this.#hashes[id] = hash;
    this.#end += length;
    this.#table[slot] = id + 1;
    if (this.#count * 2 > this.#table.length) this.#growTable();
    return id;
  }

  #growEntries(): void {
    const grow = (old: Uint32Array): Uint32Array<ArrayBuffer> => {
      const next = new Uint32Array(old.length * 2);
      next.set(old);
      return next;
    };
    this.#offsets = grow(this.#offsets);
    this.#lengths = grow(this.#lengths);
    this.#hashes = grow(this.#hashes);
  }

  #growTable(): void {
    const table = new Uint32Array(this.#table.length * 2);
    const mask = table.length - 1;
    for (let id = 0; id < this.#count; id++) {
      let slot = this.#hashes[id]! & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = id + 1;
    }
    this.#table = table;
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
