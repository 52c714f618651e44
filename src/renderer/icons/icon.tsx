import type { JSX } from 'react';
import { symbolId } from './sprite.ts';
import type { IconId } from './sprite.ts';

/** An icon of the sprite; decorative, the control beside it has the name. */
export function Icon({
  id,
  edge,
  className,
}: {
  id: IconId;
  edge: 12 | 16 | 20 | 32;
  className?: string;
}): JSX.Element {
  return (
    <svg
      className={className === undefined ? 'icon' : `icon ${className}`}
      width={edge}
      height={edge}
      aria-hidden="true"
    >
      <use href={`#${symbolId(id)}`} />
    </svg>
  );
}
