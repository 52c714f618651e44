import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { HelperScript } from '../../engine/live/support/scripted-helper.ts';
import { HelperErrorCode } from '../../../src/engine/wire/wire-format.ts';
import { grid, row, startApp } from '../support/app.ts';
import type { App } from '../support/app.ts';
import { expectAccessible } from '../support/axe.ts';
import { closeCapture, expectOpen, notice } from '../support/files.ts';
import {
  chooseMenu,
  closeUnasked,
  expectCapturing,
  expectStopped,
  launchDialog,
  shownEvents,
  statusBar,
} from '../support/live.ts';
import { playedApp } from '../support/played-app.ts';
import type { StartOptions } from '../support/start-options.ts';

test.skip(process.platform !== 'linux', 'only Linux is captured');

let folder = '';
let app: App | undefined;
test.beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'procscope-e2e-states-'))));
test.afterEach(async () => {
  if (app !== undefined) await closeUnasked(app);
  app = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the app with a helper that is played, or without one. */
async function start(script: HelperScript | undefined, options: StartOptions = {}): Promise<App> {
  app = await startApp({ folder, root: playedApp(folder, script), ...options });
  return app;
}

test('the sample is opened from the start page, and is nothing that could be lost', async () => {
  const started = await start({ most: 10 });
  const { page } = started;
  await page.getByRole('button', { name: /^Open the sample/ }).click();
  await expectOpen(started, 'sample.procscope');
  await expect.poll(async () => (await shownEvents(page)).shown).toBeGreaterThan(100);
  await expect(page.getByRole('button', { name: 'Registry' })).toHaveCount(0);
  await closeCapture(started);
  await expect(page.getByRole('heading', { name: 'No events yet' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Recent files' })).toHaveCount(0);
});

test('without a helper the start page says what is missing and what to do', async () => {
  const { page } = await start(undefined);
  const action = page.getByRole('button', { name: /^Start a capture/ });
  await expect(action).toContainText('The capture helper is not there. Install Procscope again');
  await expect(page.getByRole('button', { name: /^Capture one program/ })).toHaveCount(0);
  await expectAccessible(page, 'no helper');
  await action.click();
  await expect(page.locator('.notice')).toContainText('npm run build:native -- linux');
  await expect(page.getByRole('heading', { name: 'No events yet' })).toBeVisible();
});

for (const [name, code, sentence] of [
  ['privileges', HelperErrorCode.Privilege, 'Capturing needs more rights.'],
  ['type information', HelperErrorCode.NoBtf, 'This kernel comes without its type information.'],
  ['a newer kernel', HelperErrorCode.KernelTooOld, 'Capturing needs Linux 5.8 or newer.'],
  ['an open kernel', HelperErrorCode.Lockdown, 'The kernel is locked down.'],
] as const) {
  test(`a helper that lacks ${name} says so, and one program can still be captured`, async () => {
    const started = await start({ fatal: [code, sentence] });
    const { page } = started;
    await page.keyboard.press('Control+e');
    await expect(notice(started)).toContainText(sentence);
    await expect(page.getByRole('heading', { name: 'No events yet' })).toBeVisible();
    await expect(page).toHaveTitle('Procscope');
    await notice(started).getByRole('button', { name: 'Capture one program…' }).click();
    await expect(launchDialog(page)).toBeVisible();
  });
}

test('a start that waits can be cancelled by its button and by the key that began it', async () => {
  const started = await start({ hangs: true });
  const { page } = started;
  const capture = page.getByRole('button', { name: 'Capture events' });
  await page.keyboard.press('Control+e');
  await expect(statusBar(page)).toContainText('Starting the capture');
  await expect(capture).toHaveAttribute('aria-pressed', 'true');
  await expectAccessible(page, 'starting');
  await statusBar(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(statusBar(page)).not.toContainText('Starting');
  await expect(capture).toHaveAttribute('aria-pressed', 'false');
  await page.keyboard.press('Control+e');
  await expect(statusBar(page)).toContainText('Starting the capture');
  await page.keyboard.press('Control+e');
  await expect(statusBar(page)).not.toContainText('Starting');
  // It was the user's wish: nothing is said.
  await expect(notice(started)).toHaveCount(0);
});

test('lost events are said where they are missing, in the status bar, and with what helps', async () => {
  const started = await start({ losses: 1284, most: 500 }, { width: 1024, height: 600 });
  const { page } = started;
  await page.keyboard.press('Control+e');
  await expectCapturing(page);
  await expect(statusBar(page)).toContainText('1,284 lost');
  await expect(notice(started)).toContainText('Events were lost: more happened than could be recorded.');
  await grid(page).press('Home');
  await expect(row(page, 1).locator('.lost-note')).toContainText(
    /1,284 events lost here: ?The kernel's buffer was full: more happened than could be read\./,
  );
  await expectAccessible(page, 'losses');
  await page.keyboard.press('Control+e');
  await expectStopped(page);
  await notice(started).getByRole('button', { name: 'Capture one program…' }).click();
  await expect(launchDialog(page)).toBeVisible();
});

test('what is seen of a capture is accessible in every state', async () => {
  const started = await start({ most: 300 }, { width: 800, height: 500 });
  const { page } = started;
  await expectAccessible(page, 'start page');
  await page.keyboard.press('Control+e');
  await expectCapturing(page);
  await expect(statusBar(page)).toContainText('300 of 300');
  await expectAccessible(page, 'capturing');
  await grid(page).press('Home');
  await expect(page.getByRole('button', { name: 'Auto scroll' })).toHaveAttribute('aria-pressed', 'false');
  await chooseMenu(page, 'Filter', 'Drop filtered events');
  await expect(notice(started)).toContainText('Drop filtered events is on');
  await expectAccessible(page, 'scrolled up, dropping');
  await page.keyboard.press('Control+e');
  await expectStopped(page);
  for (const [menu, command] of [
    ['Options', /^History depth/],
    ['File', /^Backing file/],
    ['File', /^Launch and capture/],
  ] as const) {
    await chooseMenu(page, menu, command);
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectAccessible(page, String(command));
    // All of it can be reached in a small window.
    const box = await page.getByRole('dialog').boundingBox();
    expect(box?.y).toBeGreaterThanOrEqual(0);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(500);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  await page.keyboard.press('Control+x');
  await expect(page.getByText('This capture has no events.')).toBeVisible();
  await expectAccessible(page, 'cleared');
});

test('in Korean the window says all of it in Korean', async () => {
  const started = await start({ losses: 7, most: 300 }, { width: 800, height: 500, language: 'ko' });
  const { page } = started;
  await expect(page.getByRole('button', { name: /^캡처 시작/ })).toBeVisible();
  await page.keyboard.press('Control+e');
  const bar = page.getByRole('contentinfo');
  await expect(bar).toContainText('캡처 중');
  await expect(bar).toContainText('7개 손실');
  await expect(page).toHaveTitle(/^실시간 캡처/);
  await page.getByRole('grid').first().press('Home');
  await expect(row(page, 1).locator('.lost-note')).toContainText('커널 버퍼가 가득 찼습니다');
  await page.keyboard.press('Control+e');
  await expect(bar).toContainText('캡처 중지됨');
});
