/** Least length of the thumb in CSS pixels. */
const MIN_THUMB_PX = 24;
/** What a press beside the thumb moves by, as a part of what is visible. */
const PAGE_SHARE = 0.9;

/**
 * Scrolls header and rows sideways when the columns are wider than the list. The view scrolls by itself, the bar only shows and
 * moves it; a bar of our own, because it must look like the other one in every browser.
 */
export class SidewaysScroll {
  readonly #view: HTMLElement;
  readonly #track: HTMLElement;
  readonly #thumb: HTMLElement;
  readonly #onMove: () => void;
  readonly #listening = new AbortController();
  #grabbedAt: number | undefined;
  #thumbLeft = 0;
  #thumbWidth = 0;
  #content = 0;
  #visible = 0;

  /** `view` is the element that scrolls, `track` the bar with its thumb. */
  constructor(view: HTMLElement, track: HTMLElement, onMove: () => void) {
    const thumb = track.firstElementChild;
    if (!(thumb instanceof HTMLElement)) throw new Error('The scroll bar has no thumb.');
    this.#view = view;
    this.#track = track;
    this.#thumb = thumb;
    this.#onMove = onMove;
    const { signal } = this.#listening;
    view.addEventListener('scroll', () => this.#moved(), { signal, passive: true });
    track.addEventListener('pointerdown', (event) => this.#press(event), { signal });
    track.addEventListener('pointermove', (event) => this.#drag(event), { signal });
    track.addEventListener('pointerup', () => this.#release(), { signal });
    track.addEventListener('lostpointercapture', () => this.#release(), { signal });
    track.addEventListener('wheel', (event) => this.scrollBy(event.deltaX + event.deltaY), {
      signal,
      passive: true,
    });
  }

  close(): void {
    this.#listening.abort();
  }

  /** Columns `content` CSS pixels wide are seen through a view of `visible` pixels. */
  setWidths(content: number, visible: number): void {
    if (content === this.#content && visible === this.#visible) return;
    this.#content = content;
    this.#visible = visible;
    this.#track.hidden = content <= visible;
    this.#moved();
  }

  scrollBy(pixels: number): void {
    if (pixels !== 0 && this.#content > this.#visible) this.#view.scrollLeft += pixels;
  }

  /** Brings [left, right) into view, its left part first when it is wider than the view. */
  reveal(left: number, right: number): void {
    const { scrollLeft } = this.#view;
    if (right > scrollLeft + this.#visible) this.#view.scrollLeft = Math.min(left, right - this.#visible);
    else if (left < scrollLeft) this.#view.scrollLeft = left;
  }

  #moved(): void {
    const { scrollLeft } = this.#view;
    const span = this.#content - this.#visible;
    this.#thumbWidth =
      span <= 0 ? 0 : Math.max(MIN_THUMB_PX, Math.round((this.#visible / this.#content) * this.#visible));
    this.#thumbLeft = span <= 0 ? 0 : Math.round((scrollLeft / span) * (this.#visible - this.#thumbWidth));
    this.#thumb.style.width = `${this.#thumbWidth}px`;
    this.#thumb.style.transform = `translateX(${this.#thumbLeft}px)`;
    this.#track.setAttribute('aria-valuemin', '0');
    const most = Math.max(0, Math.round(span));
    this.#track.setAttribute('aria-valuemax', String(most));
    // The browser rounds the content's width by itself.
    this.#track.setAttribute('aria-valuenow', String(Math.min(most, Math.round(scrollLeft))));
    this.#onMove();
  }

  #press(event: PointerEvent): void {
    if (event.button !== 0) return;
    event.preventDefault(); // the list keeps the focus
    this.#track.setPointerCapture(event.pointerId);
    const onThumb = this.#x(event) - this.#thumbLeft;
    if (onThumb >= 0 && onThumb < this.#thumbWidth) {
      this.#grabbedAt = onThumb;
      this.#track.classList.add('dragging');
    } else this.scrollBy((onThumb < 0 ? -PAGE_SHARE : PAGE_SHARE) * this.#visible);
  }

  #drag(event: PointerEvent): void {
    if (this.#grabbedAt === undefined) return;
    const room = this.#visible - this.#thumbWidth;
    const span = this.#content - this.#visible;
    if (room > 0) this.#view.scrollLeft = ((this.#x(event) - this.#grabbedAt) / room) * span;
  }

  #release(): void {
    this.#grabbedAt = undefined;
    this.#track.classList.remove('dragging');
  }

  #x(event: PointerEvent): number {
    return event.clientX - this.#track.getBoundingClientRect().left;
  }
}
