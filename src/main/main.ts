/** The desktop app's main process: it starts the engine's process, makes the window and brings the two together. */
import { join } from 'node:path';
import { Menu, app, nativeTheme } from 'electron';
import { CaptureHelper, builtHelpers, packagedHelper } from '../host/capture-helper.ts';
import { ShellService } from '../host/shell-service.ts';
import { registerAppScheme, serveAppFiles } from './app-protocol.ts';
import { fileArgument } from './command-line.ts';
import { EngineHost } from './engine-host.ts';
import { hardenPages } from './hardening.ts';
import { MainWindow } from './main-window.ts';
import { menuTemplate } from './system-menu.ts';
import { repaintFramesWithTheme } from './theme.ts';

/** The folder that the bundles stand in. */
const OUT = join(import.meta.dirname, '..');
/** Where files are that are not read by Electron but by other programs, and by SQLite. */
const BESIDE = app.isPackaged ? process.resourcesPath : join(OUT, '..', 'assets');

// On a display without a graphics card, such as a virtual one, Chromium does better without trying.
if (process.env['PROCSCOPE_SOFTWARE_RENDERING'] === '1') app.disableHardwareAcceleration();

/** Time that closing the capture may take when the app ends, in ms. */
const CLOSE_MS = 5000;

interface Running {
  readonly engine: EngineHost;
  readonly service: ShellService;
  readonly window: MainWindow;
}

let running: Running | undefined;
/** A file that was named before the window was there. */
let waitingFile = fileArgument(process.argv, process.cwd(), process.defaultApp === true);

if (app.requestSingleInstanceLock()) run();
else app.quit();

function run(): void {
  registerAppScheme();

  app.on('second-instance', (_event, argv, from) => {
    const file = fileArgument(argv, from, process.defaultApp === true);
    if (file !== undefined) openFile(file);
    running?.window.show();
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    openFile(path);
  });
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    if (running === undefined) return;
    event.preventDefault();
    const ending = running;
    running = undefined;
    // Not in the same breath: while this event is being handled, the app does not listen to another wish to quit.
    void shutDown(ending).finally(() => setImmediate(() => app.quit()));
  });

  void app.whenReady().then(start);
}

function start(): void {
  hardenPages();
  serveAppFiles(join(OUT, 'renderer'));
  // Elsewhere windows have no menu bar of the system's; the page draws its own.
  Menu.setApplicationMenu(
    process.platform === 'darwin' ? Menu.buildFromTemplate(menuTemplate([], () => undefined)) : null,
  );
  const helpers = app.isPackaged ? [packagedHelper(process.resourcesPath)] : builtHelpers();
  const engine = new EngineHost(join(OUT, 'engine'), helpers);
  const service = new ShellService({
    folder: app.getPath('userData'),
    engine: engine.client,
    log: (what, error) => console.error(`${what}:`, error),
    capture: {
      helper: new CaptureHelper({ places: helpers, elevation: 'desktop' }),
      directory: app.getPath('home'),
    },
    sample: join(BESIDE, 'sample.procscope'),
  });
  followTheme(service);
  const window = new MainWindow({
    preload: join(OUT, 'preload', 'preload.cjs'),
    icon: join(OUT, '..', 'assets', 'icons', '256x256.png'),
    engine,
    service,
  });
  running = { engine, service, window };
  // Such as at the end of a session: nobody can be asked, and what was not saved is offered at the next start. Not earlier:
  // while it starts, Electron puts handlers of its own in the place of those that are there.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.on(signal, () => window.closeUnasked());
  if (waitingFile !== undefined) openFile(waitingFile);
}

function openFile(path: string): void {
  if (running === undefined) waitingFile = path;
  else running.window.openFile(path);
}

/** All windows, their frames and the system's dialogs take the theme that the user chose. */
function followTheme(service: ShellService): void {
  let { theme } = service.settings.current;
  nativeTheme.themeSource = theme;
  repaintFramesWithTheme();
  service.settings.onChanged((settings) => {
    if (settings.theme === theme) return;
    theme = settings.theme;
    nativeTheme.themeSource = theme;
  });
}

/** A capture that was saved or given up leaves nothing behind; one that was not is offered at the next start. */
async function shutDown({ engine, service }: Running): Promise<void> {
  const tooLong = new Promise((resolve) => setTimeout(resolve, CLOSE_MS));
  if (!service.document.state.isUnsaved)
    await Promise.race([service.document.close().catch(() => undefined), tooLong]);
  await engine.shutdown();
  await service.flush();
}
