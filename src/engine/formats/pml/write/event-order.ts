import type { EventNo } from '../../../../shared/units.ts';
import type { EventStore } from '../../../store/event-store.ts';
import type { Segment } from '../../../store/segment.ts';

/** Events of one segment in the order of their times. */
interface Run {
  readonly segment: Segment;
  readonly times: Float64Array;
  /** Rows of the segment; ascending where the segment's times are. */
  readonly rows: Uint32Array;
  next: number;
}

/** Some events of one segment that follow each other in the log: `rows` [from, to). One object is reused. */
export interface Slice {
  segment: Segment;
  rows: Uint32Array;
  from: number;
  to: number;
}

/**
 * The events of a capture by time, those of the same time in their own order: a log must have them so, and a capture has
 * them in order of arrival, which is nearly the same.
 * Bounds: the times and rows of those segments whose times overlap are in memory at once, which is one or two.
 */
export class EventOrder {
  /** Events of the capture when this was made, whether or not they are chosen. */
  readonly total: number;
  readonly #store: EventStore;
  readonly #chosen: Iterable<EventNo> | undefined;
  /** Segments with their lengths at the beginning: a capture in progress goes on growing. */
  readonly #segments: readonly { readonly segment: Segment; readonly length: number }[];
  /** The earliest time of each segment and all behind it. */
  readonly #earliest: Float64Array;
  /** Segments that are wholly before this were opened or have no chosen event. */
  #opened = 0;

  /** `chosen` are the events to give, ascending; undefined is all. */
  constructor(store: EventStore, chosen: Iterable<EventNo> | undefined) {
    this.#store = store;
    this.#chosen = chosen;
    this.#segments = store.segments.map((segment) => ({ segment, length: segment.length }));
    this.total = this.#segments.reduce((sum, { length }) => sum + length, 0);
    this.#earliest = new Float64Array(this.#segments.length + 1).fill(Infinity);
    for (let i = this.#segments.length - 1; i >= 0; i--)
      this.#earliest[i] = Math.min(this.#segments[i]!.segment.minTime, this.#earliest[i + 1]!);
  }

  /** Errors: an Error when the chosen events do not ascend. */
  *slices(): Generator<Slice> {
    const runs = this.#chosen === undefined ? this.#allRuns() : this.#chosenRuns(this.#chosen);
    const open: Run[] = [];
    for (;;) {
      const first = earliest(open, undefined);
      // Nothing that is still to come may be earlier than what is given.
      const bound = this.#earliest[this.#opened]!;
      if (first === undefined || timeOf(first) > bound) {
        const next = runs.next();
        if (next.done === true) {
          if (first === undefined) return;
          this.#opened = this.#segments.length;
        } else if (next.value.rows.length > 0) open.push(next.value);
        continue;
      }
      const other = earliest(open, first);
      const from = first.next;
      first.next = endOfSlice(first, other, bound);
      if (first.next === first.rows.length) open.splice(open.indexOf(first), 1);
      yield { segment: first.segment, rows: first.rows, from, to: first.next };
    }
  }

  *#allRuns(): Generator<Run> {
    for (let i = 0; i < this.#segments.length; i++) {
      const { segment, length } = this.#segments[i]!;
      this.#opened = i + 1;
      const rows = new Uint32Array(length);
      for (let row = 0; row < length; row++) rows[row] = row;
      yield this.#run(segment, rows);
    }
  }

  *#chosenRuns(chosen: Iterable<EventNo>): Generator<Run> {
    let at = -1;
    let rows: number[] = [];
    let before = -1;
    for (const event of chosen) {
      if (event <= before) throw new Error('The events to save must ascend');
      before = event;
      let source = this.#segments[at];
      if (source === undefined || event >= source.segment.first + source.length) {
        if (source !== undefined && rows.length > 0) {
          this.#opened = at + 1;
          yield this.#run(source.segment, Uint32Array.from(rows));
          rows = [];
        }
        do source = this.#segments[++at];
        while (source !== undefined && event >= source.segment.first + source.length);
      }
      if (source === undefined) return;
      if (event >= source.segment.first) rows.push(event - source.segment.first);
    }
    const last = this.#segments[at];
    if (last !== undefined && rows.length > 0) {
      this.#opened = at + 1;
      yield this.#run(last.segment, Uint32Array.from(rows));
    }
  }

  #run(segment: Segment, rows: Uint32Array): Run {
    // Dropped meanwhile, by a capture that goes on.
    if (segment.first < this.#store.first)
      return { segment, times: new Float64Array(0), rows: new Uint32Array(0), next: 0 };
    const times = this.#store.column(segment, 'time');
    let isSorted = true;
    for (let i = 1; i < rows.length && isSorted; i++) isSorted = times[rows[i]!]! >= times[rows[i - 1]!]!;
    // The sort is stable: events of one time keep their order.
    if (!isSorted) rows.sort((a, b) => times[a]! - times[b]!);
    return { segment, times, rows, next: 0 };
  }
}

function timeOf(run: Run): number {
  return run.times[run.rows[run.next]!]!;
}

/** The run that comes first, `without` left aside; of equal times the one of earlier events. */
function earliest(runs: readonly Run[], without: Run | undefined): Run | undefined {
  let found: Run | undefined;
  for (const run of runs) if (run !== without && (found === undefined || isBefore(run, found))) found = run;
  return found;
}

function isBefore(run: Run, other: Run): boolean {
  const time = timeOf(run);
  const otherTime = timeOf(other);
  return time < otherTime || (time === otherTime && run.segment.first < other.segment.first);
}

/** How far a run goes on before another run's next event or `bound` comes. */
function endOfSlice(run: Run, other: Run | undefined, bound: number): number {
  const { times, rows } = run;
  const otherTime = other === undefined ? Infinity : timeOf(other);
  const otherIsLater = other === undefined || run.segment.first < other.segment.first;
  let at = run.next;
  for (; at < rows.length; at++) {
    const time = times[rows[at]!]!;
    if (time > bound || time > otherTime || (time === otherTime && !otherIsLater)) break;
  }
  return at;
}
