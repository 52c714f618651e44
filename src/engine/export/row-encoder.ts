import type { Segment } from '../store/segment.ts';
import type { ByteWriter } from './byte-writer.ts';

/** Turns events into the bytes of one format, in the order of the export. One encoder serves one export. */
export interface RowEncoder {
  /** Puts what stands in front of the first row. */
  begin(out: ByteWriter): void;
  /** Puts the next row, with its line end. */
  encode(segment: Segment, index: number, out: ByteWriter): void;
}
