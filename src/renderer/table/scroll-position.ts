import { viewRow } from '../../shared/units.ts';
import type { ViewRow } from '../../shared/units.ts';

/** A place in the list: the row at the upper edge and how many pixels of it are hidden above the edge. */
export interface ListPlace {
  readonly row: ViewRow;
  /** From 0, less than a row's height. */
  readonly offset: number;
}

/** Rows of context that stay visible when the list scrolls to a row nearby. */
const MARGIN_ROWS = 3;

/**
 * Where the list stands: the exact row at the upper edge, never a scroll offset of a tall element, which browsers cap
 * near 1.7 million rows. The scroll bar follows this place by scale; wheel and keys move it by rows.
 * Units: CSS pixels.
 */
export class ScrollPosition {
  #rowHeight: number;
  #rows = 0;
  #viewport = 0;
  #row = 0;
  #offset = 0;

  constructor(rowHeight: number) {
    this.#rowHeight = rowHeight;
  }

  get rowHeight(): number {
    return this.#rowHeight;
  }

  get rows(): number {
    return this.#rows;
  }

  get viewport(): number {
    return this.#viewport;
  }

  get place(): ListPlace {
    return { row: viewRow(this.#row), offset: this.#offset };
  }

  /** Rows that fit whole into the viewport; what Page Down moves by. At least 1. */
  get pageRows(): number {
    return Math.max(1, Math.floor(this.#viewport / this.#rowHeight));
  }

  /** How far the list is scrolled, from 0 to 1; 0 when everything fits. */
  get fraction(): number {
    const span = this.#span();
    return span === 0 ? 0 : this.#pixels() / span;
  }

  /** Whether the last row is whole in view. */
  get isAtEnd(): boolean {
    return this.#pixels() >= this.#span();
  }

  /** Part of the list that is visible, from 0 to 1. */
  get visiblePart(): number {
    const full = this.#rows * this.#rowHeight;
    return full === 0 ? 1 : Math.min(1, this.#viewport / full);
  }

  /** The list has `rows` rows from now on; the place stays where it can. */
  setRows(rows: number): void {
    this.#rows = rows;
    this.#clamp();
  }

  setViewport(pixels: number): void {
    this.#viewport = Math.max(0, pixels);
    this.#clamp();
  }

  /** The rows are `pixels` high from now on; the row at the upper edge stays. */
  setRowHeight(pixels: number): void {
    this.#offset = (this.#offset / this.#rowHeight) * pixels;
    this.#rowHeight = pixels;
    this.#clamp();
  }

  /** Moves by pixels, downwards when positive. */
  scrollBy(pixels: number): void {
    // In 64ths, the layout's own unit: so the sums are exact and an offset never reaches a row's height.
    const moved = Math.round((this.#offset + pixels) * 64) / 64;
    const rows = Math.floor(moved / this.#rowHeight);
    this.#row += rows;
    this.#offset = moved - rows * this.#rowHeight;
    this.#clamp();
  }

  /** Puts `row` at the upper edge, `offset` pixels of it hidden; as far as the list's ends allow. */
  scrollTo(row: number, offset = 0): void {
    this.#row = row;
    this.#offset = 0;
    this.scrollBy(offset);
  }

  /** Goes to a place by scale, 0 the start and 1 the end: exactly, so that the last row is reached. */
  setFraction(fraction: number): void {
    this.#row = 0;
    this.#offset = 0;
    this.scrollBy(Math.min(1, Math.max(0, fraction)) * this.#span());
  }

  /** Sees to it that `row` is whole in view: the least move when it is near, in the middle when it is far. */
  reveal(row: number): void {
    const top = row * this.#rowHeight;
    const above = this.#pixels() - top;
    const below = top + this.#rowHeight - (this.#pixels() + this.#viewport);
    if (above <= 0 && below <= 0) return;
    const margin = Math.min(MARGIN_ROWS, Math.floor((this.pageRows - 1) / 2)) * this.#rowHeight;
    const near = this.#viewport;
    if (above > 0 && above < near) this.scrollBy(-above - (above > this.#rowHeight ? margin : 0));
    else if (below > 0 && below < near) this.scrollBy(below + (below > this.#rowHeight ? margin : 0));
    else this.scrollTo(row, -Math.floor((this.#viewport - this.#rowHeight) / 2));
  }

  /** The row at `y` pixels below the viewport's upper edge when the list stands at `place`; undefined below its end. */
  rowAt(place: ListPlace, y: number): ViewRow | undefined {
    const row = place.row + Math.floor((y + place.offset) / this.#rowHeight);
    return row >= 0 && row < this.#rows ? viewRow(row) : undefined;
  }

  /** First row after those that are visible when the list stands at `place`. */
  endOf(place: ListPlace): number {
    return Math.min(this.#rows, place.row + Math.ceil((place.offset + this.#viewport) / this.#rowHeight));
  }

  /** Pixels above the upper edge. Exact: 100,000,000 rows of 24 px are far below 2^53. */
  #pixels(): number {
    return this.#row * this.#rowHeight + this.#offset;
  }

  #span(): number {
    return Math.max(0, this.#rows * this.#rowHeight - this.#viewport);
  }

  #clamp(): void {
    const span = this.#span();
    const pixels = this.#pixels();
    if (pixels <= 0) {
      this.#row = 0;
      this.#offset = 0;
    } else if (pixels > span) {
      this.#row = Math.floor(span / this.#rowHeight);
      this.#offset = span - this.#row * this.#rowHeight;
    }
  }
}
