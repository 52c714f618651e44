import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { _electron, expect } from '@playwright/test';
import type { ElectronApplication, Locator, Page } from '@playwright/test';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** The app in a real window, started by {@link startApp}. */
export interface App {
  readonly electron: ElectronApplication;
  readonly page: Page;
  /** Waits until nothing is under way: no file opening, no rows or frames outstanding. */
  idle(): Promise<void>;
  /** What the page wrote to its console. */
  readonly console: readonly string[];
  /** Folder of the app's settings. */
  readonly profile: string;
  close(): Promise<void>;
}

export interface StartOptions {
  readonly file?: string;
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
}

/** Starts the built app with a profile of its own, in UTC and English, as large as asked. */
export async function startApp(options: StartOptions = {}): Promise<App> {
  const { file, width = 1440, height = 900, theme = 'light' } = options;
  // Given as an override instead of as the program to run: only then does Playwright make the app wait until it has
  // attached itself. Otherwise a window that comes too early stops now and then, and the launch with it.
  if (process.platform !== 'darwin') process.env['ELECTRON_OVERRIDE_DIST_PATH'] = dirname(runtime());
  const profile = mkdtempSync(join(tmpdir(), 'procscope-e2e-'));
  const { args, env } = appCommand(profile, file);
  const electron = await _electron.launch({ args, env });
  const page = await electron.firstWindow();
  const messages: string[] = [];
  page.on('console', (message) => messages.push(message.text()));
  page.on('pageerror', (error) => messages.push(String(error)));
  await electron.evaluate(
    ({ BrowserWindow, nativeTheme }, wanted) => {
      nativeTheme.themeSource = wanted.theme;
      const [window] = BrowserWindow.getAllWindows();
      window?.setContentSize(wanted.width, wanted.height);
      window?.focus();
    },
    { width, height, theme },
  );
  await page.emulateMedia({ colorScheme: theme });
  const idle = async (): Promise<void> => {
    await expect(page.locator('html')).toHaveAttribute('data-idle', 'true');
  };
  await idle();
  return {
    electron,
    page,
    idle,
    console: messages,
    profile,
    close: async () => {
      await electron.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** The Electron program that `npm run e2e` has found. */
function runtime(): string {
  const program = process.env['PROCSCOPE_ELECTRON'];
  if (program === undefined)
    throw new Error('PROCSCOPE_ELECTRON is not set: run the tests with `npm run e2e`.');
  return program;
}

/** What starts the built app with a profile. */
export function appCommand(
  profile: string,
  file: string | undefined,
): { program: string; args: string[]; env: Record<string, string> } {
  return {
    program: runtime(),
    args: [
      // Chromium refuses to run its sandbox as root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--user-data-dir=${profile}`,
      '--lang=en-US',
      ROOT,
      ...(file === undefined ? [] : [file]),
    ],
    env: {
      ...environment(),
      PROCSCOPE_SOFTWARE_RENDERING: '1',
      TZ: 'UTC',
      LANGUAGE: 'en_US',
      LANG: 'en_US.UTF-8',
      LC_ALL: 'en_US.UTF-8',
    },
  };
}

function environment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries);
}

/** The list of events. */
export function grid(page: Page): Locator {
  return page.getByRole('grid', { name: 'Events' });
}

/** The row with a number, counted from 1, while it is in view. */
export function row(page: Page, number: number): Locator {
  return page.locator(`.row:not([hidden])[aria-rowindex="${number + 1}"]`);
}

/** Texts of the row's cells, in the order of the columns. */
export async function cells(page: Page, number: number): Promise<string[]> {
  return row(page, number).getByRole('gridcell').allTextContents();
}

/** Number of the first and of the last row in view. */
export async function rowsInView(page: Page): Promise<{ first: number; last: number }> {
  const indexes = await page
    .locator('.row:not([hidden])')
    .evaluateAll((rows) => rows.map((element) => Number(element.getAttribute('aria-rowindex')) - 1));
  return { first: Math.min(...indexes), last: Math.max(...indexes) };
}

/** Whether a cell shows a text: all of it, or its beginnings, each cut where an ellipsis stands. */
export function shows(cell: string | undefined, text: string): boolean {
  if (cell === undefined) return false;
  const parts = cell.split('…').map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  return cell === text || (parts.length > 1 && new RegExp(`^${parts.join('.*')}$`, 's').test(text));
}
