import { expect, test } from '@playwright/test';
import { sampleCsv, samplePml, testDataFolder } from '../../support/sample-files.ts';
import { cells, grid, row, rowsInView, shows, startApp } from '../support/app.ts';
import type { App } from '../support/app.ts';
import { grouped, readCsv } from '../support/sample.ts';
import type { CsvRows } from '../support/sample.ts';

const LOG = 'windows10-x64-mixed';

/** The row must show what Process Monitor exported for it. */
async function expectRow(app: App, csv: CsvRows, number: number): Promise<void> {
  const wanted = [grouped(number), ...csv.cells(number - 1)];
  const shown = await cells(app.page, number);
  expect(shown).toHaveLength(wanted.length);
  wanted.forEach((text, column) => {
    if (!shows(shown[column], text)) expect(shown[column]).toBe(text);
  });
}

test.describe('a log that Process Monitor wrote', () => {
  test.skip(testDataFolder() === undefined, 'there are no sample logs on this machine');
  test.describe.configure({ mode: 'serial' });

  let app: App;
  let csv: CsvRows;
  test.beforeAll(async () => {
    csv = readCsv(sampleCsv(LOG));
    app = await startApp({ file: samplePml(LOG) });
  });
  test.afterAll(() => app.close());

  test('opens, and its first rows are those of Process Monitor', async () => {
    const { page } = app;
    await expect(page).toHaveTitle(`${LOG}.pml — Procscope`);
    await expect(grid(page)).toHaveAttribute('aria-rowcount', String(csv.length + 1));
    const { last } = await rowsInView(page);
    expect(last).toBeGreaterThan(30);
    for (let number = 1; number <= last; number++) {
      await expectRow(app, csv, number);
    }
    await expect(page.getByRole('contentinfo')).toContainText(
      `Showing ${grouped(csv.length)} of ${grouped(csv.length)} events (100%)`,
    );
    await expect(page.getByRole('contentinfo')).toContainText('DESKTOP-6PCIALL');
    await expect(page.getByRole('contentinfo')).toContainText(`Backed by ${LOG}.pml`);
  });

  test('shows the icons that are stored in it', async () => {
    const icon = row(app.page, 4).locator('.icon.image');
    // The drawing for programs without an icon is the style sheet's, one that is stored the element's own.
    await expect(icon).toHaveAttribute('style', /^background-image: url\("blob:/);
    const width = await icon.evaluate(async (element) => {
      const picture = new Image();
      picture.src = /"(.*)"/.exec(getComputedStyle(element).backgroundImage)?.[1] ?? '';
      await picture.decode();
      return picture.naturalWidth;
    });
    expect(width).toBe(16);
  });

  test('scrolls to the last row with End and back with Home', async () => {
    const { page } = app;
    await grid(page).focus();
    await page.keyboard.press('End');
    await app.idle();
    await expect.poll(async () => (await rowsInView(page)).last).toBe(csv.length);
    await expectRow(app, csv, csv.length);
    await expect(row(page, csv.length)).toHaveAttribute('aria-selected', 'true');
    const active = await grid(page).getAttribute('aria-activedescendant');
    await expect(row(page, csv.length)).toHaveAttribute('id', active ?? '');
    await page.keyboard.press('Home');
    await app.idle();
    await expect.poll(async () => (await rowsInView(page)).first).toBe(1);
    await expect(row(page, 1)).toHaveAttribute('aria-selected', 'true');
  });

  test('scrolls to the last row by dragging the scroll bar, and to the middle', async () => {
    const { page } = app;
    const bar = page.getByRole('scrollbar');
    const track = await bar.boundingBox();
    const thumb = await bar.locator('.thumb').boundingBox();
    if (track === null || thumb === null) throw new Error('There is no scroll bar.');
    const x = thumb.x + thumb.width / 2;
    await page.mouse.move(x, thumb.y + 10);
    await page.mouse.down();
    await page.mouse.move(x, track.y + track.height / 2, { steps: 10 });
    await app.idle();
    const middle = await rowsInView(page);
    expect(Math.abs(middle.first / csv.length - 0.5)).toBeLessThan(0.02);
    await expectRow(app, csv, middle.first + 1);
    await page.mouse.move(x, track.y + track.height + 50, { steps: 10 });
    await page.mouse.up();
    await app.idle();
    await expect.poll(async () => (await rowsInView(page)).last).toBe(csv.length);
    await expectRow(app, csv, csv.length);
  });

  test('moves by rows with the wheel and by pages with the keys', async () => {
    const { page } = app;
    await page.keyboard.press('Home');
    await app.idle();
    await page.mouse.move(600, 400);
    await page.mouse.wheel(0, 200);
    await app.idle();
    await expect.poll(async () => (await rowsInView(page)).first).toBe(11);
    await page.keyboard.press('Home');
    await page.keyboard.press('PageDown');
    await page.keyboard.press('PageDown');
    await page.keyboard.press('ArrowUp');
    await app.idle();
    const selected = page.locator('.row[aria-selected="true"]:not([hidden])');
    const pageRows = Math.floor(
      (await page.locator('.rows').evaluate((element) => element.clientHeight)) / 20,
    );
    await expect(selected).toHaveAttribute('aria-rowindex', String(1 + 2 * pageRows - 1 + 1));
  });

  test('hides a class and shows it again; the selection and the place stay', async () => {
    const { page } = app;
    const registry = page.getByRole('button', { name: 'Registry' });
    await grid(page).focus();
    await page.keyboard.press('Home');
    for (let press = 0; press < 40; press++) await page.keyboard.press('PageDown');
    await app.idle();
    const selected = page.locator('.row[aria-selected="true"]:not([hidden])');
    const number = await selected.getAttribute('aria-rowindex');
    const texts = await selected.getByRole('gridcell').allTextContents();
    const top = (await selected.boundingBox())?.y;

    await registry.click();
    await app.idle();
    const rest = csv.without('Registry');
    await expect(registry).toHaveAttribute('aria-pressed', 'false');
    await expect(grid(page)).toHaveAttribute('aria-rowcount', String(rest + 1));
    await expect(page.getByRole('status')).toContainText(
      `Showing ${grouped(rest)} of ${grouped(csv.length)} events`,
    );
    await expect(page.locator('.row:not([hidden]) .icon.class-2')).toHaveCount(0);

    await registry.click();
    await app.idle();
    await expect(grid(page)).toHaveAttribute('aria-rowcount', String(csv.length + 1));
    await expect(selected).toHaveAttribute('aria-rowindex', number ?? '');
    expect(await selected.getByRole('gridcell').allTextContents()).toEqual(texts);
    expect((await selected.boundingBox())?.y).toBe(top);
  });

  test('has written nothing to the console', () => {
    expect(app.console).toEqual([]);
  });
});
