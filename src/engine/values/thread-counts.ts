import type { EventStore } from '../store/event-store.ts';
import { SEGMENT_EVENTS } from '../store/segment.ts';
import type { Segment } from '../store/segment.ts';
import { EventScan } from './event-scan.ts';

/** Smaller numbers are counted in a table: thread numbers of a running system are small. */
const TABLE_NUMBERS = 1 << 18;

/** Counts the events of each thread number. */
export class ThreadCounts {
  readonly #scan: EventScan;
  readonly #table = new Uint32Array(TABLE_NUMBERS);
  readonly #others = new Map<number, number>();

  constructor(store: EventStore) {
    this.#scan = new EventScan(
      store,
      SEGMENT_EVENTS,
      () => {
        this.#table.fill(0);
        this.#others.clear();
      },
      (segment: Segment, from, to) => {
        const numbers = store.column(segment, 'tid');
        for (let row = from; row < to; row++) {
          const number = numbers[row]!;
          if (number < TABLE_NUMBERS) this.#table[number]!++;
          else this.#others.set(number, (this.#others.get(number) ?? 0) + 1);
        }
      },
    );
  }

  /** Counts some more events, about a millisecond's worth. Returns whether all are counted. Errors: 'file/...'. */
  advance(): boolean {
    return this.#scan.advance();
  }

  /** The numbers as the TID column shows them, with their events, so far. */
  *texts(): Generator<readonly [text: string, events: number]> {
    for (let number = 0; number < TABLE_NUMBERS; number++) {
      const events = this.#table[number]!;
      if (events > 0) yield [String(number), events];
    }
    for (const [number, events] of this.#others) yield [String(number), events];
  }
}
