import { isCancelled } from '../../shared/errors.ts';
import { eventNo, viewRow } from '../../shared/units.ts';
import type { EventNo, ViewRow } from '../../shared/units.ts';
import type { RowOfEvent } from '../engine/session.ts';
import type { Selection } from '../state/selection-state.ts';
import { EventSet } from './event-set.ts';

/** Ranges of no more rows are settled at once when all their events are known. */
const MAX_KNOWN_ROWS = 2048;

/** What the selection asks and tells. */
export interface SelectionSource {
  /** The event of a row, when it is known without asking. */
  eventAt(row: number): EventNo | undefined;
  eventOfRow(row: ViewRow): Promise<{ generation: number; event: EventNo }>;
  runs(first: ViewRow, count: number): Promise<{ generation: number; runs: Float64Array | undefined }>;
  /** What is selected has changed: rows must be drawn again. */
  changed(): void;
  selected(selection: Selection | undefined): void;
  failed(error: unknown): void;
}

/** How a move changes what is selected: the row alone, up to the row, up to the row and what was before, or not at all. */
export type SelectMode = 'only' | 'extend' | 'extend-more' | 'keep';

interface RowRange {
  readonly first: number;
  readonly last: number;
}

/**
 * What is selected, by events: a filter that hides some of them and shows them again changes nothing. The user selects rows;
 * which events those are, the engine says. Until it has, the rows of the range are selected as rows.
 *
 * A range whose events have more runs than the engine tells becomes one run from its first event to its last: events between
 * them that the filter hides then count as selected when the filter shows them again. The same happens to a range whose events
 * were not known yet when the filter changed.
 */
export class ListSelection {
  readonly #source: SelectionSource;
  /** Selected events without those of `#pending`. */
  #set = EventSet.EMPTY;
  /** What stays selected beside the range from the anchor. */
  #base = EventSet.EMPTY;
  /** Rows that are selected and whose events are not known yet. */
  #pending: RowRange | undefined;
  #isResolving = false;
  /** Events counted by rows, where the set holds more than the rows that were chosen. */
  #counted: number | undefined;
  #generation = -1;
  #cursor: ViewRow | undefined;
  #current: EventNo | undefined;
  #isShown = false;
  #anchorRow: ViewRow | undefined;
  #anchor: EventNo | undefined;
  /** Grows with everything the user does, so that answers that come later change nothing that is newer. */
  #steps = 0;

  constructor(source: SelectionSource) {
    this.#source = source;
  }

  /** The row where the keyboard is: that of the current event, or the nearest to it. */
  get cursor(): ViewRow | undefined {
    return this.#cursor;
  }

  /** The event where the keyboard is; undefined also while it is not known. */
  get current(): EventNo | undefined {
    return this.#current;
  }

  get anchor(): EventNo | undefined {
    return this.#anchor;
  }

  get isCurrentShown(): boolean {
    return this.#isShown;
  }

  /** The selected events; those of a range that is still asked for are missing. */
  get events(): EventSet {
    return this.#set;
  }

  /** Events that are selected, as the user counts them. */
  get count(): number {
    const { first, last } = this.#pending ?? { first: 0, last: -1 };
    return this.#counted ?? this.#set.size + last - first + 1;
  }

  isSelected = (row: number, event: number | undefined): boolean => {
    if (this.#pending !== undefined && row >= this.#pending.first && row <= this.#pending.last) return true;
    return event !== undefined && this.#set.has(event);
  };

  /** Settled when all selected events are known. */
  async settled(): Promise<void> {
    while (this.#pending !== undefined && this.#isResolving) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Goes to a row and selects by it. */
  goTo(row: ViewRow, mode: SelectMode): void {
    this.#moveTo(row);
    if (mode === 'keep') {
      // Nothing else is selected yet: the keyboard begins with what it is at.
      this.#anchorRow ??= row;
    } else if (mode === 'only' || this.#anchorRow === undefined) {
      this.#setAnchor(row);
      this.#base = mode === 'only' ? EventSet.EMPTY : this.#set;
      this.#choose(row, row);
    } else {
      if (mode === 'extend') this.#base = EventSet.EMPTY;
      this.#choose(this.#anchorRow, row);
    }
    this.#tell();
  }

  /** Selects a row beside the others, or takes it away. */
  toggle(row: ViewRow): void {
    const event = this.#source.eventAt(row);
    this.#moveTo(row);
    this.#setAnchor(row);
    this.#counted = undefined;
    const isOn = this.isSelected(row, event);
    this.#settlePending();
    if (isOn && event !== undefined) {
      this.#set = this.#set.minus(EventSet.range(event, event));
      this.#base = this.#set;
    } else {
      this.#base = this.#set;
      this.#choose(row, row);
    }
    this.#tell();
  }

  /** Selects the rows [0, rows). */
  selectAll(rows: number): void {
    if (rows === 0) return;
    if (this.#cursor === undefined) this.#moveTo(viewRow(0));
    this.#steps++;
    this.#base = EventSet.EMPTY;
    this.#anchorRow = viewRow(0);
    this.#anchor = this.#source.eventAt(0);
    this.#choose(0, rows - 1);
    this.#tell();
  }

  clear(): void {
    this.#steps++;
    this.#set = EventSet.EMPTY;
    this.#base = EventSet.EMPTY;
    this.#pending = undefined;
    this.#counted = undefined;
    this.#cursor = undefined;
    this.#current = undefined;
    this.#anchorRow = undefined;
    this.#anchor = undefined;
    this.#isShown = false;
  }

  /**
   * Rows have other numbers from now on. Returns what is to be called with the new places of the current event and of the
   * anchor when they are found.
   */
  changeGeneration(
    generation: number,
  ): (current: RowOfEvent | undefined, anchor: RowOfEvent | undefined) => void {
    this.#settlePending();
    this.#generation = generation;
    const step = this.#steps;
    return (current, anchor) => {
      if (this.#steps !== step || this.#generation !== generation) return;
      this.#cursor = current?.row;
      this.#anchorRow = anchor?.row;
      this.#isShown = current?.exact === true;
      this.#tell();
    };
  }

  #moveTo(row: ViewRow): void {
    this.#steps++;
    this.#cursor = row;
    this.#isShown = true;
    this.#current = this.#source.eventAt(row);
    if (this.#current === undefined) void this.#learnCurrent(row);
  }

  #setAnchor(row: ViewRow): void {
    this.#anchorRow = row;
    this.#anchor = this.#source.eventAt(row);
  }

  /** Makes the base and the rows between two, both included, what is selected. */
  #choose(from: number, to: number): void {
    const range = { first: Math.min(from, to), last: Math.max(from, to) };
    this.#counted = undefined;
    this.#set = this.#base;
    const events = this.#knownEvents(range);
    if (events !== undefined) {
      this.#pending = undefined;
      this.#set = this.#base.union(events);
    } else {
      this.#pending = range;
      if (!this.#isResolving) void this.#resolve();
    }
    this.#source.changed();
  }

  #knownEvents({ first, last }: RowRange): EventSet | undefined {
    if (last - first >= MAX_KNOWN_ROWS) return undefined;
    const runs: number[] = [];
    for (let row = first; row <= last; row++) {
      const event = this.#source.eventAt(row);
      if (event === undefined) return undefined;
      runs.push(event, event);
    }
    return EventSet.ofRuns(runs);
  }

  /** Asks for the events of the rows that are selected as rows; one question at a time, the newest one last. */
  async #resolve(): Promise<void> {
    this.#isResolving = true;
    try {
      while (this.#pending !== undefined) {
        const range = this.#pending;
        const generation = this.#generation;
        const { events, isExact } = await this.#askEvents(range, generation);
        if (this.#pending !== range || generation !== this.#generation) continue;
        if (events === undefined) break;
        if (!isExact && this.#base.size === 0) this.#counted = range.last - range.first + 1;
        this.#pending = undefined;
        this.#set = this.#base.union(events);
        this.#source.changed();
        this.#tell();
      }
    } catch (error) {
      if (!isCancelled(error)) this.#source.failed(error);
    } finally {
      this.#isResolving = false;
    }
  }

  /** The events of a range; undefined when the rows have changed, which will be told. */
  async #askEvents(
    { first, last }: RowRange,
    generation: number,
  ): Promise<{ events: EventSet | undefined; isExact: boolean }> {
    const told = await this.#source.runs(viewRow(first), last - first + 1);
    if (told.generation !== generation) return { events: undefined, isExact: false };
    if (told.runs !== undefined) return { events: EventSet.ofRuns(told.runs), isExact: true };
    const [from, to] = await Promise.all([
      this.#source.eventOfRow(viewRow(first)),
      this.#source.eventOfRow(viewRow(last)),
    ]);
    const isNow = from.generation === generation && to.generation === generation;
    return { events: isNow ? EventSet.range(from.event, to.event) : undefined, isExact: false };
  }

  async #learnCurrent(row: ViewRow): Promise<void> {
    const step = this.#steps;
    const generation = this.#generation;
    try {
      const told = await this.#source.eventOfRow(row);
      if (told.generation !== generation || this.#steps !== step) return;
      this.#current = eventNo(told.event);
      if (this.#anchorRow === row) this.#anchor ??= this.#current;
      this.#tell();
    } catch (error) {
      if (!isCancelled(error)) this.#source.failed(error);
    }
  }

  /** The rows whose events were not told in time become the run of events between the two ends that are known. */
  #settlePending(): void {
    if (this.#pending === undefined) return;
    const rows = this.#pending.last - this.#pending.first + 1;
    const [anchor, current] = [this.#anchor ?? this.#current, this.#current];
    this.#pending = undefined;
    if (anchor === undefined || current === undefined) return;
    if (this.#set.size === 0) this.#counted = rows;
    this.#set = this.#set.union(EventSet.range(anchor, current));
  }

  #tell(): void {
    this.#source.changed();
    if (this.#current === undefined) return;
    this.#source.selected({ current: this.#current, isShown: this.#isShown, count: this.count });
  }
}
