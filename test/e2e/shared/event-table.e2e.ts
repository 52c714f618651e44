import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { samplePml, testDataFolder } from '../../support/sample-files.ts';
import { cells, grid, row, rowsInView, startApp } from '../support/app.ts';
import type { App } from '../support/app.ts';
import { expectAccessible } from '../support/axe.ts';
import { clipboardText } from '../support/clipboard.ts';

const LOG = 'windows10-x64-mixed';

test.describe('the event table', () => {
  test.skip(testDataFolder() === undefined, 'there are no sample logs on this machine');
  test.describe.configure({ mode: 'serial' });

  let app: App;
  test.beforeAll(async () => void (app = await startApp({ file: samplePml(LOG) })));
  test.afterAll(() => app.close());

  /** Numbers of the selected rows in view. */
  async function selected(): Promise<number[]> {
    await app.idle();
    const rows = app.page.locator('.row[aria-selected="true"]:not([hidden])');
    const indexes = await rows.evaluateAll((elements) =>
      elements.map((element) => Number(element.getAttribute('aria-rowindex')) - 1),
    );
    return indexes.sort((a, b) => a - b);
  }

  function cell(number: number, column: number): Locator {
    return row(app.page, number).getByRole('gridcell').nth(column);
  }

  async function toStart(): Promise<void> {
    await grid(app.page).focus();
    await app.page.keyboard.press('Home');
    await app.idle();
  }

  test.describe('selection', () => {
    test('by clicks: one row, a range, rows beside it', async () => {
      const { page } = app;
      await cell(3, 5).click();
      await expect.poll(() => selected()).toEqual([3]);
      await cell(6, 5).click({ modifiers: ['Shift'] });
      await expect.poll(() => selected()).toEqual([3, 4, 5, 6]);
      await cell(9, 5).click({ modifiers: ['Control'] });
      await cell(11, 5).click({ modifiers: ['Control', 'Shift'] });
      await cell(4, 5).click({ modifiers: ['Control'] });
      await expect.poll(() => selected()).toEqual([3, 5, 6, 9, 10, 11]);
      await expect(page.getByRole('contentinfo')).toContainText('6 selected');
      await expect(grid(page)).toHaveAttribute('aria-multiselectable', 'true');
    });

    test('by keys', async () => {
      const { page } = app;
      await toStart();
      for (let press = 0; press < 3; press++) await page.keyboard.press('Shift+ArrowDown');
      await expect.poll(() => selected()).toEqual([1, 2, 3, 4]);
      await page.keyboard.press('Control+ArrowDown');
      await page.keyboard.press('Control+ArrowDown');
      await expect.poll(() => selected()).toEqual([1, 2, 3, 4]);
      const active = await grid(page).getAttribute('aria-activedescendant');
      await expect(row(page, 6)).toHaveAttribute('id', active ?? '');
      await page.keyboard.press('Control+Space');
      await expect.poll(() => selected()).toEqual([1, 2, 3, 4, 6]);
      await page.keyboard.press('Control+Shift+End');
      await app.idle();
      await page.keyboard.press('Home');
      await expect.poll(() => selected()).toEqual([1]);
    });

    test('by a drag that scrolls beyond the edge', async () => {
      const { page } = app;
      await toStart();
      const from = await cell(30, 5).boundingBox();
      const body = await page.locator('.rows').boundingBox();
      if (from === null || body === null) throw new Error('The list has no rows.');
      await page.mouse.move(from.x + 20, from.y + 10);
      await page.mouse.down();
      await page.mouse.move(from.x + 20, body.y + body.height + 30, { steps: 4 });
      await expect.poll(async () => (await rowsInView(page)).first).toBeGreaterThan(10);
      await page.mouse.up();
      const chosen = await selected();
      const { last } = await rowsInView(page);
      expect(chosen[0]).toBe(Math.max(30, (await rowsInView(page)).first));
      expect(last - (chosen.at(-1) ?? 0)).toBeLessThan(5);
    });

    test('of everything, and it stays when a class is hidden and shown', async () => {
      const { page } = app;
      await toStart();
      await page.keyboard.press('Control+Shift+A');
      await app.idle();
      const status = page.getByRole('contentinfo');
      await expect(status).toContainText('53,214 selected');
      await cell(2, 5).click();
      await cell(4, 5).click({ modifiers: ['Shift'] });
      const texts = await cells(page, 4);
      const registry = page.getByRole('button', { name: 'Registry' });
      await registry.click();
      await app.idle();
      await expect.poll(selected).toEqual([]);
      await expect(status).toContainText('hidden');
      await registry.click();
      await app.idle();
      await page.mouse.move(600, 400);
      await page.mouse.wheel(0, -500);
      await expect.poll(selected).toEqual([2, 3, 4]);
      expect(await cells(page, 4)).toEqual(texts);
    });
  });

  test.describe('copy', () => {
    test('of rows: whole texts parted by tabs, in the order of the list', async () => {
      const { page } = app;
      await toStart();
      await cell(14, 5).click();
      await cell(7, 5).click({ modifiers: ['Control'] });
      await page.keyboard.press('Control+C');
      await expect.poll(() => clipboardText(app)).toMatch(/^7\t1:18:10/);
      const lines = (await clipboardText(app)).split('\r\n');
      expect(lines).toHaveLength(3);
      expect(lines[0]).toBe(
        [
          '7',
          '1:18:10.8733157 AM',
          'Explorer.EXE',
          '3596',
          'RegOpenKey',
          'HKCU\\Software\\Classes\\CLSID\\{56AD4C5D-B908-4F85-8FF1-7940C29B3BCF}\\Instance',
          'NAME NOT FOUND',
          'Desired Access: Read',
        ].join('\t'),
      );
      expect(lines[1]).toMatch(/^14\t/);
    });

    test('of a cell', async () => {
      const { page } = app;
      await cell(7, 5).click();
      await page.keyboard.press('Control+Shift+C');
      await expect
        .poll(() => clipboardText(app))
        .toBe('HKCU\\Software\\Classes\\CLSID\\{56AD4C5D-B908-4F85-8FF1-7940C29B3BCF}\\Instance');
    });

    test('of too many rows offers a file', async () => {
      const { page } = app;
      await page.keyboard.press('Control+Shift+A');
      await page.keyboard.press('Control+C');
      const notice = page.getByRole('alert');
      await expect(notice).toContainText(
        'At most 10,000 rows can be copied at once, and 53,214 are selected.',
      );
      await notice.getByRole('button', { name: 'Save as CSV…' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    });
  });

  test.describe('cards', () => {
    const WHOLE = 'HKCU\\Software\\Classes\\CLSID\\{56AD4C5D-B908-4F85-8FF1-7940C29B3BCF}\\Instance';

    test('show the whole text of a cut cell under the pointer', async () => {
      const { page } = app;
      await toStart();
      await expect.poll(async () => (await cells(page, 7))[5]).toContain('…');
      await cell(7, 5).hover();
      const tip = page.getByRole('tooltip');
      await expect(tip).toHaveText(WHOLE);
      await page.mouse.wheel(0, 100);
      await expect(tip).toHaveCount(0);
    });

    test('say who the process is', async () => {
      const { page } = app;
      await toStart();
      await cell(5, 2).hover();
      await expect(page.getByRole('tooltip')).toContainText('Windows Explorer');
      await page.mouse.move(5, 5);
      await expect(page.getByRole('tooltip')).toHaveCount(0);
    });

    test('open by the keyboard for the current cell, and Esc closes them', async () => {
      const { page } = app;
      await cell(7, 5).click();
      await page.mouse.move(5, 5);
      await page.keyboard.press('Control+I');
      const card = page.locator('#cell-card');
      await expect(card).toHaveText(WHOLE);
      await expectAccessible(page, 'card');
      await page.keyboard.press('Escape');
      await expect(card).toHaveCount(0);
      await expect(cell(7, 5)).toHaveAttribute('aria-description', WHOLE);
      for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Control+I');
      await expect(card).toContainText('Windows Explorer');
      await page.keyboard.press('Escape');
    });
  });

  test.describe('menu of a cell', () => {
    test('opens by a right click, which selects the row', async () => {
      const { page } = app;
      await cell(12, 4).click({ button: 'right' });
      await expect(page.getByRole('menu')).toBeVisible();
      await page.keyboard.press('Escape');
      await expect.poll(() => selected()).toEqual([12]);
      await cell(14, 4).click({ modifiers: ['Shift'] });
      await cell(13, 4).click({ button: 'right' });
      await page.keyboard.press('Escape');
      await expect.poll(() => selected()).toEqual([12, 13, 14]);
    });

    test('opens by Shift+F10', async () => {
      const { page } = app;
      await grid(page).focus();
      await page.keyboard.press('Shift+F10');
      await expect(page.getByRole('menu')).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(page.getByRole('menu')).toHaveCount(0);
    });
  });
});

test.describe('columns', () => {
  test.skip(testDataFolder() === undefined, 'there are no sample logs on this machine');
  test.describe.configure({ mode: 'serial' });

  let app: App;
  test.beforeAll(async () => void (app = await startApp({ file: samplePml(LOG), width: 1024, height: 700 })));
  test.afterAll(() => app.close());

  function header(name: string): Locator {
    return app.page.getByRole('columnheader', { name, exact: true });
  }

  function names(): Promise<string[]> {
    return app.page.getByRole('columnheader').allTextContents();
  }

  async function box(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
    const found = await locator.boundingBox();
    if (found === null) throw new Error('The element is not on the page.');
    return found;
  }

  async function menu(name: string, item: string): Promise<void> {
    await header(name).click({ button: 'right' });
    await app.page.getByRole('menuitem', { name: item }).click();
    await app.idle();
  }

  const DEFAULTS = ['Seq', 'Time of Day', 'Process Name', 'PID', 'Operation', 'Path', 'Result', 'Detail'];

  test('fit into a small window at first', async () => {
    await expect.poll(() => names()).toEqual(DEFAULTS);
    const detail = await box(header('Detail'));
    expect(detail.x + detail.width).toBeLessThanOrEqual(1024);
    await expect(app.page.getByRole('scrollbar', { name: 'Scroll sideways' })).toHaveCount(0);
    await expectAccessible(app.page, 'columns');
  });

  test('are resized by their edges, and the list scrolls sideways', async () => {
    const { page } = app;
    const { x, y, width } = await box(header('Path'));
    await page.mouse.move(x + width, y + 10);
    await page.mouse.down();
    await page.mouse.move(x + width + 300, y + 10, { steps: 5 });
    await page.mouse.up();
    await app.idle();
    await expect.poll(async () => (await box(header('Path'))).width).toBe(width + 300);
    await expect
      .poll(async () => (await box(row(page, 2).getByRole('gridcell').nth(5))).width)
      .toBe(width + 300);
    const bar = page.getByRole('scrollbar', { name: 'Scroll sideways' });
    await expect(bar).toBeVisible();
    await expectAccessible(page, 'scrolled sideways');

    // The wheel with Shift, then the keys, which bring their column into view.
    const before = (await box(header('Seq'))).x;
    await page.mouse.move(500, 300);
    await page.keyboard.down('Shift');
    await page.mouse.wheel(0, 120);
    await page.keyboard.up('Shift');
    await expect.poll(async () => (await box(header('Seq'))).x).toBe(before - 120);
    await expect
      .poll(async () => (await box(row(page, 2).getByRole('gridcell').first())).x)
      .toBe((await box(header('Seq'))).x);
    await grid(page).focus();
    await page.keyboard.press('Home');
    for (let press = 0; press < 8; press++) await page.keyboard.press('ArrowRight');
    await expect
      .poll(async () => {
        const last = await box(header('Detail'));
        return Math.round(last.x + last.width);
      })
      .toBe(1024 - 14);
    const last = await row(page, 1).getByRole('gridcell').last().getAttribute('id');
    await expect(grid(page)).toHaveAttribute('aria-activedescendant', last ?? '');
  });

  test('are fitted by a double click on their edge', async () => {
    const { page } = app;
    const { x, y } = await box(header('Result'));
    await page.mouse.dblclick(x, y + 10); // the right edge of Path
    await app.idle();
    const shown = page.locator('.row:not([hidden]) .cell.path');
    await expect.poll(async () => (await shown.allTextContents()).join('\n')).not.toContain('…');
    const least = await shown.evaluateAll((elements) =>
      Math.min(
        ...elements.map((element) => {
          const range = document.createRange();
          range.selectNodeContents(element);
          return element.getBoundingClientRect().right - 8 - range.getBoundingClientRect().right;
        }),
      ),
    );
    expect(least).toBeGreaterThanOrEqual(0);
    expect(least).toBeLessThan(3);
  });

  test('are moved by drag and by keys', async () => {
    const { page } = app;
    await page.locator('.sheet-view').evaluate((element) => (element.scrollLeft = 0));
    const pid = await box(header('PID'));
    const time = await box(header('Time of Day'));
    await page.mouse.move(pid.x + 10, pid.y + 10);
    await page.mouse.down();
    await page.mouse.move(time.x + 10, time.y + 10, { steps: 5 });
    await expect(page.locator('.drop-line')).toBeVisible();
    await page.mouse.up();
    await app.idle();
    const moved = ['Seq', 'PID', 'Time of Day', 'Process Name', 'Operation', 'Path', 'Result', 'Detail'];
    await expect.poll(() => names()).toEqual(moved);
    await expect
      .poll(async () => (await cells(page, 1)).slice(0, 3))
      .toEqual(['1', '932', '1:18:10.7752429 AM']);
    await header('PID').focus();
    await page.keyboard.press('Alt+ArrowRight');
    await page.keyboard.press('Alt+ArrowRight');
    await expect.poll(names).toEqual(DEFAULTS);
    await expect(header('PID')).toBeFocused();
    const { width } = await box(header('PID'));
    await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(async () => (await box(header('PID'))).width).toBe(width + 8);
    await page.keyboard.press('ArrowDown');
    await expect(grid(page)).toBeFocused();
  });

  test('are moved to where only scrolling leads', async () => {
    const { page } = app;
    const bar = page.getByRole('scrollbar', { name: 'Scroll sideways' });
    await expect(bar).toHaveAttribute('aria-valuenow', '0');
    const result = await box(header('Operation'));
    await page.mouse.move(result.x + 20, result.y + 10);
    await page.mouse.down();
    await page.mouse.move(1005, result.y + 10, { steps: 5 });
    await expect(bar).toHaveAttribute('aria-valuenow', (await bar.getAttribute('aria-valuemax')) ?? '');
    await page.mouse.up();
    await expect.poll(names).toEqual([...DEFAULTS.filter((name) => name !== 'Operation'), 'Operation']);
    await header('Operation').hover();
    await page.mouse.down();
    await page.mouse.move(5, result.y + 10, { steps: 5 });
    await expect(bar).toHaveAttribute('aria-valuenow', '0');
    await page.mouse.move((await box(header('Path'))).x + 5, result.y + 10, { steps: 5 });
    await page.mouse.up();
    await expect.poll(names).toEqual(DEFAULTS);
  });

  test('are hidden and shown again by the header menu; rows that are known stay', async () => {
    const { page } = app;
    await menu('PID', 'Hide PID');
    await expect.poll(() => names()).not.toContain('PID');
    await expect(grid(page)).toHaveAttribute('aria-colcount', '7');
    await expect.poll(async () => (await cells(page, 1))[2]).toBe('dwm.exe');
    await menu('Seq', 'Fit all columns');
    await expect.poll(async () => (await cells(page, 1))[6]).toBe('Type: REG_DWORD, Length: 4, Data: 0');
    await menu('Seq', 'Reset columns');
    await expect.poll(() => names()).toEqual(DEFAULTS);
    await expect.poll(async () => (await cells(page, 1))[3]).toBe('932');
  });

  test('open their menu by the keyboard', async () => {
    const { page } = app;
    await header('Seq').focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('menuitem', { name: 'Hide Seq' })).toBeVisible();
    await expectAccessible(page, 'menu of a column');
    await page.keyboard.press('Escape');
  });

  test('are found again after a restart', async () => {
    const profile = mkdtempSync(join(tmpdir(), 'procscope-e2e-columns-'));
    await app.close();
    app = await startApp({ file: samplePml(LOG), profile });
    await menu('PID', 'Hide PID');
    await header('Result').focus();
    const { width } = await box(header('Result'));
    for (let press = 0; press < 5; press++) await app.page.keyboard.press('Shift+ArrowRight');
    await expect.poll(async () => (await box(header('Result'))).width).toBe(width + 40);
    // Keys are kept when no other follows soon, and written a little later.
    await expect
      .poll(() => readFileSync(join(profile, 'settings.json'), 'utf8'))
      .toContain(String(width + 40));
    await app.close();
    app = await startApp({ file: samplePml(LOG), profile });
    await expect.poll(() => names()).toEqual(DEFAULTS.filter((name) => name !== 'PID'));
    await expect.poll(async () => (await box(header('Result'))).width).toBe(width + 40);
  });

  test('have written nothing to the console', () => {
    expect(app.console).toEqual([]);
  });
});
