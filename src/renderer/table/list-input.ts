import type { TableController } from './table-controller.ts';

/** Wheel events may count in lines or pages instead of pixels. */
const DELTA_LINE = 1;
const DELTA_PAGE = 2;

/**
 * Wheel, trackpad, keys and pointer of the event list: they move by rows, however long the list is.
 * Returns what takes the listeners away.
 */
export function attachListInput(
  grid: HTMLElement,
  body: HTMLElement,
  controller: TableController,
): () => void {
  const listening = new AbortController();
  const { signal } = listening;

  grid.addEventListener(
    'wheel',
    (event) => {
      if (event.ctrlKey) return; // a pinch
      event.preventDefault();
      const { rowHeight, pageRows } = controller.position;
      const unit =
        event.deltaMode === DELTA_LINE
          ? rowHeight
          : event.deltaMode === DELTA_PAGE
            ? pageRows * rowHeight
            : 1;
      controller.scrollBy(event.deltaY * unit);
    },
    { signal, passive: false },
  );

  body.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0) return;
      const row = controller.rowAt(event.clientY - body.getBoundingClientRect().top);
      // A row that is cut by the edge is selected where it is: the list does not move under the pointer.
      if (row !== undefined) controller.selectRow(row, { reveal: false });
    },
    { signal },
  );

  grid.addEventListener(
    'keydown',
    (event) => {
      const key = listKey(event);
      if (key === undefined) return;
      event.preventDefault();
      const { pageRows } = controller.position;
      if (key === 'first' || key === 'last') controller.selectEnd(key);
      else
        controller.moveSelection(
          key === 'page-up' ? -pageRows : key === 'page-down' ? pageRows : key === 'up' ? -1 : 1,
        );
    },
    { signal },
  );

  return () => listening.abort();
}

type ListKey = 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last';

const KEYS: Readonly<Record<string, ListKey>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageUp: 'page-up',
  PageDown: 'page-down',
  Home: 'first',
  End: 'last',
};

/** What a key does in the list; undefined for keys that do nothing there. */
function listKey(event: KeyboardEvent): ListKey | undefined {
  if (event.altKey || event.shiftKey) return undefined;
  // Command with an arrow is Home and End on a Mac.
  if (event.metaKey)
    return event.key === 'ArrowUp' ? 'first' : event.key === 'ArrowDown' ? 'last' : undefined;
  return Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : undefined;
}
