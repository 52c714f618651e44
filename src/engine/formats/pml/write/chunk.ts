/** Bytes on their way to a file: they grow as needed and are used again. */
export class Chunk {
  bytes: Buffer;
  view: DataView;
  length = 0;

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafeSlow(size);
    this.view = viewOf(this.bytes);
  }

  /** Makes room for another `count` bytes behind {@link length}. */
  need(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.length + count, this.bytes.length * 2));
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
    this.view = viewOf(grown);
  }

  /** Appends the bytes [start, end) of `source`; there must be room. */
  append(source: Buffer, start: number, end: number): void {
    const { bytes } = this;
    let to = this.length;
    // A call costs more than copying a few bytes.
    if (end - start <= 64) for (let from = start; from < end;) bytes[to++] = source[from++]!;
    else to += source.copy(bytes, to, start, end);
    this.length = to;
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
