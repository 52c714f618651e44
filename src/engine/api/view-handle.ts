import { ProcscopeError, cancelled } from '../../shared/errors.ts';
import { ALL_CLASSES } from '../../shared/event-class.ts';
import type { ClassMask } from '../../shared/event-class.ts';
import type { ColumnName } from '../../shared/columns.ts';
import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import type { RowWindow } from '../../shared/api/row-window.ts';
import type { ViewId } from '../../shared/api/schemas.ts';
import type { ViewState } from '../../shared/api/viewer-contract.ts';
import type { EventNo, ViewRow } from '../../shared/units.ts';
import type { Progress } from '../capture/capture.ts';
import type { Predicate } from '../filter/predicate.ts';
import { rowWindow } from '../view/row-window.ts';
import { View } from '../view/view.ts';
import type { OpenedCapture } from './capture-slot.ts';

/**
 * A client's view. It outlives captures: when another is opened, it shows that one with the same rules and classes, and its
 * generation goes on. Without a capture it has no rows.
 */
export class ViewHandle {
  readonly id: ViewId;
  readonly #onChanged: () => void;
  readonly #log: (what: string, error: unknown) => void;
  #opened: OpenedCapture | undefined;
  /** What is shown. Undefined without a capture, and until the rules are in force on a capture that was just opened. */
  #view: View | undefined;
  /** The view of a capture that was just opened, while the rules are not yet in force. */
  #next: View | undefined;
  /** Added to the view's generation, so that a new view of a new capture has a higher one. */
  #base = 0;
  #classes: ClassMask;
  /** What was asked for last, and is or will be in force. */
  #rules: readonly FilterRule[] = [];
  /** What the last scan that ended put in force; what holds again when a later one does not end. */
  #rulesInForce: readonly FilterRule[] = [];
  #lastFilter = 0;
  /** Highlight rules that were asked for last, and those that hold. */
  #highlight: readonly FilterRule[] = [];
  #highlightInForce: readonly FilterRule[] = [];
  #lastHighlight = 0;
  #scanning: Progress | undefined;
  #isClosed = false;
  /** Ends the scan that runs or waits. */
  #scanStop = new AbortController();
  /** Resolves when the last scan has ended. */
  #scanEnd: Promise<void> = Promise.resolve();
  /** Aborted when what is shown goes away. */
  #ended = new AbortController();

  constructor(
    id: ViewId,
    classes: ClassMask | undefined,
    onChanged: () => void,
    log: (what: string, error: unknown) => void,
  ) {
    this.id = id;
    this.#classes = classes ?? ALL_CLASSES;
    this.#onChanged = onChanged;
    this.#log = log;
  }

  get generation(): number {
    return this.#base + (this.#view?.generation ?? 0);
  }

  get rows(): number {
    return this.#view?.length ?? 0;
  }

  state(): ViewState {
    const total = this.#opened?.capture.store.length ?? 0;
    return { view: this.id, generation: this.generation, rows: this.rows, total, scanning: this.#scanning };
  }

  /** Shows another capture, or none. The old one is not touched any more when this returns. */
  attach(opened: OpenedCapture | undefined): void {
    this.#base = this.generation + 1;
    this.#letGo();
    this.#scanning = undefined;
    this.#opened = opened;
    if (opened !== undefined) {
      this.#next = new View(opened.capture, { classes: this.#classes, cells: opened.cellOptions });
      this.#rehighlight(this.#next);
      if (this.#rules.length === 0) this.#show(this.#next);
      else this.#refill(this.#next);
    }
    this.#onChanged();
  }

  /**
   * Sets the rules; resolves when they are in force, also on a capture that was opened meanwhile.
   * Errors: 'job/cancelled' when a later call came or `signal` was aborted: the rules of that call, or the old ones, hold.
   * A call that is cancelled when its rules are in force already succeeds.
   */
  async filter(rules: readonly FilterRule[], signal: AbortSignal): Promise<void> {
    const run = ++this.#lastFilter;
    this.#rules = rules;
    try {
      if (this.#next === undefined && sameRules(rules, this.#rulesInForce)) {
        // Nothing to test: what runs, if anything, was given up.
        this.#scanStop.abort();
        await this.#scanEnd;
        if (run !== this.#lastFilter) throw cancelled();
      }
      for (;;) {
        const target = this.#next ?? this.#view;
        if (target === undefined) {
          this.#rulesInForce = rules;
          return;
        }
        if (target === this.#view && sameRules(rules, this.#rulesInForce)) {
          this.#scanning = undefined;
          this.#onChanged();
          return;
        }
        const outcome = await this.#scan(target, rules, signal);
        if (run !== this.#lastFilter) throw cancelled();
        if (this.#isClosed) throw unknownView(this.id);
        if (outcome === 'done') return;
        if (signal.aborted) throw cancelled();
        if (target === (this.#next ?? this.#view)) throw cancelled();
        // Another capture was opened meanwhile: the rules go to its view.
      }
    } catch (error) {
      if (run === this.#lastFilter) {
        this.#rules = this.#rulesInForce;
        this.#scanning = undefined;
        if (this.#next !== undefined) this.#refill(this.#next);
        this.#onChanged();
      }
      throw error;
    }
  }

  /**
   * Sets the highlight rules; resolves when they are in force, also on a capture that was opened meanwhile.
   * Errors: 'job/cancelled' when a later call came or `signal` was aborted: the rules of that call, or the old ones, hold.
   */
  async highlight(rules: readonly FilterRule[], signal: AbortSignal): Promise<void> {
    const run = ++this.#lastHighlight;
    this.#highlight = rules;
    for (;;) {
      const views = this.#views;
      await Promise.all(views.map((view) => view.setHighlight(rules, { signal })));
      if (run !== this.#lastHighlight) throw cancelled();
      if (this.#isClosed) throw unknownView(this.id);
      if (signal.aborted) {
        this.#highlight = this.#highlightInForce;
        for (const view of this.#views) this.#rehighlight(view);
        throw cancelled();
      }
      if (this.#views.every((view) => views.includes(view))) break;
    }
    this.#highlightInForce = rules;
    this.#onChanged();
  }

  setClasses(classes: ClassMask): void {
    this.#classes = classes;
    this.#view?.setClasses(classes);
    this.#next?.setClasses(classes);
    this.#onChanged();
  }

  /** Takes in events that came or went; says whether rows changed. */
  update(): boolean {
    return this.#view?.update() ?? false;
  }

  /** The part of [first, first + count) that the view has. */
  window(first: ViewRow, count: number, columns: readonly ColumnName[]): RowWindow {
    const { generation, rows } = this;
    if (this.#view === undefined || this.#opened === undefined || first >= rows) {
      return { ...emptyWindow(first, columns.length), generation };
    }
    const window = rowWindow(this.#view, this.#opened.cells, first, Math.min(count, rows - first), columns);
    return { ...window, generation };
  }

  /** Errors: 'api/bad-request' when the view does not have the row. */
  eventAt(row: ViewRow): EventNo {
    if (this.#view === undefined || row >= this.#view.length) {
      throw new ProcscopeError('api/bad-request', `The view has no row ${row}.`, { row, rows: this.rows });
    }
    return this.#view.eventAt(row);
  }

  rowOf(event: EventNo): { row: ViewRow; exact: boolean } | undefined {
    return this.#view?.rowOf(event);
  }

  /**
   * The runs of successive events among rows, as {@link View.runs}; undefined when there are more than `most`.
   */
  runs(first: ViewRow, count: number, most: number): number[] | undefined {
    return this.#view === undefined ? [] : this.#view.runs(first, count, most);
  }

  /** The next row that fulfils a condition or is highlighted; undefined when there is none. Errors: 'job/cancelled', also by another capture. */
  async find(
    wanted: Predicate | 'highlighted',
    from: ViewRow | undefined,
    direction: 1 | -1,
    signal: AbortSignal,
  ): Promise<ViewRow | undefined> {
    const either = AbortSignal.any([signal, this.#ended.signal]);
    const options = { signal: either };
    const row =
      wanted === 'highlighted'
        ? await this.#view?.findHighlighted(from, direction, options)
        : await this.#view?.find(wanted, from, direction, options);
    if (either.aborted) throw cancelled();
    return row;
  }

  close(): void {
    this.#isClosed = true;
    this.#letGo();
  }

  /** What is shown, and what will be. */
  get #views(): readonly View[] {
    return [this.#view, this.#next].filter((view) => view !== undefined);
  }

  /** Has a view highlight what was asked for last, without anybody waiting for it. */
  #rehighlight(view: View): void {
    const { generation } = view;
    view.setHighlight(this.#highlight).then(
      () => {
        if (view.generation !== generation && this.#views.includes(view)) this.#onChanged();
      },
      (error: unknown) => this.#log('A view could not be highlighted', error),
    );
  }

  #letGo(): void {
    this.#ended.abort();
    this.#ended = new AbortController();
    this.#view?.close();
    this.#next?.close();
    this.#view = this.#next = undefined;
  }

  /**
   * Runs one scan at a time: a later one stops the one that runs, and passes over those that wait. Many calls in a row then
   * cost no more than the last.
   */
  async #scan(
    target: View,
    rules: readonly FilterRule[],
    signal?: AbortSignal,
  ): Promise<'done' | 'cancelled'> {
    this.#scanStop.abort();
    const stop = new AbortController();
    this.#scanStop = stop;
    const before = this.#scanEnd;
    const end = Promise.withResolvers<void>();
    this.#scanEnd = end.promise;
    try {
      await before;
      if (stop.signal.aborted) return 'cancelled';
      return await this.#runScan(
        target,
        rules,
        signal === undefined ? stop.signal : AbortSignal.any([stop.signal, signal]),
      );
    } finally {
      end.resolve();
    }
  }

  async #runScan(
    target: View,
    rules: readonly FilterRule[],
    signal: AbortSignal,
  ): Promise<'done' | 'cancelled'> {
    const outcome = await target.setFilter(rules, {
      signal,
      onProgress: (progress) => {
        if (target !== this.#view && target !== this.#next) return;
        this.#scanning = progress;
        this.#onChanged();
      },
    });
    if (outcome === 'done') {
      this.#rulesInForce = rules;
      if (target === this.#next) this.#show(target);
      if (target === this.#view) this.#scanning = undefined;
      this.#onChanged();
    }
    return outcome;
  }

  /** Brings the rules in force on the view of a new capture. */
  #refill(target: View): void {
    this.#scan(target, this.#rules).catch((error: unknown) =>
      this.#log('A view could not be filtered', error),
    );
  }

  #show(view: View): void {
    this.#base = this.generation + 1 - view.generation;
    this.#view = view;
    this.#next = undefined;
  }
}

function sameRules(one: readonly FilterRule[], other: readonly FilterRule[]): boolean {
  return (
    one.length === other.length &&
    one.every((rule, index) => {
      const against = other[index];
      return (
        against !== undefined &&
        rule.enabled === against.enabled &&
        rule.column === against.column &&
        rule.relation === against.relation &&
        rule.action === against.action &&
        rule.value === against.value
      );
    })
  );
}

/** The error of a call for a view that the connection does not have. */
export function unknownView(id: number): ProcscopeError {
  return new ProcscopeError('view/unknown', `There is no view ${id}.`, { view: id });
}

function emptyWindow(first: ViewRow, columns: number): RowWindow {
  return {
    generation: 0,
    first,
    event: new Float64Array(0),
    eventClass: new Uint8Array(0),
    tone: new Uint8Array(0),
    icon: new Uint32Array(0),
    highlighted: new Uint8Array(0),
    cells: Array.from({ length: columns }, () => []),
  };
}
