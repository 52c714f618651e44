import { dirname, join } from 'node:path';
import { Menu, app, dialog, screen } from 'electron';
import type { BrowserWindow } from 'electron';
import type { Desk } from '../host/desk.ts';
import type { ShellPage } from '../host/serve-shell.ts';
import { APP_ORIGIN } from './app-protocol.ts';
import { windowDesk } from './desktop-desk.ts';
import { onFileDropped } from './dropped-files.ts';
import { FileDialogs } from './file-dialogs.ts';
import { mainMessages } from './messages.ts';
import { connectPages, createPageWindow } from './page-window.ts';
import type { PageHost } from './page-window.ts';
import { PropertiesWindows } from './properties-windows.ts';
import { menuTemplate } from './system-menu.ts';
import { mayCloseWindow } from './window-closing.ts';
import { MAIN_WINDOW, loadWindowState, saveWindowState } from './window-state.ts';
import type { WindowState } from './window-state.ts';

/** The window with the list of events. */
export class MainWindow {
  readonly #host: PageHost;
  readonly #window: BrowserWindow;
  readonly #properties: PropertiesWindows;
  readonly #stateFile = join(app.getPath('userData'), 'window.json');
  #page: ShellPage | undefined;
  /** The page said that the window may close. */
  #isGivenUp = false;
  #isUnresponsive = false;
  #isEngineLost = false;
  /** When the page was last asked whether the window may close, in ms. */
  #asked: number | undefined;

  constructor(host: PageHost) {
    this.#host = host;
    this.#properties = new PropertiesWindows(host);
    const { isMaximized, ...bounds } = loadWindowState(
      this.#stateFile,
      MAIN_WINDOW,
      screen.getAllDisplays().map((display) => display.workArea),
    );
    this.#window = createPageWindow(host, {
      ...definedOf(bounds),
      minWidth: MAIN_WINDOW.least.width,
      minHeight: MAIN_WINDOW.least.height,
      alwaysOnTop: host.service.settings.current.alwaysOnTop,
    });
    if (isMaximized) this.#window.maximize();
    this.#watchPage();
    this.#watchClosing();
    host.engine.client.onClosed(() => (this.#isEngineLost = true));
    const stopSettings = host.service.settings.onChanged(({ alwaysOnTop }) => {
      if (this.#window.isAlwaysOnTop() !== alwaysOnTop) this.#window.setAlwaysOnTop(alwaysOnTop);
    });
    this.#window.on('closed', stopSettings);
    void this.#window.loadURL(`${APP_ORIGIN}/index.html`);
  }

  /** Opens a file: at once where nothing is open, otherwise the page asks about what is not saved. */
  openFile(path: string): void {
    const { document } = this.#host.service;
    if (document.isOpen && this.#page?.isReady === true) this.#page.askToOpen(path);
    // What becomes of it, the engine tells the page.
    else document.open(path).catch(() => undefined);
  }

  /** Brings the window to the front. */
  show(): void {
    if (this.#window.isDestroyed()) return;
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.focus();
  }

  #watchPage(): void {
    const window = this.#window;
    connectPages(window, this.#host, this.#desk(), (page) => (this.#page = page));
    onFileDropped(window, (path) => this.#page?.askToOpen(path));
    window.on('unresponsive', () => (this.#isUnresponsive = true));
    window.on('responsive', () => (this.#isUnresponsive = false));
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') void this.#offerReload();
    });
  }

  /** Closes the window without asking anybody. */
  closeUnasked(): void {
    this.#isGivenUp = true;
    this.#window.close();
  }

  #watchClosing(): void {
    const window = this.#window;
    window.on('close', (event) => {
      const page = this.#page;
      const now = performance.now();
      const canAnswer =
        page?.isReady === true &&
        !this.#isUnresponsive &&
        !this.#isEngineLost &&
        !window.webContents.isCrashed();
      const isUnsaved = this.#host.service.document.state.isUnsaved && !this.#isGivenUp;
      if (!mayCloseWindow({ isUnsaved, canAnswer, asked: this.#asked, now })) {
        event.preventDefault();
        this.#asked = now;
        page?.askToClose();
        return;
      }
      saveWindowState(this.#stateFile, window.getNormalBounds(), window.isMaximized());
    });
  }

  /** The page's process has ended: the engine and its capture are still there, so the page can be had again. */
  async #offerReload(): Promise<void> {
    const window = this.#window;
    const { pageLost, pageLostDetail, reload, close } = mainMessages();
    const { response } = await dialog.showMessageBox(window, {
      type: 'error',
      message: pageLost,
      detail: pageLostDetail,
      buttons: [reload, close],
      defaultId: 0,
      cancelId: 1,
      noLink: true,
    });
    if (window.isDestroyed()) return;
    // Not within the event: the page's old process has to be gone for good.
    if (response === 0) setImmediate(() => !window.isDestroyed() && window.webContents.reload());
    else window.close();
  }

  #desk(): Desk {
    const window = this.#window;
    const { recent } = this.#host.service;
    const [newest] = recent.all;
    const dialogs = new FileDialogs(newest === undefined ? undefined : dirname(newest.path));
    return {
      ...windowDesk(),
      mayUseFiles: true,
      chooseFile: () => dialogs.chooseFile(window),
      chooseConfig: (kind) => dialogs.chooseConfig(window, kind),
      chooseConfigTarget: (name, kind) => dialogs.chooseConfigTarget(window, name, kind),
      chooseProgram: () => dialogs.chooseProgram(window),
      chooseDirectory: () => dialogs.chooseDirectory(window),
      chooseBacking: (name) => dialogs.chooseTarget(window, name, 'native'),
      chooseTarget: (name, format) => dialogs.chooseTarget(window, name, format),
      openProperties: async (input) => this.#properties.open(window, input),
      closeWindow: async () => {
        this.#isGivenUp = true;
        setImmediate(() => window.close()); // the page gets its answer before
      },
      ...(process.platform === 'darwin'
        ? {
            showMenus: async (menus) =>
              Menu.setApplicationMenu(
                Menu.buildFromTemplate(menuTemplate(menus, (id) => this.#page?.command(id))),
              ),
          }
        : {}),
    };
  }
}

/** Electron wants an unknown place left out, not undefined. */
function definedOf({ x, y, width, height }: Omit<WindowState, 'isMaximized'>): {
  x?: number;
  y?: number;
  width: number;
  height: number;
} {
  return x === undefined || y === undefined ? { width, height } : { x, y, width, height };
}
