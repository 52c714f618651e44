import type { JSX } from 'react';
import { useOpening } from './opening.ts';

/** The accent line on the upper edge of the list while a file opens; the status bar says the same in numbers. */
export function LoadLine(): JSX.Element | null {
  const opening = useOpening();
  if (opening === undefined) return null;
  return (
    <div className="load-line" aria-hidden="true">
      <i style={{ transform: `scaleX(${opening.part})` }} />
    </div>
  );
}
