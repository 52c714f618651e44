import type { RawRecord } from '../../../etw/raw-record.ts';

/** Bytes in front of each piece of a manifest: format, version, a mark, how many pieces, which one. */
const HEAD_BYTES = 8;
/** The format that is known, and the mark. Source: dotnet/runtime, EventSource.cs, ManifestEnvelope. */
const FORMAT = 1;
const MARK = 0x5b;
/** A manifest beyond is no manifest. */
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_CHUNKS = 1024;
/** Manifests of one trace that are put together at a time. */
const MAX_OPEN = 256;

interface Pieces {
  readonly parts: (string | undefined)[];
  missing: number;
  bytes: number;
}

/** Puts manifests together, which .NET's EventSource writes in pieces where they are long. */
export class ManifestChunks {
  readonly #open = new Map<string, Pieces>();

  /** Takes a piece; the whole manifest with its last one, else undefined. */
  add({ bytes, start, end, provider, pid }: RawRecord): string | undefined {
    if (end - start < HEAD_BYTES || bytes[start] !== FORMAT || bytes[start + 3] !== MARK) return undefined;
    const total = bytes.readUInt16LE(start + 4);
    const no = bytes.readUInt16LE(start + 6);
    if (total === 0 || total > MAX_CHUNKS || no >= total) return undefined;
    const text = bytes.toString('latin1', start + HEAD_BYTES, end);
    if (total === 1) return utf8(text);
    const key = `${provider}/${pid}`;
    let pieces = this.#open.get(key);
    if (pieces === undefined || pieces.parts.length !== total) {
      if (this.#open.size >= MAX_OPEN) return undefined;
      pieces = { parts: Array.from<string | undefined>({ length: total }), missing: total, bytes: 0 };
      this.#open.set(key, pieces);
    }
    pieces.bytes += text.length;
    if (pieces.parts[no] === undefined) pieces.missing--;
    pieces.parts[no] = text;
    if (pieces.bytes > MAX_BYTES) this.#open.delete(key);
    if (pieces.missing > 0) return undefined;
    this.#open.delete(key);
    return utf8(pieces.parts.join(''));
  }
}

/** A character may be cut between two pieces, so they are put together as bytes. */
function utf8(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
