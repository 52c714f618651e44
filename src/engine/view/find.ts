import type { EventNo } from '../../shared/units.ts';
import { nextBit, previousBit, wordsFor } from '../filter/bits.ts';
import type { Program } from '../filter/program.ts';
import type { EventStore } from '../store/event-store.ts';
import { SEGMENT_EVENTS } from '../store/segment.ts';
import type { RowIndex } from './row-index.ts';
import { TimeSlice } from './time-slice.ts';

/** Events that are tested between two looks at the clock, for programs that format cells and for others. */
const DEAR_EVENTS = 1024;
const CHEAP_EVENTS = SEGMENT_EVENTS;

export interface FindOptions {
  readonly signal?: AbortSignal;
}

/**
 * The next event from `from` on, in `direction`, that is shown and matches. The rows may change while the search yields:
 * `index` is asked for anew each time, and the search goes on by event numbers, which never change.
 * Undefined when there is none, or when it was aborted.
 */
export async function findEvent(
  store: EventStore,
  index: () => RowIndex,
  program: Program,
  from: number,
  direction: 1 | -1,
  signal: AbortSignal | undefined,
): Promise<EventNo | undefined> {
  const words = new Uint32Array(wordsFor(SEGMENT_EVENTS));
  const size = program.isDear ? DEAR_EVENTS : CHEAP_EVENTS;
  const slice = new TimeSlice();
  for (let position = from; signal?.aborted !== true;) {
    const entry = index().entryFrom(position, direction);
    if (entry === undefined) return undefined;
    const { segment } = entry;
    if (segment.first < store.first) {
      // Dropped since the view was brought up to date: nothing before the oldest event can be found any more.
      if (direction === -1) return undefined;
      position = Math.max(position, store.first);
      if (segment.first + entry.tested > position)
        throw new Error('A dropped segment reaches into the kept ones');
    } else if (program.prepare(segment.epoch)) {
      const start = direction === 1 ? Math.max(0, position - segment.first) : 0;
      const end = direction === 1 ? entry.tested : Math.min(entry.tested, position - segment.first + 1);
      const low = direction === 1 ? start : Math.max(start, end - size);
      const high = direction === 1 ? Math.min(end, start + size) : end;
      if (low < high) {
        words.fill(0, low >>> 5, wordsFor(high));
        entry.copyShown(low, high, words);
        program.refine(segment, low, high, words);
        const found = direction === 1 ? nextBit(words, low, high) : previousBit(words, low, high);
        if (found >= 0) return (segment.first + found) as EventNo;
      }
      position = direction === 1 ? segment.first + Math.max(high, start) : segment.first + low - 1;
    }
    if (slice.isOver) await slice.yield();
  }
  return undefined;
}
