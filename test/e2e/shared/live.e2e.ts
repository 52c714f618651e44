import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { cells, grid, row, rowsAtRest, rowsInView, shows } from '../support/app.ts';
import type { App } from '../support/app.ts';
import { beforeEachStartLive, touch } from '../support/live-app.ts';
import { closeCapture, expectOpen, notice, openFile, saveAs } from '../support/files.ts';
import {
  expectCapturing,
  expectStopped,
  helpersOf,
  isHelper,
  showPaths,
  shownEvents,
} from '../support/live.ts';
import { propertiesAfter, value } from '../support/properties.ts';
import { smallLog } from '../../support/small-log.ts';

let folder = '';
let token = '';
let app: App;
beforeEachStartLive('live', (live) => ({ app, folder, token } = live));

test('from the first start to a saved capture that is opened again', async () => {
  const { page } = app;
  await expect(page.getByRole('heading', { name: 'No events yet' })).toBeVisible();
  const start = page.getByRole('button', { name: /^Start a capture/ });
  await expect(start).toContainText('Ctrl+E');
  await page.keyboard.press('Control+e');
  await expectCapturing(page);
  await expect(page).toHaveTitle('Live capture (not saved) — Procscope');
  await expect(page.getByRole('button', { name: 'Registry' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Security' })).toBeVisible();
  touch(join(folder, token));
  await showPaths(app, token);
  await expect.poll(async () => (await shownEvents(page)).shown).toBeGreaterThan(0);
  const whileRunning = await shownEvents(page);
  expect(whileRunning.total).toBeGreaterThan(whileRunning.shown);
  await page.keyboard.press('Control+e');
  await expectStopped(page);

  const [, , processName = '', pid = '', operation, path, result] = await cells(page, 1);
  expect([processName, operation, result]).toEqual(['touch', 'openat', 'SUCCESS']);
  expect(shows(path, join(folder, token))).toBe(true);
  const properties = await propertiesAfter(app, () => row(page, 1).dblclick());
  await expect(value(properties, 'Path')).toHaveText(join(folder, token));
  await properties.getByRole('tab', { name: 'Process' }).click();
  await expect(value(properties, 'PID')).toHaveText(pid);
  await expect(value(properties, 'Command line')).toHaveText(`touch ${join(folder, token)}`);
  await properties.close();

  const { shown, total } = await shownEvents(page);
  await saveAs(app, join(folder, 'kept.procscope'));
  await expect(notice(app)).toContainText('kept.procscope');
  await expect(page).toHaveTitle(/^Live capture — Procscope$/);
  // All of it is saved: nothing is asked.
  await closeCapture(app);
  await expect(page.getByRole('heading', { name: 'No events yet' })).toBeVisible();
  await openFile(app, join(folder, 'kept.procscope'));
  await expectOpen(app, 'kept.procscope');
  await expect.poll(() => shownEvents(page)).toEqual({ shown, total });
  await expect(page.getByRole('button', { name: 'Registry' })).toHaveCount(0);
});

test('clearing forgets what was recorded, running or not', async () => {
  const { page } = app;
  await page.getByRole('button', { name: /^Start a capture/ }).click();
  await expectCapturing(page);
  touch(join(folder, token));
  await showPaths(app, token);
  await expect.poll(async () => (await shownEvents(page)).shown).toBeGreaterThan(0);
  await page.keyboard.press('Control+x');
  await expect.poll(async () => (await shownEvents(page)).shown).toBe(0);
  await expectCapturing(page);
  await expect(page.getByText('Nothing has happened yet that would be shown.')).toBeVisible();
  touch(join(folder, `${token}-again`));
  await expect.poll(async () => (await cells(page, 1))[5] ?? '').toContain('-again');
  await page.keyboard.press('Control+e');
  await expectStopped(page);
  await page.getByRole('button', { name: 'Clear display' }).click();
  await expect.poll(() => shownEvents(page)).toEqual({ shown: 0, total: 0 });
  // Nothing is left that could be lost.
  await expect(page).toHaveTitle('Live capture — Procscope');
  await page.keyboard.press('Control+e');
  await expectCapturing(page);
  touch(join(folder, `${token}-third`));
  await expect.poll(async () => (await cells(page, 1))[5] ?? '').toContain('-third');
});

test('the list follows the newest event until its user scrolls up', async () => {
  const { page } = app;
  const autoScroll = page.getByRole('button', { name: 'Auto scroll' });
  await page.keyboard.press('Control+e');
  await expectCapturing(page);
  await expect(autoScroll).toHaveAttribute('aria-pressed', 'true');
  await expectAtEnd();
  // More than a page of events that can be scrolled.
  await expect.poll(async () => (await shownEvents(page)).shown).toBeGreaterThan(200);

  await grid(page).hover();
  await page.mouse.wheel(0, -400);
  await expect(autoScroll).toHaveAttribute('aria-pressed', 'false');
  const strip = page.getByRole('button', { name: /new events?/ });
  touch(join(folder, token));
  await expect(strip).toBeVisible();
  const still = await rowsAtRest(page);
  const { shown } = await shownEvents(page);
  await expect.poll(async () => (await shownEvents(page)).shown).toBeGreaterThan(shown);
  expect(await rowsInView(page)).toEqual(still);
  await strip.click();
  await expect(strip).toHaveCount(0);
  await expect(autoScroll).toHaveAttribute('aria-pressed', 'true');
  await expectAtEnd();

  // Going to an event stops it, End goes on.
  await page.keyboard.press('Home');
  await expect(autoScroll).toHaveAttribute('aria-pressed', 'false');
  await expect(row(page, 1)).toBeVisible();
  await page.keyboard.press('End');
  await expect(autoScroll).toHaveAttribute('aria-pressed', 'true');
  await expectAtEnd();

  // Switched off it stays off, also in the next capture.
  await page.keyboard.press('Control+a');
  await expect(autoScroll).toHaveAttribute('aria-pressed', 'false');
  const before = await rowsAtRest(page);
  const count = (await shownEvents(page)).shown;
  await expect.poll(async () => (await shownEvents(page)).shown).toBeGreaterThan(count);
  expect((await rowsInView(page)).first).toBe(before.first);
  await page.keyboard.press('Control+a');
  await expect(autoScroll).toHaveAttribute('aria-pressed', 'true');
  await expectAtEnd();

  /** The last event is in view, and stays so while more come. */
  async function expectAtEnd(): Promise<void> {
    for (let times = 0; times < 3; times++) {
      const { shown: known } = await shownEvents(page);
      await expect.poll(async () => (await rowsInView(page)).last).toBeGreaterThan(known);
    }
  }
});

test('nothing that was recorded is closed without a question', async () => {
  const { page } = app;
  writeFileSync(join(folder, 'log.pml'), smallLog(3));
  await page.keyboard.press('Control+e');
  await expectCapturing(page);
  touch(join(folder, token));
  await showPaths(app, token);
  await expect.poll(async () => (await shownEvents(page)).shown).toBeGreaterThan(0);
  const question = page.getByRole('alertdialog', { name: 'Save this capture?' });
  await closeCapture(app);
  await expect(question).toContainText('Live capture');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expectCapturing(page);

  // Saved while it runs: what came later is still not saved.
  await saveAs(app, join(folder, 'early.procscope'), { events: /^The [\d,]+ events? shown/ });
  await expect(notice(app)).toContainText('early.procscope');
  await expectCapturing(page);
  touch(join(folder, `${token}-late`));
  await expect(page).toHaveTitle('Live capture (not saved) — Procscope');

  const [helper = 0] = helpersOf(app);
  expect(isHelper(helper)).toBe(true);
  await openFile(app, join(folder, 'log.pml'));
  await question.getByRole('button', { name: 'Don’t save' }).click();
  await expectOpen(app, 'log.pml');
  await expect.poll(() => isHelper(helper)).toBe(false);
  await expect(page.getByRole('button', { name: 'Registry' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Security' })).toHaveCount(0);
  await openFile(app, join(folder, 'early.procscope'));
  await expectOpen(app, 'early.procscope');
  expect((await cells(page, 1))[5]).toContain(token.slice(-8));

  // Of a file, a new capture takes the place.
  await page.keyboard.press('Control+e');
  await expectCapturing(page);
  await expect(page).toHaveTitle(/^Live capture/);
});
