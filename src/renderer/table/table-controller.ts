import type { RowWindow } from '../../shared/api/row-window.ts';
import type { ViewState } from '../../shared/api/viewer-contract.ts';
import { isCancelled } from '../../shared/errors.ts';
import { eventNo, viewRow } from '../../shared/units.ts';
import type { EventNo, ViewRow } from '../../shared/units.ts';
import type { RowOfEvent } from '../engine/session.ts';
import type { Selection } from '../state/app-store.ts';
import { RowCache } from './row-cache.ts';
import { RowLoader } from './row-loader.ts';
import type { WantedRows } from './row-loader.ts';
import { RowPool } from './row-pool.ts';
import type { RowFormat } from './row-element.ts';
import { ScrollPosition } from './scroll-position.ts';
import type { ListPlace } from './scroll-position.ts';

/** How long the list keeps showing where it was while the rows of the new place are on their way. */
const PATIENCE_MS = 150;

/** What the table asks of the engine and tells the window. */
export interface TableSource {
  rows(first: number, count: number, signal: AbortSignal): Promise<RowWindow>;
  rowOfEvent(event: EventNo): Promise<RowOfEvent>;
  eventOfRow(row: ViewRow): Promise<{ generation: number; event: EventNo }>;
  selected(selection: Selection | undefined): void;
  failed(error: unknown): void;
  busy(isBusy: boolean): void;
}

/** What else follows the list: the scroll bar, and the grid's properties for assistive technology. */
export interface TableListener {
  /** After every frame that was drawn. */
  drawn(position: ScrollPosition, activeId: string | undefined): void;
}

export interface TableOptions {
  readonly layer: HTMLElement;
  readonly rowHeight: number;
  readonly format: RowFormat;
  readonly source: TableSource;
  readonly listener: TableListener;
}

/** An event that keeps its place on the screen when the rows change. */
interface Anchor {
  readonly event: EventNo;
  /** Pixels below the upper edge. */
  readonly y: number;
}

/**
 * The event list. It draws at most once a frame, only from rows that are in the cache, and never waits in a handler: while
 * the rows of a new place are on their way it shows the place where it was, so nothing flickers; if they take long,
 * it shows the new place with row numbers alone.
 */
export class TableController {
  readonly #options: TableOptions;
  readonly #position: ScrollPosition;
  readonly #cache = new RowCache();
  readonly #loader: RowLoader;
  readonly #pool: RowPool;
  /** The place that is on the screen. */
  #drawn: ListPlace = { row: viewRow(0), offset: 0 };
  #frame: number | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #isPatient = true;
  #direction: 1 | -1 = 1;
  #pendingScroll = 0;
  #revision = 0;
  /** The row where the keyboard is: that of the selected event, or the nearest to it. */
  #cursor: ViewRow | undefined;
  #selected: EventNo | undefined;
  #isSelectedShown = false;
  #view: ViewState | undefined;
  /** What keeps its place while the rows of a new generation are found and fetched. */
  #anchor: Anchor | undefined;
  /** Set while the anchor's place in a new generation is asked for. */
  #isMoving = false;
  /** The generation whose rows are on the screen. */
  #drawnGeneration = -1;
  #isClosed = false;

  constructor(options: TableOptions) {
    this.#options = options;
    this.#position = new ScrollPosition(options.rowHeight);
    this.#pool = new RowPool(options.layer, 'event-row-');
    this.#loader = new RowLoader(
      this.#cache,
      (first, count, signal) => options.source.rows(first, count, signal),
      {
        onRows: (wanted) => this.#rowsCame(wanted),
        onError: (error) => options.source.failed(error),
        onIdle: () => this.#reportBusy(),
      },
    );
  }

  get position(): ScrollPosition {
    return this.#position;
  }

  close(): void {
    this.#isClosed = true;
    this.#loader.close();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    clearTimeout(this.#patience);
    this.#options.source.busy(false);
  }

  /** The view has this state from now on. */
  setView(view: ViewState): void {
    this.#view = view;
    if (view.generation !== this.#cache.generation) {
      void this.#changeGeneration(view.generation);
      return;
    }
    if (this.#isMoving || view.rows === this.#position.rows) return;
    this.#position.setRows(view.rows);
    this.#schedule();
  }

  /** Another capture: back to the top, nothing selected. */
  reset(): void {
    this.#cache.setGeneration(-1);
    this.#loader.reset();
    this.#anchor = undefined;
    this.#drawnGeneration = -1;
    this.#selected = undefined;
    this.#cursor = undefined;
    this.#position.setRows(0);
    this.#drawn = this.#position.place;
  }

  setViewport(pixels: number): void {
    this.#position.setViewport(pixels);
    this.#schedule();
  }

  setRowHeight(pixels: number): void {
    if (pixels === this.#position.rowHeight) return;
    this.#position.setRowHeight(pixels);
    this.#schedule();
  }

  /** What the format says has changed, because an icon has come in for instance: the rows are written again. */
  formatChanged(): void {
    this.#revision++;
    this.#schedule();
  }

  /** Moves by pixels with the next frame. Cheap: wheels and trackpads send more events than there are frames. */
  scrollBy(pixels: number): void {
    this.#pendingScroll += pixels;
    this.#schedule();
  }

  /** Goes to a place by scale: the scroll bar. */
  setFraction(fraction: number): void {
    const before = this.#position.fraction;
    this.#position.setFraction(fraction);
    this.#direction = this.#position.fraction < before ? -1 : 1;
    this.#schedule();
  }

  scrollToRow(row: number): void {
    this.#direction = row < this.#position.place.row ? -1 : 1;
    this.#position.scrollTo(row);
    this.#schedule();
  }

  /** The row under a pointer `y` pixels below the list's upper edge. */
  rowAt(y: number): ViewRow | undefined {
    return this.#position.rowAt(this.#drawn, y);
  }

  /** Selects the event of a row; with `reveal` the list scrolls to it. */
  selectRow(row: ViewRow, options: { readonly reveal: boolean }): void {
    if (row >= this.#position.rows) return;
    this.#direction = this.#cursor !== undefined && row < this.#cursor ? -1 : 1;
    this.#cursor = row;
    this.#isSelectedShown = true;
    if (options.reveal) this.#position.reveal(row);
    const window = this.#cache.windowOf(row);
    const event = window?.event[row - window.first];
    if (event === undefined) {
      this.#selected = undefined;
      void this.#learnEvent(row);
    } else this.#select(eventNo(event));
    this.#schedule();
  }

  /** Moves the selection by rows, as far as the list goes; without a selection it begins at the first row in view. */
  moveSelection(rows: number): void {
    const last = this.#position.rows - 1;
    if (last < 0) return;
    const from = this.#cursor;
    const to = from === undefined ? (this.#position.place.row as number) : from + rows;
    this.selectRow(viewRow(Math.min(last, Math.max(0, to))), { reveal: true });
  }

  /** Selects the first or the last event of the list. */
  selectEnd(end: 'first' | 'last'): void {
    const last = this.#position.rows - 1;
    if (last >= 0) this.selectRow(viewRow(end === 'first' ? 0 : last), { reveal: true });
  }

  #select(event: EventNo): void {
    if (this.#selected === event) return;
    this.#selected = event;
    this.#options.source.selected({ event, isShown: true });
  }

  async #learnEvent(row: ViewRow): Promise<void> {
    try {
      const { generation, event } = await this.#options.source.eventOfRow(row);
      if (generation === this.#cache.generation && this.#cursor === row) this.#select(event);
    } catch (error) {
      if (!isCancelled(error)) this.#options.source.failed(error);
    }
  }

  /** Row numbers mean other events now: finds where the events that the user looks at have gone. */
  async #changeGeneration(generation: number): Promise<void> {
    // Changes in quick succession keep the event that was in view before the first of them.
    if (this.#drawnGeneration === this.#cache.generation) this.#anchor = this.#findAnchor();
    this.#cache.setGeneration(generation);
    this.#loader.reset();
    this.#isMoving = true;
    this.#reportBusy();
    const anchor = this.#anchor;
    const [place, selected] = await Promise.all([this.#find(anchor?.event), this.#find(this.#selected)]);
    if (this.#isClosed || this.#cache.generation !== generation) return;
    this.#isMoving = false;
    this.#position.setRows(Math.max(this.#view?.rows ?? 0, this.#rowsOf(place, selected)));
    if (anchor !== undefined && place?.row !== undefined) this.#position.scrollTo(place.row, -anchor.y);
    this.#cursor = selected?.row;
    this.#isSelectedShown = selected?.exact === true;
    if (this.#selected !== undefined) {
      this.#options.source.selected({ event: this.#selected, isShown: this.#isSelectedShown });
    }
    this.#schedule();
  }

  /** The list may have grown since it told its length. */
  #rowsOf(...places: readonly (RowOfEvent | undefined)[]): number {
    return Math.max(0, ...places.map((place) => (place?.row === undefined ? 0 : place.row + 1)));
  }

  async #find(event: EventNo | undefined): Promise<RowOfEvent | undefined> {
    if (event === undefined) return undefined;
    try {
      return await this.#options.source.rowOfEvent(event);
    } catch (error) {
      if (!isCancelled(error)) this.#options.source.failed(error);
      return undefined;
    }
  }

  /** The selected event while it is in view, else the first event in view. */
  #findAnchor(): Anchor | undefined {
    const first = this.#drawn.row as number;
    const end = this.#position.endOf(this.#drawn);
    const isCursorInView = this.#cursor !== undefined && this.#cursor >= first && this.#cursor < end;
    const row = isCursorInView && this.#cursor !== undefined ? this.#cursor : first;
    const event = this.#eventOf(row, isCursorInView);
    if (event === undefined) return undefined;
    return { event, y: (row - first) * this.#position.rowHeight - this.#drawn.offset };
  }

  #eventOf(row: number, isCursor: boolean): EventNo | undefined {
    // A hidden selection stays the anchor, so that showing its class again brings it back to its place.
    if (isCursor && this.#selected !== undefined) return this.#selected;
    const window = this.#cache.windowOf(row);
    const event = window?.event[row - window.first];
    return event === undefined ? undefined : eventNo(event);
  }

  #schedule(): void {
    if (this.#isClosed) return;
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#draw();
    });
    this.#reportBusy();
  }

  #draw(): void {
    if (this.#pendingScroll !== 0) {
      this.#direction = this.#pendingScroll < 0 ? -1 : 1;
      this.#position.scrollBy(this.#pendingScroll);
      this.#pendingScroll = 0;
    }
    if (this.#isMoving) return;
    const place = this.#position.place;
    const end = this.#position.endOf(place);
    this.#loader.want({
      place,
      first: place.row,
      end,
      rows: this.#position.rows,
      direction: this.#direction,
    });
    if (this.#cache.has(place.row, end) || !this.#isPatient) this.#show(place);
    else {
      this.#patience ??= setTimeout(() => {
        this.#patience = undefined;
        this.#isPatient = false;
        this.#schedule();
      }, PATIENCE_MS);
      // The selection answers at once, whatever the rows do.
      if (this.#drawnGeneration === this.#cache.generation) this.#show(this.#drawn);
      else this.#options.listener.drawn(this.#position, undefined);
    }
    this.#reportBusy();
  }

  #show(place: ListPlace): void {
    const end = this.#position.endOf(place);
    if (this.#cache.has(place.row, end)) {
      clearTimeout(this.#patience);
      this.#patience = undefined;
      this.#isPatient = true;
    }
    this.#drawn = place;
    this.#drawnGeneration = this.#cache.generation;
    const cursor = this.#isSelectedShown ? this.#cursor : undefined;
    this.#pool.draw(
      { place, end, rowHeight: this.#position.rowHeight, selectedRow: cursor, revision: this.#revision },
      this.#cache,
      this.#options.format,
    );
    this.#options.listener.drawn(this.#position, cursor === undefined ? undefined : this.#pool.idOf(cursor));
  }

  /** While a drag runs ahead of the answers, the place that an answer is for is shown: the list keeps moving. */
  #rowsCame(wanted: WantedRows): void {
    const place = this.#position.place;
    const isThere = this.#cache.has(place.row, this.#position.endOf(place));
    if (!isThere && this.#cache.has(wanted.first, this.#position.endOf(wanted.place)))
      this.#show(wanted.place);
    this.#schedule();
  }

  #reportBusy(): void {
    this.#options.source.busy(this.#frame !== undefined || this.#isMoving || !this.#loader.idle);
  }
}
