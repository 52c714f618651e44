import type { RowWindow } from '../../shared/api/row-window.ts';
import type { ViewState } from '../../shared/api/viewer-contract.ts';
import type { ColumnName } from '../../shared/columns.ts';
import { isCancelled } from '../../shared/errors.ts';
import { eventNo, viewRow } from '../../shared/units.ts';
import type { EventNo, ViewRow } from '../../shared/units.ts';
import type { RowOfEvent } from '../engine/session.ts';
import type { Selection } from '../state/selection-state.ts';
import type { FollowMode } from './follow-mode.ts';
import { columnAt } from '../columns/column-layout.ts';
import type { ColumnLayout } from '../columns/column-layout.ts';
import type { RowFormat } from './cell-writers.ts';
import { ListSelection } from './list-selection.ts';
import type { SelectMode } from './list-selection.ts';
import type { LoadedRows } from './loaded-rows.ts';
import { RowCache } from './row-cache.ts';
import type { RowColumns, RowElement } from './row-element.ts';
import { RowLoader } from './row-loader.ts';
import type { WantedRows } from './row-loader.ts';
import { RowPool } from './row-pool.ts';
import { ScrollPosition } from './scroll-position.ts';
import type { ListPlace } from './scroll-position.ts';

/** How long the list keeps showing where it was while the rows of the new place are on their way. */
const PATIENCE_MS = 150;

/** What the table asks of the engine and tells the window. */
export interface TableSource {
  rows(first: number, count: number, columns: readonly ColumnName[], signal: AbortSignal): Promise<RowWindow>;
  rowOfEvent(event: EventNo): Promise<RowOfEvent>;
  eventOfRow(row: ViewRow): Promise<{ generation: number; event: EventNo }>;
  runs(first: ViewRow, count: number): Promise<{ generation: number; runs: Float64Array | undefined }>;
  selected(selection: Selection | undefined): void;
  failed(error: unknown): void;
  busy(isBusy: boolean): void;
}

/** What else follows the list: the scroll bar, and the grid's properties for assistive technology. */
export interface TableListener {
  /** After every frame that was drawn; `activeId` is the element where the keyboard is. */
  drawn(position: ScrollPosition, activeId: string | undefined): void;
  /** The list has moved, so that what floats over a cell stands elsewhere. */
  moved(): void;
  /** The user went to the end of the list, where new rows come, or away from it. */
  endReached(isAtEnd: boolean): void;
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
  readonly selection: ListSelection;
  #columns: RowColumns = { names: [], widths: [] };
  #layout: ColumnLayout = { gutter: 0, widths: [], total: 0 };
  /** The columns whose texts the engine is asked for; row numbers are the view's own. */
  #engineColumns: readonly ColumnName[] = [];
  /** The column that commands and the arrow keys apply to. */
  #column: ColumnName | undefined;
  /** Whether the keyboard moves by cells, and the current cell is shown. */
  #isInCell = false;
  #view: ViewState | undefined;
  /** What keeps its place while the rows of a new generation are found and fetched. */
  #anchor: Anchor | undefined;
  /** Set while the anchor's place in a new generation is asked for. */
  #isMoving = false;
  /** The generation whose rows are on the screen. */
  #drawnGeneration = -1;
  #isClosed = false;
  #follow: FollowMode = 'stay';

  constructor(options: TableOptions) {
    this.#options = options;
    this.#position = new ScrollPosition(options.rowHeight);
    this.#pool = new RowPool(options.layer, 'event-row-');
    this.selection = new ListSelection({
      eventAt: (row) => this.eventAt(row),
      eventOfRow: (row) => options.source.eventOfRow(row),
      runs: (first, count) => options.source.runs(first, count),
      changed: () => this.#schedule(),
      selected: (selection) => options.source.selected(selection),
      failed: (error) => options.source.failed(error),
    });
    this.#loader = new RowLoader(this.#cache, (first, count, signal) => this.fetch(first, count, signal), {
      onRows: (wanted) => this.#rowsCame(wanted),
      onError: (error) => options.source.failed(error),
      onIdle: () => this.#reportBusy(),
    });
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
    if (this.#follow !== 'stay') this.#goToEnd();
    this.#schedule();
  }

  /** Whether the list shows the newest rows as they come. `end` goes there at once. */
  follow(mode: FollowMode): void {
    if (mode === this.#follow) return;
    if (this.#follow === 'end' && mode === 'stay') this.#stayAtShown();
    this.#follow = mode;
    if (mode !== 'end') return;
    clearTimeout(this.#patience);
    this.#patience = undefined;
    this.#isPatient = true;
    this.#goToEnd();
    this.#options.listener.moved();
    this.#schedule();
  }

  /** Whoever ends following means the rows that are seen, not newer ones that are on their way. */
  #stayAtShown(): void {
    if (!this.#position.isAtEnd || this.#drawnGeneration !== this.#cache.generation) return;
    this.#position.scrollTo(this.#drawn.row, this.#drawn.offset);
    this.#schedule();
  }

  #goToEnd(): void {
    this.#pendingScroll = 0;
    this.#direction = -1; // below there is nothing to be fetched ahead
    this.#position.setFraction(1);
  }

  /** Another capture: back to the top, nothing selected. */
  reset(): void {
    this.#cache.setGeneration(-1);
    this.#loader.reset();
    this.#anchor = undefined;
    this.#drawnGeneration = -1;
    this.selection.clear();
    this.#position.setRows(0);
    this.#drawn = this.#position.place;
  }

  setViewport(pixels: number): void {
    this.#position.setViewport(pixels);
    if (this.#follow === 'end') this.#goToEnd();
    this.#schedule();
  }

  setRowHeight(pixels: number): void {
    if (pixels === this.#position.rowHeight) return;
    this.#position.setRowHeight(pixels);
    if (this.#follow === 'end') this.#goToEnd();
    this.#schedule();
  }

  /** Shows these columns. Rows that are known stay, with the texts they have, until the missing ones have come. */
  setColumns(columns: RowColumns, layout: ColumnLayout): void {
    this.#layout = layout;
    // The detail of rows that stand for lost events is shown in any case.
    const names = [...new Set([...columns.names.filter((name) => name !== 'sequence'), 'detail' as const])];
    const isSame =
      names.length === this.#engineColumns.length &&
      names.every((name) => this.#engineColumns.includes(name));
    this.#columns = columns;
    if (!isSame) {
      this.#engineColumns = names;
      this.#cache.setColumns(names);
    }
    if (this.#column !== undefined && !columns.names.includes(this.#column)) this.#column = undefined;
    this.#schedule();
  }

  get columns(): RowColumns {
    return this.#columns;
  }

  /** The column that commands apply to: the one that was chosen, else the path, else the first. */
  get column(): ColumnName | undefined {
    const { names } = this.#columns;
    return this.#column ?? (names.includes('path') ? 'path' : names[0]);
  }

  /** Chooses the current column; with `isShown` its cell is marked, because the keyboard moves by cells. */
  setColumn(column: ColumnName, isShown: boolean): void {
    this.#column = column;
    this.#isInCell = isShown;
    this.#schedule();
  }

  /** Moves to the next column at the left or right, and returns its index. */
  moveColumn(direction: 1 | -1): number | undefined {
    const { names } = this.#columns;
    const from = this.#column === undefined ? undefined : names.indexOf(this.#column);
    const start = direction > 0 ? 0 : names.length - 1;
    const to = from === undefined ? start : Math.min(names.length - 1, Math.max(0, from + direction));
    const name = names[to];
    if (name === undefined) return undefined;
    this.setColumn(name, true);
    return to;
  }

  /** Rows with the texts of the columns that are shown, from the engine. Errors: as the source's. */
  async fetch(first: number, count: number, signal: AbortSignal): Promise<LoadedRows> {
    const columns = this.#engineColumns;
    return { ...(await this.#options.source.rows(first, count, columns, signal)), columns };
  }

  /** The rows that are known around a row; undefined when it is not. */
  rowsAt(row: number): LoadedRows | undefined {
    return this.#cache.windowOf(row);
  }

  /** The event of a row, when it is known. */
  eventAt(row: number): EventNo | undefined {
    const window = this.#cache.windowOf(row);
    const event = window?.event[row - window.first];
    return event === undefined ? undefined : eventNo(event);
  }

  /** The element that shows a row, while it is in view. */
  elementOf(row: number): RowElement | undefined {
    return this.#pool.elementOf(row);
  }

  /** The rows that are on the screen, [first, end). */
  get drawnRows(): { readonly first: number; readonly end: number } {
    return { first: this.#drawn.row, end: this.#position.endOf(this.#drawn) };
  }

  /** What the format says has changed, because an icon has come in for instance: the rows are written again. */
  formatChanged(): void {
    this.#revision++;
    this.#schedule();
  }

  /** Moves by pixels with the next frame. Cheap: wheels and trackpads send more events than there are frames. */
  scrollBy(pixels: number): void {
    this.#pendingScroll += pixels;
    if (pixels < 0) this.#options.listener.endReached(false);
    this.#options.listener.moved();
    this.#schedule();
  }

  /** Goes to a place by scale: the scroll bar. */
  setFraction(fraction: number): void {
    const before = this.#position.fraction;
    this.#position.setFraction(fraction);
    this.#direction = this.#position.fraction < before ? -1 : 1;
    this.#options.listener.endReached(this.#position.isAtEnd);
    this.#options.listener.moved();
    this.#schedule();
  }

  /** The column under a pointer `x` pixels from the page's left edge. */
  columnAt(x: number): ColumnName | undefined {
    const index = columnAt(this.#layout, x - this.#options.layer.getBoundingClientRect().left);
    return index === undefined ? undefined : this.#columns.names[index];
  }

  /** The row under a pointer `y` pixels below the list's upper edge. */
  rowAt(y: number): ViewRow | undefined {
    return this.#position.rowAt(this.#drawn, y);
  }

  /** Goes to a row and selects by it; with `reveal` the list scrolls to it. */
  selectRow(row: ViewRow, options: { readonly reveal: boolean; readonly mode?: SelectMode }): void {
    if (row >= this.#position.rows) return;
    this.#options.listener.endReached(false);
    const cursor = this.selection.cursor;
    this.#direction = cursor !== undefined && row < cursor ? -1 : 1;
    if (options.reveal) this.#reveal(row);
    this.selection.goTo(row, options.mode ?? 'only');
    this.#schedule();
  }

  /** Selects a row beside the others, or takes it away. */
  toggleRow(row: ViewRow): void {
    if (row >= this.#position.rows) return;
    this.selection.toggle(row);
    this.#schedule();
  }

  /** Moves the keyboard by rows, as far as the list goes; without a current row it begins at the first in view. */
  moveSelection(rows: number, mode: SelectMode = 'only'): void {
    const last = this.#position.rows - 1;
    if (last < 0) return;
    const from = this.selection.cursor;
    const to = from === undefined ? (this.#position.place.row as number) : from + rows;
    this.selectRow(viewRow(Math.min(last, Math.max(0, to))), { reveal: true, mode });
  }

  /** Goes to the first or the last event of the list. */
  selectEnd(end: 'first' | 'last', mode: SelectMode = 'only'): void {
    const last = this.#position.rows - 1;
    if (last < 0) return;
    this.selectRow(viewRow(end === 'first' ? 0 : last), { reveal: true, mode });
    this.#options.listener.endReached(end === 'last');
  }

  selectAll(): void {
    this.selection.selectAll(this.#position.rows);
  }

  #reveal(row: number): void {
    const { row: first, offset } = this.#position.place;
    this.#position.reveal(row);
    const after = this.#position.place;
    if (after.row !== first || after.offset !== offset) this.#options.listener.moved();
  }

  /** Row numbers mean other events now: finds where the events that the user looks at have gone. */
  async #changeGeneration(generation: number): Promise<void> {
    // Changes in quick succession keep the event that was in view before the first of them.
    // A list without rows leaves no event to keep, so the one before it stays.
    if (this.#follow === 'end') this.#anchor = undefined;
    else if (this.#drawnGeneration === this.#cache.generation && this.#position.rows > 0)
      this.#anchor = this.#findAnchor();
    this.#cache.setGeneration(generation);
    this.#loader.reset();
    this.#isMoving = true;
    this.#reportBusy();
    const anchor = this.#anchor;
    const placesFound = this.selection.changeGeneration(generation);
    const [place, current, rangeStart] = await Promise.all([
      this.#find(anchor?.event),
      this.#find(this.selection.current),
      this.#find(this.selection.anchor),
    ]);
    if (this.#isClosed || this.#cache.generation !== generation) return;
    this.#isMoving = false;
    this.#position.setRows(Math.max(this.#view?.rows ?? 0, this.#rowsOf(place, current)));
    if (this.#follow === 'end') this.#goToEnd();
    else if (anchor !== undefined && place?.row !== undefined) this.#position.scrollTo(place.row, -anchor.y);
    placesFound(current, rangeStart);
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

  /** The current event while it is in view, else the first event in view. */
  #findAnchor(): Anchor | undefined {
    const { first, end } = this.drawnRows;
    const { cursor, current } = this.selection;
    const isCursorInView = cursor !== undefined && cursor >= first && cursor < end;
    const row = isCursorInView ? cursor : first;
    // A hidden event stays the anchor, so that showing its class again brings it back to its place.
    const event = (isCursorInView ? current : undefined) ?? this.eventAt(row);
    if (event === undefined) return undefined;
    return { event, y: (row - first) * this.#position.rowHeight - this.#drawn.offset };
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
      if (this.#pendingScroll > 0 && this.#position.isAtEnd) this.#options.listener.endReached(true);
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
      // Of rows that come faster than they can be read, none is fetched ahead.
      isAlone: this.#follow === 'end',
    });
    if (this.#cache.has(place.row, end) || !this.#isPatient) this.#show(place);
    else {
      // A list that follows shows the rows it has until the newest are there: their numbers alone would say nothing.
      if (this.#follow !== 'end')
        this.#patience ??= setTimeout(() => {
          this.#patience = undefined;
          this.#isPatient = false;
          this.#schedule();
        }, PATIENCE_MS);
      // The selection answers at once, whatever the rows do.
      if (this.#drawnGeneration === this.#cache.generation && this.#mayShowDrawn()) this.#show(this.#drawn);
      else this.#options.listener.drawn(this.#position, undefined);
    }
    this.#reportBusy();
  }

  /** A list that follows shows no rows that have not come yet, such as the first of a capture. */
  #mayShowDrawn(): boolean {
    return this.#follow !== 'end' || this.#cache.has(this.#drawn.row, this.#position.endOf(this.#drawn));
  }

  #show(place: ListPlace): void {
    const end = this.#position.endOf(place);
    if (this.#cache.has(place.row, end)) {
      if (this.#patience !== undefined) clearTimeout(this.#patience);
      this.#patience = undefined;
      this.#isPatient = true;
    }
    this.#drawn = place;
    this.#drawnGeneration = this.#cache.generation;
    const { selection } = this;
    const currentRow = selection.isCurrentShown ? selection.cursor : undefined;
    const column =
      this.#isInCell && this.#column !== undefined ? this.#columns.names.indexOf(this.#column) : -1;
    const currentColumn = column < 0 ? undefined : column;
    this.#pool.draw(
      {
        place,
        end,
        rowHeight: this.#position.rowHeight,
        columns: this.#columns,
        isSelected: selection.isSelected,
        currentRow,
        currentColumn,
        revision: this.#revision,
      },
      this.#cache,
      this.#options.format,
    );
    const element = currentRow === undefined ? undefined : this.#pool.elementOf(currentRow);
    const activeId = currentColumn === undefined ? element?.element.id : element?.cellId(currentColumn);
    this.#options.listener.drawn(this.#position, activeId);
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
