import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { cells, grid, row, startApp } from '../support/app.ts';
import type { App } from '../support/app.ts';
import { pressAtOnce } from '../support/quick-keys.ts';
import { smallLog } from '../../support/small-log.ts';

const EVENTS = 1200;

/** The place of a column's text in a row. */
const PATH = 5;

function menu(page: Page): Locator {
  return page.getByRole('menu');
}

function item(page: Page, name: string): Locator {
  return menu(page).getByRole('menuitem', { name });
}

async function expectSelected(page: Page, number: number): Promise<void> {
  await expect(row(page, number)).toHaveAttribute('aria-selected', 'true');
}

async function expectShown(page: Page, rows: string): Promise<void> {
  await expect(page.getByRole('status')).toContainText(`Showing ${rows} of 1,200 events`);
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
  ).toEqual([]);
}

test.describe('commands by keyboard alone', () => {
  test.describe.configure({ mode: 'serial' });

  let app: App;
  let page: Page;
  let folder: string;

  test.beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'procscope-commands-'));
    const file = join(folder, 'small.pml');
    writeFileSync(file, smallLog(EVENTS));
    app = await startApp({ file });
    page = app.page;
  });
  test.afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('F10 enters the menu bar, arrows walk it, Esc leaves it', async () => {
    const name = (text: string): Locator => page.getByRole('menuitem', { name: text, exact: true });
    await grid(page).focus();
    await page.keyboard.press('Home');
    await expectSelected(page, 1);
    await page.keyboard.press('F10');
    await expect(name('File')).toBeFocused();
    await expect(page.locator('html')).toHaveAttribute('data-mnemonics', '');
    await page.keyboard.press('ArrowRight');
    await expect(name('Edit')).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(item(page, 'Copy Ctrl+C')).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await expect(item(page, 'Properties')).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(menu(page)).toHaveCount(0);
    await expect(name('Event')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(grid(page)).toBeFocused();
    await expect(page.locator('html')).not.toHaveAttribute('data-mnemonics', '');
  });

  test('Alt enters the menu bar and leaves it', async () => {
    await page.keyboard.press('Alt');
    await expect(page.getByRole('menuitem', { name: 'File', exact: true })).toBeFocused();
    await page.keyboard.press('Alt');
    await expect(grid(page)).toBeFocused();
  });

  test('mnemonics open menus and choose what is in them', async () => {
    await page.keyboard.press('Alt+o');
    await page.keyboard.press('t');
    await expect(page.getByRole('menuitemradio', { name: 'System' })).toBeFocused();
    await expect(page.getByRole('menuitemradio', { name: 'System' })).toBeChecked();
    await page.keyboard.press('d');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect(grid(page)).toBeFocused();
    await page.keyboard.press('Alt+o');
    await page.keyboard.press('c');
    await expect(page.locator('html')).toHaveAttribute('data-density', 'comfortable');
    await page.keyboard.press('Alt+o');
    await expect(page.getByRole('menuitemcheckbox', { name: 'Comfortable rows' })).toBeChecked();
    await page.keyboard.press('c');
    await expect(page.locator('html')).toHaveAttribute('data-density', 'compact');
  });

  test('find walks the events that have a text, and goes on at the other end', async () => {
    await grid(page).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Control+f');
    const field = page.getByRole('textbox', { name: 'Find' });
    await expect(field).toBeFocused();
    await page.keyboard.type('TEMP\\99');
    await page.keyboard.press('Enter');
    await expectSelected(page, 100);
    await page.keyboard.press('Enter');
    await expectSelected(page, 991);
    await expect(field).toBeFocused();
    await page.keyboard.press('Shift+Enter');
    await expectSelected(page, 100);
    await page.keyboard.press('Shift+Enter');
    await expectSelected(page, 1000);
    await expect(page.getByText('continued from the last event')).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(field).toHaveCount(0);
    await expect(grid(page)).toBeFocused();
    await page.keyboard.press('F3');
    await expectSelected(page, 100);
    await page.keyboard.press('Shift+F3');
    await expectSelected(page, 1000);
  });

  test('find says when there is no such text', async () => {
    await page.keyboard.press('Control+f');
    await expect(page.getByRole('textbox', { name: 'Find' })).toBeFocused();
    await page.keyboard.type('no such text');
    await page.keyboard.press('Enter');
    await expect(page.getByText('No event that is shown contains \u2018no such text\u2019.')).toBeVisible();
    await expectSelected(page, 1000);
    await page.keyboard.press('Escape');
  });

  test('Go to takes a row', async () => {
    await page.keyboard.press('Control+g');
    const field = page.getByRole('textbox', { name: 'Number of the row' });
    await expect(field).toBeFocused();
    await page.keyboard.type('1,201');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Enter a whole number from 1 to 1,200.')).toBeVisible();
    await expect(field).toBeFocused();
    await expectAccessible(page);
    await page.keyboard.type('1,200');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expectSelected(page, EVENTS);
    await expect(grid(page)).toBeFocused();
  });

  test('Go to takes a time', async () => {
    await page.keyboard.press('Control+g');
    await expect(page.getByRole('textbox', { name: 'Number of the row' })).toBeFocused();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option', { name: 'Relative time' }).click();
    const field = page.getByRole('textbox', { name: 'Time since the first event' });
    await field.fill('soon');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Enter seconds such as 10.5')).toBeVisible();
    await field.fill('0');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expectSelected(page, 1);
  });

  test('the menu of a cell makes rules of its value, and Undo takes them back', async () => {
    await expect(grid(page)).toBeFocused();
    await page.keyboard.press('Shift+F10');
    await expect(menu(page)).toBeVisible();
    await page.keyboard.press('n');
    const values = menu(page).last();
    await expect(values.getByRole('menuitem', { name: 'Process Name' })).toContainText('app.exe');
    await expectAccessible(page);
    await values.getByRole('menuitem', { name: 'Path' }).focus();
    await page.keyboard.press('Enter');
    await expect(menu(page)).toHaveCount(0);
    await expect(grid(page)).toBeFocused();
    await expectShown(page, '1');
    await expect.poll(async () => (await cells(page, 1))[PATH]).toContain('0.txt');
    await page.keyboard.press('Control+z');
    await expectShown(page, '1,200');
  });

  test('events before and after an event are hidden by its exact time', async () => {
    await page.keyboard.press('Control+g');
    await expect(page.getByRole('textbox', { name: 'Number of the row' })).toBeFocused();
    await page.keyboard.type('601');
    await page.keyboard.press('Enter');
    await expectSelected(page, 601);
    const [, time] = await cells(page, 601);
    await page.keyboard.press('Shift+F10');
    await expect(menu(page)).toBeVisible();
    await page.keyboard.press('b');
    await expect(page.getByRole('status')).not.toContainText('1,200 of 1,200');
    await app.idle();
    await expect.poll(async () => (await cells(page, 1))[1]).toBe(time);
    await page.keyboard.press('Control+r');
    await expectShown(page, '1,200');
  });

  test('the toolbar is one stop, and a released class stays released', async () => {
    const files = page.getByRole('button', { name: 'File System', exact: true });
    await grid(page).focus();
    await page.keyboard.press('F6');
    await page.keyboard.press('F6');
    await expect(page.getByRole('button', { name: 'Open', exact: true })).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('button', { name: 'Save as', exact: true })).toBeFocused();
    // How many buttons lie between depends on whether this system can be captured.
    const isReached = (): Promise<boolean> => files.evaluate((button) => button === document.activeElement);
    for (let step = 0; step < 10 && !(await isReached()); step++) await page.keyboard.press('ArrowRight');
    await expect(files).toBeFocused();
    await page.keyboard.press('Space');
    await expect(files).toHaveAttribute('aria-pressed', 'false');
    await expectShown(page, '0');
    await page.keyboard.press('Space');
    await expectShown(page, '1,200');
    await page.keyboard.press('Escape');
    await expect(grid(page)).toBeFocused();
  });

  test('F6 walks the parts of the window and comes round', async () => {
    const parts: (string | null)[] = [];
    for (let step = 0; step < 4; step++) {
      await page.keyboard.press('F6');
      parts.push(
        await page.evaluate(
          () =>
            document.activeElement?.closest('.toolbar, .filter-bar, .content, .status-bar')?.classList[0] ??
            null,
        ),
      );
    }
    expect(parts).toEqual(['status-bar', 'toolbar', 'filter-bar', 'content']);
    await page.keyboard.press('Shift+F6');
    await page.keyboard.press('Shift+F6');
    // A toolbar remembers where it was left.
    await expect(page.getByRole('button', { name: 'File System', exact: true })).toBeFocused();
  });

  test('sheets open by key and give the focus back', async () => {
    await grid(page).focus();
    for (const [keys, title] of [
      ['F1', 'Keyboard shortcuts'],
      ['?', 'Keyboard shortcuts'],
      ['Alt+h c', 'Command-line options'],
      ['Alt+h a', 'About Procscope'],
    ] as const) {
      for (const key of keys.split(' ')) await page.keyboard.press(key);
      await expect(page.getByRole('dialog', { name: title })).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await expect(grid(page)).toBeFocused();
    }
  });

  test('letters that are typed before a menu is open wait for it', async () => {
    // What was opened before must have given the focus back: here only menus are raced.
    const pressWhenQuiet = async (...keys: string[]): Promise<void> => {
      await app.idle();
      await expect(grid(page)).toBeFocused();
      await pressAtOnce(page, keys);
    };
    const expectDialog = async (): Promise<void> => {
      await expect(page.getByRole('dialog')).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    };
    await grid(page).focus();
    await pressWhenQuiet('Alt+h', 'c');
    await expectDialog();
    await pressWhenQuiet('Alt+e', 'g');
    await expectDialog();
    await pressWhenQuiet('Alt+l', 'f');
    await expectDialog();
    // Into a menu within the menu, and in the menu of a cell, which asks the engine first.
    await pressWhenQuiet('Alt+o', 't', 'd');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect(grid(page)).toBeFocused();
    await page.keyboard.press('Home');
    await pressWhenQuiet('Shift+F10', 'f');
    await expectDialog();
  });

  test("keys of commands do nothing behind a dialog, and never the browser's own", async () => {
    await page.keyboard.press('F1');
    await expect(page.getByRole('dialog')).toHaveCount(1);
    await page.keyboard.press('Control+g');
    await page.keyboard.press('Control+r');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await expect(page.getByRole('dialog')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expectShown(page, '1,200');
  });

  test('wrote nothing to the console', () => {
    expect(app.console).toEqual([]);
  });
});
