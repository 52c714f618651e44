import { dirname, join } from 'node:path';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { _electron } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { appCommand } from '../../e2e/support/desktop.ts';
import { profileFolder } from '../../e2e/support/start-options.ts';
import { TRACE_CATEGORIES, framesOf } from './frame-work.ts';
import type { Frames } from './frame-work.ts';

/** Size of the window's content, in CSS pixels. */
export const WINDOW = { width: 1440, height: 900 } as const;
const OPENING_TIMEOUT = 120_000;

/** What the user does with the list, without a pause. */
export type Gesture = 'wheel' | 'drag' | 'page-down';

export interface MeasuredApp {
  readonly electron: ElectronApplication;
  readonly page: Page;
  /** Does a gesture for so long and tells what the frames cost meanwhile. */
  measure(gesture: Gesture, milliseconds: number): Promise<Frames>;
  /** The frames while something else is done. */
  trace(work: () => Promise<unknown>): Promise<Frames>;
  /** The frames of a bare table as large as the event list, in a window of its own. */
  measureBareTable(milliseconds: number): Promise<Frames>;
  /** What the renderer holds after a garbage collection, in MiB. */
  memory(): Promise<{ readonly heap: number; readonly resident: number }>;
  close(): Promise<void>;
}

/** Starts the built app with a file and waits until all of it is read. `root`: where the app stands, if not here. */
export async function startMeasuredApp(file: string | undefined, root?: string): Promise<MeasuredApp> {
  const { folder, remove } = profileFolder(undefined);
  const { program, args, env } = appCommand(folder, file, root === undefined ? {} : { root });
  // As an override, so that Playwright makes the app wait until it has attached itself.
  if (process.platform !== 'darwin') process.env['ELECTRON_OVERRIDE_DIST_PATH'] = dirname(program);
  const electron = await _electron.launch({ args, env });
  const page = await electron.firstWindow();
  await electron.evaluate(({ BrowserWindow }, { width, height }) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.setContentSize(width, height);
    window?.focus();
  }, WINDOW);
  await untilIdle(page);
  if (file !== undefined) await page.getByRole('grid').first().focus();

  return {
    electron,
    page,
    measure: async (gesture, milliseconds) => {
      await page.keyboard.press(gesture === 'page-down' ? 'Home' : 'Control+Home');
      await untilIdle(page);
      const places = await placesOf(page);
      const before = await firstRow(page);
      const frames = await traced(electron, await mainRenderer(electron), async () => {
        const acting = act(electron, gesture, places, milliseconds);
        await new Promise((resolve) => setTimeout(resolve, milliseconds / 3));
        if ((await firstRow(page)) === before) throw new Error(`The list does not move: ${gesture}.`);
        await acting;
      });
      await untilIdle(page);
      return frames;
    },
    trace: async (work) => traced(electron, await mainRenderer(electron), work),
    measureBareTable: async (milliseconds) => {
      const { rows, widths } = await contentOf(page);
      return bareTable(electron, rows, widths, milliseconds);
    },
    memory: async () => {
      const client = await page.context().newCDPSession(page);
      await client.send('HeapProfiler.enable');
      await client.send('HeapProfiler.collectGarbage');
      const { usedSize } = await client.send('Runtime.getHeapUsage');
      await client.detach();
      const renderer = await mainRenderer(electron);
      const resident = await electron.evaluate(
        ({ app }, pid) =>
          app.getAppMetrics().find((metric) => metric.pid === pid)?.memory.workingSetSize ?? 0,
        renderer,
      );
      return { heap: usedSize / 2 ** 20, resident: resident / 1024 };
    },
    close: async () => {
      await electron.close();
      remove();
    },
  };
}

/** Waits until nothing is under way in a page. */
async function untilIdle(page: Page): Promise<void> {
  await page.waitForFunction(() => document.documentElement.dataset['idle'] === 'true', undefined, {
    timeout: OPENING_TIMEOUT,
  });
}

/** The main window's renderer, as the system numbers processes. */
function mainRenderer(electron: ElectronApplication): Promise<number> {
  return electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) throw new Error('The app has no window.');
    return window.webContents.getOSProcessId();
  });
}

/** Records Chromium's own trace of a process while something is done. */
async function traced(
  electron: ElectronApplication,
  renderer: number,
  work: () => Promise<unknown>,
): Promise<Frames> {
  const file = join(tmpdir(), `procscope-bench-${process.pid}.json`);
  await electron.evaluate(
    ({ contentTracing }, categories) => contentTracing.startRecording({ included_categories: categories }),
    TRACE_CATEGORIES,
  );
  await work();
  await electron.evaluate(({ contentTracing }, path) => contentTracing.stopRecording(path), file);
  const trace: unknown = JSON.parse(await readFile(file, 'utf8'));
  await rm(file, { force: true });
  return framesOf(trace, renderer);
}

interface Places {
  /** A place in the list. */
  readonly list: { readonly x: number; readonly y: number };
  /** The middle of the scroll bar's thumb, and how far down it can be dragged. */
  readonly thumb: { readonly x: number; readonly y: number; readonly way: number };
}

async function placesOf(page: Page): Promise<Places> {
  const list = await page.getByRole('grid').first().boundingBox();
  const bar = page.getByRole('scrollbar', { name: 'Scroll through the events' });
  const track = await bar.boundingBox();
  const thumb = await bar.locator('.thumb').boundingBox();
  if (list === null || track === null || thumb === null) throw new Error('The window shows no list.');
  return {
    list: { x: Math.round(list.x + list.width / 2), y: Math.round(list.y + list.height / 2) },
    thumb: {
      x: Math.round(thumb.x + thumb.width / 2),
      y: Math.round(thumb.y + thumb.height / 2),
      way: Math.floor(track.height - thumb.height),
    },
  };
}

/** Sends input every few milliseconds, more often than there are frames, as a fast mouse does. */
function act(
  electron: ElectronApplication,
  gesture: Gesture,
  places: Places,
  milliseconds: number,
): Promise<void> {
  return electron.evaluate(
    async ({ BrowserWindow }, wanted) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (contents === undefined) throw new Error('The app has no window.');
      const { list, thumb } = wanted.places;
      const button = { button: 'left', clickCount: 1 } as const;
      if (wanted.gesture === 'drag')
        contents.sendInputEvent({ type: 'mouseDown', x: thumb.x, y: thumb.y, ...button });
      const start = Date.now();
      for (let passed = 0; passed < wanted.milliseconds; passed = Date.now() - start) {
        if (wanted.gesture === 'wheel') {
          contents.sendInputEvent({
            type: 'mouseWheel',
            ...list,
            deltaY: -120,
            wheelTicksY: -1,
            canScroll: true,
          });
        } else if (wanted.gesture === 'drag') {
          // Down and up again, once in four seconds.
          const phase = (passed % 4000) / 2000;
          const y = thumb.y + Math.round(thumb.way * (phase < 1 ? phase : 2 - phase));
          contents.sendInputEvent({
            type: 'mouseMove',
            x: thumb.x,
            y,
            ...button,
            modifiers: ['leftbuttondown'],
          });
        } else {
          const modifiers = passed === 0 ? [] : (['isautorepeat'] as const);
          contents.sendInputEvent({ type: 'keyDown', keyCode: 'PageDown', modifiers: [...modifiers] });
        }
        await new Promise((resolve) => setTimeout(resolve, 8));
      }
      if (wanted.gesture === 'drag')
        contents.sendInputEvent({ type: 'mouseUp', x: thumb.x, y: thumb.y, ...button });
      if (wanted.gesture === 'page-down') contents.sendInputEvent({ type: 'keyUp', keyCode: 'PageDown' });
    },
    { gesture, places, milliseconds },
  );
}

/** Number of the first row in view. */
function firstRow(page: Page): Promise<number> {
  return page
    .locator('.row:not([hidden])')
    .evaluateAll((rows) => Math.min(...rows.map((row) => Number(row.getAttribute('aria-rowindex')))));
}

/** The texts of the rows in view and the widths of the columns. */
function contentOf(page: Page): Promise<{ rows: string[][]; widths: number[] }> {
  return page.evaluate(() => {
    const rows = [...document.querySelectorAll('.row:not([hidden])')];
    const cellsOf = (row: Element): Element[] => [...row.querySelectorAll('[role="gridcell"]')];
    return {
      rows: rows.map((row) => cellsOf(row).map((cell) => cell.textContent)),
      widths: rows
        .slice(0, 1)
        .flatMap((row) => cellsOf(row).map((cell) => cell.getBoundingClientRect().width)),
    };
  });
}

async function bareTable(
  electron: ElectronApplication,
  rows: string[][],
  widths: number[],
  milliseconds: number,
): Promise<Frames> {
  const file = join(import.meta.dirname, 'bare-table.html');
  const { id, renderer } = await electron.evaluate(
    async ({ BrowserWindow }, { page, size }) => {
      const window = new BrowserWindow({
        ...size,
        useContentSize: true,
        webPreferences: { sandbox: true, partition: 'bare-table' },
      });
      await window.loadFile(page);
      window.focus();
      return { id: window.id, renderer: window.webContents.getOSProcessId() };
    },
    { page: file, size: WINDOW },
  );
  const call = `runBareTable(${JSON.stringify(rows)}, ${JSON.stringify(widths)}, ${milliseconds})`;
  const frames = await traced(electron, renderer, () =>
    electron.evaluate(
      async ({ BrowserWindow }, run) => {
        await BrowserWindow.fromId(run.id)?.webContents.executeJavaScript(run.call);
      },
      { id, call },
    ),
  );
  await electron.evaluate(({ BrowserWindow }, window) => BrowserWindow.fromId(window)?.destroy(), id);
  return frames;
}
