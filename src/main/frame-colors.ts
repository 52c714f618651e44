/**
 * Colours that the system paints before and beside the page: the renderer's tokens `--surface-frame` and `--text-2`,
 * which the main process cannot read. A test compares them.
 */
export const FRAME_COLORS = {
  light: { frame: '#eff1f3', symbol: '#4a5058' },
  dark: { frame: '#232629', symbol: '#b1b7be' },
} as const;
