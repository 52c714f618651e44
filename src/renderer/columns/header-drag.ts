import type { ColumnName } from '../../shared/columns.ts';
import { isColumnName } from '../../shared/columns.ts';
import { withMoved, withWidth } from './column-changes.ts';
import { columnLeft, dropPlace } from './column-layout.ts';
import type { ColumnLayout } from './column-layout.ts';
import type { ColumnState } from './column-state.ts';

/** A press becomes a drag after so many CSS pixels. */
const THRESHOLD_PX = 4;

/** What the header needs to know of the table. */
export interface TableTools {
  layout(): ColumnLayout;
  /** Gives columns the width of what is in view. */
  fit(names: readonly ColumnName[]): void;
}

interface HeaderDrag {
  readonly kind: 'resize' | 'move';
  readonly pointer: number;
  readonly name: ColumnName;
  readonly startX: number;
  readonly startWidth: number;
  isUnderWay: boolean;
}

/**
 * Drags in the header: an edge resizes its column, a name moves it, and a line shows where it would stand. Returns what
 * takes the listeners away.
 */
export function attachHeaderDrag(
  header: HTMLElement,
  dropLine: HTMLElement,
  state: ColumnState,
  tools: () => TableTools | null,
): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  let drag: HeaderDrag | undefined;
  /** What was pressed last. */
  let pressed: Pick<HeaderDrag, 'kind' | 'name'> | undefined;

  const xOf = (event: PointerEvent): number => event.clientX - header.getBoundingClientRect().left;

  const end = (): void => {
    drag = undefined;
    dropLine.hidden = true;
    header.classList.remove('resizing', 'moving');
  };

  const begin = (event: PointerEvent): void => {
    const layout = tools()?.layout();
    if (event.button !== 0 || layout === undefined || !(event.target instanceof Element)) return;
    const name = event.target.closest<HTMLElement>('[data-column]')?.dataset['column'];
    if (name === undefined || !isColumnName(name)) return;
    const kind = event.target.closest('.column-edge') === null ? 'move' : 'resize';
    const startWidth = layout.widths[state.names.indexOf(name)] ?? 0;
    pressed = { kind, name };
    drag = { kind, pointer: event.pointerId, name, startX: xOf(event), startWidth, isUnderWay: false };
    header.setPointerCapture(event.pointerId);
  };

  const move = (event: PointerEvent): void => {
    const layout = tools()?.layout();
    if (drag?.pointer !== event.pointerId || layout === undefined) return;
    const x = xOf(event);
    if (!drag.isUnderWay && Math.abs(x - drag.startX) < (drag.kind === 'move' ? THRESHOLD_PX : 1)) return;
    drag.isUnderWay = true;
    header.classList.add(drag.kind === 'move' ? 'moving' : 'resizing');
    if (drag.kind === 'resize') {
      state.preview(withWidth(state.columns, drag.name, drag.startWidth + x - drag.startX));
    } else {
      dropLine.hidden = false;
      dropLine.style.transform = `translateX(${columnLeft(layout, dropPlace(layout, x)) - 1}px)`;
    }
  };

  const drop = (event: PointerEvent): void => {
    if (drag?.pointer !== event.pointerId) return;
    const layout = tools()?.layout();
    const { kind, name, isUnderWay } = drag;
    end();
    if (!isUnderWay || layout === undefined) return;
    if (kind === 'resize') state.keep(state.columns);
    else state.keep(withMoved(state.columns, name, dropPlace(layout, xOf(event))));
  };

  const cancel = (): void => {
    if (drag === undefined) return;
    end();
    state.cancel();
  };

  header.addEventListener('pointerdown', begin, { signal });
  header.addEventListener('pointermove', move, { signal });
  header.addEventListener('pointerup', drop, { signal });
  header.addEventListener('lostpointercapture', cancel, { signal });
  // The list keeps the focus, as it does when its scroll bar is used.
  header.addEventListener('mousedown', (event) => event.preventDefault(), { signal });
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || drag === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      cancel();
    },
    { signal, capture: true },
  );
  // The event itself tells the header for its target, which has captured the pointer.
  header.addEventListener(
    'dblclick',
    () => {
      if (pressed?.kind === 'resize') tools()?.fit([pressed.name]);
    },
    { signal },
  );

  return () => {
    cancel();
    listening.abort();
  };
}
