import { readFrames } from './stack-copy.ts';
import type { Capture } from '../capture/capture.ts';
import { Payload } from '../dialect/payload.ts';
import { SEGMENT_EVENTS, SEGMENT_PAYLOAD_BYTES, makeColumns } from '../store/segment.ts';
import type { Segment, SegmentColumns } from '../store/segment.ts';
import { firstRows } from './first-rows.ts';
import { copyPayload, storedLength } from './payload-copy.ts';
import type { TargetEpoch } from './target-epoch.ts';
import type { SegmentJob } from './writer-protocol.ts';

/** Memory of one segment that is being filled; used again when the segment is written. */
export interface FillerMemory {
  readonly columns: SegmentColumns;
  payload: Buffer;
}

export function makeFillerMemory(): FillerMemory {
  return {
    columns: makeColumns(SEGMENT_EVENTS, false),
    payload: Buffer.from(new SharedArrayBuffer(8 * 1024 * 1024)),
  };
}

/**
 * Builds one segment out of rows of other segments, of one target epoch, with their payloads and stacks fetched from
 * wherever they are. Add rows while {@link add} says that they were taken.
 */
export class SegmentFiller {
  readonly epoch: TargetEpoch;
  readonly memory: FillerMemory;
  length = 0;
  readonly #capture: Capture;
  readonly #no: number;
  readonly #firstEvent: number;
  readonly #payload = new Payload();
  #payloadBytes = 0;
  #minTime = Infinity;
  #maxTime = -Infinity;

  constructor(capture: Capture, epoch: TargetEpoch, memory: FillerMemory, no: number, firstEvent: number) {
    this.#capture = capture;
    this.epoch = epoch;
    this.memory = memory;
    this.#no = no;
    this.#firstEvent = firstEvent;
  }

  /** Takes row `index` of a source segment whose columns are `source`. False when the segment is full: seal it first. */
  add(segment: Segment, source: SegmentColumns, index: number): boolean {
    const i = this.length;
    if (i === SEGMENT_EVENTS) return false;
    const { columns } = this.memory;
    const { epoch } = this;
    const operation = source.operation[index]!;
    const length = this.#takePayload(segment, source, index, operation);
    if (length < 0) return false;
    columns.process[i] = epoch.process(source.process[index]!);
    columns.tid[i] = source.tid[index]!;
    columns.operation[i] = epoch.operation(operation);
    columns.result[i] = epoch.result(source.result[index]!);
    const time = source.time[index]!;
    columns.time[i] = time;
    columns.duration[i] = source.duration[index]!;
    columns.path[i] = epoch.text(source.path[index]!);
    columns.payloadOffset[i] = this.#payloadBytes;
    columns.payloadLength[i] = length;
    columns.stack[i] = this.#takeStack(segment, source, index);
    this.#payloadBytes += length;
    if (time < this.#minTime) this.#minTime = time;
    if (time > this.#maxTime) this.#maxTime = time;
    this.length = i + 1;
    return true;
  }

  job(): SegmentJob {
    return {
      no: this.#no,
      epoch: this.epoch.no,
      firstEvent: this.#firstEvent,
      length: this.length,
      payloadBytes: this.#payloadBytes,
      payloadBase: 0,
      minTime: this.#minTime,
      maxTime: this.#maxTime,
      columns: firstRows(this.memory.columns, this.length),
      payload: this.memory.payload,
    };
  }

  /** Copies the payload behind the others and gives its length; -1 when there is no room in this segment. */
  #takePayload(segment: Segment, source: SegmentColumns, index: number, operation: number): number {
    if (!this.#capture.store.isExternal) {
      const length = source.payloadLength[index]!;
      if (!this.#makeRoom(length)) return -1;
      const offset = source.payloadOffset[index]!;
      if (length > 0)
        this.#capture.store
          .payload(segment)
          .copy(this.memory.payload, this.#payloadBytes, offset, offset + length);
      return length;
    }
    this.#capture.payloads.load(segment, index, this.#payload);
    const length = storedLength(this.#payload, segment.epoch.operations.get(operation));
    if (!this.#makeRoom(length)) return -1;
    copyPayload(this.#payload, length, this.memory.payload, this.#payloadBytes);
    return length;
  }

  #takeStack(segment: Segment, source: SegmentColumns, index: number): number {
    if (!this.#capture.store.isExternal) return this.epoch.stack(source.stack[index]!);
    const frames = readFrames(this.#capture.payloads, segment, index);
    return this.epoch.stacks.intern(frames.bytes, frames.start, frames.count, frames.width);
  }

  #makeRoom(length: number): boolean {
    const needed = this.#payloadBytes + length;
    if (needed > SEGMENT_PAYLOAD_BYTES && this.length > 0) return false;
    if (needed > this.memory.payload.length) {
      const grown = Buffer.from(new SharedArrayBuffer(Math.max(needed, this.memory.payload.length * 2)));
      this.memory.payload.copy(grown, 0, 0, this.#payloadBytes);
      this.memory.payload = grown;
    }
    return true;
  }
}
