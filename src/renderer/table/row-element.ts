import { EventClass } from '../../shared/event-class.ts';
import { RowTone } from '../../shared/api/row-window.ts';
import type { RowWindow } from '../../shared/api/row-window.ts';
import { classIconId } from '../icons/class-icons.ts';
import { createIcon, setIcon } from '../icons/sprite.ts';
import type { IconId } from '../icons/sprite.ts';
import { cellText } from './cell-text.ts';
import { TABLE_COLUMNS } from './columns.ts';
import type { TableColumn } from './columns.ts';
import { lastPartStart } from './split-path.ts';

/** What the texts of rows depend on beside the events. */
export interface RowFormat {
  /** Text of a row number, counted from 1. */
  readonly rowNumber: (value: number) => string;
  /** The time of day as captured, in the order of the user's language. */
  readonly timeOfDay: (text: string) => string;
  /** Address of the small icon with an index; undefined while it is fetched and where there is none. */
  readonly processIcon: (index: number) => string | undefined;
  /** Characters that a cell of a column can show at most; the index is the column's. */
  readonly textLimits: readonly number[];
}

/** A text that is written to the page only when it has changed. Always a text node: captured text is never markup. */
class TextSlot {
  readonly #node: Text;
  #value = '';

  constructor(parent: HTMLElement) {
    this.#node = document.createTextNode('');
    parent.append(this.#node);
  }

  set(value: string): void {
    if (value === this.#value) return;
    this.#value = value;
    this.#node.data = value;
  }
}

function span(className: string, parent: HTMLElement): HTMLSpanElement {
  const element = document.createElement('span');
  element.className = className;
  parent.append(element);
  return element;
}

const RESULT_CLASS: Readonly<Record<RowTone, string>> = {
  [RowTone.Plain]: 'plain',
  [RowTone.Miss]: 'miss',
  [RowTone.Failure]: 'failure',
  [RowTone.Pending]: 'plain',
  [RowTone.Lost]: 'failure',
};

function isTone(value: number): value is RowTone {
  return Number.isInteger(value) && value >= RowTone.Plain && value <= RowTone.Lost;
}

/** Writes one cell; `limit` is the number of characters that it can show at most. */
type CellWriter = (text: string, limit: number, window: RowWindow, index: number, format: RowFormat) => void;

/**
 * One row of the page, used again for other events as the list scrolls. Made without React: this runs for every row of
 * every frame of a drag, and writes only the texts that differ from what the row showed before.
 */
export class RowElement {
  readonly element: HTMLDivElement;
  readonly #number: TextSlot;
  readonly #writers: readonly CellWriter[];
  #row = -1;
  #window: RowWindow | undefined;
  #top = Number.NaN;
  #isSelected = false;
  #revision = -1;

  constructor(id: string) {
    this.element = document.createElement('div');
    this.element.className = 'row';
    this.element.id = id;
    this.element.setAttribute('role', 'row');
    const cells = TABLE_COLUMNS.map((column, index) => this.#createCell(column, index));
    const [first, ...rest] = cells;
    if (first === undefined) throw new Error('The table has no columns.');
    this.#number = new TextSlot(first);
    this.#writers = rest.map((cell, index) => writerFor(TABLE_COLUMNS[index + 1]?.style, cell));
  }

  get row(): number {
    return this.#row;
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
    if (isSelected) this.element.setAttribute('aria-selected', 'true');
    else this.element.removeAttribute('aria-selected');
  }

  /** Shows `row`; without a window only its number, because its event is not known yet. */
  write(row: number, window: RowWindow | undefined, revision: number, format: RowFormat): void {
    if (row === this.#row && window === this.#window && revision === this.#revision) return;
    if (row !== this.#row) {
      this.#number.set(format.rowNumber(row + 1));
      this.element.setAttribute('aria-rowindex', String(row + 2)); // the header is row 1
    }
    if (window === undefined) {
      if (this.#window !== undefined || this.#row === -1) this.element.classList.add('unknown');
    } else {
      if (this.#window === undefined) this.element.classList.remove('unknown');
      const index = row - window.first;
      for (let column = 0; column < this.#writers.length; column++) {
        const limit = format.textLimits[column + 1] ?? 0;
        this.#writers[column]?.(window.cells[column]?.[index] ?? '', limit, window, index, format);
      }
    }
    this.#row = row;
    this.#window = window;
    this.#revision = revision;
  }

  #createCell(column: TableColumn, index: number): HTMLDivElement {
    const cell = document.createElement('div');
    cell.className = `cell ${column.style} column-${index}`;
    cell.setAttribute('role', 'gridcell');
    cell.setAttribute('aria-colindex', String(index + 1));
    this.element.append(cell);
    return cell;
  }
}

function writerFor(style: TableColumn['style'] | undefined, cell: HTMLElement): CellWriter {
  switch (style) {
    case 'number': {
      const text = new TextSlot(cell);
      return (value, _limit, _window, _index, format) => text.set(format.timeOfDay(value));
    }
    case 'process':
      return processWriter(cell);
    case 'operation':
      return operationWriter(cell);
    case 'path':
      return pathWriter(cell);
    case 'result':
      return resultWriter(cell);
    default: {
      const text = new TextSlot(cell);
      return (value, limit) => text.set(cellText(value, limit));
    }
  }
}

function processWriter(cell: HTMLElement): CellWriter {
  const plain = createIcon('program', 16, 'icon');
  const image = document.createElement('img');
  image.className = 'icon';
  image.alt = '';
  image.width = 16;
  image.height = 16;
  image.decoding = 'sync';
  cell.append(plain);
  const name = new TextSlot(cell);
  let shown: string | undefined;
  return (value, limit, window, index, format) => {
    name.set(cellText(value, limit));
    const address = format.processIcon(window.icon[index] ?? 0);
    if (address === shown) return;
    if (address === undefined) image.replaceWith(plain);
    else {
      image.src = address;
      if (shown === undefined) plain.replaceWith(image);
    }
    shown = address;
  };
}

function operationWriter(cell: HTMLElement): CellWriter {
  const icon = createIcon('apps-16-filled', 16, 'icon');
  cell.append(icon);
  const name = new TextSlot(cell);
  let shownClass = -1;
  let shownIcon: IconId = 'apps-16-filled';
  return (value, limit, window, index) => {
    name.set(cellText(value, limit));
    const eventClass = window.eventClass[index] ?? EventClass.Unknown;
    if (eventClass === shownClass) return;
    shownClass = eventClass;
    icon.setAttribute('class', `icon class-${eventClass}`);
    const id = classIconId(eventClass);
    if (id !== shownIcon) setIcon(icon, id);
    shownIcon = id;
  };
}

function pathWriter(cell: HTMLElement): CellWriter {
  const folder = new TextSlot(span('folder', cell));
  const last = new TextSlot(span('last', cell));
  let shown = '';
  let shownLimit = -1;
  return (value, limit, window, index) => {
    if (value === shown && limit === shownLimit) return;
    shown = value;
    shownLimit = limit;
    const start = lastPartStart(value, window.eventClass[index] ?? EventClass.Unknown);
    folder.set(cellText(value.slice(0, start), limit));
    last.set(cellText(value.slice(start), limit));
  };
}

function resultWriter(cell: HTMLElement): CellWriter {
  const base = cell.className;
  cell.append(document.createElement('i'));
  const text = new TextSlot(cell);
  let shownTone = -1;
  return (value, limit, window, index) => {
    text.set(cellText(value, limit));
    const tone = window.tone[index] ?? RowTone.Plain;
    if (tone === shownTone) return;
    shownTone = tone;
    cell.className = `${base} ${isTone(tone) ? RESULT_CLASS[tone] : 'plain'}`;
  };
}
