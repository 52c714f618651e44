import { BrowserWindow, nativeTheme } from 'electron';
import type { TitleBarOverlayOptions } from 'electron';
import { FRAME_COLORS } from './frame-colors.ts';

/** Height of the title bar band in CSS pixels, the design token `--title-bar`. */
const TITLE_BAR_PX = 32;

function colors(): (typeof FRAME_COLORS)['light' | 'dark'] {
  return nativeTheme.shouldUseDarkColors ? FRAME_COLORS.dark : FRAME_COLORS.light;
}

/** What a window shows before its page is there: no white flash in the dark. */
export function frameColor(): string {
  return colors().frame;
}

/** The system's own buttons, drawn over the page's title bar. */
export function titleBarOverlay(): TitleBarOverlayOptions {
  return { color: colors().frame, symbolColor: colors().symbol, height: TITLE_BAR_PX };
}

/** Paints the frames of all windows anew when the theme changes. */
export function repaintFramesWithTheme(): void {
  nativeTheme.on('updated', () => {
    for (const window of BrowserWindow.getAllWindows()) {
      window.setBackgroundColor(frameColor());
      if (process.platform !== 'darwin') window.setTitleBarOverlay(titleBarOverlay());
    }
  });
}
