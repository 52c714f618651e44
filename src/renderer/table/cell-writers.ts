import { EventClass } from '../../shared/event-class.ts';
import { RowTone } from '../../shared/api/row-window.ts';
import type { ColumnName } from '../../shared/columns.ts';
import { CELL_PADDING } from '../columns/column-layout.ts';
import { TABLE_COLUMNS } from '../columns/table-columns.ts';
import type { CellStyle } from '../columns/table-columns.ts';
import { classIconId } from '../icons/class-icons.ts';
import { createIcon, setIcon } from '../icons/sprite.ts';
import type { IconId } from '../icons/sprite.ts';
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

/** An icon of 16 px and the gap behind it; the mark of a result, 8 px, and its gap. */
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

/** Fills a cell with what its column shows, and returns what writes it. */
export function createWriter(column: ColumnName, cell: HTMLElement): CellWriter {
  switch (TABLE_COLUMNS[column].style) {
    case 'process':
      return processWriter(cell);
    case 'operation':
      return operationWriter(cell);
    case 'path':
      return pathWriter(column, cell);
    case 'result':
      return resultWriter(cell);
    default: {
      const slot = new TextSlot(cell);
      return (text, room, _rows, _index, format) =>
        slot.set(format.plain.fit(shownText(column, text, format), room));
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
  return (text, room, rows, index, format) => {
    name.set(format.plain.fit(text, room));
    const address = format.processIcon(rows.icon[index] ?? 0);
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
  return (text, room, rows, index, format) => {
    name.set(format.plain.fit(text, room));
    const eventClass = rows.eventClass[index] ?? EventClass.Unknown;
    if (eventClass === shownClass) return;
    shownClass = eventClass;
    icon.setAttribute('class', `icon class-${eventClass}`);
    const id = classIconId(eventClass);
    if (id !== shownIcon) setIcon(icon, id);
    shownIcon = id;
  };
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
};

function isTone(value: number): value is RowTone {
  return Number.isInteger(value) && value >= RowTone.Plain && value <= RowTone.Lost;
}

function resultWriter(cell: HTMLElement): CellWriter {
  const base = cell.className;
  cell.append(document.createElement('i'));
  const slot = new TextSlot(cell);
  let shownTone = -1;
  return (text, room, rows, index, format) => {
    const tone = rows.tone[index] ?? RowTone.Plain;
    const name = isTone(tone) ? RESULT_CLASS[tone] : 'plain';
    slot.set((name === 'failure' ? format.strong : format.plain).fit(text, room));
    if (tone === shownTone) return;
    shownTone = tone;
    cell.className = `${base} ${name}`;
  };
}
