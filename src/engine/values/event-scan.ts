import type { EventStore } from '../store/event-store.ts';
import type { Segment } from '../store/segment.ts';

/**
 * Looks at every kept event once, in pieces, so that whoever drives it can yield. It goes on where it stopped: with events
 * that came since, and when several drive it at the same time. When the store drops events it begins anew.
 */
export class EventScan {
  readonly #store: EventStore;
  readonly #size: number;
  readonly #begin: () => void;
  readonly #visit: (segment: Segment, from: number, to: number) => void;
  /** The store's first event when the scan began. */
  #first: number;
  /** The next row to look at: its segment's place in the store, and the row in it. */
  #at = 0;
  #row = 0;

  /**
   * `visit` is given rows [from, to) of a segment, at most `size` of them; when it throws they are given again. `begin` is
   * called before the scan begins anew: what was seen counts no longer.
   */
  constructor(
    store: EventStore,
    size: number,
    begin: () => void,
    visit: (segment: Segment, from: number, to: number) => void,
  ) {
    this.#store = store;
    this.#size = size;
    this.#begin = begin;
    this.#visit = visit;
    this.#first = store.first;
  }

  /** Looks at some more events. Returns whether it has seen all that are there. Errors: those of `visit`. */
  advance(): boolean {
    const { segments, first } = this.#store;
    if (first !== this.#first) {
      this.#begin();
      this.#first = first;
      this.#at = this.#row = 0;
    }
    const segment = segments[this.#at];
    if (segment === undefined) return true;
    const to = Math.min(segment.length, this.#row + this.#size);
    if (to > this.#row) {
      this.#visit(segment, this.#row, to);
      this.#row = to;
    }
    if (to < segment.length) return false;
    if (this.#at === segments.length - 1) return true;
    this.#at++;
    this.#row = 0;
    return false;
  }
}
