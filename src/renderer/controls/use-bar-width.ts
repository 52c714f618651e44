import { useEffect, useState } from 'react';

/**
 * How wide the vertical scroll bar of an element is now, in CSS pixels; 0 while there is none, or while it lies over what it
 * scrolls. A header above the element leaves that much free, so that its columns stand above those of the rows.
 */
export function useBarWidth(scroller: HTMLElement | null): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (scroller === null) return undefined;
    const measure = (): void => setWidth(scroller.offsetWidth - scroller.clientWidth);
    const observer = new ResizeObserver(measure);
    // The bar comes and goes with the size of the one or the other.
    for (const element of [scroller, ...scroller.children]) observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  return width;
}
