import { useState } from 'react';
import type { PointerEvent } from 'react';

/** Pixels that the pointer travels before a press becomes a drag. */
const THRESHOLD = 4;

/** A row on its way: from a place, to before another one or, at the end, behind the last. */
export interface RowDrag {
  readonly from: number;
  /** The gap that it would be dropped into: 0 is before the first row, `rows` behind the last. */
  readonly gap: number;
}

/** The classes of row `row` of `rows` while rows may be dragged: where the dragged one was, and where it would be dropped. */
export function rowDragClass(
  className: string,
  row: number,
  rows: number,
  drag: RowDrag | undefined,
): string {
  const classes = [className];
  if (drag?.from === row) classes.push('dragged');
  if (drag?.gap === row) classes.push('drop-before');
  if (drag?.gap === rows && row === rows - 1) classes.push('drop-after');
  return classes.join(' ');
}

export interface RowDragHandlers {
  readonly drag: RowDrag | undefined;
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
}

/**
 * Lets rows of one height be dragged to other places. `onPointerDown` belongs on the element that scrolls; rows from
 * `rows` on stay where they are.
 */
export function useRowDrag(
  rows: number,
  rowHeight: number,
  onMove: (from: number, to: number) => void,
): RowDragHandlers {
  const [drag, setDrag] = useState<RowDrag>();

  const onPointerDown = (down: PointerEvent<HTMLElement>): void => {
    if (down.button !== 0 || !(down.target instanceof Element)) return;
    if (down.target.closest('input, button, .rule-editor') !== null) return;
    const scroller = down.currentTarget;
    const position = (clientY: number): number =>
      (clientY - scroller.getBoundingClientRect().top + scroller.scrollTop) / rowHeight;
    const from = Math.floor(position(down.clientY));
    if (from < 0 || from >= rows) return;
    let gap: number | undefined;
    const moveTo = (event: globalThis.PointerEvent): void => {
      if (gap === undefined && Math.abs(event.clientY - down.clientY) < THRESHOLD) return;
      gap = Math.min(rows, Math.max(0, Math.round(position(event.clientY))));
      const box = scroller.getBoundingClientRect();
      if (event.clientY < box.top + rowHeight) scroller.scrollBy(0, -rowHeight / 2);
      else if (event.clientY > box.bottom - rowHeight) scroller.scrollBy(0, rowHeight / 2);
      setDrag({ from, gap });
    };
    const stop = new AbortController();
    const end = (): void => {
      stop.abort();
      setDrag(undefined);
    };
    const { signal } = stop;
    window.addEventListener('pointermove', moveTo, { signal });
    window.addEventListener('pointercancel', end, { signal });
    window.addEventListener(
      'pointerup',
      () => {
        end();
        if (gap === undefined) return;
        const to = gap > from ? gap - 1 : gap;
        if (to !== from) onMove(from, to);
      },
      { signal },
    );
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.key !== 'Escape' || gap === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        end();
      },
      { signal, capture: true },
    );
  };

  return { drag, onPointerDown };
}
