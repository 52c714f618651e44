import type { ColumnName } from '../../shared/columns.ts';
import type { Capture } from '../capture/capture.ts';
import { CellFormatter } from '../cells/cell-formatter.ts';
import type { CellOptions } from '../cells/cell-formatter.ts';
import type { OperationInfo } from '../dialect/dialect.ts';
import type { Segment } from '../store/segment.ts';
import { EventScan } from './event-scan.ts';

/**
 * Bounds of counting a column of formatted texts: distinct ones, their UTF-16 units, and cells that are formatted. The last
 * does not hold for Category, whose texts are few.
 */
export const MAX_TEXTS = 20_000;
const MAX_UNITS = 4 * 1024 * 1024;
const MAX_FORMATTED = 1_000_000;

/** Events between two looks at the clock. */
const STEP_EVENTS = 1024;

/**
 * Counts the texts of a column whose cells are formatted row by row. Gives up when there are too many: what was counted
 * until then stays.
 */
export class TextCounts {
  readonly #capture: Capture;
  readonly #column: ColumnName;
  readonly #cells: CellFormatter;
  readonly #scan: EventScan;
  readonly #counts = new Map<string, number>();
  #units = 0;
  #formatted = 0;
  #hasGivenUp = false;

  constructor(capture: Capture, column: ColumnName, cells: CellOptions) {
    this.#capture = capture;
    this.#column = column;
    this.#cells = new CellFormatter(capture, cells);
    this.#scan = new EventScan(
      capture.store,
      STEP_EVENTS,
      () => {
        this.#counts.clear();
        this.#units = this.#formatted = 0;
      },
      (segment, from, to) => this.#count(segment, from, to),
    );
  }

  /** Counts some more events, about a millisecond's worth. Returns whether there is no more to do. Errors: 'file/...'. */
  advance(): boolean {
    return this.#hasGivenUp || this.#scan.advance();
  }

  /** Whether events were left uncounted. */
  get hasGivenUp(): boolean {
    return this.#hasGivenUp;
  }

  /** The texts with their events, so far. */
  texts(): Iterable<readonly [text: string, events: number]> {
    return this.#counts;
  }

  #count(segment: Segment, from: number, to: number): void {
    const operations = this.#capture.store.column(segment, 'operation');
    const found = new Map<string, number>();
    for (let row = from; row < to; row++) {
      const fixed = this.#fixedText(segment.epoch.operations.get(operations[row]!));
      let text = fixed;
      if (text === undefined) {
        this.#cells.at(segment, row);
        text = this.#cells.text(this.#column);
        this.#formatted++;
      }
      found.set(text, (found.get(text) ?? 0) + 1);
    }
    // Only now, so that what throws on the way counts nothing twice.
    for (const [text, events] of found) this.#add(text, events);
    const isTooLong = this.#formatted >= MAX_FORMATTED && this.#column !== 'category';
    if (isTooLong || this.#counts.size >= MAX_TEXTS || this.#units >= MAX_UNITS) this.#hasGivenUp = true;
  }

  #add(text: string, events: number): void {
    const known = this.#counts.get(text);
    if (known === undefined) this.#units += text.length;
    this.#counts.set(text, (known ?? 0) + events);
  }

  /** What the column shows for every event of an operation; undefined where that depends on the event. */
  #fixedText(operation: OperationInfo): string | undefined {
    if (this.#column === 'category') return operation.category;
    return this.#column === 'detail' && operation.hasNoDetail === true ? '' : undefined;
  }
}
