import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { JSX, RefObject } from 'react';
import type { EventNo } from '../../shared/units.ts';
import { ProcessCard } from '../properties/process-card.tsx';

/** What floats over a cell: the whole text of a cut one, or who the process is. */
export type CellCardContent =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'process'; readonly event: EventNo };

export interface CellCard {
  readonly content: CellCardContent;
  /** The cell, in CSS pixels of the page. */
  readonly cell: { readonly left: number; readonly top: number; readonly bottom: number };
  /** Whether assistive technology is to be told, because it was asked for by a key. */
  readonly isAsked: boolean;
}

/** Air between the card and the window's edges, and between a process's card and its cell. */
const MARGIN = 8;
const GAP = 2;
/** The tip's padding, so that its text stands on the cell's. */
const TIP_LEFT = 1;
const TIP_TOP = 3;

/** The one element that floats over the list's cells. */
export function CellCardView({
  card,
  elementRef,
}: {
  card: CellCard | undefined;
  elementRef: RefObject<HTMLDivElement | null>;
}): JSX.Element | null {
  const [size, setSize] = useState({ width: 0, height: 0 });
  const observed = useRef<ResizeObserver>(undefined);
  useEffect(() => () => observed.current?.disconnect(), []);
  useLayoutEffect(() => {
    observed.current?.disconnect();
    const element = elementRef.current;
    if (element === null) return;
    const measure = (): void => setSize({ width: element.offsetWidth, height: element.offsetHeight });
    measure();
    observed.current = new ResizeObserver(measure);
    observed.current.observe(element);
  }, [card, elementRef]);
  if (card === undefined) return null;
  const { left, top } = placeOf(card, size);
  return (
    <div
      className={card.content.kind === 'text' ? 'cell-card cell-text' : 'cell-card process-hover'}
      id="cell-card"
      role={card.isAsked ? 'status' : 'tooltip'}
      ref={elementRef}
      style={{ left: `${left}px`, top: `${top}px` }}
    >
      {card.content.kind === 'text' ? card.content.text : <ProcessCard event={card.content.event} />}
    </div>
  );
}

function placeOf(card: CellCard, size: { width: number; height: number }): { left: number; top: number } {
  const { cell, content } = card;
  const mostLeft = window.innerWidth - size.width - MARGIN;
  const left = Math.max(MARGIN, Math.min(cell.left - TIP_LEFT, mostLeft));
  const mostTop = window.innerHeight - size.height - MARGIN;
  if (content.kind === 'text') return { left, top: Math.max(MARGIN, Math.min(cell.top - TIP_TOP, mostTop)) };
  const below = cell.bottom + GAP;
  const top = below <= mostTop ? below : Math.max(MARGIN, cell.top - GAP - size.height);
  return { left, top };
}
