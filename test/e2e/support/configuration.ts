import { basename } from 'node:path';
import { expect } from '@playwright/test';
import type { Locator } from '@playwright/test';
import type { App } from './app.ts';
import { option } from './files.ts';

/** The mnemonics of commands: the menu's, then those in it. */
const KEYS = {
  import: ['Alt+f', 'i'],
  export: ['Alt+f', 'e'],
  load: ['Alt+l', 'l', 'f'],
  save: ['Alt+l', 'v'],
  organize: ['Alt+l', 'z'],
} as const;

/** Runs a command by the keys of the menus. */
export async function byMenuKeys(app: App, command: keyof typeof KEYS): Promise<void> {
  const { page } = app;
  // One that has not closed yet would take the first key for one of its own.
  await expect(page.getByRole('menu')).toHaveCount(0);
  for (const [depth, key] of KEYS[command].entries()) {
    await page.keyboard.press(key);
    if (depth < KEYS[command].length - 1) {
      const menu = page.getByRole('menu').nth(depth);
      await expect(menu).toBeVisible();
      await expect(menu.locator(':focus').or(menu.and(page.locator(':focus')))).toHaveCount(1);
    }
  }
}

/** Lets the system's dialog answer with a file; in the browser, chooses it in the page's own dialog that `ask` opens. */
export async function chooseConfig(app: App, path: string, ask: () => Promise<void>): Promise<void> {
  const { page } = app;
  if (app.host === 'desktop') {
    await app.electron.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    }, path);
    await ask();
    return;
  }
  await ask();
  const name = basename(path);
  if (!/\.pm[cf]$/i.test(name)) await page.getByRole('checkbox', { name: 'Show all files' }).check();
  await option(page, name).dblclick();
  await expect(page.getByRole('listbox', { name: 'Files' })).toHaveCount(0);
}

/** The same for a file to write. */
export async function chooseTarget(app: App, path: string, ask: () => Promise<void>): Promise<void> {
  const { page } = app;
  if (app.host === 'desktop') {
    await app.electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, path);
    await ask();
    return;
  }
  await ask();
  const field = page.getByRole('textbox', { name: 'File name' });
  await field.fill(basename(path));
  await page.keyboard.press('Enter');
  await expect(field).toHaveCount(0);
}

/** The dialog of saved filters, which is open. */
export function organizer(app: App): { dialog: Locator; filters: Locator; names: () => Promise<string[]> } {
  const dialog = app.page.getByRole('dialog', { name: 'Organize filters' });
  const filters = dialog.getByRole('grid', { name: 'Saved filters' });
  return {
    dialog,
    filters,
    names: () => filters.locator('.filter-name').allInnerTexts(),
  };
}
