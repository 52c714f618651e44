import type { ScrollPosition } from './scroll-position.ts';
import type { TableController } from './table-controller.ts';

/** Least height of the thumb in CSS pixels: with 100,000,000 rows it would be a hair. */
const MIN_THUMB_PX = 24;
/** While the track is held down, the list pages: after a pause, then evenly. */
const REPEAT_DELAY_MS = 350;
const REPEAT_MS = 50;

/**
 * The list's scroll bar: an own one, because a native one needs an element as high as all rows. It goes by scale.
 * A drag of the thumb goes to a place, a press on the track goes by pages towards the pointer.
 */
export class ScrollBar {
  readonly #track: HTMLElement;
  readonly #thumb: HTMLElement;
  readonly #controller: TableController;
  readonly #listening = new AbortController();
  #thumbTop = 0;
  #thumbHeight = 0;
  /** What assistive technology was told: the last row that can stand at the upper edge, and the one that does. */
  #last = -1;
  #row = -1;
  #grabbedAt: number | undefined;
  #repeat: ReturnType<typeof setTimeout> | undefined;
  #pointerY = 0;
  /** The track's upper edge in the window. Asked for once a press: a move comes while rows are being drawn, and would lay them out. */
  #trackTop = 0;

  constructor(track: HTMLElement, controller: TableController) {
    const thumb = track.firstElementChild;
    if (!(thumb instanceof HTMLElement)) throw new Error('The scroll bar has no thumb.');
    this.#track = track;
    this.#thumb = thumb;
    this.#controller = controller;
    track.setAttribute('aria-valuemin', '0');
    const { signal } = this.#listening;
    track.addEventListener('pointerdown', (event) => this.#press(event), { signal });
    track.addEventListener('pointermove', (event) => this.#move(event), { signal });
    track.addEventListener('pointerup', () => this.#release(), { signal });
    track.addEventListener('lostpointercapture', () => this.#release(), { signal });
    track.addEventListener('wheel', (event) => controller.scrollBy(event.deltaY), { signal, passive: true });
  }

  close(): void {
    this.#release();
    this.#listening.abort();
  }

  /** Follows the list. */
  update(position: ScrollPosition): void {
    const length = position.viewport;
    const isNeeded = position.rows * position.rowHeight > length;
    const height = isNeeded
      ? Math.min(length, Math.max(MIN_THUMB_PX, Math.round(position.visiblePart * length)))
      : 0;
    const top = Math.round(position.fraction * (length - height));
    if (height !== this.#thumbHeight) {
      this.#thumbHeight = height;
      this.#thumb.style.height = `${height}px`;
      this.#thumb.hidden = height === 0;
      this.#track.setAttribute('aria-disabled', String(height === 0));
    }
    if (top !== this.#thumbTop) {
      this.#thumbTop = top;
      this.#thumb.style.transform = `translateY(${top}px)`;
    }
    const last = Math.max(0, position.rows - position.pageRows);
    if (last !== this.#last) {
      this.#last = last;
      this.#track.setAttribute('aria-valuemax', String(last));
    }
    const { row } = position.place;
    if (row !== this.#row) {
      this.#row = row;
      this.#track.setAttribute('aria-valuenow', String(row));
    }
  }

  #press(event: PointerEvent): void {
    if (event.button !== 0 || this.#thumbHeight === 0) return;
    event.preventDefault(); // the list keeps the focus
    this.#track.setPointerCapture(event.pointerId);
    this.#trackTop = this.#track.getBoundingClientRect().top;
    this.#pointerY = this.#y(event);
    const onThumb = this.#pointerY - this.#thumbTop;
    if (onThumb >= 0 && onThumb < this.#thumbHeight) {
      this.#grabbedAt = onThumb;
      this.#track.classList.add('dragging');
    } else this.#page(REPEAT_DELAY_MS);
  }

  #move(event: PointerEvent): void {
    this.#pointerY = this.#y(event);
    if (this.#grabbedAt === undefined) return;
    const span = this.#controller.position.viewport - this.#thumbHeight;
    if (span > 0) this.#controller.setFraction((this.#pointerY - this.#grabbedAt) / span);
  }

  #release(): void {
    this.#grabbedAt = undefined;
    this.#track.classList.remove('dragging');
    clearTimeout(this.#repeat);
    this.#repeat = undefined;
  }

  /** Goes one page towards the pointer, and on until the thumb is under it. */
  #page(delay: number): void {
    const isAbove = this.#pointerY < this.#thumbTop;
    const isBelow = this.#pointerY >= this.#thumbTop + this.#thumbHeight;
    const { pageRows, rowHeight } = this.#controller.position;
    if (isAbove || isBelow) this.#controller.scrollBy((isAbove ? -pageRows : pageRows) * rowHeight);
    this.#repeat = setTimeout(() => this.#page(REPEAT_MS), delay);
  }

  #y(event: PointerEvent): number {
    return event.clientY - this.#trackTop;
  }
}
