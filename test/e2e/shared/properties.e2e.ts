import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { sampleCsv, samplePml, testDataFolder } from '../../support/sample-files.ts';
import { grid, row, startApp } from '../support/app.ts';
import type { App } from '../support/app.ts';
import { clipboardText } from '../support/clipboard.ts';
import { detailText, propertiesAfter, value } from '../support/properties.ts';
import { grouped, readCsv } from '../support/sample.ts';
import type { CsvRows } from '../support/sample.ts';
import { untilIdle } from '../support/start-options.ts';

const LOG = 'windows10-x64-mixed';

/** Columns of Process Monitor's export that stand in the tabs as they are, by the names they have there. */
const OF_EVENT = { 'Relative time': 'Relative Time', Thread: 'TID', Result: 'Result', Path: 'Path' };
const OF_PROCESS = {
  Name: 'Process Name',
  Version: 'Version',
  Path: 'Image Path',
  'Command line': 'Command Line',
  PID: 'PID',
  Architecture: 'Architecture',
  'Parent PID': 'Parent PID',
  Integrity: 'Integrity',
  Session: 'Session',
  Virtualized: 'Virtualized',
  User: 'User',
  'Authentication ID': 'Authentication ID',
};

test.describe("an event's properties", () => {
  test.skip(testDataFolder() === undefined, 'there are no sample logs on this machine');
  test.describe.configure({ mode: 'serial' });

  let app: App;
  let csv: CsvRows;
  test.beforeAll(async () => {
    csv = readCsv(sampleCsv(LOG));
    app = await startApp({ file: samplePml(LOG) });
  });
  test.afterAll(() => app.close());
  test.afterEach(async () => {
    const others = app.page
      .context()
      .pages()
      .filter((page) => page !== app.page);
    for (const page of others) await page.close();
  });

  const titleOf = (number: number): string =>
    `Event ${grouped(number)}: ${csv.text(number - 1, 'Operation')}`;
  const opened = async (number: number): Promise<Page> => {
    const window = await propertiesAfter(app, () =>
      row(app.page, number).getByRole('gridcell').nth(3).dblclick(),
    );
    await expect(window).toHaveTitle(titleOf(number));
    return window;
  };
  const tab = async (window: Page, name: string): Promise<void> => {
    await window.getByRole('tab', { name }).click();
    await expect(window.getByRole('tabpanel', { name })).toBeVisible();
  };

  test('are those that Process Monitor exported', async () => {
    for (const number of [2, 9, 17]) {
      const window = await opened(number);
      await tab(window, 'Event');
      const text = (column: string): string => csv.text(number - 1, column);
      const panel = window.getByRole('tabpanel', { name: 'Event' });
      await expect(panel.getByRole('heading', { level: 2 })).toHaveText(text('Operation'));
      await expect(panel.locator('.identity p')).toHaveText(
        [text('Event Class'), text('Category')].filter((part) => part !== '').join(', '),
      );
      await expect(value(window, 'Date and time')).toHaveText(
        `${text('Date & Time').split(' ')[0]} ${text('Time of Day')}`,
      );
      await expect(panel).toContainText(`${text('Time of Day')} UTC`);
      await expect(value(window, 'Duration')).toHaveText(`${text('Duration')} s`);
      for (const [name, column] of Object.entries(OF_EVENT))
        await expect(value(window, name)).toHaveText(text(column));
      expect(await detailText(window)).toBe(text('Detail'));

      await tab(window, 'Process');
      const description = text('Description');
      const process = window.getByRole('tabpanel', { name: 'Process' });
      await expect(process.getByRole('heading', { level: 2 })).toHaveText(
        description === '' ? text('Process Name') : description,
      );
      await expect(process.locator('.identity p')).toHaveText(text('Company'));
      for (const [name, column] of Object.entries(OF_PROCESS))
        await expect(value(window, name)).toHaveText(text(column));
      await window.close();
    }
  });

  test('show the icon and the modules of the process, sorted as wished', async () => {
    const window = await opened(4);
    await tab(window, 'Process');
    await expect(window.locator('img.icon')).toHaveJSProperty('naturalWidth', 32);
    const modules = window.getByRole('grid', { name: 'Modules' });
    const first = modules.getByRole('row').nth(0).getByRole('gridcell').first();
    const count = Number(await modules.getAttribute('aria-rowcount')) - 1;
    await expect(window.getByRole('heading', { name: `Modules ${count}` })).toBeVisible();

    await window.getByRole('button', { name: 'Module', exact: true }).click();
    await expect(window.getByRole('columnheader', { name: 'Module' })).toHaveAttribute(
      'aria-sort',
      'ascending',
    );
    const lowest = await first.innerText();
    await window.getByRole('button', { name: 'Module', exact: true }).click();
    await expect(window.getByRole('columnheader', { name: 'Module' })).toHaveAttribute(
      'aria-sort',
      'descending',
    );
    const highest = await first.innerText();
    expect(lowest.localeCompare(highest, 'en', { sensitivity: 'base' })).toBeLessThan(0);

    await modules.focus();
    await window.keyboard.press('End');
    const last = modules.getByRole('row', { selected: true });
    await expect(last).toHaveAttribute('aria-rowindex', String(count + 1));
    await expect(last.getByRole('gridcell').first()).toHaveText(lowest);
    await window.keyboard.press('Control+C');
    await expect(window.getByText('Copied.')).toBeVisible();
    expect((await clipboardText(app)).split('\t')[0]).toBe(lowest);
  });

  test('show the stack: the kernel, then one line, then the user', async () => {
    const window = await opened(2);
    await tab(window, 'Stack');
    const stack = window.getByRole('grid', { name: 'Stack' });
    const cells = await stack
      .getByRole('row')
      .evaluateAll((rows) => rows.map((element) => [...element.children].map((cell) => cell.textContent)));
    const modes = cells.map(([, mode]) => mode);
    expect(modes.indexOf('User')).toBe(modes.filter((mode) => mode === 'Kernel').length);
    expect(cells[0]?.slice(0, 3)).toEqual(['0', 'Kernel', 'ntoskrnl.exe']);
    for (const [, , module, location] of cells)
      if (module !== '<unknown>') expect(location).toMatch(/^\S.* \+ 0x[0-9a-f]+$/);
    await expect(stack.locator('.first-of-user')).toHaveCount(1);
  });

  test('open with Enter, with Ctrl+P and by double click, several at once', async () => {
    await grid(app.page).focus();
    await row(app.page, 5).click();
    const first = await propertiesAfter(app, () => app.page.keyboard.press('Enter'));
    await app.page.bringToFront();
    await row(app.page, 6).click();
    const second = await propertiesAfter(app, () => app.page.keyboard.press('Control+P'));
    await app.page.bringToFront();
    const third = await opened(7);
    await expect(first).toHaveTitle(titleOf(5));
    await expect(second).toHaveTitle(titleOf(6));
    await expect(third).toHaveTitle(titleOf(7));
  });

  test('open on the tab that was looked at last; the stack with Ctrl+K', async () => {
    const first = await opened(2);
    await tab(first, 'Process');
    await first.close();
    const second = await opened(3);
    await expect(second.getByRole('tab', { name: 'Process' })).toHaveAttribute('aria-selected', 'true');
    await tab(second, 'Event');
    await second.close();
    const third = await propertiesAfter(app, () => app.page.keyboard.press('Control+K'));
    await expect(third.getByRole('tab', { name: 'Stack' })).toHaveAttribute('aria-selected', 'true');
    await tab(third, 'Event');
  });

  test('go to the previous and the next event of a filtered list, which goes along', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'Registry' }).click();
    await app.idle();
    const rows = Array.from({ length: csv.length }, (_, index) => index).filter(
      (index) =>
        csv.text(index, 'Event Class') !== 'Registry' && csv.text(index, 'Event Class') !== 'Profiling',
    );
    const shownTitle = (number: number): string =>
      `Event ${grouped(number)}: ${csv.text(rows[number - 1] ?? 0, 'Operation')}`;
    await row(page, 1).click();
    const window = await propertiesAfter(app, () => page.keyboard.press('Control+P'));
    await expect(window).toHaveTitle(shownTitle(1));
    await expect(window.getByRole('button', { name: 'Previous event' })).toBeDisabled();

    const next = window.getByRole('button', { name: 'Next event' });
    for (let number = 2; number <= 5; number++) {
      await next.click();
      await expect(window).toHaveTitle(shownTitle(number));
      await expect(value(window, 'Path')).toHaveText(csv.text(rows[number - 1] ?? 0, 'Path'));
      await expect(row(page, number)).toHaveAttribute('aria-selected', 'true');
    }
    await window.getByRole('button', { name: 'Previous event' }).click();
    await expect(window).toHaveTitle(shownTitle(4));
    await expect(row(page, 4)).toHaveAttribute('aria-selected', 'true');

    // The event keeps its window when the list changes around it.
    await page.bringToFront();
    await page.getByRole('button', { name: 'Registry' }).click();
    await app.idle();
    await expect(window).toHaveTitle(
      `Event ${grouped((rows[3] ?? 0) + 1)}: ${csv.text(rows[3] ?? 0, 'Operation')}`,
    );
  });

  test('follow the selection when that is wished', async () => {
    const { page } = app;
    await grid(page).focus();
    await page.keyboard.press('Home');
    await app.idle();
    const window = await opened(2);
    await row(page, 3).click();
    await untilIdle(window);
    await expect(window).toHaveTitle(titleOf(2));
    await window.getByRole('checkbox', { name: 'Follow selection' }).check();
    await expect(window).toHaveTitle(titleOf(3));
    await page.bringToFront();
    await row(page, 8).click();
    await expect(window).toHaveTitle(titleOf(8));
    await page.keyboard.press('ArrowDown');
    await expect(window).toHaveTitle(titleOf(9));
  });

  test('are copied as text, all of them', async () => {
    const window = await opened(9);
    await window.getByRole('button', { name: 'Copy all' }).click();
    await expect(window.getByText('Copied.')).toBeVisible();
    const lines = (await clipboardText(app)).split('\n');
    for (const [name, column] of Object.entries({ ...OF_EVENT, ...OF_PROCESS })) {
      const line = `${name}:\t${csv.text(8, column)}`;
      // What is said beside a value stands behind it.
      expect(
        lines.some((text) => text === line || text.startsWith(`${line} `)),
        `${line} in ${lines.join('\n')}`,
      ).toBe(true);
    }
    expect(lines).toContain('Modules:');
    expect(lines).toContain('Stack:');
  });

  test('are read by keyboard alone', async () => {
    const { page } = app;
    await grid(page).focus();
    await page.keyboard.press('Home');
    const window = await propertiesAfter(app, () => page.keyboard.press('Enter'));
    await window.bringToFront();
    await window.keyboard.press('Tab');
    await expect(window.getByRole('tab', { name: 'Event' })).toBeFocused();
    await window.keyboard.press('ArrowRight');
    await expect(window.getByRole('tab', { name: 'Process' })).toHaveAttribute('aria-selected', 'true');
    await window.keyboard.press('Control+PageDown');
    await expect(window.getByRole('tab', { name: 'Stack' })).toHaveAttribute('aria-selected', 'true');
    await window.keyboard.press('Control+PageDown');
    await expect(window.getByRole('tab', { name: 'Event' })).toHaveAttribute('aria-selected', 'true');
    await window.keyboard.press('Alt+ArrowDown');
    await expect(window).toHaveTitle(titleOf(2));
    await window.keyboard.press('Alt+ArrowDown');
    await window.keyboard.press('Alt+ArrowDown');
    await expect(window).toHaveTitle(titleOf(4));
    await window.keyboard.press('Alt+ArrowUp');
    await expect(window).toHaveTitle(titleOf(3));
    await window.keyboard.press('Control+C');
    await expect(window.getByText('Copied.')).toBeVisible();
    expect(await clipboardText(app)).toContain(`Path:\t${csv.text(2, 'Path')}\n`);
    await window.bringToFront();
    // The window may be gone before the key is up again.
    await Promise.all([window.waitForEvent('close'), window.keyboard.press('Escape').catch(() => undefined)]);
  });

  test('are closed by one Esc, also under a tooltip', async () => {
    const window = await opened(2);
    await window.getByRole('button', { name: 'Close' }).hover();
    await expect(window.locator('.tooltip')).toBeVisible();
    await Promise.all([window.waitForEvent('close'), window.keyboard.press('Escape').catch(() => undefined)]);
  });

  test('have nothing that gets in the way of a screen reader', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const window = await opened(2);
      await window.emulateMedia({ colorScheme });
      for (const name of ['Event', 'Process', 'Stack']) {
        await tab(window, name);
        const { violations } = await new AxeBuilder({ page: window }).setLegacyMode(true).analyze();
        expect(violations).toEqual([]);
      }
      await tab(window, 'Event');
      await window.close();
    }
  });

  test('are wrapped, not cut, in the smallest window', async () => {
    const window = await opened(2);
    await window.setViewportSize({ width: 480, height: 420 });
    for (const name of ['Event', 'Process', 'Stack']) {
      await tab(window, name);
      const overflowing = await window
        .locator('.value dd, .tab-panel, .properties-footer')
        .evaluateAll((elements) =>
          elements
            .filter((element) => element.scrollWidth > element.clientWidth)
            .map((element) => element.getAttribute('class')),
        );
      expect(overflowing).toEqual([]);
    }
    await tab(window, 'Event');
  });

  test('stay when their capture is closed, and lead nowhere', async () => {
    const window = await opened(2);
    const path = csv.text(1, 'Path');
    await app.page.bringToFront();
    await app.page.getByRole('menuitem', { name: 'File' }).click();
    await app.page.getByRole('menuitem', { name: 'Close' }).click();
    await expect(window.getByText('The capture of this event is not open any more')).toBeVisible();
    await expect(window.getByRole('button', { name: 'Next event' })).toBeDisabled();
    await expect(window.getByRole('checkbox', { name: 'Follow selection' })).toBeDisabled();
    await expect(value(window, 'Path')).toHaveText(path);
    expect(app.console).toEqual([]);
  });
});
