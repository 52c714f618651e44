import { chmodSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { cells } from '../support/app.ts';
import type { App } from '../support/app.ts';
import { beforeEachStartLive, touch } from '../support/live-app.ts';
import { closeCapture, expectOpen, notice, openFile } from '../support/files.ts';
import {
  chooseMenu,
  countBefore,
  expectCapturing,
  expectStopped,
  launch,
  showAll,
  showPaths,
  shownEvents,
  statusBar,
} from '../support/live.ts';

let folder = '';
let token = '';
let app: App;
beforeEachStartLive('limits', (live) => ({ app, folder, token } = live));

test('the history keeps no more than its depth', async () => {
  const { page } = app;
  const program = join(folder, 'copy.sh');
  writeFileSync(program, '#!/bin/sh\nexec dd if=/dev/zero of=/dev/null bs=1 count=150000 status=none\n');
  chmodSync(program, 0o755);
  await chooseMenu(page, 'Options', /^History depth/);
  const dialog = page.getByRole('dialog', { name: 'History depth' });
  const events = dialog.getByRole('textbox', { name: 'Events, million events' });
  await expect(events).toBeDisabled();
  await dialog.getByRole('checkbox', { name: 'Events' }).check();
  await events.fill('0.01');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('Enter a number from 0.1 to 1,000.')).toBeVisible();
  await expect(events).toBeFocused();
  await events.fill('0.1');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);

  await launch(app, { program });
  await expect(statusBar(page)).toContainText('Program ended with 0');
  await page.keyboard.press('Control+e');
  await expectStopped(page);
  // Some 300,000 calls were recorded; what goes are whole parts.
  await expect.poll(async () => (await shownEvents(page)).total).toBeLessThan(150_000);
  expect((await shownEvents(page)).total).toBeGreaterThan(50_000);
  expect((await cells(page, 1))[4]).not.toBe('execve');
  await expect(statusBar(page)).toContainText('Historyof 100,000 events');

  // A change holds at once, and is remembered.
  await chooseMenu(page, 'Options', /^History depth/);
  await expect(events).toHaveValue('0.1');
  await dialog.getByRole('checkbox', { name: 'Events' }).uncheck();
  await dialog.getByRole('button', { name: 'OK' }).click();
  await expect(statusBar(page)).not.toContainText('History');
});

test('what the filter hides is left out for good when its user wants that', async () => {
  const { page } = app;
  await showPaths(app, token);
  await chooseMenu(page, 'Filter', 'Drop filtered events');
  await page.keyboard.press('Control+e');
  await expectCapturing(page);
  await expect(notice(app)).toContainText('Drop filtered events is on');
  touch(join(folder, 'hidden'));
  touch(join(folder, token));
  await expect.poll(async () => (await shownEvents(page)).shown).toBeGreaterThan(0);
  await expect.poll(() => countBefore(page, 'dropped')).toBeGreaterThan(0);
  const { shown, total } = await shownEvents(page);
  expect(total).toBe(shown);

  // From now on everything is recorded again.
  await notice(app).getByRole('button', { name: 'Record all events' }).click();
  await expect(notice(app).filter({ hasText: 'Drop filtered events' })).toHaveCount(0);
  await showAll(app);
  touch(join(folder, `${token}-after`));
  touch(join(folder, 'after'));
  await showPaths(app, join(folder, 'after'));
  await expect.poll(async () => (await shownEvents(page)).shown).toBeGreaterThan(0);
  await page.keyboard.press('Control+e');
  await expectStopped(page);
  await showAll(app);
  await showPaths(app, join(folder, 'hidden'));
  await expect.poll(async () => (await shownEvents(page)).shown).toBe(0);
});

test('a file of the user’s choice holds the capture while it runs, and stays', async () => {
  const { page } = app;
  const file = join(folder, 'backed.procscope');
  await chooseMenu(page, 'File', /^Backing file/);
  const dialog = page.getByRole('dialog', { name: 'Backing file' });
  await dialog.getByRole('radio', { name: /^A file of your choice/ }).check();
  await dialog.getByRole('button', { name: 'OK' }).click();
  await expect(dialog.getByText('Choose a file first.')).toBeVisible();
  if (app.host === 'desktop') {
    await app.electron.evaluate(({ dialog: system }, filePath) => {
      system.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, file);
    await dialog.getByRole('button', { name: 'Choose…' }).click();
  } else {
    await dialog.getByRole('button', { name: 'Choose…' }).click();
    await page.getByRole('textbox', { name: 'File name' }).fill(basename(file));
    await page.getByRole('button', { name: 'Use this file' }).click();
  }
  await expect(dialog).toContainText('backed.procscope');
  await dialog.getByRole('button', { name: 'OK' }).click();

  await page.keyboard.press('Control+e');
  await expectCapturing(page);
  await expect(page).toHaveTitle('backed.procscope — Procscope');
  touch(join(folder, token));
  await showPaths(app, token);
  await expect.poll(async () => (await shownEvents(page)).shown).toBeGreaterThan(0);
  await expect.poll(() => statSync(file).size).toBeGreaterThan(0);
  await page.keyboard.press('Control+e');
  await expectStopped(page);
  const { shown } = await shownEvents(page);
  // Nothing would be lost, so nothing is asked.
  await closeCapture(app);
  await expect(page.getByRole('heading', { name: 'No events yet' })).toBeVisible();
  expect(existsSync(file)).toBe(true);
  await openFile(app, file);
  await expectOpen(app, 'backed.procscope');
  await expect.poll(async () => (await shownEvents(page)).shown).toBe(shown);

  // It was for one capture: the next one is of the session again.
  await page.keyboard.press('Control+e');
  await expectCapturing(page);
  await expect(page).toHaveTitle(/^Live capture/);
});
