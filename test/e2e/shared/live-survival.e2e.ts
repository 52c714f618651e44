import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { cells, startApp } from '../support/app.ts';
import type { App } from '../support/app.ts';
import { notice } from '../support/files.ts';
import {
  appProcess,
  closeUnasked,
  expectCapturing,
  expectStopped,
  helpersOf,
  isHelper,
  needsRealHelper,
  showPaths,
  shownEvents,
  statusBar,
} from '../support/live.ts';

needsRealHelper();

let folder = '';
let profile = '';
let token = '';
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'procscope-e2e-survival-'));
  profile = join(folder, 'profile');
  mkdirSync(profile);
  token = `${basename(folder)}-seen`;
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Starts a capture and waits until the events of a program that was run are shown, alone. */
async function captureToken(app: App): Promise<number> {
  const { page } = app;
  await page.keyboard.press('Control+e');
  await expectCapturing(page);
  execFileSync('touch', [join(folder, token)]);
  await showPaths(app, token);
  await expect.poll(async () => (await cells(page, 5))[5] ?? '').toContain(token.slice(-8));
  return (await shownEvents(page)).shown;
}

test('when the helper is killed it is said, everything is kept, and the capture can go on', async () => {
  const app = await startApp({ profile, folder });
  try {
    const { page } = app;
    const shown = await captureToken(app);
    const helpers = helpersOf(app);
    expect(helpers).toHaveLength(1);
    for (const pid of helpers) process.kill(pid, 'SIGKILL');
    await expect(notice(app)).toContainText(
      'The capture has stopped. The capture helper was ended by SIGKILL. What was recorded until then is kept',
    );
    await expectStopped(page);
    expect((await shownEvents(page)).shown).toBeGreaterThanOrEqual(shown);
    await expect(page).toHaveTitle('Live capture (not saved) — Procscope');

    await page.keyboard.press('Control+e');
    await expectCapturing(page);
    await expect(notice(app).filter({ hasText: 'has stopped' })).toHaveCount(0);
    execFileSync('touch', [join(folder, `${token}-later`)]);
    await expect.poll(async () => (await shownEvents(page)).shown).toBeGreaterThan(shown + 4);
    expect((await cells(page, 1))[5]).not.toContain('-later');
    // What is missing between has a row of its own.
    await expect(page.locator('.lost-note').filter({ visible: true })).toContainText(
      'The capture helper ended: what happened until the capture went on is missing',
    );
  } finally {
    await closeUnasked(app);
  }
});

test('when the app is killed the helper ends with it, and the capture is offered at the next start', async () => {
  const first = await startApp({ profile, folder });
  const shown = await captureToken(first);
  const helpers = helpersOf(first);
  expect(helpers).toHaveLength(1);
  // What was recorded is on the disk within 250 ms.
  await expect(statusBar(first.page)).toContainText('Disk');
  await new Promise((resolve) => setTimeout(resolve, 1000));
  process.kill(appProcess(first), 'SIGKILL');
  await expect.poll(() => helpers.filter(isHelper)).toEqual([]);
  if (first.host === 'browser') await first.close();

  const app = await startApp({ profile, folder });
  try {
    const { page } = app;
    const found = page.getByRole('region', { name: 'Found on this computer' }).getByRole('listitem');
    await expect(found).toContainText(/was not closed\. [\d,]+ events can be recovered\./);
    await found.getByRole('button', { name: /^Recover/ }).click();
    await expect(page).toHaveTitle(/^capture-.*\(not saved\) — Procscope$/);
    await showPaths(app, token);
    await expect.poll(async () => (await shownEvents(page)).shown).toBe(shown);
    // What was recovered is a file: a new capture does not go on with it, so it is asked about.
    await page.keyboard.press('Control+e');
    const question = page.getByRole('alertdialog', { name: 'Save this capture?' });
    await question.getByRole('button', { name: 'Don’t save' }).click();
    await expectCapturing(page);
    await expect(page).toHaveTitle('Live capture (not saved) — Procscope');
  } finally {
    await closeUnasked(app);
  }
});
