import type { PmlFile } from '../pml/pml-file.ts';
import { BufferHeader, isUnused } from './buffer-header.ts';
import { BufferTable } from './buffer-table.ts';
import { BUFFER, BUFFER_HEAD_BYTES, BufferFlag, HEADER_BUFFER, MAX_BUFFER_BYTES } from './layout.ts';
import type { LogfileHeader } from './logfile-header.ts';
import type { Turns } from './turns.ts';

/** Bytes that are read at once: headers of small buffers lie close to each other. */
const CHUNK_BYTES = 16 * 1024;
/** Added to the numbers of buffers for each session that was appended to the file: they count from the beginning again. */
const SESSION_STEP = 2 ** 40;
/** Bytes that are searched at once for the next buffer behind damage. */
const SEARCH_BYTES = 1024 * 1024;

/** The buffers of a file, and what was wrong with it. */
export interface BufferIndex {
  readonly table: BufferTable;
  /** Compressed buffers. */
  readonly compressed: number;
  /** Kind of compression that the first buffer names: see Compression. */
  readonly compression: number;
  /** Buffers that the file's end cuts. */
  readonly cut: number;
  /** Bytes that belong to no buffer. */
  readonly strayBytes: number;
  /** Places where the walk from buffer to buffer was lost. */
  readonly breaks: number;
}

/** Finds all buffers of a file by their headers. Errors: 'file/io', 'job/cancelled'. */
export async function indexBuffers(file: PmlFile, trace: LogfileHeader, turns: Turns): Promise<BufferIndex> {
  return new BufferWalk(file, trace).walk(turns);
}

class BufferWalk {
  readonly #file: PmlFile;
  readonly #sessionBytes: number;
  readonly #table = new BufferTable();
  readonly #header = new BufferHeader();
  #chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  #chunkStart = 0;
  #chunkLength = 0;
  #logger = 0;
  #compression = 0;
  #compressed = 0;
  #cut = 0;
  #strayBytes = 0;
  #breaks = 0;
  #appended = 0;

  constructor(file: PmlFile, trace: LogfileHeader) {
    this.#file = file;
    this.#sessionBytes = trace.bufferSize;
  }

  async walk(turns: Turns): Promise<BufferIndex> {
    const { size } = this.#file;
    const header = this.#header;
    let position = 0;
    while (position + BUFFER_HEAD_BYTES <= size) {
      if (turns.isDue) await turns.take(position);
      const at = this.#fetch(position);
      if (at < 0) break;
      header.read(this.#chunk, at);
      if (!header.isPossible) {
        // Space that was kept for the file and never used; what follows it is unused, too.
        if (position > 0 && isUnused(this.#chunk, at)) break;
        position = await this.#skip(position, turns);
        continue;
      }
      if (position === 0) this.#begin();
      this.#add(position);
      position += header.size;
    }
    return {
      table: this.#table,
      compressed: this.#compressed,
      compression: this.#compression,
      cut: this.#cut,
      strayBytes: this.#strayBytes,
      breaks: this.#breaks,
    };
  }

  #begin(): void {
    this.#logger = this.#header.logger;
    this.#compression = this.#header.state & 0xffff;
  }

  /** Leaves out what is no buffer; returns where the next one begins. */
  async #skip(position: number, turns: Turns): Promise<number> {
    const { cpu, flags, sequence } = this.#header;
    if (position === 0) this.#begin();
    const next = await this.#search(position + 1, turns);
    this.#breaks++;
    this.#strayBytes += next - position;
    // The first buffer has the trace's header, which was read: whatever its own header says, it is there.
    if (position === 0)
      this.#table.add(
        0,
        Math.min(next, MAX_BUFFER_BYTES),
        MAX_BUFFER_BYTES,
        cpu,
        flags & ~BufferFlag.Compressed,
        sequence,
      );
    return next;
  }

  #add(position: number): void {
    const header = this.#header;
    const there = Math.min(header.size, this.#file.size - position);
    if (there < header.size) this.#cut++;
    if (header.isCompressed) this.#compressed++;
    if (position > 0 && header.type === HEADER_BUFFER) this.#appended++;
    const sequence = header.sequence + this.#appended * SESSION_STEP;
    this.#table.add(position, there, header.recordsEnd, header.cpu, header.flags, sequence);
  }

  /** Makes the header at a position readable; returns where it is in the chunk, -1 when the file has become shorter. */
  #fetch(position: number): number {
    let at = position - this.#chunkStart;
    if (at < 0 || at + BUFFER_HEAD_BYTES > this.#chunkLength) {
      this.#chunkStart = position;
      this.#chunkLength = this.#file.readSync(this.#chunk, 0, CHUNK_BYTES, position);
      at = 0;
    }
    return at + BUFFER_HEAD_BYTES > this.#chunkLength ? -1 : at;
  }

  /** The first position from `from` on where a buffer certainly begins; the file's size when there is none. */
  async #search(from: number, turns: Turns): Promise<number> {
    const { size } = this.#file;
    const bytes = Buffer.allocUnsafeSlow(SEARCH_BYTES);
    for (let start = from; start + BUFFER_HEAD_BYTES <= size;) {
      await turns.take(start);
      const length = this.#file.readSync(bytes, 0, SEARCH_BYTES, start);
      const last = length - BUFFER_HEAD_BYTES;
      if (last < 0) return size;
      const low = this.#logger & 0xff;
      const high = this.#logger >>> 8;
      for (let at = 0; at <= last; at++) {
        if (bytes[at + BUFFER.logger] !== low || bytes[at + BUFFER.logger + 1] !== high) continue;
        if (this.#isCertain(bytes, at, size - start - at)) return start + at;
      }
      start += last + 1;
    }
    return size;
  }

  /** Whether a header is one beyond doubt: it is looked for among bytes that may mean anything. */
  #isCertain(bytes: Buffer, at: number, left: number): boolean {
    const header = this.#header;
    header.read(bytes, at);
    if (!header.isPossible || header.size > left || header.logger !== this.#logger) return false;
    const { size, isCompressed, savedOffset, offset } = header;
    if (header.flags > 0x7f || header.state > 16) return false;
    const end = isCompressed ? savedOffset : offset;
    if (end <= BUFFER_HEAD_BYTES || end > this.#sessionBytes) return false;
    return isCompressed ? size <= this.#sessionBytes : size === this.#sessionBytes;
  }
}
