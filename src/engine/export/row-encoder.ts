import type { Segment } from '../store/segment.ts';
import type { ByteWriter } from './byte-writer.ts';

/** Puts some of what stands in front of the first row. */
export type HeadPiece = (out: ByteWriter) => void;

/** Turns events into the bytes of one format, in the order of the export. One encoder serves one export. */
export interface RowEncoder {
  /** What stands in front of the first row, in pieces that are put one after another: bytes may be sent in between. */
  head(): Iterable<HeadPiece>;
  /** Puts the next row, with its line end. A format that writes rows in groups puts nothing until a group is complete. */
  encode(segment: Segment, index: number, out: ByteWriter): void;
  /** Puts what stands behind the last row. */
  end(out: ByteWriter): void;
}
