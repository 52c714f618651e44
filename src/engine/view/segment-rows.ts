import type { ClassMask } from '../../shared/event-class.ts';
import { hasBit, nextBit, nextClearBit, setRange } from '../filter/bits.ts';
import type { Program } from '../filter/program.ts';
import type { EventStore } from '../store/event-store.ts';
import { SEGMENT_EVENTS } from '../store/segment.ts';
import type { Segment } from '../store/segment.ts';
import { Bitmap } from './bitmap.ts';
import { hideClasses } from './class-planes.ts';

/**
 * Which rows of one segment a view shows. The answer of the rules is kept apart from that of the toggles, so that a toggle
 * tests no rule again. Where nothing is hidden there are no bitmaps.
 */
export class SegmentRows {
  readonly segment: Segment;
  readonly #store: EventStore;
  readonly #program: Program | undefined;
  /** Rows that match the rules; undefined when there are no rules. */
  readonly #rules: Bitmap | undefined;
  /** Rows that are shown: the rules' bitmap itself when no class is hidden; undefined when all tested rows are. */
  #shown: Bitmap | undefined;
  #hidden: ClassMask;
  /** Rows that are shown whatever rules and toggles say. */
  readonly #always = new Set<number>();
  #tested = 0;

  constructor(store: EventStore, segment: Segment, program: Program | undefined, hidden: ClassMask) {
    this.segment = segment;
    this.#store = store;
    this.#program = program;
    this.#rules = program === undefined ? undefined : new Bitmap(this.#capacity);
    this.#hidden = hidden;
    this.#shown = hidden === 0 ? this.#rules : new Bitmap(this.#capacity);
  }

  /** Rows from 0 that are tested: what came after is not yet in the view. */
  get tested(): number {
    return this.#tested;
  }

  /** Rows that are shown. */
  get count(): number {
    return this.#shown === undefined ? this.#tested : this.#shown.count;
  }

  /** Tests rows up to `to`. */
  test(to: number): void {
    const from = this.#tested;
    if (to <= from) return;
    if (this.#program !== undefined && this.#rules !== undefined) {
      this.#program.testRange(this.segment, from, to, this.#rules.words);
    }
    this.#tested = to;
    this.#combine(from);
  }

  /** Tests rows [from, to) again, which were tested before. Returns whether rows came or went. */
  retest(from: number, to: number): boolean {
    if (this.#program === undefined || this.#rules === undefined || from >= to) return false;
    const before = this.#shown?.words.slice();
    this.#program.testRange(this.segment, from, to, this.#rules.words);
    this.#combine(from);
    const after = this.#shown?.words;
    return before !== undefined && after !== undefined && before.some((word, w) => word !== after[w]);
  }

  /** Shows a row whatever rules and toggles say. Returns whether it was tested and hidden until now. */
  showAlways(row: number): boolean {
    if (this.#always.has(row)) return false;
    this.#always.add(row);
    if (row >= this.#tested || this.has(row)) return false;
    this.#shown?.set(row, true);
    return true;
  }

  /** Shows all classes but the hidden ones. */
  hide(hidden: ClassMask): void {
    if (hidden === this.#hidden) return;
    if (hidden === 0) {
      this.#shown = this.#rules;
    } else if (this.#shown === this.#rules) {
      this.#shown = new Bitmap(this.#capacity);
    }
    this.#hidden = hidden;
    this.#combine(0);
  }

  /** Whether a row is shown. */
  has(row: number): boolean {
    if (row >= this.#tested) return false;
    return this.#shown === undefined || hasBit(this.#shown.words, row);
  }

  /** Number of shown rows before `row`. */
  rank(row: number): number {
    const before = Math.min(row, this.#tested);
    return this.#shown === undefined ? before : this.#shown.rank(before);
  }

  /** The row before which `n` shown rows are. */
  select(n: number): number {
    if (this.#shown !== undefined) return this.#shown.select(n);
    if (!(n >= 0 && n < this.#tested)) throw new RangeError(`There is no row ${n} among ${this.#tested}`);
    return n;
  }

  /** The first shown row from `row` on; -1 when there is none. */
  next(row: number): number {
    if (this.#shown === undefined) return row < this.#tested ? row : -1;
    return nextBit(this.#shown.words, row, this.#tested);
  }

  /** The first row behind the shown row `row` that is not shown. */
  runEnd(row: number): number {
    if (this.#shown === undefined) return this.#tested;
    return nextClearBit(this.#shown.words, row, this.#tested);
  }

  /** Sets, in cleared `words`, the bits of the shown rows of [from, to). */
  copyShown(from: number, to: number, words: Uint32Array): void {
    setRange(words, from, to);
    if (this.#shown === undefined) return;
    const shown = this.#shown.words;
    for (let w = from >>> 5; w < (to + 31) >>> 5; w++) words[w]! &= shown[w]!;
  }

  get #capacity(): number {
    return this.segment.sealed ? this.segment.length : SEGMENT_EVENTS;
  }

  /** Brings what is shown up to date from row `from` on. */
  #combine(from: number): void {
    const rules = this.#rules;
    for (const row of this.#always)
      if (rules !== undefined && row < this.#tested) setRange(rules.words, row, row + 1);
    rules?.recount(from >>> 5);
    const shown = this.#shown;
    if (shown === undefined || shown === rules) return;
    hideClasses(this.#store, this.segment, this.#hidden, from, this.#tested, rules?.words, shown.words);
    for (const row of this.#always) if (row < this.#tested) setRange(shown.words, row, row + 1);
    shown.recount(from >>> 5);
  }
}
