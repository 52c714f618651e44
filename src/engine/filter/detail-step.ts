import type { Capture } from '../capture/capture.ts';
import type { CellFormatter } from '../cells/cell-formatter.ts';
import { DetailKey } from '../dialect/detail-key.ts';
import type { Epoch } from '../store/epoch.ts';
import type { Segment } from '../store/segment.ts';
import { wordsFor } from './bits.ts';
import type { TextTest } from './text-test.ts';
import { VerdictMemo } from './verdict-memo.ts';

/**
 * A test on the text of the Detail column. Most events say the same as one before them: what the dialect can name by a key
 * is formatted and tested once. A memo serves one epoch, in which an operation has one number.
 */
export class DetailStep {
  readonly #capture: Capture;
  readonly #cells: CellFormatter;
  readonly #test: TextTest;
  readonly #memo = new VerdictMemo();
  readonly #key = new DetailKey();
  #epoch: Epoch | undefined;

  constructor(capture: Capture, cells: CellFormatter, test: TextTest) {
    this.#capture = capture;
    this.#cells = cells;
    this.#test = test;
  }

  /** Clears the bits of rows [from, to) that fail. */
  refine(segment: Segment, from: number, to: number, words: Uint32Array): void {
    if (this.#epoch !== segment.epoch) this.#memo.clear();
    this.#epoch = segment.epoch;
    const operations = this.#capture.store.column(segment, 'operation');
    const cells = this.#cells;
    const stop = wordsFor(to);
    for (let w = from >>> 5; w < stop; w++) {
      let word = words[w]!;
      for (let rest = word; rest !== 0; rest &= rest - 1) {
        const bit = rest & -rest;
        const row = (w << 5) + 31 - Math.clz32(bit);
        cells.at(segment, row);
        if (!this.#passes(operations[row]!)) word &= ~bit;
      }
      words[w] = word;
    }
  }

  /** Whether the row that the cells are at passes. */
  #passes(operation: number): boolean {
    const memo = this.#memo;
    if (!memo.isWorthwhile(operation)) return this.#test(this.#cells.text('detail'));
    const key = this.#key;
    this.#cells.detailKey(key);
    if (!key.isUsable) return this.#test(this.#cells.text('detail'));
    const known = memo.find(operation, key);
    if (known !== undefined) return known;
    const verdict = this.#test(this.#cells.text('detail'));
    memo.keep(operation, key, verdict);
    return verdict;
  }
}
