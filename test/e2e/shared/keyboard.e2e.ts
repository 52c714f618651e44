import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { sampleCsv, samplePml, testDataFolder } from '../../support/sample-files.ts';
import { cells, grid, row, startApp } from '../support/app.ts';
import type { App } from '../support/app.ts';
import { clipboardText } from '../support/clipboard.ts';
import { countRows, csvRows, is, not } from '../support/csv-rules.ts';
import type { CsvRow } from '../support/csv-rules.ts';
import { expectOpen, notice, saveDialog, startActions } from '../support/files.ts';
import { chips, expectShown } from '../support/filter.ts';
import { chooseByLetters, focusFault, pressVisibly } from '../support/focus.ts';
import { propertiesAfter } from '../support/properties.ts';

const LOG = 'windows10-x64-mixed';
const NAME = `${LOG}.pml`;

/** Somebody without a mouse: nothing here points or clicks, and after each key it is looked whether the focus is seen. */
test.describe('a day without the mouse', () => {
  test.skip(testDataFolder() === undefined, 'there are no sample logs on this machine');
  test.describe.configure({ mode: 'serial' });

  let app: App;
  let folder: string;
  let rows: readonly CsvRow[];
  const press = (...keys: readonly string[]): Promise<void> => pressVisibly(app.page, ...keys);
  const current = (): Locator => app.page.locator('.row.current');
  const headers = async (): Promise<string[]> => {
    const texts = await grid(app.page).getByRole('columnheader').allTextContents();
    return texts.filter((text) => text !== '');
  };
  const isFocused = (target: Locator): Promise<boolean> =>
    target.evaluate((element) => element === document.activeElement);
  const pressUntilFocused = async (key: string, target: Locator): Promise<void> => {
    for (let step = 0; step < 30; step++) {
      await press(key);
      if (await isFocused(target)) return;
    }
    await expect(target).toBeFocused();
  };

  test.beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'procscope-e2e-keyboard-'));
    copyFileSync(samplePml(LOG), join(folder, NAME));
    rows = csvRows(sampleCsv(LOG)).filter(not(is('Event Class', 'Profiling')));
    app = await startApp({ folder });
  });
  test.afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('opens a log', async () => {
    const { page } = app;
    await press('Tab', 'Tab', 'Tab');
    if (app.host === 'desktop') {
      await app.electron.evaluate(
        ({ dialog }, path) => {
          dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
        },
        join(folder, NAME),
      );
      await page.keyboard.press('Control+o');
    } else {
      await press('Control+o');
      await expect(page.getByRole('listbox', { name: 'Files and folders' })).toBeFocused();
      await press('w');
      await expect(page.getByRole('option', { selected: true })).toContainText(NAME);
      await page.keyboard.press('Enter');
    }
    await expectOpen(app, NAME);
    await expect(grid(page)).toBeFocused();
    await press('ArrowDown');
  });

  test('moves, selects a range and copies it', async () => {
    const { page } = app;
    await press('End', 'PageUp', 'Home', 'PageDown', 'Home', 'ArrowDown', 'ArrowDown');
    await expect(row(page, 3)).toHaveAttribute('aria-selected', 'true');
    await press('Shift+ArrowDown', 'Shift+ArrowDown');
    await expect(page.getByRole('contentinfo')).toContainText('3 selected');
    await press('Control+c');
    await expect.poll(async () => (await clipboardText(app)).trimEnd().split('\n').length).toBe(3);
    const [first] = (await clipboardText(app)).split('\n');
    expect(first).toContain(rows[2]?.['Path']);
  });

  test('excludes a value from the menu of its cell, and takes it back', async () => {
    const { page } = app;
    const operation = rows[0]?.['Operation'] ?? '';
    // Sequence, time, process and PID come first.
    await press('Home', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight');
    await expect(current().locator('.current-cell')).toHaveText(operation);
    await press('Shift+F10');
    const item = page.getByRole('menuitem', { name: `Exclude \u2018${operation}\u2019` });
    await pressUntilFocused('ArrowDown', item);
    await press('Enter');
    await expectShown(app, countRows(rows, not(is('Operation', operation))), rows.length);
    await expect(grid(page)).toBeFocused();
    await press('Control+z');
    await expectShown(app, rows.length, rows.length);
  });

  test('makes a rule with a value from the list', async () => {
    const { page } = app;
    await press('Control+l');
    const dialog = page.getByRole('dialog', { name: 'Filter' });
    await expect(dialog.getByRole('combobox', { name: 'Value' })).toBeFocused();
    await press('Shift+Tab', 'Shift+Tab', 'ArrowDown');
    await expect(page.getByRole('option', { name: 'Process Name' })).toBeFocused();
    await press('o');
    await expect(page.getByRole('option', { name: 'Operation' })).toBeFocused();
    await press('Enter');
    await expect(dialog.getByRole('combobox', { name: 'Column' })).toBeFocused();
    await press('Tab', 'Tab');
    await page.keyboard.type('RegOpen');
    await app.idle();
    await press('ArrowDown');
    await press('Enter');
    await expect(dialog.getByRole('combobox', { name: 'Value' })).toHaveValue('RegOpenKey');
    await press('Enter');
    await expect(dialog.getByRole('grid', { name: 'Rules' }).or(dialog.getByRole('treegrid'))).toContainText(
      'RegOpenKey',
    );
    // Into the list of rules and all the way round.
    await pressUntilFocused('Tab', dialog.locator('.rules-table'));
    await press(
      'Home',
      'ArrowDown',
      'ArrowRight',
      'ArrowDown',
      'ArrowUp',
      'ArrowLeft',
      'Home',
      'Space',
      'Space',
    );
    await press('F2');
    await press('Escape');
    await expect(dialog).toBeVisible();
    const apply = dialog.getByRole('button', { name: 'Apply' });
    await pressUntilFocused('Tab', apply);
    await press('Enter');
    await expectShown(app, countRows(rows, is('Operation', 'RegOpenKey')), rows.length);
    await press('Escape');
    await expect(dialog).toBeHidden();
    await expect(grid(page)).toBeFocused();
  });

  test('takes a rule away in the filter bar', async () => {
    const { page } = app;
    await press('F6', 'F6', 'F6', 'ArrowLeft', 'ArrowLeft');
    await expect(page.getByRole('button', { name: /RegOpenKey/ }).first()).toBeFocused();
    await press('ArrowRight', 'ArrowLeft', 'Delete');
    await expect.poll(() => chips(app)).toEqual([]);
    await expectShown(app, rows.length, rows.length);
    await press('Escape');
    await expect(grid(page)).toBeFocused();
  });

  test('reads the properties of an event and of the next', async () => {
    const { page } = app;
    await press('Home');
    const window = await propertiesAfter(app, () => page.keyboard.press('Enter'));
    await window.bringToFront();
    await expect(window).toHaveTitle(/^Event 1: /);
    await pressVisibly(window, 'Tab');
    await expect(window.getByRole('tab', { name: 'Event' })).toBeFocused();
    await pressVisibly(window, 'Alt+ArrowDown', 'ArrowRight', 'ArrowRight');
    await expect(window).toHaveTitle(/^Event 2: /);
    await expect(window.getByRole('tab', { name: 'Stack' })).toHaveAttribute('aria-selected', 'true');
    const close = window.getByRole('button', { name: 'Close' });
    while (!(await isFocused(close))) await pressVisibly(window, 'Tab');
    // The window may be gone before the key is up again.
    await Promise.all([window.waitForEvent('close'), window.keyboard.press('Enter').catch(() => undefined)]);
    // A browser does so itself, and Chromium without a screen never answers this.
    if (app.host === 'desktop') await page.bringToFront();
    await expect(row(page, 2)).toHaveAttribute('aria-selected', 'true');
    await expect.poll(() => focusFault(page)).toBeUndefined();
  });

  test('reads the whole text of a cell', async () => {
    const { page } = app;
    await press('Control+i');
    await expect(page.locator('.cell-card')).toBeVisible();
    await press('Escape');
    await expect(page.locator('.cell-card')).toBeHidden();
  });

  test('shows a column more and puts it elsewhere', async () => {
    const { page } = app;
    await chooseByLetters(page, 'o', 's');
    const dialog = page.getByRole('dialog', { name: 'Select columns' });
    await expect(dialog).toBeVisible();
    await expect(dialog.getByRole('textbox')).toBeFocused();
    await page.keyboard.type('duration');
    await pressUntilFocused('Tab', dialog.getByRole('checkbox', { name: 'Duration' }));
    await press('Space');
    await pressUntilFocused('Tab', dialog.getByRole('listbox'));
    await press('End', 'Alt+ArrowUp', 'Enter');
    await expect(dialog).toBeHidden();
    await expect(grid(page)).toBeFocused();
    await expect.poll(headers).toContain('Duration');
    await expect.poll(async () => (await headers()).slice(-2)).toEqual(['Duration', 'Detail']);
  });

  test('makes a column wider and moves it', async () => {
    const { page } = app;
    const column = grid(page).getByRole('columnheader', { name: 'PID' });
    await press('Tab');
    await pressUntilFocused('ArrowRight', column);
    const width = (await column.boundingBox())?.width ?? 0;
    await press('Shift+ArrowRight', 'Shift+ArrowRight');
    await expect.poll(async () => (await column.boundingBox())?.width ?? 0).toBeGreaterThan(width);
    await press('Alt+ArrowLeft');
    await expect(column).toBeFocused();
    const [, , before, after] = await headers();
    expect([before, after]).toEqual(['PID', 'Process Name']);
    await press('Enter');
    await expect(page.getByRole('menu')).toBeVisible();
    await press('ArrowDown', 'Escape');
    await expect(page.getByRole('menu')).toHaveCount(0);
    await press('Escape');
    await expect(grid(page)).toBeFocused();
  });

  test('finds a text and goes to a row', async () => {
    const { page } = app;
    await press('Home', 'Control+f');
    await expect(page.getByRole('textbox', { name: 'Find' })).toBeFocused();
    await page.keyboard.type('NAME NOT FOUND');
    await press('Enter');
    await app.idle();
    await expect(current()).toContainText('NAME NOT FOUND');
    await press('Escape', 'F3');
    await app.idle();
    await expect(grid(page)).toBeFocused();
    await press('Control+g');
    await expect(page.getByRole('textbox', { name: 'Number of the row' })).toBeFocused();
    await page.keyboard.type('40,000');
    await press('Enter');
    await expect(row(page, 40_000)).toHaveAttribute('aria-selected', 'true');
    await expect.poll(async () => (await cells(page, 40_000))[0]).toBe('40,000');
  });

  test('walks through the parts of the window', async () => {
    const { page } = app;
    const part = (): Promise<string | undefined> =>
      page.evaluate(
        () => document.activeElement?.closest('.toolbar, .filter-bar, .content, .status-bar')?.classList[0],
      );
    const parts: (string | undefined)[] = [];
    for (let step = 0; step < 4; step++) {
      await press('F6');
      parts.push(await part());
    }
    expect(parts).toEqual(['status-bar', 'toolbar', 'filter-bar', 'content']);
    await press('F10', 'ArrowRight', 'ArrowDown', 'ArrowDown', 'Escape', 'Escape');
    await expect(grid(page)).toBeFocused();
    await pressUntilFocused('Shift+Tab', page.getByRole('menubar').locator('[tabindex="0"]'));
    await press('Escape');
    await expect(grid(page)).toBeFocused();
  });

  test('changes the theme', async () => {
    const { page } = app;
    await chooseByLetters(page, 'o', 't', 'd');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect(grid(page)).toBeFocused();
    await press('ArrowDown');
  });

  test('saves the events as CSV', async () => {
    const { page } = app;
    const target = join(folder, 'saved.csv');
    await press('Control+s');
    await expect(saveDialog(app)).toBeVisible();
    const native = saveDialog(app).getByRole('radio', { name: 'Procscope capture' });
    await pressUntilFocused('Shift+Tab', native);
    const csv = saveDialog(app).getByRole('radio', { name: 'CSV' });
    await pressUntilFocused('ArrowDown', csv);
    await expect(csv).toBeChecked();
    if (app.host === 'desktop') {
      await app.electron.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
      }, target);
      await pressUntilFocused('Tab', saveDialog(app).getByRole('button', { name: 'Save…' }));
    } else {
      await pressUntilFocused('Tab', saveDialog(app).getByRole('textbox', { name: 'File name' }));
      await page.keyboard.press('Control+a');
      await page.keyboard.type('saved.csv');
    }
    await page.keyboard.press('Enter');
    await expect(notice(app)).toContainText('saved to saved.csv');
    await expect.poll(() => focusFault(page)).toBeUndefined();
    const [header] = readFileSync(target, 'utf8').split('\r\n');
    expect(header).toContain('"Duration"');
  });

  test('closes the capture', async () => {
    const { page } = app;
    await chooseByLetters(page, 'f', 'c');
    await expect(page.getByRole('heading', { name: 'No events yet' })).toBeVisible();
    await expect(startActions(page).first()).toBeFocused();
    await press('Tab', 'Shift+Tab', 'F1', 'Escape');
    await expect(startActions(page).first()).toBeFocused();
    expect(app.console).toEqual([]);
  });
});
