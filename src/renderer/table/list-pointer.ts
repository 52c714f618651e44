import type { TableController } from './table-controller.ts';

/** Rows that a drag beyond the edge scrolls by in a frame, for each row's height that the pointer is away. */
const SCROLL_SHARE = 0.5;

/** A drag that selects rows: from the row where it began to the one under the pointer, also beyond the edges. */
interface RowDrag {
  readonly pointer: number;
  readonly isMore: boolean;
  y: number;
  frame: number | undefined;
}

/** Presses and drags over rows: they select as lists do. Returns what takes the listeners away. */
export function attachListPointer(body: HTMLElement, controller: TableController): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  let drag: RowDrag | undefined;

  const yOf = (event: PointerEvent): number => event.clientY - body.getBoundingClientRect().top;

  const extend = (isMore: boolean, y: number): void => {
    const { viewport } = controller.position;
    const row = controller.rowAt(Math.min(viewport - 1, Math.max(0, y)));
    if (row === undefined || row === controller.selection.cursor) return;
    controller.selectRow(row, { reveal: false, mode: isMore ? 'extend-more' : 'extend' });
  };

  /** Scrolls while the pointer is beyond an edge, once a frame. */
  const scroll = (): void => {
    if (drag === undefined) return;
    drag.frame = undefined;
    const { viewport } = controller.position;
    const beyond = drag.y < 0 ? drag.y : Math.max(0, drag.y - viewport);
    if (beyond === 0) return;
    controller.scrollBy(beyond * SCROLL_SHARE);
    extend(drag.isMore, drag.y);
    drag.frame = requestAnimationFrame(scroll);
  };

  const stop = (): void => {
    if (drag?.frame !== undefined) cancelAnimationFrame(drag.frame);
    drag = undefined;
  };

  body.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0) return;
      const y = yOf(event);
      const row = controller.rowAt(y);
      if (row === undefined) return;
      const isMore = event.ctrlKey || event.metaKey;
      const column = controller.columnAt(event.clientX);
      if (column !== undefined) controller.setColumn(column, false);
      // A row that is cut by the edge is selected where it is: the list does not move under the pointer.
      if (event.shiftKey)
        controller.selectRow(row, { reveal: false, mode: isMore ? 'extend-more' : 'extend' });
      else if (isMore) controller.toggleRow(row);
      else controller.selectRow(row, { reveal: false });
      if (event.pointerType === 'touch') return;
      body.setPointerCapture(event.pointerId);
      drag = { pointer: event.pointerId, isMore, y, frame: undefined };
    },
    { signal },
  );
  body.addEventListener(
    'pointermove',
    (event) => {
      if (drag?.pointer !== event.pointerId) return;
      drag.y = yOf(event);
      extend(drag.isMore, drag.y);
      drag.frame ??= requestAnimationFrame(scroll);
    },
    { signal },
  );
  body.addEventListener('pointerup', stop, { signal });
  body.addEventListener('lostpointercapture', stop, { signal });

  return () => {
    stop();
    listening.abort();
  };
}
