import { OFFSET_ENTRY_BYTES } from './layout.ts';
import type { Region } from './part-plan.ts';
import type { PmlFile } from './pml-file.ts';

/** Positions of event records, in the order of events. */
export interface PositionSource {
  /** Writes the next positions into `into` and returns how many (0 is possible: call again); -1 at the end. */
  next(into: Uint32Array): number | Promise<number>;
}

/** The positions that the offset array of a log lists, read in pieces. */
export class OffsetArray implements PositionSource {
  readonly #file: PmlFile;
  readonly #end: number;
  #position: number;
  #bytes = Buffer.alloc(0);

  /** `region` holds whole entries. */
  constructor(file: PmlFile, region: Region) {
    this.#file = file;
    this.#position = region.start;
    this.#end = region.end;
  }

  async next(into: Uint32Array): Promise<number> {
    const wanted = Math.min(into.length * OFFSET_ENTRY_BYTES, this.#end - this.#position);
    if (wanted <= 0) return -1;
    if (this.#bytes.length < wanted) this.#bytes = Buffer.allocUnsafeSlow(wanted);
    const length = await this.#file.read(this.#bytes, 0, wanted, this.#position);
    const count = Math.floor(length / OFFSET_ENTRY_BYTES);
    if (count === 0) return -1;
    const bytes = this.#bytes;
    for (let i = 0, at = 0; i < count; i++, at += OFFSET_ENTRY_BYTES) into[i] = bytes.readUInt32LE(at);
    this.#position += count * OFFSET_ENTRY_BYTES;
    return count;
  }
}
