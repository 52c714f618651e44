import { join } from 'node:path';
import { BrowserWindow, app, nativeTheme, screen } from 'electron';
import { ENGINE_PORT_MESSAGE } from '../shared/api/engine-port.ts';
import { APP_ORIGIN } from './app-protocol.ts';
import type { EngineHost } from './engine-host.ts';
import { frameColor, titleBarOverlay } from './theme.ts';
import { MIN_WINDOW, loadWindowState, saveWindowState } from './window-state.ts';

export interface MainWindowOptions {
  readonly preload: string;
  readonly engine: EngineHost;
  /** The user pressed the shortcut that opens a file. */
  readonly onOpenFile: (window: BrowserWindow) => void;
}

/** Makes the window; it is shown when its page has been painted. */
export function createMainWindow({ preload, engine, onOpenFile }: MainWindowOptions): BrowserWindow {
  const stateFile = join(app.getPath('userData'), 'window.json');
  const { isMaximized, ...bounds } = loadWindowState(
    stateFile,
    screen.getAllDisplays().map((display) => display.workArea),
  );
  const window = new BrowserWindow({
    ...definedOf(bounds),
    minWidth: MIN_WINDOW.width,
    minHeight: MIN_WINDOW.height,
    show: false,
    title: app.name,
    backgroundColor: frameColor(),
    titleBarStyle: 'hidden',
    ...(process.platform === 'darwin' ? {} : { titleBarOverlay: titleBarOverlay() }),
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  });
  if (isMaximized) window.maximize();
  window.once('ready-to-show', () => window.show());

  const onTheme = (): void => {
    window.setBackgroundColor(frameColor());
    if (process.platform !== 'darwin') window.setTitleBarOverlay(titleBarOverlay());
  };
  nativeTheme.on('updated', onTheme);
  window.on('close', () => saveWindowState(stateFile, window.getNormalBounds(), window.isMaximized()));
  window.on('closed', () => nativeTheme.off('updated', onTheme));

  // Each load of the page gets a port of its own; that of the page before has closed with it.
  window.webContents.on('did-finish-load', () => {
    window.webContents.postMessage(ENGINE_PORT_MESSAGE, null, [engine.viewerPort()]);
  });
  window.webContents.on('before-input-event', (event, input) => {
    if (!isOpenShortcut(input)) return;
    event.preventDefault();
    onOpenFile(window);
  });
  void window.loadURL(`${APP_ORIGIN}/index.html`);
  return window;
}

/** Ctrl+O; on a Mac the menu has it. */
function isOpenShortcut(input: Electron.Input): boolean {
  return (
    process.platform !== 'darwin' &&
    input.type === 'keyDown' &&
    input.control &&
    !input.shift &&
    !input.alt &&
    !input.meta &&
    input.key.toLowerCase() === 'o'
  );
}

/** Electron wants an unknown place left out, not undefined. */
function definedOf(bounds: {
  x?: number | undefined;
  y?: number | undefined;
  width: number;
  height: number;
}): {
  x?: number;
  y?: number;
  width: number;
  height: number;
} {
  const { x, y, width, height } = bounds;
  return x === undefined || y === undefined ? { width, height } : { x, y, width, height };
}
