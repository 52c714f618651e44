import { z } from '../../shared/api/zod.ts';

/** CSS pixels of a properties window's page. */
export interface PopUpSize {
  readonly width: number;
  readonly height: number;
}

export const DEFAULT_SIZE: PopUpSize = { width: 660, height: 760 };
export const LEAST_SIZE: PopUpSize = { width: 480, height: 420 };
const MOST = 10_000;
const KEY = 'procscope:properties-size';

const popUpSizeSchema = z.object({
  width: z.number().int().min(LEAST_SIZE.width).max(MOST),
  height: z.number().int().min(LEAST_SIZE.height).max(MOST),
});

/** How large the last properties window of a browser was; in the desktop the host remembers. */
export function popUpSize(): PopUpSize {
  try {
    return popUpSizeSchema.parse(JSON.parse(localStorage.getItem(KEY) ?? 'null'));
  } catch {
    // Nothing is kept, or nothing that can be read, or the browser keeps nothing for this page.
    return DEFAULT_SIZE;
  }
}

/** Keeps the size for the next window. */
export function keepPopUpSize(size: PopUpSize): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(size));
  } catch {
    // A browser that keeps nothing for this page opens the next window in its first size.
  }
}
