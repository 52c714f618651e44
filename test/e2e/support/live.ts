import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { builtHelpers } from '../../../src/host/capture-helper.ts';
import type { App } from './app.ts';
import { option } from './files.ts';
import { chips, openFilter } from './filter.ts';

/** Skips what records this machine where it cannot be recorded: that needs root, and the helper that was built. */
export function needsRealHelper(): void {
  const hasRights = process.platform === 'linux' && process.getuid?.() === 0;
  test.skip(!hasRights, 'recording this machine needs Linux and root');
  test.skip(!builtHelpers().some((path) => existsSync(path)), 'the capture helper has not been built');
}

/** Ends an app whatever is open in it, without a question. */
export async function closeUnasked(app: App): Promise<void> {
  if (app.host === 'desktop') {
    const closed = app.electron.waitForEvent('close');
    // In a later turn, for the app ends with its last window: an answer would come too late.
    await app.electron.evaluate(({ BrowserWindow }) => {
      setTimeout(() => {
        for (const window of BrowserWindow.getAllWindows()) window.destroy();
      }, 100);
    });
    await closed;
  }
  await app.close();
}

/** What the status bar says. */
export function statusBar(page: Page): Locator {
  return page.getByRole('contentinfo', { includeHidden: true });
}

/** Waits until events are being recorded. */
export async function expectCapturing(page: Page): Promise<void> {
  await expect(statusBar(page)).toContainText('Capturing');
  await expect(page.getByRole('button', { name: 'Capture events' })).toHaveAttribute('aria-pressed', 'true');
}

/** Waits until none are any more. */
export async function expectStopped(page: Page): Promise<void> {
  await expect(statusBar(page)).toContainText('Capture stopped');
  await expect(page.getByRole('button', { name: 'Capture events' })).toHaveAttribute('aria-pressed', 'false');
}

/** How many events the list shows, and how many there are. */
export async function shownEvents(page: Page): Promise<{ shown: number; total: number }> {
  const text = (await statusBar(page).textContent()) ?? '';
  const [, shown = '', total = ''] = /Showing ([\d,]+) of ([\d,]+) events/.exec(text) ?? [];
  return { shown: number(shown), total: number(total) };
}

/** A number before a word of the status bar, such as `12,345 lost`; 0 when it is not there. */
export async function countBefore(page: Page, word: string): Promise<number> {
  const text = (await statusBar(page).textContent()) ?? '';
  return number(new RegExp(`([\\d,]+) ${word}`).exec(text)?.[1] ?? '0');
}

function number(text: string): number {
  return Number(text.replaceAll(',', ''));
}

/** Shows only the events whose path has a text in it. */
export async function showPaths(app: App, text: string): Promise<void> {
  const filter = await openFilter(app);
  await filter.choose('Column', 'Path');
  await filter.choose('Relation', 'contains');
  await filter.value.fill(text);
  await filter.press('Add rule');
  await filter.press('OK');
  await expect(filter.dialog).toHaveCount(0);
}

/** Shows all events again but for those of the default exclusions. */
export async function showAll(app: App): Promise<void> {
  await app.page.keyboard.press('Control+r');
  await expect.poll(() => chips(app)).toEqual([]);
}

/** Opens a menu of the menu bar and takes a command of it. */
export async function chooseMenu(page: Page, menu: string, command: string | RegExp): Promise<void> {
  await page.getByRole('menuitem', { name: menu, exact: true }).click();
  await page
    .getByRole('menuitem', { name: command })
    .or(page.getByRole('menuitemcheckbox', { name: command }))
    .click();
}

/** What is filled in about a program to start. Program and directory must lie in the served folder. */
export interface LaunchWish {
  readonly program: string;
  readonly arguments?: string;
  readonly environment?: string;
  readonly directory?: string;
  readonly withoutPrivileges?: boolean;
}

/** The dialog about a program to start. */
export function launchDialog(page: Page): Locator {
  return page.getByRole('dialog', { name: 'Capture a program' });
}

/** Starts and captures a program as a user does. */
export async function launch(app: App, wish: LaunchWish): Promise<void> {
  await fillLaunch(app, wish);
  const dialog = launchDialog(app.page);
  await dialog.getByRole('button', { name: 'Start and capture' }).click();
  await expect(dialog).toHaveCount(0);
}

/** Opens the dialog about a program to start and fills it in. */
export async function fillLaunch(app: App, wish: LaunchWish): Promise<void> {
  const { page } = app;
  await chooseMenu(page, 'File', /^Launch and capture/);
  const dialog = launchDialog(page);
  await chooseEntry(app, 'program', wish.program);
  if (wish.arguments !== undefined)
    await dialog.getByRole('textbox', { name: 'Arguments' }).fill(wish.arguments);
  if (wish.environment !== undefined)
    await dialog.getByRole('textbox', { name: 'Environment' }).fill(wish.environment);
  if (wish.directory !== undefined) await chooseEntry(app, 'directory', wish.directory);
  if (wish.withoutPrivileges === true)
    await dialog.getByRole('checkbox', { name: 'Without administrator rights' }).check();
}

/** Chooses a program or a directory: the system's dialog answers with it, or it is looked up in the page's own. */
async function chooseEntry(app: App, what: 'program' | 'directory', path: string): Promise<void> {
  const { page } = app;
  const button = launchDialog(page).getByRole('button', {
    name: what === 'program' ? /^Program/ : /^Directory/,
  });
  if (app.host === 'desktop') {
    await app.electron.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    }, path);
    await button.click();
  } else {
    await button.click();
    await option(page, basename(path)).dblclick();
    if (what === 'directory') await page.getByRole('button', { name: 'Use this directory' }).click();
  }
  await expect(launchDialog(page)).toContainText(basename(path));
}

/** The process under which everything of the app runs. */
export function appProcess(app: App): number {
  const pid = app.host === 'desktop' ? app.electron.process().pid : app.server.pid;
  if (pid === undefined) throw new Error('The app has no process.');
  return pid;
}

/** PIDs of the capture helpers that an app has started and that still run. */
export function helpersOf(app: App): number[] {
  return runningBelow(appProcess(app)).filter(isHelper);
}

/** Whether a process is a capture helper that runs. */
export function isHelper(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('procscope-helper');
  } catch {
    return false;
  }
}

/** PIDs of all processes that descend from one. */
export function runningBelow(ancestor: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const parent = / \(.*\) \S+ (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1];
      parents.set(Number(name), Number(parent));
    } catch {
      // It has ended meanwhile.
    }
  }
  const isBelow = (pid: number): boolean => {
    for (let at = parents.get(pid); at !== undefined && at !== 0; at = parents.get(at))
      if (at === ancestor) return true;
    return false;
  };
  return [...parents.keys()].filter(isBelow);
}
