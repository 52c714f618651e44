import { useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';

/** Space between two things in the bar, and room for `+12 more`. */
const GAP = 4;
const MORE = 76;

/**
 * How many of the chips fit beside what else stands in `room`. `key` says which chips there are: when it changes all are
 * drawn once, to be measured before anything is painted.
 */
export function useFittingChips(key: string): { room: RefObject<HTMLDivElement | null>; fitting: number } {
  const room = useRef<HTMLDivElement>(null);
  const [measured, setMeasured] = useState({ key: '', fitting: Infinity });
  const widths = useRef<{ key: string; chips: readonly number[]; others: number }>(undefined);

  useLayoutEffect(() => {
    const element = room.current;
    if (element === null) return undefined;
    const measure = (): void => {
      if (widths.current?.key !== key) {
        const all = [...element.children].map((child) => ({
          isChip: child.classList.contains('chip') && !child.classList.contains('chip-defaults'),
          width: child.getBoundingClientRect().width + GAP,
        }));
        widths.current = {
          key,
          chips: all.filter(({ isChip }) => isChip).map(({ width }) => width),
          others: all.filter(({ isChip }) => !isChip).reduce((sum, { width }) => sum + width, 0),
        };
      }
      const { chips, others } = widths.current;
      setMeasured({ key, fitting: fittingChips(chips, element.clientWidth - others) });
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [key]);

  return { room, fitting: measured.key === key ? measured.fitting : Infinity };
}

/** How many of the chips, from the first on, stand in a width; where not all do, with room to say how many are left. */
export function fittingChips(chips: readonly number[], width: number): number {
  const all = chips.reduce((sum, chip) => sum + chip, 0);
  if (all <= width) return chips.length;
  let left = width - MORE;
  let fitting = 0;
  for (const chip of chips) {
    left -= chip;
    if (left < 0) break;
    fitting++;
  }
  return fitting;
}
