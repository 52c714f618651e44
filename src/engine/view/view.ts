import { ALL_CLASSES } from '../../shared/event-class.ts';
import type { ClassMask } from '../../shared/event-class.ts';
import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import type { EventNo, ViewRow } from '../../shared/units.ts';
import type { Capture, Progress } from '../capture/capture.ts';
import type { CellOptions } from '../cells/cell-formatter.ts';
import { compileRules } from '../filter/compile.ts';
import { foldAhead } from '../filter/folded-pool.ts';
import type { Predicate } from '../filter/predicate.ts';
import { Program } from '../filter/program.ts';
import { hiddenClasses } from './class-planes.ts';
import { Highlight } from './highlight.ts';
import { findEvent } from './find.ts';
import type { FindOptions } from './find.ts';
import { isLoss } from './losses.ts';
import { RowIndex } from './row-index.ts';
import type { EventPlace } from './row-index.ts';
import { TimeSlice } from './time-slice.ts';

export interface ViewOptions {
  /** The classes that are shown; all by default. Classes without a toggle are always shown. */
  readonly classes?: ClassMask;
  /** How cells read that rules are tested on, such as local time; the same as the table's. */
  readonly cells?: CellOptions;
}

export interface FilterOptions {
  readonly signal?: AbortSignal;
  /** Called some times a second while the scan runs, with numbers of events. */
  readonly onProgress?: (progress: Progress) => void;
  /** Highlight rules that events must match as well to be shown. */
  readonly highlighted?: readonly FilterRule[] | undefined;
}

/** Milliseconds between two reports of progress. */
const PROGRESS_MS = 50;

/**
 * A filtered order over a capture's events: which event is row N, which row is event E, both in logarithmic time.
 *
 * An event is shown if the rules match and its class is not hidden, or if it stands for lost events: losses are always shown.
 * Events that the store got or dropped come and go with {@link update} only, so that rows hold still between two calls.
 *
 * `generation` grows whenever a row may be another event than before or be highlighted otherwise: by {@link setFilter}, by
 * {@link setClasses}, by {@link setHighlight}, and by an update in which rows were dropped, or more became known of the
 * process of earlier events. It does not grow when rows are only added at the end.
 */
export class View {
  readonly capture: Capture;
  readonly #cells: CellOptions;
  #index: RowIndex;
  #rules: readonly FilterRule[] = [];
  #program: Program | undefined;
  #classes: ClassMask;
  #generation = 0;
  #lastScan = 0;
  /** Undefined while no rule highlights anything. */
  #highlight: Highlight | undefined;
  #lastHighlight = 0;
  #isClosed = false;

  /** Without rules at first: shows all events of the classes. */
  constructor(capture: Capture, options: ViewOptions = {}) {
    this.capture = capture;
    this.#cells = options.cells ?? {};
    this.#classes = options.classes ?? ALL_CLASSES;
    this.#index = new RowIndex(capture, undefined, hiddenClasses(this.#classes, capture.dialect.name));
    this.update();
  }

  /** Rows shown. */
  get length(): number {
    return this.#index.length;
  }

  get generation(): number {
    return this.#generation;
  }

  get classes(): ClassMask {
    return this.#classes;
  }

  /** The rules in force: those of the last scan that ended. */
  get rules(): readonly FilterRule[] {
    return this.#rules;
  }

  /** What the rules in force ask for, in words. */
  explain(): string {
    return this.#program?.explain() ?? 'every event';
  }

  /**
   * Puts other rules in force. The scan yields; until it ends the rows are those of the old rules. The latest call wins: an
   * earlier one that still runs ends with 'cancelled', as does one whose signal is aborted, and the old rules stay.
   * Errors: those of reading cold segments or payloads; the old rules stay.
   */
  async setFilter(rules: readonly FilterRule[], options: FilterOptions = {}): Promise<'done' | 'cancelled'> {
    const { signal, onProgress, highlighted } = options;
    if (this.#isClosed || isAborted(signal)) return 'cancelled';
    const scan = ++this.#lastScan;
    const { store } = this.capture;
    const program =
      highlighted !== undefined || rules.some((rule) => rule.enabled)
        ? compileRules(this.capture, rules, this.#cells, highlighted)
        : undefined;
    const index = new RowIndex(this.capture, program, 0);
    const first = store.first;
    // Events that come while the scan runs are taken along as far as that takes no time; update() takes the rest.
    const target = store.end;
    const slice = new TimeSlice();
    let lastReport = performance.now();
    while (!index.step()) {
      if (!slice.isOver) continue;
      if (index.end >= target) break;
      const now = performance.now();
      if (onProgress !== undefined && now - lastReport >= PROGRESS_MS) {
        lastReport = now;
        onProgress({ done: Math.max(0, index.end - first), total: target - first });
      }
      await slice.yield();
      if (scan !== this.#lastScan || isAborted(signal)) return 'cancelled';
    }
    index.revise();
    index.hide(hiddenClasses(this.#classes, this.capture.dialect.name));
    index.count();
    this.#index = index;
    this.#program = program;
    this.#rules = [...rules];
    this.#generation++;
    return 'done';
  }

  /** Shows these classes and hides the others that have a toggle. Takes effect at once; no rule is tested again. */
  setClasses(classes: ClassMask): void {
    const { name } = this.capture.dialect;
    const isSame = hiddenClasses(classes, name) === hiddenClasses(this.#classes, name);
    this.#classes = classes;
    if (isSame) return;
    this.#index.hide(hiddenClasses(classes, name));
    this.#index.count();
    this.#generation++;
  }

  /**
   * Highlights the rows that rules match, none without an enabled rule. Which rows are shown does not change. Yields while the
   * rules are decided for all texts of the capture; until then the old ones hold. The latest call wins: an earlier one that
   * still runs ends with 'cancelled', as does one whose signal is aborted.
   */
  async setHighlight(
    rules: readonly FilterRule[],
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<'done' | 'cancelled'> {
    const run = ++this.#lastHighlight;
    const isEnded = (): boolean => this.#isClosed || run !== this.#lastHighlight || isAborted(options.signal);
    if (isEnded()) return 'cancelled';
    const highlight = rules.some((rule) => rule.enabled)
      ? new Highlight(this.capture, rules, this.#cells)
      : undefined;
    if (highlight !== undefined && !(await highlight.prepare(isEnded))) return 'cancelled';
    if (highlight === undefined && this.#highlight === undefined) return 'done';
    this.#highlight = highlight;
    this.#generation++;
    return 'done';
  }

  /** 1 for each of the places, ascending, whose event is highlighted, else 0. Errors: those of reading cold segments. */
  highlighted(places: readonly EventPlace[]): Uint8Array {
    return this.#highlight?.marks(places) ?? new Uint8Array(places.length);
  }

  /** Takes in events that were added or dropped since the last call. Returns whether the rows are others than before. */
  update(): boolean {
    if (this.#isClosed) return false;
    const index = this.#index;
    const before = { length: index.length, end: index.end };
    const hasLost = index.forgetDropped();
    let isDone = false;
    while (!isDone) isDone = index.step();
    const hasOtherRows = index.revise();
    const hasOtherMarks = this.#highlight?.update() === true;
    const isRevised = hasOtherRows || hasOtherMarks;
    index.count();
    // Events come a few at a time and their new texts with them; a filter that is typed should find nothing left to do.
    const epoch = this.capture.store.segments.at(-1)?.epoch;
    if (epoch !== undefined) foldAhead(epoch.strings);
    if (hasLost || isRevised) this.#generation++;
    // Events that are not shown count as well: the view says of how many it shows so many.
    return hasLost || isRevised || index.length !== before.length || index.end !== before.end;
  }

  /** The event of a row. Errors: a RangeError outside. */
  eventAt(row: ViewRow): EventNo {
    return this.#index.eventAt(row);
  }

  /** The row of an event or, when it is not shown, the nearest by event number; undefined when there are no rows. */
  rowOf(event: EventNo): { row: ViewRow; exact: boolean } | undefined {
    return this.#index.rowOf(event);
  }

  /**
   * The next row after `from` (direction 1) or before it (-1) that fulfils a condition, in the view as it is when the row is found;
   * without `from` the first or the last of all. Undefined when there is none, or when the signal is aborted. Yields while it
   * searches.
   */
  async find(
    wanted: Predicate,
    from: ViewRow | undefined,
    direction: 1 | -1,
    options: FindOptions = {},
  ): Promise<ViewRow | undefined> {
    return this.#findRow(new Program(this.capture, wanted, this.#cells), from, direction, options);
  }

  /** As {@link find}, but for the next or previous row that is highlighted. */
  async findHighlighted(
    from: ViewRow | undefined,
    direction: 1 | -1,
    options: FindOptions = {},
  ): Promise<ViewRow | undefined> {
    const { losses } = this.capture.store;
    const highlight = this.#highlight;
    if (highlight === undefined) return undefined;
    for (let start = from; ;) {
      const row = await this.#findRow(highlight.program, start, direction, options);
      // The rules may match what the row of a loss says, but it is not an event.
      if (row === undefined || !isLoss(losses, this.eventAt(row))) return row;
      start = row;
    }
  }

  async #findRow(
    program: Program,
    from: ViewRow | undefined,
    direction: 1 | -1,
    { signal }: FindOptions,
  ): Promise<ViewRow | undefined> {
    if (this.length === 0) return undefined;
    const start = this.#searchStart(from, direction);
    const event = await findEvent(this.capture.store, () => this.#index, program, start, direction, signal);
    const found = event === undefined ? undefined : this.rowOf(event);
    return found?.exact === true ? found.row : undefined;
  }

  #searchStart(from: ViewRow | undefined, direction: 1 | -1): number {
    if (from !== undefined && from < this.length) return this.eventAt(from) + direction;
    if (direction === -1) return this.#index.end - 1;
    return from === undefined ? this.capture.store.first : this.#index.end;
  }

  /**
   * The runs of events with successive numbers among the rows [first, first + count): first and last event of each run by
   * turns, ascending. Undefined when there are more than `most`.
   */
  runs(first: ViewRow, count: number, most: number): number[] | undefined {
    return this.#index.runs(first, count, most);
  }

  /** The places of up to `count` rows from `first` on; use them up before anything changes the view. */
  rows(first: number, count: number): Iterable<EventPlace> {
    return this.#index.places(first, count);
  }

  /** Ends a scan that runs and forgets all rows. */
  close(): void {
    this.#isClosed = true;
    this.#lastScan++;
    this.#lastHighlight++;
    this.#highlight = undefined;
    this.#index = new RowIndex(this.capture, undefined, 0);
    this.#generation++;
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
