import { join } from 'node:path';
import { app, screen } from 'electron';
import type { BrowserWindow } from 'electron';
import type { CallInput } from '../shared/api/contract.ts';
import { MAX_PROPERTIES_WINDOWS } from '../shared/api/shell-contract.ts';
import type { SHELL_CONTRACT } from '../shared/api/shell-contract.ts';
import { ProcscopeError } from '../shared/errors.ts';
import { APP_ORIGIN } from './app-protocol.ts';
import { windowDesk } from './desktop-desk.ts';
import { connectPages, createPageWindow } from './page-window.ts';
import type { PageHost } from './page-window.ts';
import { PROPERTIES_WINDOW, loadWindowState, saveWindowState } from './window-state.ts';

/** Each window stands this much lower and further right than the one before, in device-independent pixels. */
const CASCADE = 28;

/** The Event Properties windows. They stand above the main window and go with it; their pages may not use files. */
export class PropertiesWindows {
  readonly #host: PageHost;
  readonly #open = new Set<BrowserWindow>();
  readonly #stateFile = join(app.getPath('userData'), 'properties-window.json');

  constructor(host: PageHost) {
    this.#host = host;
  }

  /** Errors: 'api/busy' when {@link MAX_PROPERTIES_WINDOWS} are open. */
  open(
    parent: BrowserWindow,
    { event, tab, owner }: CallInput<typeof SHELL_CONTRACT, 'window/properties'>,
  ): void {
    if (this.#open.size >= MAX_PROPERTIES_WINDOWS) {
      throw new ProcscopeError(
        'api/busy',
        `${MAX_PROPERTIES_WINDOWS} windows with properties are open already: close one first.`,
        { windows: MAX_PROPERTIES_WINDOWS },
      );
    }
    const screens = screen.getAllDisplays().map((display) => display.workArea);
    const { width, height } = loadWindowState(this.#stateFile, PROPERTIES_WINDOW, screens);
    const window = createPageWindow(this.#host, {
      parent,
      width,
      height,
      ...this.#place(parent, width, height),
      minWidth: PROPERTIES_WINDOW.least.width,
      minHeight: PROPERTIES_WINDOW.least.height,
    });
    this.#open.add(window);
    connectPages(
      window,
      this.#host,
      {
        ...windowDesk(),
        mayUseFiles: false,
        closeWindow: async () => void setImmediate(() => window.close()),
      },
      () => undefined,
    );
    // A page that is gone shows nothing any more, and what it showed is a double click away.
    window.webContents.on('render-process-gone', () => window.destroy());
    window.on('close', () =>
      saveWindowState(this.#stateFile, window.getNormalBounds(), window.isMaximized()),
    );
    window.on('closed', () => this.#open.delete(window));
    const query = new URLSearchParams({ window: 'properties', event: String(event), tab, owner });
    void window.loadURL(`${APP_ORIGIN}/index.html?${query.toString()}`);
  }

  /** In the middle of the main window, each a little off the one before, and on the screen as a whole. */
  #place(parent: BrowserWindow, width: number, height: number): { x: number; y: number } {
    const area = parent.getBounds();
    const { workArea } = screen.getDisplayMatching(area);
    const offset = (this.#open.size % 8) * CASCADE;
    const x = area.x + Math.round((area.width - width) / 2) + offset;
    const y = area.y + Math.round((area.height - height) / 2) + offset;
    return {
      x: Math.max(workArea.x, Math.min(x, workArea.x + workArea.width - width)),
      y: Math.max(workArea.y, Math.min(y, workArea.y + workArea.height - height)),
    };
  }
}
