import type { ClassMask } from '../../shared/event-class.ts';
import type { EventNo, ViewRow } from '../../shared/units.ts';
import type { Capture } from '../capture/capture.ts';
import type { Program } from '../filter/program.ts';
import type { Epoch } from '../store/epoch.ts';
import type { LossRecord } from '../store/event-store.ts';
import type { Segment } from '../store/segment.ts';
import { coverClasses } from './class-planes.ts';
import { SegmentRows } from './segment-rows.ts';

/** Events tested in a step, where only tables are looked at and where cells are formatted: about a millisecond each. */
const CHEAP_STEP = 65_536;
const DEAR_STEP = 1024;

/** A place in the store. */
export interface EventPlace {
  readonly segment: Segment;
  /** Row of the segment. */
  readonly index: number;
}

/**
 * The rows that a compiled filter and the toggles show, segment by segment, and their numbers. Built and brought up to date
 * in steps, so that whoever builds it can yield. After the last of them {@link count} numbers the rows.
 */
export class RowIndex {
  readonly #capture: Capture;
  readonly #program: Program | undefined;
  #hidden: ClassMask;
  /** One for each of the store's segments, from the first on. */
  #entries: SegmentRows[] = [];
  /** `#starts[k]` is the number of the first row of entry k; one more for the end. */
  #starts: number[] = [0];
  #lastLoss: LossRecord | undefined;

  constructor(capture: Capture, program: Program | undefined, hidden: ClassMask) {
    this.#capture = capture;
    this.#program = program;
    this.#hidden = hidden;
  }

  /** Rows, as of the last {@link count}. */
  get length(): number {
    return this.#starts[this.#starts.length - 1]!;
  }

  /** Number of the event behind the last tested one. */
  get end(): number {
    const last = this.#entries[this.#entries.length - 1];
    return last === undefined ? this.#capture.store.first : last.segment.first + last.tested;
  }

  /** Forgets segments that the store has dropped. Returns whether rows went with them. */
  forgetDropped(): boolean {
    const first = this.#capture.store.segments[0];
    const kept =
      first === undefined
        ? this.#entries.length
        : this.#entries.findIndex((entry) => entry.segment === first);
    const gone = kept < 0 ? this.#entries.length : kept;
    if (gone === 0) return false;
    const rows = this.#entries.slice(0, gone).some((entry) => entry.count > 0);
    this.#entries = this.#entries.slice(gone);
    return rows;
  }

  /** Tests some more events, about a millisecond's worth. Returns whether all events of the store are tested. */
  step(): boolean {
    this.forgetDropped();
    const { segments } = this.#capture.store;
    let entry = this.#entries[this.#entries.length - 1];
    if (entry === undefined || entry.tested === entry.segment.length) {
      const segment = segments[this.#entries.length];
      if (segment === undefined) return true;
      entry = new SegmentRows(this.#capture.store, segment, this.#program, this.#hidden);
      this.#entries.push(entry);
    }
    const { segment } = entry;
    if (this.#program?.prepare(segment.epoch) === false) return false;
    const size = this.#program?.isDear === true ? DEAR_STEP : CHEAP_STEP;
    const to = Math.min(segment.length, entry.tested + size);
    entry.test(to);
    // While the columns are in memory anyway; a toggle then needs no look at any row.
    if (segment.columns !== undefined) coverClasses(this.#capture.store, segment, to);
    return to === segment.length && this.#entries.length === segments.length;
  }

  /**
   * Applies what became known about events that were tested before: losses, and processes whose records were replaced.
   * Returns whether rows came or went.
   */
  revise(): boolean {
    const hasLosses = this.#takeLosses();
    return this.#retestProcesses() || hasLosses;
  }

  /** Shows all classes but the hidden ones. Call {@link count} afterwards. */
  hide(hidden: ClassMask): void {
    this.#hidden = hidden;
    for (const entry of this.#entries) entry.hide(hidden);
  }

  /** Numbers the rows. */
  count(): void {
    const starts = [0];
    let rows = 0;
    for (const entry of this.#entries) starts.push((rows += entry.count));
    this.#starts = starts;
  }

  /** The place of a row. Errors: a RangeError outside. */
  placeOf(row: number): EventPlace {
    if (!(row >= 0 && row < this.length)) throw new RangeError(`There is no row ${row} among ${this.length}`);
    const at = this.#entryOfRow(row);
    const entry = this.#entries[at]!;
    return { segment: entry.segment, index: entry.select(row - this.#starts[at]!) };
  }

  /** The row of an event, or the nearest one by event number; undefined when there are no rows. */
  rowOf(event: EventNo): { row: ViewRow; exact: boolean } | undefined {
    if (this.length === 0) return undefined;
    const at = this.#entryOfEvent(event);
    const entry = this.#entries[at];
    if (entry === undefined) return { row: 0 as ViewRow, exact: false };
    // The number of rows before the event: the row of the event itself, or of the next one that is shown.
    const local = event - entry.segment.first;
    const row = this.#starts[at]! + entry.rank(local);
    if (entry.has(local)) return { row: row as ViewRow, exact: true };
    if (row === 0) return { row: row as ViewRow, exact: false };
    if (row === this.length) return { row: (row - 1) as ViewRow, exact: false };
    const isCloserBefore = event - this.eventAt(row - 1) < this.eventAt(row) - event;
    return { row: (isCloserBefore ? row - 1 : row) as ViewRow, exact: false };
  }

  /** The event of a row. Errors: a RangeError outside. */
  eventAt(row: number): EventNo {
    const { segment, index } = this.placeOf(row);
    return (segment.first + index) as EventNo;
  }

  /** The places of up to `count` rows from `first` on. */
  *places(first: number, count: number): Generator<EventPlace, void, undefined> {
    if (first >= this.length || count <= 0) return;
    let at = this.#entryOfRow(first);
    let left = Math.min(count, this.length - first);
    let index = this.#entries[at]!.select(first - this.#starts[at]!);
    for (; left > 0; left--) {
      let entry = this.#entries[at]!;
      while (index < 0) {
        entry = this.#entries[++at]!;
        index = entry.next(0);
      }
      yield { segment: entry.segment, index };
      index = entry.next(index + 1);
    }
  }

  /**
   * The runs of events with successive numbers among the rows [first, first + count): first and last event of each run by
   * turns. Undefined when there are more than `most`. Takes time by runs, not by rows.
   */
  runs(first: number, count: number, most: number): number[] | undefined {
    const bounds: number[] = [];
    let left = Math.min(count, this.length - first);
    if (left <= 0) return bounds;
    let at = this.#entryOfRow(first);
    let from = this.#entries[at]!.select(first - this.#starts[at]!);
    while (left > 0) {
      const entry = this.#entries[at]!;
      const start = entry.next(from);
      if (start < 0) {
        at++;
        from = 0;
        continue;
      }
      const end = Math.min(entry.runEnd(start), start + left);
      const event = entry.segment.first + start;
      const last = entry.segment.first + end - 1;
      if (bounds.at(-1) === event - 1) bounds[bounds.length - 1] = last;
      else if (bounds.length === most * 2) return undefined;
      else bounds.push(event, last);
      left -= end - start;
      from = end;
    }
    return bounds;
  }

  /** The rows of the segment in which an event lies; where it is not kept or not tested, of the nearest in `direction`. */
  entryFrom(event: number, direction: 1 | -1): SegmentRows | undefined {
    const at = this.#entryOfEvent(event);
    const entry = this.#entries[at];
    if (direction === -1) return entry;
    return entry === undefined || event >= entry.segment.first + entry.tested ? this.#entries[at + 1] : entry;
  }

  /** The last entry that begins at or before a row and is not empty. */
  #entryOfRow(row: number): number {
    const starts = this.#starts;
    let low = 0;
    let high = this.#entries.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (starts[middle]! <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The last entry that begins at or before an event; -1 when it lies before all. */
  #entryOfEvent(event: number): number {
    const entries = this.#entries;
    let low = -1;
    let high = entries.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (entries[middle]!.segment.first <= event) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #takeLosses(): boolean {
    const { losses } = this.#capture.store;
    const { end } = this;
    let newest: LossRecord | undefined;
    let hasChanged = false;
    for (let k = losses.length - 1; k >= 0; k--) {
      const loss = losses[k]!;
      if (loss === this.#lastLoss) break;
      // The event of a loss may be yet to come: then it is taken when it is tested.
      if (loss.event >= end) continue;
      newest ??= loss;
      const entry = this.#entries[this.#entryOfEvent(loss.event)];
      if (entry?.showAlways(loss.event - entry.segment.first) === true) hasChanged = true;
    }
    this.#lastLoss = newest ?? this.#lastLoss;
    return hasChanged;
  }

  #retestProcesses(): boolean {
    const program = this.#program;
    if (program === undefined) return false;
    let hasChanged = false;
    let epoch: Epoch | undefined;
    let flipped: Uint8Array | undefined;
    for (const entry of this.#entries) {
      const { segment } = entry;
      if (segment.epoch !== epoch) {
        epoch = segment.epoch;
        flipped = marks(program.takeFlipped(epoch));
      }
      if (flipped === undefined) continue;
      const processes = this.#capture.store.column(segment, 'process');
      const from = firstMarked(processes, flipped, entry.tested);
      if (from < 0) continue;
      if (entry.retest(from, lastMarked(processes, flipped, entry.tested) + 1)) hasChanged = true;
    }
    return hasChanged;
  }
}

/** A table of 16-bit ids in which those of the set are 1; undefined for the empty set. */
function marks(ids: ReadonlySet<number>): Uint8Array | undefined {
  if (ids.size === 0) return undefined;
  const table = new Uint8Array(65_536);
  for (const id of ids) table[id] = 1;
  return table;
}

function firstMarked(ids: Uint16Array, marked: Uint8Array, length: number): number {
  for (let i = 0; i < length; i++) if (marked[ids[i]!] === 1) return i;
  return -1;
}

function lastMarked(ids: Uint16Array, marked: Uint8Array, length: number): number {
  for (let i = length - 1; i >= 0; i--) if (marked[ids[i]!] === 1) return i;
  return -1;
}
