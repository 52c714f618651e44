import { RowTone } from '../../shared/api/row-window.ts';
import type { ColumnName } from '../../shared/columns.ts';
import { columnWidth } from '../columns/column-layout.ts';
import { TABLE_COLUMNS } from '../columns/table-columns.ts';
import { locale } from '../messages/locale.ts';
import { TextSlot, createParts, shownText, textRoom } from './cell-writers.ts';
import type { CellWriter, RowFormat } from './cell-writers.ts';
import type { LoadedRows } from './loaded-rows.ts';
import { LostNote } from './lost-note.ts';

/** The columns that rows show. Another object whenever anything about them has changed. */
export interface RowColumns {
  readonly names: readonly ColumnName[];
  /** CSS pixels. */
  readonly widths: readonly number[];
}

/** Where there is room for less, in CSS pixels, the style sheet cuts: not even an ellipsis may fit in. */
const NARROW_ROOM = 24;
/** Pixels from the layer's origin, more than any row that is seen may stand from it. */
const OUT_OF_VIEW = -1_000_000;

interface Cell {
  readonly column: ColumnName;
  readonly element: HTMLDivElement;
  readonly icon: HTMLElement | undefined;
  /** Undefined for the row's number, which is not the engine's to say. */
  readonly write: CellWriter | undefined;
  readonly number: TextSlot | undefined;
}

/**
 * One row of the page, used again for other events as the list scrolls. Made without React: this runs for every row of
 * every frame of a drag, and writes only the texts that differ from what the row showed before. Cells are plain blocks in the
 * row's grid, their texts cut to size before the page sees them: what the page has to lay out is what it shows.
 */
export class RowElement {
  readonly element: HTMLDivElement;
  readonly #id: string;
  #names: readonly ColumnName[] = [];
  #columns: RowColumns | undefined;
  #cells: readonly Cell[] = [];
  #rooms: readonly number[] = [];
  /** Columns of the window whose places are in `#places`. */
  #placesOf: readonly ColumnName[] | undefined;
  #places: readonly number[] = [];
  #row = -1;
  #window: LoadedRows | undefined;
  #top = Number.NaN;
  #isHidden = false;
  #isSelected = false;
  #isCurrent = false;
  #isLost = false;
  #lostNote: LostNote | undefined;
  #isHighlighted = false;
  #currentCell: HTMLElement | undefined;
  #labelled: HTMLElement[] = [];
  /** Whether the texts have changed since the cells were last labelled. */
  #isRewritten = false;
  #revision = -1;

  constructor(id: string) {
    this.#id = id;
    this.element = document.createElement('div');
    this.element.className = 'row';
    this.element.id = id;
    this.element.setAttribute('role', 'row');
    this.element.setAttribute('aria-selected', 'false');
  }

  get row(): number {
    return this.#row;
  }

  get isHidden(): boolean {
    return this.#isHidden;
  }

  /**
   * Takes the row out of view: to where nobody sees it, and not out of the page. The list's last row comes and goes with every
   * other frame of a drag, and to lay it out anew would cost as much as ten rows whose texts change.
   */
  hide(): void {
    this.place(OUT_OF_VIEW);
    if (this.#isHidden) return;
    this.#isHidden = true;
    this.element.hidden = true; // the style sheet displays it all the same
    this.element.setAttribute('aria-hidden', 'true');
  }

  show(): void {
    if (!this.#isHidden) return;
    this.#isHidden = false;
    this.element.hidden = false;
    this.element.removeAttribute('aria-hidden');
  }

  /** Moves the row to `top` pixels below its parent's origin. */
  place(top: number): void {
    if (top === this.#top) return;
    this.#top = top;
    this.element.style.top = `${top}px`;
  }

  select(isSelected: boolean): void {
    if (isSelected === this.#isSelected) return;
    this.#isSelected = isSelected;
    this.element.classList.toggle('selected', isSelected);
    this.element.setAttribute('aria-selected', String(isSelected));
  }

  /** Says whether the keyboard is here, and in which column when it moves by cells. Comes after `write`. */
  setCurrent(isCurrent: boolean, column: number | undefined, format: RowFormat): void {
    const cell = isCurrent && column !== undefined ? this.#cells[column]?.element : undefined;
    if (cell !== this.#currentCell) {
      this.#currentCell?.classList.remove('current-cell');
      cell?.classList.add('current-cell');
      this.#currentCell = cell;
    }
    if (isCurrent === this.#isCurrent && !(isCurrent && this.#isRewritten)) return;
    if (isCurrent !== this.#isCurrent) this.element.classList.toggle('current', isCurrent);
    this.#isCurrent = isCurrent;
    this.#isRewritten = false;
    this.#labelCells(format);
  }

  /** Id of the cell of a column. */
  cellId(column: number): string {
    return `${this.#id}-${column}`;
  }

  cellElement(column: number): HTMLElement | undefined {
    return this.#cells[column]?.element;
  }

  /** Shows `row`; without a window only its number, because its event is not known yet. */
  write(
    row: number,
    window: LoadedRows | undefined,
    columns: RowColumns,
    revision: number,
    format: RowFormat,
  ): void {
    if (columns !== this.#columns) this.#setColumns(columns);
    if (row === this.#row && window === this.#window && revision === this.#revision) return;
    if (row !== this.#row) this.element.setAttribute('aria-rowindex', String(row + 2)); // the header is row 1
    if ((window === undefined) !== (this.#window === undefined) || this.#row === -1) {
      this.element.classList.toggle('unknown', window === undefined);
    }
    const index = window === undefined ? 0 : row - window.first;
    if (window !== undefined && window.columns !== this.#placesOf) this.#findPlaces(window.columns);
    for (let column = 0; column < this.#cells.length; column++) {
      const cell = this.#cells[column];
      if (cell === undefined) continue;
      cell.number?.set(format.plain.fit(format.rowNumber(row + 1), this.#rooms[column] ?? 0));
      if (window === undefined) continue;
      const text = window.cells[this.#places[column] ?? -1]?.[index] ?? '';
      cell.write?.(text, this.#rooms[column] ?? 0, window, index, format);
    }
    const isLost = window?.tone[index] === RowTone.Lost;
    if (isLost !== this.#isLost) {
      this.#isLost = isLost;
      this.element.classList.toggle('lost', isLost);
    }
    if (isLost && window !== undefined) {
      this.#lostNote ??= new LostNote(this.element);
      this.#lostNote.write(window, row, format.timeOfDay);
    }
    this.#highlight(window?.highlighted[index] === 1);
    this.#row = row;
    this.#window = window;
    this.#revision = revision;
    this.#isRewritten = true;
  }

  #highlight(isHighlighted: boolean): void {
    if (isHighlighted === this.#isHighlighted) return;
    this.#isHighlighted = isHighlighted;
    this.element.classList.toggle('highlighted', isHighlighted);
    if (isHighlighted) this.element.setAttribute('aria-description', locale.messages.highlight.row);
    else this.element.removeAttribute('aria-description');
  }

  #setColumns(columns: RowColumns): void {
    if (!isSame(columns.names, this.#names)) {
      this.#currentCell = undefined;
      this.#labelled = [];
      this.#cells = columns.names.map((column, index) => this.#createCell(column, index));
      this.element.replaceChildren(
        ...this.#cells.flatMap(({ icon, element }) => (icon === undefined ? [element] : [icon, element])),
      );
      this.#names = columns.names;
      this.#placesOf = undefined;
      this.#lostNote = undefined;
    }
    this.#rooms = columns.names.map((name, index) =>
      textRoom(TABLE_COLUMNS[name].style, columns.widths[index] ?? 0),
    );
    for (const [index, { element }] of this.#cells.entries()) {
      element.classList.toggle('narrow', (this.#rooms[index] ?? 0) < NARROW_ROOM);
    }
    this.#columns = columns;
    this.#revision = -1;
  }

  #createCell(column: ColumnName, index: number): Cell {
    const element = document.createElement('div');
    element.className = `cell ${TABLE_COLUMNS[column].style}`;
    element.id = this.cellId(index);
    element.style.width = columnWidth(index);
    element.setAttribute('role', 'gridcell');
    element.setAttribute('aria-colindex', String(index + 1));
    if (column !== 'sequence') return { column, element, ...createParts(column, element), number: undefined };
    element.classList.add('sequence');
    return { column, element, icon: undefined, write: undefined, number: new TextSlot(element) };
  }

  #findPlaces(columns: readonly ColumnName[]): void {
    this.#placesOf = columns;
    this.#places = this.#names.map((name) => columns.indexOf(name));
  }

  /** Cells that are cut tell assistive technology their whole text while the keyboard is in their row. */
  #labelCells(format: RowFormat): void {
    for (const element of this.#labelled) element.removeAttribute('aria-description');
    this.#labelled = [];
    if (!this.#isCurrent || this.#window === undefined) return;
    const index = this.#row - this.#window.first;
    for (const [place, cell] of this.#cells.entries()) {
      if (cell.write === undefined) continue;
      const text = this.#window.cells[this.#places[place] ?? -1]?.[index] ?? '';
      const whole = shownText(cell.column, text, format);
      if (whole === cell.element.textContent) continue;
      cell.element.setAttribute('aria-description', whole);
      this.#labelled.push(cell.element);
    }
  }
}

function isSame(a: readonly ColumnName[], b: readonly ColumnName[]): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index]);
}
