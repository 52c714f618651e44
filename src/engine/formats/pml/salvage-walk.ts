import { EVENT_HEAD_BYTES } from './layout.ts';
import type { PageReader } from './page-reader.ts';
import type { Region } from './part-plan.ts';
import { RecordCheck } from './record-check.ts';

/** Some logs have a stray byte between records, so that records begin at even positions. */
const MAX_GAP = 8;

/** How far behind a damaged place the walk looks for the next record. */
const MAX_SEARCH = 256 * 1024;

/** Places that are searched at once before the caller is asked whether to go on. */
const SEARCH_STEP = 16 * 1024;

/** Finds event records one after another, where the list of their positions is missing. */
export class SalvageWalk {
  readonly #check: RecordCheck;
  readonly #end: number;
  #next: number;
  #searchFrom = -1;
  #skipped = 0;

  constructor(pages: PageReader, is64Bit: boolean, events: Region) {
    this.#check = new RecordCheck(pages, is64Bit, events.end);
    this.#next = events.start;
    this.#end = events.end;
  }

  /** Position behind the last record that was found, and all that was searched. */
  get position(): number {
    return this.#next;
  }

  /** Bytes between records that were no records. */
  get skippedBytes(): number {
    return this.#skipped;
  }

  /**
   * Writes the positions of the next records into `into` and returns how many; -1 at the end. It can be 0 while a damaged
   * place is searched: call again.
   */
  next(into: Uint32Array): number {
    let count = 0;
    while (count < into.length) {
      const position = this.#searchFrom < 0 ? this.#nearby() : this.#search();
      if (position === undefined) break;
      if (position < 0) return count > 0 ? count : -1;
      into[count++] = position;
      this.#skipped += position - this.#next > MAX_GAP ? position - this.#next : 0;
      this.#next = this.#check.recordEnd(position);
      this.#searchFrom = -1;
    }
    return count;
  }

  /** The record at the next position or a few bytes behind it; -1 at the end; undefined when it must be searched for. */
  #nearby(): number | undefined {
    if (this.#next + EVENT_HEAD_BYTES > this.#end || this.#next > 0xffff_ffff) return -1;
    for (let gap = 0; gap <= MAX_GAP; gap++) {
      if (this.#check.recordEnd(this.#next + gap) >= 0) return this.#next + gap;
    }
    this.#searchFrom = this.#next + MAX_GAP + 1;
    return undefined;
  }

  /** Looks for two records in a row, or one that ends where the events end. */
  #search(): number | undefined {
    const stop = Math.min(this.#next + MAX_SEARCH, this.#end - EVENT_HEAD_BYTES, 0xffff_ffff);
    const pause = Math.min(this.#searchFrom + SEARCH_STEP, stop);
    for (let position = this.#searchFrom; position < pause; position++) {
      const end = this.#check.recordEnd(position);
      if (end >= 0 && (end === this.#end || this.#check.recordEnd(end) >= 0)) return position;
    }
    this.#searchFrom = pause;
    return pause >= stop ? -1 : undefined;
  }
}
