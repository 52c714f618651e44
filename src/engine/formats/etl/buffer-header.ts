import { BUFFER, BUFFER_HEAD_BYTES, BufferFlag, MAX_BUFFER_BYTES, MAX_BUFFER_TYPE } from './layout.ts';

/** What is needed of the header of a buffer. One object is reused: never keep it. */
export class BufferHeader {
  /** Bytes in the file, header included. */
  size = 0;
  /** End of the records, from the start of the buffer; unchecked. Of a compressed buffer after unpacking. */
  savedOffset = 0;
  offset = 0;
  /** Number of the buffer in its session. */
  sequence = 0;
  cpu = 0;
  logger = 0;
  state = 0;
  flags = 0;
  type = 0;

  /** Reads a header; 72 bytes must be there. */
  read(bytes: Buffer, at: number): void {
    this.size = bytes.readUInt32LE(at + BUFFER.size);
    this.savedOffset = bytes.readUInt32LE(at + BUFFER.savedOffset);
    this.sequence =
      bytes.readUInt32LE(at + BUFFER.sequence) + bytes.readUInt32LE(at + BUFFER.sequence + 4) * 0x1_0000_0000;
    this.logger = bytes.readUInt16LE(at + BUFFER.logger);
    this.state = bytes.readUInt32LE(at + BUFFER.state);
    this.offset = bytes.readUInt32LE(at + BUFFER.offset);
    this.flags = bytes.readUInt16LE(at + BUFFER.flags);
    this.type = bytes.readUInt16LE(at + BUFFER.type);
    const processor = bytes.readUInt16LE(at + BUFFER.processor);
    // Without the flag the high byte is an alignment: Windows 7 and before.
    this.cpu = (this.flags & BufferFlag.ProcessorIndex) === 0 ? processor & 0xff : processor & 0x7ff;
  }

  get isCompressed(): boolean {
    return (this.flags & BufferFlag.Compressed) !== 0;
  }

  /** Whether this can be the header of a buffer, as far as the walk from buffer to buffer needs it. */
  get isPossible(): boolean {
    return this.size >= BUFFER_HEAD_BYTES && this.size <= MAX_BUFFER_BYTES && this.type <= MAX_BUFFER_TYPE;
  }

  /**
   * Where the records end, from the start of the buffer: of an unpacked buffer within `size`. What the header says is
   * preferred where it can be true; the other field is wrong in some buffers of Windows 7, and of Windows 11.
   */
  get recordsEnd(): number {
    if (this.isCompressed) return this.savedOffset;
    const { size, offset, savedOffset } = this;
    if (offset >= BUFFER_HEAD_BYTES && offset <= size) return offset;
    if (savedOffset >= BUFFER_HEAD_BYTES && savedOffset <= size) return savedOffset;
    return size;
  }
}

/** Whether the 72 bytes from `at` on are all zero: space that a session kept for itself and has not used. */
export function isUnused(bytes: Buffer, at: number): boolean {
  for (let i = at; i < at + BUFFER_HEAD_BYTES; i++) if (bytes[i] !== 0) return false;
  return true;
}
