import type { RowCache } from './row-cache.ts';
import { RowElement } from './row-element.ts';
import type { RowFormat } from './row-element.ts';
import type { ListPlace } from './scroll-position.ts';

/** Rows may stand this many pixels from the layer's origin before it is moved to them. */
const MAX_LAYER_PX = 100_000;

/** What the pool draws. */
export interface PoolView {
  readonly place: ListPlace;
  /** First row after those in view. */
  readonly end: number;
  readonly rowHeight: number;
  readonly selectedRow: number | undefined;
  /** Changes when rows must be written again: an icon has come in, a column has another width. */
  readonly revision: number;
}

/**
 * The rows in view, recycled: the row with the number n is always drawn by slot n modulo the pool's size, so scrolling by
 * one row rewrites one slot and moves nothing but the layer.
 */
export class RowPool {
  readonly #layer: HTMLElement;
  readonly #idPrefix: string;
  readonly #slots: RowElement[] = [];
  #origin = 0;

  constructor(layer: HTMLElement, idPrefix: string) {
    this.#layer = layer;
    this.#idPrefix = idPrefix;
  }

  /** Draws the rows from `view.place` to `view.end`; those that the cache does not know show their number only. */
  draw(view: PoolView, cache: RowCache, format: RowFormat): void {
    const first = view.place.row as number;
    const count = Math.max(0, view.end - first);
    this.#grow(count);
    if (Math.abs(first - this.#origin) * view.rowHeight > MAX_LAYER_PX) this.#origin = first;
    const size = this.#slots.length;
    for (let row = first; row < view.end; row++) {
      const slot = this.#slots[row % size];
      if (slot === undefined) continue;
      slot.place((row - this.#origin) * view.rowHeight);
      slot.write(row, cache.windowOf(row), view.revision, format);
      slot.select(row === view.selectedRow);
      slot.element.hidden = false;
    }
    if (count < size) this.#hideOthers(first, view.end);
    this.#layer.style.transform = `translateY(${-(first - this.#origin) * view.rowHeight - view.place.offset}px)`;
  }

  /** Id of the element that shows `row`; undefined when it is not in view. */
  idOf(row: number): string | undefined {
    const slot = this.#slots.length === 0 ? undefined : this.#slots[row % this.#slots.length];
    return slot !== undefined && slot.row === row && slot.element.hidden === false
      ? slot.element.id
      : undefined;
  }

  #grow(count: number): void {
    if (this.#slots.length >= count) return;
    while (this.#slots.length < count) {
      const slot = new RowElement(`${this.#idPrefix}${this.#slots.length}`);
      this.#slots.push(slot);
      this.#layer.append(slot.element);
    }
  }

  #hideOthers(first: number, end: number): void {
    for (const slot of this.#slots) if (slot.row < first || slot.row >= end) slot.element.hidden = true;
  }
}
