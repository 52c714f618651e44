import type { ColumnName } from '../../shared/columns.ts';
import { isColumnName } from '../../shared/columns.ts';
import { withMoved, withWidth } from './column-changes.ts';
import { columnLeft, dropPlace } from './column-layout.ts';
import type { ColumnLayout } from './column-layout.ts';
import type { ColumnState } from './column-state.ts';

/** A press becomes a drag after so many CSS pixels. */
const THRESHOLD_PX = 4;

/** So near to an edge of the table, in CSS pixels, a column that is moved scrolls the table sideways. */
const EDGE_PX = 32;
/** The most that it scrolls by in a frame, in CSS pixels: at the edge and beyond. */
const MOST_SCROLL_PX = 16;

/** What the header needs to know of the table. */
export interface TableTools {
  layout(): ColumnLayout;
  /** Scrolls sideways by CSS pixels, as far as there is something to see. */
  scrollSideways(pixels: number): void;
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
  /** Where the pointer is on the page, in CSS pixels from its left edge. */
  let pointerX = 0;
  let frame: number | undefined;

  const xInHeader = (): number => pointerX - header.getBoundingClientRect().left;

  const end = (): void => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    frame = undefined;
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
    pointerX = event.clientX;
    const startWidth = layout.widths[state.names.indexOf(name)] ?? 0;
    pressed = { kind, name };
    drag = { kind, pointer: event.pointerId, name, startX: xInHeader(), startWidth, isUnderWay: false };
    header.setPointerCapture(event.pointerId);
  };

  const move = (event: PointerEvent): void => {
    const layout = tools()?.layout();
    if (drag?.pointer !== event.pointerId || layout === undefined) return;
    pointerX = event.clientX;
    const x = xInHeader();
    if (!drag.isUnderWay && Math.abs(x - drag.startX) < (drag.kind === 'move' ? THRESHOLD_PX : 1)) return;
    drag.isUnderWay = true;
    header.classList.add(drag.kind === 'move' ? 'moving' : 'resizing');
    if (drag.kind === 'resize') {
      state.preview(withWidth(state.columns, drag.name, drag.startWidth + x - drag.startX));
    } else {
      showPlace(layout);
      scroll();
    }
  };

  const showPlace = (layout: ColumnLayout): void => {
    dropLine.hidden = false;
    dropLine.style.transform = `translateX(${columnLeft(layout, dropPlace(layout, xInHeader())) - 1}px)`;
  };

  /** Scrolls while the pointer is at an edge of the table, so that a column can be moved to where none is in view. */
  const scroll = (): void => {
    if (frame !== undefined) return;
    const pixels = scrollPixels(header, pointerX);
    const layout = tools()?.layout();
    if (pixels === 0 || layout === undefined) return;
    tools()?.scrollSideways(pixels);
    showPlace(layout);
    frame = requestAnimationFrame(() => {
      frame = undefined;
      scroll();
    });
  };

  const drop = (event: PointerEvent): void => {
    if (drag?.pointer !== event.pointerId) return;
    const layout = tools()?.layout();
    const { kind, name, isUnderWay } = drag;
    pointerX = event.clientX;
    end();
    if (!isUnderWay || layout === undefined) return;
    if (kind === 'resize') state.keep(state.columns);
    else state.keep(withMoved(state.columns, name, dropPlace(layout, xInHeader())));
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

/** What a pointer `x` CSS pixels from the page's left edge scrolls the table by in a frame: more, the nearer to an edge. */
function scrollPixels(header: HTMLElement, x: number): number {
  const view = header.closest('.sheet-view')?.getBoundingClientRect();
  if (view === undefined) return 0;
  const beyond = Math.max(view.left + EDGE_PX - x, 0) - Math.max(x - (view.right - EDGE_PX), 0);
  return -Math.sign(beyond) * Math.min(MOST_SCROLL_PX, Math.ceil(Math.abs(beyond) / 2));
}
