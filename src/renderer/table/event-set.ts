import type { EventNo } from '../../shared/units.ts';

/**
 * A set of events as runs of successive numbers: selecting ten million rows costs no more than selecting one. Immutable.
 * Shape of the runs: first and last event of each by turns, ascending, no two runs touching.
 */
export class EventSet {
  static readonly EMPTY = new EventSet([]);
  readonly #bounds: readonly number[];
  /** Number of events. */
  readonly size: number;

  private constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    let size = 0;
    for (let index = 0; index < bounds.length; index += 2)
      size += boundAt(bounds, index + 1) - boundAt(bounds, index) + 1;
    this.size = size;
  }

  /** The events from `first` to `last`, both included; in either order. */
  static range(first: EventNo, last: EventNo): EventSet {
    return new EventSet(first <= last ? [first, last] : [last, first]);
  }

  /** The events of runs as the engine tells them: ascending and disjoint, but possibly touching. */
  static ofRuns(runs: ArrayLike<number>): EventSet {
    const bounds: number[] = [];
    for (let index = 0; index + 1 < runs.length; index += 2)
      append(bounds, boundAt(runs, index), boundAt(runs, index + 1));
    return new EventSet(bounds);
  }

  /** First and last event of each run by turns. */
  get runs(): readonly number[] {
    return this.#bounds;
  }

  has(event: number): boolean {
    // The number of bounds below the event is odd inside a run; the event may be a bound itself.
    let low = 0;
    let high = this.#bounds.length >> 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (boundAt(this.#bounds, 2 * middle + 1) < event) low = middle + 1;
      else high = middle;
    }
    return 2 * low < this.#bounds.length && boundAt(this.#bounds, 2 * low) <= event;
  }

  union(other: EventSet): EventSet {
    const a = this.#bounds;
    const b = other.#bounds;
    if (a.length === 0) return other;
    if (b.length === 0) return this;
    const bounds: number[] = [];
    let i = 0;
    let j = 0;
    while (i < a.length || j < b.length) {
      const takesA = j >= b.length || (i < a.length && boundAt(a, i) <= boundAt(b, j));
      if (takesA) {
        append(bounds, boundAt(a, i), boundAt(a, i + 1));
        i += 2;
      } else {
        append(bounds, boundAt(b, j), boundAt(b, j + 1));
        j += 2;
      }
    }
    return new EventSet(bounds);
  }

  /** The events of this set that are not in the other one. */
  minus(other: EventSet): EventSet {
    const a = this.#bounds;
    const b = other.#bounds;
    if (a.length === 0 || b.length === 0) return this;
    const bounds: number[] = [];
    let j = 0;
    for (let i = 0; i < a.length; i += 2) {
      let first = boundAt(a, i);
      const last = boundAt(a, i + 1);
      while (j < b.length && boundAt(b, j + 1) < first) j += 2;
      for (let k = j; first <= last; k += 2) {
        if (k >= b.length || boundAt(b, k) > last) {
          append(bounds, first, last);
          break;
        }
        if (boundAt(b, k) > first) append(bounds, first, boundAt(b, k) - 1);
        first = boundAt(b, k + 1) + 1;
      }
    }
    return new EventSet(bounds);
  }
}

function boundAt(bounds: ArrayLike<number>, index: number): number {
  return bounds[index] ?? 0;
}

/** Adds a run behind the others, or joins it with the last one that it meets. */
function append(bounds: number[], first: number, last: number): void {
  const end = bounds.at(-1);
  if (end !== undefined && first <= end + 1) bounds[bounds.length - 1] = Math.max(end, last);
  else bounds.push(first, last);
}
