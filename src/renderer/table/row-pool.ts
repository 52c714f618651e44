import type { RowFormat } from './cell-writers.ts';
import type { RowCache } from './row-cache.ts';
import { RowElement } from './row-element.ts';
import type { RowColumns } from './row-element.ts';
import type { ListPlace } from './scroll-position.ts';

/** Rows may stand this many pixels from the layer's origin before it is moved to them. */
const MAX_LAYER_PX = 100_000;

/** What the pool draws. */
export interface PoolView {
  readonly place: ListPlace;
  /** First row after those in view. */
  readonly end: number;
  readonly rowHeight: number;
  readonly columns: RowColumns;
  /** Whether a row is selected; the event is undefined while it is not known. */
  readonly isSelected: (row: number, event: number | undefined) => boolean;
  readonly currentRow: number | undefined;
  /** The column in which the keyboard is, when it moves by cells. */
  readonly currentColumn: number | undefined;
  /** Changes when rows must be written again: an icon has come in, for instance. */
  readonly revision: number;
}

/**
 * The rows in view, recycled: scrolling by one row rewrites one slot and moves nothing but the layer. A jump that leaves
 * less than a quarter of the rows in view moves no slot and rewrites all of them.
 */
export class RowPool {
  readonly #layer: HTMLElement;
  readonly #idPrefix: string;
  readonly #slots: RowElement[] = [];
  /** The row that the first slot shows when nothing is scrolled, and that stands at the layer's upper edge. */
  #origin = 0;
  /** Rows that were drawn last. */
  #first = 0;
  #end = 0;

  constructor(layer: HTMLElement, idPrefix: string) {
    this.#layer = layer;
    this.#idPrefix = idPrefix;
  }

  /** Draws the rows from `view.place` to `view.end`; those that the cache does not know show their number only. */
  draw(view: PoolView, cache: RowCache, format: RowFormat): void {
    const first = view.place.row as number;
    const count = Math.max(0, view.end - first);
    this.#grow(count);
    const kept = Math.min(view.end, this.#end) - Math.max(first, this.#first);
    if (kept < count / 4 || Math.abs(first - this.#origin) * view.rowHeight > MAX_LAYER_PX)
      this.#origin = first;
    for (let row = first; row < view.end; row++) {
      const slot = this.#slotOf(row);
      if (slot === undefined) continue;
      const window = cache.windowOf(row);
      const event = window?.event[row - window.first];
      slot.place((row - this.#origin) * view.rowHeight);
      slot.write(row, window, view.columns, view.revision, format);
      slot.select(view.isSelected(row, event));
      slot.setCurrent(row === view.currentRow, view.currentColumn, format);
      slot.show();
    }
    if (count < this.#slots.length) this.#hideOthers(first, view.end);
    this.#first = first;
    this.#end = view.end;
    const y = -(first - this.#origin) * view.rowHeight - view.place.offset;
    this.#layer.style.transform = `translateY(${y}px)`;
  }

  /** The element that shows `row`; undefined when it is not in view. */
  elementOf(row: number): RowElement | undefined {
    const slot = this.#slotOf(row);
    return slot !== undefined && slot.row === row && !slot.isHidden ? slot : undefined;
  }

  #slotOf(row: number): RowElement | undefined {
    const size = this.#slots.length;
    return size === 0 ? undefined : this.#slots[(((row - this.#origin) % size) + size) % size];
  }

  #grow(count: number): void {
    while (this.#slots.length < count) {
      const slot = new RowElement(`${this.#idPrefix}${this.#slots.length}`);
      this.#slots.push(slot);
      this.#layer.append(slot.element);
    }
  }

  #hideOthers(first: number, end: number): void {
    for (const slot of this.#slots) if (slot.row < first || slot.row >= end) slot.hide();
  }
}
