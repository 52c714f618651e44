import type { PayloadSource, StackBytes } from '../capture/capture.ts';
import type { Segment } from '../store/segment.ts';
import { MAX_STACK_FRAMES } from '../store/stack-pool.ts';

/** Reused from event to event. */
const FRAMES: StackBytes = { bytes: Buffer.alloc(0), start: 0, count: 0, width: 8 };
const SCRATCH = Buffer.alloc(MAX_STACK_FRAMES * 8);

/** The return addresses of an event as bytes; valid until the next call. */
export function readFrames(payloads: PayloadSource, segment: Segment, index: number): StackBytes {
  if (payloads.stackBytes !== undefined) {
    payloads.stackBytes(segment, index, FRAMES);
    return FRAMES;
  }
  const frames = payloads.stack(segment, index);
  const count = Math.min(frames.length, MAX_STACK_FRAMES);
  for (let i = 0; i < count; i++) SCRATCH.writeBigUInt64LE(frames[i]!, i * 8);
  FRAMES.bytes = SCRATCH;
  FRAMES.start = 0;
  FRAMES.count = count;
  FRAMES.width = 8;
  return FRAMES;
}
