import type { SegmentColumnName, SegmentColumns } from './segment.ts';

/**
 * Where cold segments are read back from. Synchronous: the caller is a scan or a row window that needs the cells now.
 * Errors: 'file/io' or 'capture/corrupt' when the file no longer gives what was written.
 */
export interface SegmentBacking {
  /** One column of a persisted segment, `length` cells, on memory of its own. */
  readColumn<N extends SegmentColumnName>(segmentNo: number, name: N, length: number): SegmentColumns[N];
  /** The payload bytes of a persisted segment. */
  readPayload(segmentNo: number, length: number): Buffer;
}
