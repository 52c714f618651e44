import type { ListKey } from './list-keys.ts';
import { listKey } from './list-keys.ts';
import type { SidewaysScroll } from './sideways-scroll.ts';
import type { TableController } from './table-controller.ts';

/** Wheel events may count in lines or pages instead of pixels. */
const DELTA_LINE = 1;
const DELTA_PAGE = 2;

/** What keys do beside moving. */
export interface ListActions {
  open(): void;
  menu(): void;
  /** Opens the whole text, or the process card, of the current cell. */
  card(): void;
  /** Closes it; false when there is none. */
  closeCard(): boolean;
  /** The keyboard is in another column. */
  columnMoved(index: number): void;
}

/**
 * Wheel, trackpad and keys of the event list: they move by rows, however long the list is.
 * Returns what takes the listeners away.
 */
export function attachListInput(
  grid: HTMLElement,
  controller: TableController,
  sideways: SidewaysScroll,
  actions: ListActions,
): () => void {
  const listening = new AbortController();
  const { signal } = listening;

  grid.addEventListener(
    'wheel',
    (event) => {
      if (event.ctrlKey) return; // a pinch
      event.preventDefault();
      scrollByWheel(event, controller, sideways);
    },
    { signal, passive: false },
  );

  grid.addEventListener(
    'keydown',
    (event) => {
      if (event.target !== grid) return; // the header has keys of its own
      const key = listKey(event);
      if (key === undefined) return;
      if (key.kind === 'close-card' && !actions.closeCard()) return;
      event.preventDefault();
      runKey(key, controller, actions);
    },
    { signal },
  );

  return () => listening.abort();
}

/** Scrolls the list as a wheel event says; Shift turns a wheel sideways. */
export function scrollByWheel(
  event: WheelEvent,
  controller: TableController,
  sideways: SidewaysScroll,
): void {
  const { rowHeight, pageRows } = controller.position;
  const unit =
    event.deltaMode === DELTA_LINE ? rowHeight : event.deltaMode === DELTA_PAGE ? pageRows * rowHeight : 1;
  const isTurned = event.shiftKey && event.deltaX === 0;
  sideways.scrollBy((isTurned ? event.deltaY : event.deltaX) * unit);
  if (!isTurned && event.deltaY !== 0) controller.scrollBy(event.deltaY * unit);
}

function runKey(key: ListKey, controller: TableController, actions: ListActions): void {
  const { pageRows } = controller.position;
  const { cursor } = controller.selection;
  switch (key.kind) {
    case 'move':
      if (key.to === 'first' || key.to === 'last') controller.selectEnd(key.to, key.mode);
      else if (key.to === 'up' || key.to === 'down')
        controller.moveSelection(key.to === 'up' ? -1 : 1, key.mode);
      else controller.moveSelection(key.to === 'page-up' ? -pageRows : pageRows, key.mode);
      break;
    case 'column': {
      const index = controller.moveColumn(key.direction);
      if (index !== undefined) actions.columnMoved(index);
      break;
    }
    case 'toggle':
      if (cursor !== undefined) controller.toggleRow(cursor);
      break;
    case 'select':
      if (cursor !== undefined) controller.selectRow(cursor, { reveal: true });
      break;
    case 'open':
      actions.open();
      break;
    case 'menu':
      actions.menu();
      break;
    case 'card':
      actions.card();
      break;
    case 'close-card':
      break;
  }
}
