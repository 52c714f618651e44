import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import type { Capture } from '../capture/capture.ts';
import type { CellOptions } from '../cells/cell-formatter.ts';
import { hasBit, wordsFor } from '../filter/bits.ts';
import { highlightPredicate } from '../filter/predicate.ts';
import { Program } from '../filter/program.ts';
import type { Epoch } from '../store/epoch.ts';
import { SEGMENT_EVENTS } from '../store/segment.ts';
import { isLoss } from './losses.ts';
import type { EventPlace } from './row-index.ts';
import { TimeSlice } from './time-slice.ts';

/**
 * Highlight rules compiled for one capture. Nothing is kept by row: whether a row is highlighted is found out when it is
 * asked for, from tables by the dictionaries' entries. Events that stand for losses are never highlighted.
 */
export class Highlight {
  readonly program: Program;
  readonly #capture: Capture;
  readonly #words = new Uint32Array(wordsFor(SEGMENT_EVENTS));

  constructor(capture: Capture, rules: readonly FilterRule[], cells: CellOptions) {
    this.#capture = capture;
    this.program = new Program(capture, highlightPredicate(rules), cells);
  }

  /** Decides the rules for all dictionary entries there are, so that rows need not wait for it. False when it was ended. */
  async prepare(isEnded: () => boolean): Promise<boolean> {
    const slice = new TimeSlice();
    for (const epoch of this.#epochs()) {
      while (!this.program.prepare(epoch)) {
        if (!slice.isOver) continue;
        await slice.yield();
        if (isEnded()) return false;
      }
      this.program.takeFlipped(epoch);
    }
    return true;
  }

  /** Takes in what the dictionaries have got since. Returns whether the answer for earlier rows may be another one. */
  update(): boolean {
    let isRevised = false;
    for (const epoch of this.#epochs()) {
      let isPrepared = false;
      while (!isPrepared) isPrepared = this.program.prepare(epoch);
      if (this.program.takeFlipped(epoch).size > 0) isRevised = true;
    }
    return isRevised;
  }

  /**
   * 1 for each of the places, ascending, whose event is highlighted, else 0.
   * Errors: those of reading cold segments or payloads.
   */
  marks(places: readonly EventPlace[]): Uint8Array {
    const { store } = this.#capture;
    const words = this.#words;
    const marks = new Uint8Array(places.length);
    for (let start = 0, end = 0; start < places.length; start = end) {
      const { segment, index: from } = places[start]!;
      end = start + 1;
      while (end < places.length && places[end]!.segment === segment) end++;
      if (segment.first < store.first) continue;
      const to = places[end - 1]!.index + 1;
      words.fill(0, from >>> 5, wordsFor(to));
      for (let k = start; k < end; k++) {
        const { index } = places[k]!;
        if (!isLoss(store.losses, segment.first + index)) words[index >>> 5]! |= 1 << (index & 31);
      }
      this.program.refine(segment, from, to, words);
      for (let k = start; k < end; k++) if (hasBit(words, places[k]!.index)) marks[k] = 1;
    }
    return marks;
  }

  #epochs(): ReadonlySet<Epoch> {
    return new Set(this.#capture.store.segments.map(({ epoch }) => epoch));
  }
}
