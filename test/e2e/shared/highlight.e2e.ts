import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { smallLog } from '../../support/small-log.ts';
import { grid, row, rowsInView, startApp } from '../support/app.ts';
import type { App } from '../support/app.ts';
import { expectAccessible } from '../support/axe.ts';
import { chips, expectShown } from '../support/filter.ts';
import { propertiesAfter } from '../support/properties.ts';

const EVENTS = 1200;
/** Rows whose path ends with `9.txt`: 10, 20, 30 and so on. */
const HIGHLIGHTED = 120;

/** The colour of an element's text and what is behind it. */
function painted(element: Locator): Promise<readonly [text: string, background: string]> {
  return element.evaluate((node) => {
    const { color, backgroundColor } = getComputedStyle(node);
    return [color, backgroundColor] as const;
  });
}

test.describe('highlighting', () => {
  test.describe.configure({ mode: 'serial' });

  let app: App;
  let page: Page;
  let folder: string;

  test.beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'procscope-highlight-'));
    writeFileSync(join(folder, 'small.pml'), smallLog(EVENTS));
    app = await startApp({ file: join(folder, 'small.pml'), profile: join(folder, 'profile') });
    page = app.page;
    await grid(page).focus();
  });
  test.afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const dialog = (name: string): Locator => page.getByRole('dialog', { name });
  /** What stands in the strip above the status bar. */
  const note = (): Locator => page.locator('.notice');
  const expectCurrent = (number: number): Promise<void> =>
    expect(row(page, number)).toHaveAttribute('aria-selected', 'true');
  const highlightedRows = async (): Promise<number[]> => {
    await app.idle();
    const rows = await page
      .locator('#event-list .row.highlighted:not([hidden])')
      .evaluateAll((elements) => elements.map((one) => Number(one.getAttribute('aria-rowindex')) - 1));
    return rows.sort((a, b) => a - b);
  };
  /** Opens the dialog, and goes to its rules once it has put the focus where it wants it. */
  const openRules = async (): Promise<Locator> => {
    await page.keyboard.press('Control+h');
    await expect(dialog('Highlight').getByRole('combobox', { name: 'Value' })).toBeFocused();
    const rules = dialog('Highlight').getByRole('treegrid', { name: 'Rules' });
    await rules.focus();
    return rules;
  };
  const everyTenth = async (): Promise<number[]> => {
    const { first, last } = await rowsInView(page);
    return Array.from({ length: EVENTS / 10 }, (_, n) => 10 * (n + 1)).filter((n) => n >= first && n <= last);
  };

  test('without rules there is nothing to go to, and the way to the rules is offered', async () => {
    await page.keyboard.press('F4');
    await expect(note()).toContainText('No highlight rule is in force.');
    await note().getByRole('button', { name: 'Highlight…' }).click();
    await expect(dialog('Highlight')).toBeVisible();
    await expect(dialog('Highlight')).toContainText('No highlight rules.');
    await expectAccessible(page, 'empty highlight dialog');
    await page.keyboard.press('Escape');
    await expect(grid(page)).toBeFocused();
  });

  test('rules are made by keyboard alone in the dialog, which counts what they highlight', async () => {
    await page.keyboard.press('Control+h');
    const value = dialog('Highlight').getByRole('combobox', { name: 'Value' });
    await expect(value).toBeFocused();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('option', { name: 'is', exact: true })).toBeFocused();
    await page.keyboard.type('ends');
    await page.keyboard.press('Enter');
    const field = (name: string): Locator => dialog('Highlight').getByRole('combobox', { name });
    await expect(field('Relation')).toBeFocused();
    await expect(field('Relation')).toHaveText('ends with');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('option', { name: 'Process Name' })).toBeFocused();
    await page.keyboard.type('Path');
    await page.keyboard.press('Enter');
    await expect(field('Column')).toBeFocused();
    await expect(field('Column')).toHaveText('Path');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expect(value).toBeFocused();
    await page.keyboard.type('9.txt');
    await page.keyboard.press('Enter');
    await app.idle();
    await expect(dialog('Highlight').getByRole('status')).toHaveText('Highlights 120 of 1,200 events shown');
    await expect(dialog('Highlight')).toContainText('HighlightsPath ends with 9.txt');
    await expectAccessible(page, 'highlight dialog');
    await page.keyboard.press('Control+Enter');
    await expect(dialog('Highlight')).toHaveCount(0);
    await expect(grid(page)).toBeFocused();
    await expect.poll(() => highlightedRows()).toEqual(await everyTenth());
    await expect(row(page, 10)).toHaveAttribute('aria-description', 'Highlighted');
    await expect(row(page, 9)).not.toHaveAttribute('aria-description');
    await expectShown(app, EVENTS, EVENTS);
  });

  test('F4 and Shift+F4 go from one to the next, and on from the other end', async () => {
    await page.keyboard.press('Home');
    for (const [key, number] of [
      ['F4', 10],
      ['F4', 20],
      ['Shift+F4', 10],
    ] as const) {
      await page.keyboard.press(key);
      await expectCurrent(number);
    }
    await page.keyboard.press('Shift+F4');
    await expectCurrent(EVENTS);
    await expect(note()).toContainText('Reached the beginning');
    await page.keyboard.press('F4');
    await expectCurrent(10);
    await expect(note()).toContainText('Reached the end');
    await page.keyboard.press('Escape');
    await expect(note()).toHaveCount(0);
    await page.keyboard.press('Alt+e');
    await page.getByRole('menuitem', { name: 'Find next highlight' }).click();
    await expectCurrent(20);
  });

  test('rows can be read in both themes: plain, under the pointer, selected', async () => {
    await page.keyboard.press('Home');
    await expectCurrent(1);
    await row(page, 10).hover();
    await expectAccessible(page, 'a highlighted row under the pointer');
    const tintOf = async (number: number): Promise<string | undefined> =>
      (await painted(row(page, number)))[1];
    await expect.poll(async () => (await tintOf(10)) === (await tintOf(20))).toBe(true);
    const tint = await tintOf(10);
    await expect.poll(async () => (await painted(row(page, 11)))[1]).not.toBe(tint);
    await row(page, 20).click();
    await expectCurrent(20);
    await expectAccessible(page, 'a highlighted row that is selected');
    const [, selected] = await painted(row(page, 20));
    await row(page, 21).click();
    await expectCurrent(21);
    await expect.poll(async () => (await painted(row(page, 21)))[1]).toBe(selected);
    await page.emulateMedia({ colorScheme: 'light' });
  });

  test('a value of a cell and of an event is highlighted from the menus', async () => {
    await page.keyboard.press('Home');
    await row(page, 3).getByRole('gridcell').nth(5).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Highlight ‘C:\\temp\\2.txt’' }).click();
    await expect.poll(() => highlightedRows()).toEqual([3, ...(await everyTenth())]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Highlight', exact: true }).press('ArrowRight');
    await page.getByRole('menuitem', { name: 'Path C:\\temp\\3.txt' }).click();
    await expect.poll(() => highlightedRows()).toEqual([3, 4, ...(await everyTenth())]);
  });

  test('toggling the rules keeps the list where it is', async () => {
    const rules = await openRules();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Delete');
    await page.keyboard.press('Delete');
    await expect(rules.getByRole('row')).toHaveCount(2);
    await page.keyboard.press('Escape');
    await expect.poll(() => highlightedRows()).toEqual([3, 4, ...(await everyTenth())]);

    await page.keyboard.press('Control+g');
    await expect(page.getByRole('textbox', { name: 'Number of the row' })).toBeFocused();
    await page.keyboard.type('600');
    await page.keyboard.press('Enter');
    await expectCurrent(600);
    const before = await rowsInView(page);
    await openRules();
    await page.keyboard.press('Home');
    await page.keyboard.press('Space');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => highlightedRows()).toEqual([]);
    await expect.poll(() => rowsInView(page)).toEqual(before);
    await expectCurrent(600);
    await openRules();
    await page.keyboard.press('Home');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Delete');
    await page.keyboard.press('Delete');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => highlightedRows()).toEqual(await everyTenth());
  });

  test('a filter is made of the rules, and taken back by Undo', async () => {
    await page.keyboard.press('Control+h');
    await dialog('Highlight').getByRole('button', { name: 'Make filter' }).click();
    await expect(dialog('Highlight')).toHaveCount(0);
    await expectShown(app, HIGHLIGHTED, EVENTS);
    await expect.poll(() => chips(app)).toEqual(['Include Path ends with 9.txt']);
    await grid(page).focus();
    await page.keyboard.press('Control+z');
    await expectShown(app, EVENTS, EVENTS);
  });

  test('a properties window goes through highlighted events alone when told to', async () => {
    await page.keyboard.press('Home');
    await expectCurrent(1);
    await app.idle();
    const window = await propertiesAfter(app, () => page.keyboard.press('Control+p'));
    await expect(window).toHaveTitle('Event 1: CreateFile');
    await window.keyboard.press('F4');
    await expect(window).toHaveTitle('Event 10: CreateFile');
    await window.getByRole('button', { name: 'Next event' }).click();
    await expect(window).toHaveTitle('Event 11: CreateFile');
    await window.getByRole('checkbox', { name: 'Next highlighted only' }).check();
    await window.getByRole('button', { name: 'Next highlighted event' }).click();
    await expect(window).toHaveTitle('Event 20: CreateFile');
    await window.keyboard.press('Alt+ArrowUp');
    await expect(window).toHaveTitle('Event 10: CreateFile');
    await expectCurrent(10);
    await window.getByRole('button', { name: 'Previous highlighted event' }).click();
    await expect(window.getByRole('status')).toContainText('No highlighted event before');
    await expectAccessible(window, 'properties of highlighted events');
    await window.close();
    await grid(page).focus();
  });

  test('colours are chosen by keyboard, shown at once, and warned of when they cannot be read', async () => {
    const [text, tint] = await painted(row(page, 20));
    const colors = dialog('Highlight colors');
    const open = async (): Promise<void> => {
      await page.keyboard.press('Alt+o');
      await page.getByRole('menuitem', { name: 'Highlight colors…' }).press('Enter');
      await expect(colors.getByRole('radio', { checked: true })).toBeFocused();
    };
    await open();
    await expect(colors.getByRole('status')).toContainText('Contrast');
    await expectAccessible(page, 'highlight colors');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.keyboard.press('ArrowRight');
    await expect(colors.getByRole('radio', { name: 'Process Monitor' })).toBeChecked();
    await expect.poll(() => painted(row(page, 20))).toEqual(['rgb(0, 0, 0)', 'rgb(128, 255, 255)']);
    await expect(colors.getByRole('status')).toHaveText('Contrast 17.6 : 1');
    const field = colors.getByRole('textbox', { name: 'Text', exact: true });
    await field.fill('#999999');
    await expect(colors.getByRole('alert')).toContainText('Hard to read: the contrast is 2.3 : 1');
    await field.fill('grey');
    await expect(colors.getByRole('alert').filter({ hasText: 'Type a color as six' })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(colors).toBeVisible();
    await expect(field).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(colors).toHaveCount(0);
    await expect.poll(() => painted(row(page, 20))).toEqual([text, tint]);

    await open();
    await colors.getByRole('textbox', { name: 'Background', exact: true }).fill('8ff');
    await colors.getByRole('textbox', { name: 'Text', exact: true }).fill('#102030');
    await page.keyboard.press('Enter');
    await expect(colors).toHaveCount(0);
    await expect.poll(() => painted(row(page, 20))).toEqual(['rgb(16, 32, 48)', 'rgb(136, 255, 255)']);
    await expectAccessible(page, 'rows in colours of the user');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.keyboard.press('Alt+o');
    await page.getByRole('menuitem', { name: 'Highlight colors…' }).press('Enter');
    await colors.getByRole('button', { name: 'Reset' }).click();
    await colors.getByRole('button', { name: 'OK' }).click();
    await expect.poll(() => painted(row(page, 20))).toEqual([text, tint]);
  });

  test('the font is chosen by keyboard, and the rows follow it', async () => {
    const font = dialog('Font');
    const open = async (): Promise<void> => {
      await page.keyboard.press('Alt+o');
      await page.getByRole('menuitem', { name: 'Font…' }).press('Enter');
      await expect(font.getByRole('combobox', { name: 'Font' })).toBeFocused();
    };
    const heightOf = (locator: Locator): Promise<number> =>
      locator.evaluate((element) => element.getBoundingClientRect().height);
    await open();
    await expectAccessible(page, 'font');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('option', { name: '12 px (default)' })).toBeFocused();
    await page.keyboard.type('18');
    await page.keyboard.press('Enter');
    await expect(font.getByRole('combobox', { name: 'Size' })).toBeFocused();
    await expect(font.getByRole('status')).toHaveText('Rows are 26 px high');
    await page.keyboard.press('Control+Enter');
    await expect(font).toHaveCount(0);
    await app.idle();
    await expect(row(page, 10)).toHaveCSS('font-size', '18px');
    await expect.poll(() => heightOf(row(page, 10))).toBe(26);
    const [one, other] = await Promise.all(
      [10, 11].map((number) => row(page, number).evaluate((element) => element.getBoundingClientRect().top)),
    );
    expect((other ?? 0) - (one ?? 0)).toBe(26);
    await expect(row(page, 10).getByRole('gridcell').nth(1)).not.toContainText('…');
    await open();
    await font.getByRole('button', { name: 'Reset' }).click();
    await font.getByRole('button', { name: 'OK' }).click();
    await app.idle();
    await expect.poll(() => heightOf(row(page, 10))).toBe(20);
  });

  test('wrote nothing to the console, and is there again at the next start', async () => {
    expect(app.console).toEqual([]);
    const profile = join(folder, 'profile');
    await app.close();
    app = await startApp({ file: join(folder, 'small.pml'), profile });
    page = app.page;
    await grid(page).focus();
    await expect.poll(() => highlightedRows()).toEqual(await everyTenth());
  });
});
