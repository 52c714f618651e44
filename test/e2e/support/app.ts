import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { startBrowser } from './browser.ts';
import type { BrowserApp } from './browser.ts';
import { startDesktop } from './desktop.ts';
import type { DesktopApp } from './desktop.ts';
import type { StartOptions } from './start-options.ts';

/** The app in one of its hosts, started by {@link startApp}. */
export type App = DesktopApp | BrowserApp;

/**
 * Starts the built app with a profile of its own, in UTC and English, as large as asked: in the real window or in a
 * browser, as the project of Playwright says whose test or hook calls this.
 */
export function startApp(options: StartOptions = {}): Promise<App> {
  const { name } = test.info().project;
  if (name === 'desktop') return startDesktop(options);
  if (name === 'browser') return startBrowser(options);
  throw new Error(`There is no host for the project "${name}".`);
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

/** {@link rowsInView} once a wheel has rolled out: the browser moves a list in many small steps. */
export async function rowsAtRest(page: Page): Promise<{ first: number; last: number }> {
  const look = async () => ({
    ...(await rowsInView(page)),
    top: (await page.locator('.row:not([hidden])').first().boundingBox())?.y,
  });
  let before = await look();
  await expect(async () => {
    const known = before;
    before = await look();
    expect(before).toEqual(known);
  }).toPass({ intervals: [250], timeout: 20_000 });
  return { first: before.first, last: before.last };
}

/** Whether a cell shows a text: all of it, or its beginnings, each cut where an ellipsis stands. */
export function shows(cell: string | undefined, text: string): boolean {
  if (cell === undefined) return false;
  const parts = cell.split('…').map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  return cell === text || (parts.length > 1 && new RegExp(`^${parts.join('.*')}$`, 's').test(text));
}
