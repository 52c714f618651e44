import { basename } from 'node:path';
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import type { App } from './app.ts';

/** Opens a file as a user does: in the system's dialog, which answers for them, or in the page's own. */
export async function openFile(app: App, path: string): Promise<void> {
  const { page } = app;
  if (app.host === 'desktop') {
    await app.electron.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    }, path);
    await page.keyboard.press('Control+o');
  } else {
    await page.keyboard.press('Control+o');
    const dialog = page.getByRole('dialog', { name: 'Open a file' });
    await option(page, basename(path)).dblclick();
    await expect(dialog).toHaveCount(0);
  }
}

/** A file or folder in the page's own dialog. */
export function option(page: Page, name: string): Locator {
  return page.getByRole('option').filter({ has: page.getByText(name, { exact: true }) });
}

/** Waits until a file is open and all of it is read. */
export async function expectOpen(app: App, name: string): Promise<void> {
  await expect(app.page).toHaveTitle(`${name} — Procscope`);
  await app.idle();
  await expect(app.page.getByRole('progressbar')).toHaveCount(0);
}

/** Closes what is open, by the menu; who is asked about it must answer. */
export async function closeCapture(app: App): Promise<void> {
  await app.page.getByRole('menuitem', { name: 'File' }).click();
  await app.page.getByRole('menuitem', { name: 'Close', exact: true }).click();
}

/** The radio buttons of the dialog that must be on, by their names. */
export interface SaveWish {
  readonly format?:
    'Procscope capture' | 'Process Monitor log (PML)' | 'CSV' | 'XML' | 'JSON Lines' | 'SQLite' | 'Parquet';
  readonly events?: RegExp;
  readonly columns?: RegExp;
  readonly texts?: 'As Process Monitor' | 'As shown here';
  /** XML: whether the stacks go with the events. */
  readonly stacks?: boolean;
}

/** The dialog that asks what to save. */
export function saveDialog(app: App): Locator {
  return app.page.getByRole('dialog', { name: 'Save as' });
}

/** Saves what is open as a user does; in the browser into the served folder, so `path` must lie there. */
export async function saveAs(app: App, path: string, wish: SaveWish = {}): Promise<void> {
  await app.page.keyboard.press('Control+s');
  await fillSaveDialog(app, path, wish);
}

/** Answers the dialog that asks what to save. */
export async function fillSaveDialog(app: App, path: string, wish: SaveWish = {}): Promise<void> {
  const dialog = saveDialog(app);
  await expect(dialog).toBeVisible();
  for (const name of [wish.format, wish.events, wish.columns, wish.texts]) {
    if (name !== undefined) await dialog.getByRole('radio', { name, exact: true }).check();
  }
  if (wish.stacks === true) await dialog.getByRole('checkbox', { name: /^Include the stack/ }).check();
  if (app.host === 'desktop') {
    await app.electron.evaluate(({ dialog: system }, filePath) => {
      system.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, path);
    await dialog.getByRole('button', { name: 'Save…' }).click();
  } else {
    await dialog.getByRole('textbox', { name: 'File name' }).fill(basename(path));
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  }
  await expect(dialog).toHaveCount(0);
}

/** The strip above the status bar. */
export function notice(app: App): Locator {
  return app.page.locator('.notice');
}

/** What the start page offers, in its order; how much of it depends on what this system can do. */
export function startActions(page: Page): Locator {
  return page.locator('.action');
}
