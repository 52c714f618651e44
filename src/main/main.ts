/** The desktop app's main process: it starts the engine's process, makes the window and brings the two together. */
import { join } from 'node:path';
import { BrowserWindow, app } from 'electron';
import { registerAppScheme, serveAppFiles } from './app-protocol.ts';
import { fileArgument } from './command-line.ts';
import { EngineHost } from './engine-host.ts';
import { hardenPages } from './hardening.ts';
import { createMainWindow } from './main-window.ts';
import { installMenu } from './menu.ts';
import { chooseFile } from './open-dialog.ts';

/** The folder that the bundles stand in. */
const OUT = join(import.meta.dirname, '..');

// On a display without a graphics card, such as a virtual one, Chromium does better without trying.
if (process.env['PROCSCOPE_SOFTWARE_RENDERING'] === '1') app.disableHardwareAcceleration();

let engine: EngineHost | undefined;
/** A file that was named before the engine was there. */
let waitingFile = fileArgument(process.argv, process.cwd(), process.defaultApp === true);

if (app.requestSingleInstanceLock()) run();
else app.quit();

function run(): void {
  registerAppScheme();

  app.on('second-instance', (_event, argv, from) => {
    const file = fileArgument(argv, from, process.defaultApp === true);
    if (file !== undefined) openFile(file);
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) return;
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    openFile(path);
  });
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    if (engine === undefined) return;
    event.preventDefault();
    const ending = engine;
    engine = undefined;
    // Not in the same breath: while this event is being handled, the app does not listen to another wish to quit.
    void ending.shutdown().finally(() => setImmediate(() => app.quit()));
  });

  void app.whenReady().then(start);
}

function start(): void {
  hardenPages();
  serveAppFiles(join(OUT, 'renderer'));
  installMenu(() => {
    const [window] = BrowserWindow.getAllWindows();
    if (window !== undefined) void chooseAndOpen(window);
  });
  engine = new EngineHost(join(OUT, 'engine'));
  createMainWindow({
    preload: join(OUT, 'preload', 'preload.cjs'),
    engine,
    onOpenFile: (window) => void chooseAndOpen(window),
  });
  if (waitingFile !== undefined) openFile(waitingFile);
}

function openFile(path: string): void {
  if (engine === undefined) waitingFile = path;
  else engine.open(path);
}

async function chooseAndOpen(window: BrowserWindow): Promise<void> {
  const path = await chooseFile(window);
  if (path !== undefined) openFile(path);
}
