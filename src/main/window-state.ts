import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

/** Where a window stands; units: device-independent pixels. */
export interface WindowState {
  readonly x?: number | undefined;
  readonly y?: number | undefined;
  readonly width: number;
  readonly height: number;
  readonly isMaximized: boolean;
}

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How large a kind of window is at first, and may be at least. */
export interface WindowSizes {
  readonly initial: Size;
  readonly least: Size;
}

export const MAIN_WINDOW: WindowSizes = {
  initial: { width: 1440, height: 900 },
  least: { width: 720, height: 400 },
};
export const PROPERTIES_WINDOW: WindowSizes = {
  initial: { width: 660, height: 760 },
  least: { width: 480, height: 420 },
};

/** Least part of a window that must lie on a screen, so that it can be taken hold of. */
const MIN_VISIBLE = 100;

const stored = z.object({
  version: z.literal(1),
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
  isMaximized: z.boolean(),
});

/** Reads what {@link saveWindowState} wrote; the default when there is nothing, or nothing that can be used. */
export function loadWindowState(file: string, sizes: WindowSizes, screens: readonly Area[]): WindowState {
  const { initial, least } = sizes;
  try {
    const state = stored.parse(JSON.parse(readFileSync(file, 'utf8')));
    if (state.width >= least.width && state.height >= least.height) return fitWindow(state, sizes, screens);
  } catch {
    // No file yet, or one that somebody changed: the window starts as if it were new.
  }
  return { ...initial, isMaximized: false };
}

/** Remembers where a window stood. A folder that cannot be written only costs the memory. */
export function saveWindowState(file: string, bounds: Area, isMaximized: boolean): void {
  const { x, y, width, height } = bounds;
  try {
    writeFileSync(file, JSON.stringify({ version: 1, x, y, width, height, isMaximized }));
  } catch (error) {
    console.error('The place of the window could not be saved:', error);
  }
}

/** The state with a place only where one of the screens still shows it, and a size that fits that screen. */
export function fitWindow(
  state: WindowState,
  { initial }: WindowSizes,
  screens: readonly Area[],
): WindowState {
  const { x, y, width, height, isMaximized } = state;
  if (x === undefined || y === undefined) return state;
  const screen = screens.find(
    (area) =>
      x + width >= area.x + MIN_VISIBLE &&
      x <= area.x + area.width - MIN_VISIBLE &&
      y >= area.y &&
      y <= area.y + area.height - MIN_VISIBLE,
  );
  if (screen === undefined) return { ...initial, isMaximized };
  return { x, y, width: Math.min(width, screen.width), height: Math.min(height, screen.height), isMaximized };
}
