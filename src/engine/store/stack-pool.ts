import type { StackId } from '../../shared/units.ts';
import { BytePool } from './byte-pool.ts';

/** The deepest stack that is kept; frames beyond are cut off. */
export const MAX_STACK_FRAMES = 4096;

/** Distinct stacks of one epoch: sequences of 64-bit return addresses, innermost first. Stack 0 is empty. */
export class StackPool {
  readonly bytes = new BytePool();
  #scratch = Buffer.alloc(64 * 8);

  get size(): number {
    return this.bytes.size;
  }

  get isFull(): boolean {
    return this.bytes.isFull;
  }

  /** The id of the stack whose frames stand little-endian in `source` from `start`, `width` bytes each (4 or 8). */
  intern(source: Uint8Array, start: number, frames: number, width: 4 | 8): StackId {
    const kept = Math.min(frames, MAX_STACK_FRAMES);
    if (width === 8) return this.bytes.intern(source, start, start + kept * 8) as StackId;
    if (this.#scratch.length < kept * 8) this.#scratch = Buffer.alloc(MAX_STACK_FRAMES * 8);
    for (let i = 0; i < kept; i++) {
      for (let k = 0; k < 4; k++) {
        this.#scratch[i * 8 + k] = source[start + i * 4 + k]!;
        this.#scratch[i * 8 + 4 + k] = 0;
      }
    }
    return this.bytes.intern(this.#scratch, 0, kept * 8) as StackId;
  }

  /** The frames of a stack. Errors: a RangeError for an id that is not of this pool. */
  get(id: StackId): readonly bigint[] {
    if (id >= this.bytes.size) throw new RangeError(`There is no stack ${id}`);
    const chunk = this.bytes.chunk(id);
    const start = this.bytes.start(id);
    const frames: bigint[] = [];
    for (let at = 0; at < this.bytes.length(id); at += 8) frames.push(chunk.readBigUInt64LE(start + at));
    return frames;
  }
}
