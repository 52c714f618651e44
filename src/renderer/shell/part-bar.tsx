import type { JSX } from 'react';

/** How far something is (`progressbar`) or how full (`meter`), for the status bar. `part` is from 0 to 1. */
export function PartBar({
  role,
  name,
  part,
}: {
  role: 'progressbar' | 'meter';
  name: string;
  part: number;
}): JSX.Element {
  return (
    <span
      className="bar"
      role={role}
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(part * 100)}
    >
      <i style={{ transform: `scaleX(${part})` }} />
    </span>
  );
}
