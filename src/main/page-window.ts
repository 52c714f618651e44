import { BrowserWindow, MessageChannelMain, app } from 'electron';
import type { BrowserWindowConstructorOptions } from 'electron';
import type { Desk } from '../host/desk.ts';
import { serveShell } from '../host/serve-shell.ts';
import type { ShellPage } from '../host/serve-shell.ts';
import type { ShellService } from '../host/shell-service.ts';
import { messagePortTransport } from '../shared/api/message-port.ts';
import { PORTS_MESSAGE } from '../shared/api/page-ports.ts';
import { APP_ORIGIN } from './app-protocol.ts';
import type { EngineHost } from './engine-host.ts';
import { frameColor, titleBarOverlay } from './theme.ts';

/** What every page of the app needs. */
export interface PageHost {
  /** File of the preload script. */
  readonly preload: string;
  /** File of the windows' icon, where the system does not take it from the program. */
  readonly icon: string;
  readonly engine: EngineHost;
  readonly service: ShellService;
}

/** A window of the app: hardened, in the colours of the theme, shown when its page has been painted. */
export function createPageWindow(host: PageHost, options: BrowserWindowConstructorOptions): BrowserWindow {
  const window = new BrowserWindow({
    ...options,
    show: false,
    title: app.name,
    backgroundColor: frameColor(),
    titleBarStyle: 'hidden',
    ...(process.platform === 'linux' ? { icon: host.icon } : {}),
    ...(process.platform === 'darwin' ? {} : { titleBarOverlay: titleBarOverlay() }),
    webPreferences: {
      preload: host.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      disableDialogs: true,
      devTools: !app.isPackaged,
    },
  });
  window.once('ready-to-show', () => window.show());
  return window;
}

/**
 * Gives each load of the window's page its ports, to the engine and to the shell; those of the page before have closed with
 * it. Tells of the page that is there now: undefined after it went away.
 */
export function connectPages(
  window: BrowserWindow,
  { engine, service }: PageHost,
  desk: Desk,
  onPage: (page: ShellPage | undefined) => void,
): void {
  let current: ShellPage | undefined;
  window.webContents.on('dom-ready', () => {
    // Nothing else can be loaded; should it ever be, it is given nothing.
    if (window.webContents.mainFrame.origin !== APP_ORIGIN) return;
    current?.close();
    const { port1, port2 } = new MessageChannelMain();
    const page = serveShell(service, messagePortTransport(port1), desk, () => {
      if (current !== page) return;
      current = undefined;
      onPage(undefined);
    });
    current = page;
    window.webContents.postMessage(PORTS_MESSAGE, null, [engine.viewerPort(), port2]);
    onPage(page);
  });
  window.on('closed', () => current?.close());
}
