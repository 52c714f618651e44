import { EventClass } from '../../shared/event-class.ts';
import { RowTone } from '../../shared/api/row-window.ts';
import type { ColumnName } from '../../shared/columns.ts';
import { CELL_PADDING } from '../columns/column-layout.ts';
import { TABLE_COLUMNS } from '../columns/table-columns.ts';
import type { CellStyle } from '../columns/table-columns.ts';
import { fitPath } from './fit-path.ts';
import type { LoadedRows } from './loaded-rows.ts';
import { lastPartStart } from './split-path.ts';
import { isSimpleText } from './text-fitter.ts';
import type { TextFitter } from './text-fitter.ts';

/** What the texts of rows depend on beside the events. */
export interface RowFormat {
  /** Text of a row number, counted from 1. */
  readonly rowNumber: (value: number) => string;
  /** The time of day as captured, in the order of the user's language. */
  readonly timeOfDay: (text: string) => string;
  /** Address of the small icon with an index; undefined while it is fetched and where there is none. */
  readonly processIcon: (index: number) => string | undefined;
  readonly plain: TextFitter;
  readonly strong: TextFitter;
}

/** Writes one cell. `room` is what there is for its text, in CSS pixels. */
export type CellWriter = (
  text: string,
  room: number,
  rows: LoadedRows,
  index: number,
  format: RowFormat,
) => void;

/** What a column shows of a row: texts within its cell, and for some columns an icon in front of it. */
export interface CellParts {
  readonly write: CellWriter;
  /** Stands before the cell in the row, and over the room that the cell leaves for it. */
  readonly icon: HTMLElement | undefined;
}

/** An icon of 16 px and the gap behind it; the mark of a result, 8 px, and its gap. As the style sheet has it. */
const ICON_ROOM = 22;
const MARK_ROOM = 13;

/** What a column `width` CSS pixels wide has for text. */
export function textRoom(style: CellStyle, width: number): number {
  const room = width - 2 * CELL_PADDING;
  if (style === 'process' || style === 'operation') return room - ICON_ROOM;
  return style === 'result' ? room - MARK_ROOM : room;
}

/** The text of a cell as it is shown when there is room for all of it. */
export function shownText(column: ColumnName, text: string, format: RowFormat): string {
  const isTimeOfDay = column === 'timeOfDay' || column === 'completionTime';
  return isTimeOfDay ? format.timeOfDay(text) : text;
}

/** A text that is written to the page only when it has changed. Always a text node: captured text is never markup. */
export class TextSlot {
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

/**
 * The text of a cell, cut to its room. The style sheet need not cut it once more, and does not, because the browser keeps a
 * clipping area for each cell that may be cut; but where letters join, what they are wide together is only guessed.
 */
class FittedText {
  readonly #cell: HTMLElement;
  readonly #slot: TextSlot;
  #isMixed = false;

  constructor(cell: HTMLElement) {
    this.#cell = cell;
    this.#slot = new TextSlot(cell);
  }

  set(text: string, room: number, fitter: TextFitter): void {
    const shown = fitter.fit(text, room);
    this.#slot.set(shown);
    if (this.#isMixed !== isSimpleText(shown)) return;
    this.#isMixed = !this.#isMixed;
    this.#cell.classList.toggle('mixed', this.#isMixed);
  }
}

/** Fills a cell with what its column shows, and returns what writes it. */
export function createParts(column: ColumnName, cell: HTMLElement): CellParts {
  switch (TABLE_COLUMNS[column].style) {
    case 'process':
      return processParts(cell);
    case 'operation':
      return operationParts(cell);
    case 'path':
      return { write: pathWriter(column, cell), icon: undefined };
    case 'result':
      return resultParts(cell);
    default: {
      const shown = new FittedText(cell);
      const write: CellWriter = (text, room, _rows, _index, format) =>
        shown.set(shownText(column, text, format), room, format.plain);
      return { write, icon: undefined };
    }
  }
}

/**
 * An icon of a row. It has no content, so that to show another one is to change its class and no more: where each was a
 * picture in the page, a frame spent more on icons than on texts.
 */
function createRowIcon(className: string): HTMLElement {
  const icon = document.createElement('i');
  icon.className = className;
  icon.setAttribute('aria-hidden', 'true');
  return icon;
}

function processParts(cell: HTMLElement): CellParts {
  const icon = createRowIcon('icon image');
  const name = new FittedText(cell);
  let shown: string | undefined;
  const write: CellWriter = (text, room, rows, index, format) => {
    name.set(text, room, format.plain);
    const address = format.processIcon(rows.icon[index] ?? 0);
    if (address === shown) return;
    shown = address;
    icon.style.backgroundImage = address === undefined ? '' : `url("${address}")`;
  };
  return { write, icon };
}

function operationParts(cell: HTMLElement): CellParts {
  const icon = createRowIcon('icon shape');
  const name = new FittedText(cell);
  let shownClass = -1;
  const write: CellWriter = (text, room, rows, index, format) => {
    name.set(text, room, format.plain);
    const eventClass = rows.eventClass[index] ?? EventClass.Unknown;
    if (eventClass === shownClass) return;
    shownClass = eventClass;
    icon.className = `icon shape class-${eventClass}`;
  };
  return { write, icon };
}

/** Where the last part of a column's path begins: images are files, whatever the event is about. */
export function lastPartOf(column: ColumnName, text: string, eventClass: number): number {
  return lastPartStart(text, column === 'path' ? eventClass : EventClass.FileSystem);
}

function pathWriter(column: ColumnName, cell: HTMLElement): CellWriter {
  const folderElement = document.createElement('span');
  folderElement.className = 'folder';
  const lastElement = document.createElement('span');
  lastElement.className = 'last';
  cell.append(folderElement, lastElement);
  const folder = new TextSlot(folderElement);
  const last = new TextSlot(lastElement);
  let isMixed = false;
  return (text, room, rows, index, format) => {
    if (isMixed === isSimpleText(text)) {
      isMixed = !isMixed;
      cell.classList.toggle('mixed', isMixed);
    }
    const start = lastPartOf(column, text, rows.eventClass[index] ?? EventClass.Unknown);
    const fitted = fitPath(text, start, room, format.plain);
    folder.set(fitted.folder);
    last.set(fitted.last);
  };
}

const RESULT_CLASS: Readonly<Record<RowTone, string>> = {
  [RowTone.Plain]: 'plain',
  [RowTone.Miss]: 'miss',
  [RowTone.Failure]: 'failure',
  [RowTone.Pending]: 'plain',
  [RowTone.Lost]: 'failure',
  [RowTone.Interrupted]: 'interrupted',
};

function isTone(value: number): value is RowTone {
  return Number.isInteger(value) && value >= RowTone.Plain && value <= RowTone.Interrupted;
}

function resultParts(cell: HTMLElement): CellParts {
  const icon = createRowIcon('mark plain');
  const result = new FittedText(cell);
  let shownName = 'plain';
  cell.classList.add(shownName);
  const write: CellWriter = (text, room, rows, index, format) => {
    const tone = rows.tone[index] ?? RowTone.Plain;
    const name = isTone(tone) ? RESULT_CLASS[tone] : 'plain';
    result.set(text, room, name === 'failure' ? format.strong : format.plain);
    if (name === shownName) return;
    cell.classList.replace(shownName, name);
    icon.className = `mark ${name}`;
    shownName = name;
  };
  return { write, icon };
}
