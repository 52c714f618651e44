import type { ColumnName } from '../../shared/columns.ts';
import type { ViewRow } from '../../shared/units.ts';
import type { CellCard, CellCardContent } from './cell-card.tsx';
import { cellAt } from './list-handle.ts';
import { shownText } from './cell-writers.ts';
import type { RowFormat } from './cell-writers.ts';
import type { TableController } from './table-controller.ts';

/** How long the pointer rests on a cell before its card opens. */
const DELAY_MS = 400;
/** Longest text that a card shows: a path may have 32,767 characters. */
const MAX_TEXT = 4000;

export interface HoverOptions {
  readonly body: HTMLElement;
  readonly controller: TableController;
  readonly format: RowFormat;
  readonly show: (card: CellCard | undefined) => void;
  /** The card's element, while it is open. */
  readonly card: () => HTMLElement | null;
}

/** Opens cards over cells: when the pointer rests on one that is cut or names a process, or when a key asks for it. */
export class CellHover {
  readonly #options: HoverOptions;
  readonly #listening = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The cell that the pointer is on. */
  #row: ViewRow | undefined;
  #column: ColumnName | undefined;
  #isOpen = false;

  constructor(options: HoverOptions) {
    this.#options = options;
    const { body } = options;
    const { signal } = this.#listening;
    body.addEventListener('pointermove', (event) => this.#move(event), { signal, passive: true });
    body.addEventListener('pointerleave', (event) => this.#leave(event), { signal, passive: true });
    body.addEventListener('pointerdown', () => this.close(), { signal, passive: true });
    window.addEventListener('blur', () => this.close(), { signal });
  }

  dispose(): void {
    this.close();
    this.#listening.abort();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Closes the card and forgets the cell: the list has moved, or the user does something else. */
  close(): void {
    clearTimeout(this.#timer);
    this.#row = undefined;
    this.#column = undefined;
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#options.show(undefined);
  }

  /** Opens the card of a cell at once, also of a text that is not cut. */
  open(row: ViewRow, column: ColumnName): void {
    this.close();
    this.#show(row, column, true);
  }

  /** The pointer has left the card. */
  leftCard(event: PointerEvent): void {
    if (!(event.relatedTarget instanceof Node) || !this.#options.body.contains(event.relatedTarget))
      this.close();
  }

  #move(event: PointerEvent): void {
    if (event.buttons !== 0 || event.pointerType === 'touch') {
      this.close();
      return;
    }
    const { body, controller } = this.#options;
    const row = controller.rowAt(event.clientY - body.getBoundingClientRect().top);
    const column = controller.columnAt(event.clientX);
    if (row === this.#row && column === this.#column) return;
    this.close();
    this.#row = row;
    this.#column = column;
    if (row === undefined || column === undefined) return;
    this.#timer = setTimeout(() => this.#show(row, column, false), DELAY_MS);
  }

  #leave(event: PointerEvent): void {
    const card = this.#options.card();
    if (card !== null && event.relatedTarget instanceof Node && card.contains(event.relatedTarget)) return;
    this.close();
  }

  #show(row: ViewRow, column: ColumnName, isAsked: boolean): void {
    const { controller, format, show } = this.#options;
    const place = controller.columns.names.indexOf(column);
    const element = controller.elementOf(row)?.cellElement(place);
    const cell = cellAt(controller, row, column);
    if (element === undefined || cell === undefined) return;
    if (column === 'sequence') return; // never cut, and nothing more to say
    const text = shownText(column, cell.text, format);
    const content: CellCardContent =
      column === 'processName'
        ? { kind: 'process', event: cell.event }
        : { kind: 'text', text: text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…` };
    const isCut = element.textContent !== text || element.scrollWidth > element.clientWidth;
    if (content.kind === 'text' && (text === '' || (!isAsked && !isCut))) return;
    const { left, top, bottom } = element.getBoundingClientRect();
    this.#isOpen = true;
    show({ content, cell: { left, top, bottom }, isAsked });
  }
}
