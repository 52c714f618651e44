import type { SegmentColumns } from '../store/segment.ts';

/** Views of the first `length` rows. */
export function firstRows(columns: SegmentColumns, length: number): SegmentColumns {
  return {
    process: columns.process.subarray(0, length),
    tid: columns.tid.subarray(0, length),
    operation: columns.operation.subarray(0, length),
    result: columns.result.subarray(0, length),
    time: columns.time.subarray(0, length),
    duration: columns.duration.subarray(0, length),
    path: columns.path.subarray(0, length),
    payloadOffset: columns.payloadOffset.subarray(0, length),
    payloadLength: columns.payloadLength.subarray(0, length),
    stack: columns.stack.subarray(0, length),
  };
}
