import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { BEGAN, NOTHING } from '../../engine/boot/support/played-boot.ts';
import type { PlayedBoot } from '../../engine/boot/support/played-boot.ts';
import type { PlayedSystem } from '../../engine/boot/support/scripted-boot-helper.ts';
import { cells, grid, startApp } from '../support/app.ts';
import type { App } from '../support/app.ts';
import { expectAccessible } from '../support/axe.ts';
import { bootDialog, bootToggle, lookAgain, playedBootApp } from '../support/boot.ts';
import { expectOpen, notice } from '../support/files.ts';
import { chooseMenu, closeUnasked, statusBar } from '../support/live.ts';
import type { StartOptions } from '../support/start-options.ts';

test.skip(
  process.platform !== 'linux' || process.getuid?.() !== 0,
  'the played helper stands for one that root runs',
);

const FOUND = 'The start of this computer was recorded';

let folder = '';
let app: App | undefined;
test.beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'procscope-e2e-boot-'))));
test.afterEach(async () => {
  if (app !== undefined) await closeUnasked(app);
  app = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the app on a system that is played; `prepare` puts logs there before. */
async function start(
  prepare: (boot: PlayedBoot) => Partial<PlayedSystem> = () => ({}),
  options: StartOptions = {},
): Promise<{ app: App; boot: PlayedBoot }> {
  const { root, boot } = playedBootApp(folder);
  boot.set(prepare(boot));
  app = await startApp({ folder, root, ...options });
  return { app, boot };
}

const waitsFor =
  (...logs: readonly Parameters<PlayedBoot['addLog']>[0][]) =>
  (boot: PlayedBoot): Partial<PlayedSystem> => ({
    status: { ...NOTHING, logs: logs.map((log) => boot.addLog(log)) },
  });

/** Saves the first log that is listed, as a user does; in the browser into the served folder. */
async function saveAndOpen({ page, ...host }: App, path: string): Promise<void> {
  if (host.host === 'desktop') {
    await host.electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, path);
  }
  await bootDialog(page, FOUND)
    .getByRole('button', { name: /^Save and open/ })
    .first()
    .click();
  if (host.host !== 'browser') return;
  const dialog = bootDialog(page, 'Save the boot log');
  await dialog.getByRole('textbox', { name: 'File name' }).fill(basename(path));
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
}

test('boot logging is switched on and off, by menu and toolbar, and says before what it changes', async () => {
  const { app: started, boot } = await start();
  const { page } = started;
  await expect(bootToggle(page)).toHaveAttribute('aria-pressed', 'false');
  await chooseMenu(page, 'Options', /^Enable boot logging/);
  const dialog = bootDialog(page, 'Enable boot logging');
  await expect(dialog).toContainText('The next start of this computer is recorded');
  await expect(dialog).toContainText('/usr/libexec/procscope-boot/procscope-helper');
  await expect(dialog).toContainText('at most 1.0 GB');
  await expectAccessible(page, 'enable boot logging');
  // Nothing was changed by asking.
  expect(boot.status.isArmed).toBe(false);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  expect(boot.status.isArmed).toBe(false);

  await bootToggle(page).click();
  await page.keyboard.press('Enter');
  await expect(notice(started)).toContainText('Boot logging is on. Restart the computer');
  await expect(bootToggle(page)).toHaveAttribute('aria-pressed', 'true');
  expect(boot.status.isArmed).toBe(true);
  await page.getByRole('menuitem', { name: 'Options' }).click();
  await expect(page.getByRole('menuitemcheckbox', { name: /^Enable boot logging/ })).toBeChecked();
  await page.keyboard.press('Escape');

  await bootToggle(page).click();
  const off = bootDialog(page, 'Disable boot logging');
  await expect(off).toContainText('/etc/systemd/system/procscope-boot.service');
  await expectAccessible(page, 'disable boot logging');
  await off.getByRole('button', { name: 'Disable', exact: true }).click();
  await expect(bootToggle(page)).toHaveAttribute('aria-pressed', 'false');
  await expect(notice(started)).toContainText('Boot logging is off');
  expect(boot.status.isArmed).toBe(false);
});

test('the toggle shows what the system says, whoever changed it and whatever becomes of the settings', async () => {
  const { app: started, boot } = await start(() => ({ status: { ...NOTHING, isArmed: true } }));
  const { page } = started;
  // The app's settings are new, and the system is armed.
  await expect(bootToggle(page)).toHaveAttribute('aria-pressed', 'true');
  boot.set({});
  await lookAgain(started);
  await expect(bootToggle(page)).toHaveAttribute('aria-pressed', 'false');
});

test('a refusal is said in the dialog, and nothing is switched on', async () => {
  const sentence = 'The root file system cannot be written to. Remount it and try again.';
  const { app: started, boot } = await start(() => ({ failing: { enable: sentence } }));
  const { page } = started;
  await bootToggle(page).click();
  const dialog = bootDialog(page, 'Enable boot logging');
  await dialog.getByRole('button', { name: 'Enable', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText(sentence);
  await expectAccessible(page, 'refused');
  boot.set({});
  await dialog.getByRole('button', { name: 'Enable', exact: true }).click();
  await expect(bootToggle(page)).toHaveAttribute('aria-pressed', 'true');
});

test('where it is not possible the dialog says why, and removes what is left', async () => {
  const sentence = 'Boot logging needs systemd, and this system was not started by it.';
  const unsupported = { code: 'boot/unsupported', sentence, facts: { reason: 'no-systemd' } } as const;
  const left = '/usr/libexec/procscope-boot';
  const { app: started, boot } = await start(() => ({
    status: { ...NOTHING, unsupported, leftovers: [left] },
  }));
  const { page } = started;
  await bootToggle(page).click();
  const dialog = bootDialog(page, 'Boot logging is not possible here');
  await expect(dialog).toContainText(sentence);
  await expect(dialog).toContainText(left);
  await expect(dialog.getByRole('button', { name: 'Enable', exact: true })).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Remove them' }).click();
  await expect(dialog).toHaveCount(0);
  expect(boot.status.leftovers).toEqual([]);
});

test('a log that waits is found at the start, saved, opened from its first event, and deleted', async () => {
  const { app: started, boot } = await start(waitsFor({}));
  const { page } = started;
  const dialog = bootDialog(page, FOUND);
  await expect(dialog).toContainText(/Start of Nov 20(, 2026)?, 8:02 AM: 500 events/);
  await expectAccessible(page, 'a log was found');
  const path = join(folder, 'start.procscope');
  await saveAndOpen(started, path);
  await expectOpen(started, 'start.procscope');
  await expect(statusBar(page)).toContainText('500 of 500');
  await expect(notice(started)).toContainText('Saved 500 events of the start to start.procscope.');
  await grid(page).press('Home');
  expect(await cells(started.page, 1)).toContain('/etc/fstab');
  expect(boot.status.logs).toEqual([]);
  // It is an ordinary file of the user's now.
  await expect(page).toHaveTitle('start.procscope — Procscope');
});

test('a start that was to be recorded and was not is told with why, and boot logging can be enabled again', async () => {
  const sentence = 'The kernel comes without its type information.';
  const { app: started } = await start(() => ({
    status: { ...NOTHING, failed: { code: 'boot/failed', sentence, facts: {} } },
  }));
  const { page } = started;
  const row = page.getByRole('listitem').filter({ hasText: 'This start of the computer was not recorded' });
  await expect(row).toContainText(sentence);
  await expectAccessible(page, 'not recorded');
  await row.getByRole('button', { name: 'Boot logging…' }).click();
  await expect(bootDialog(page, 'Enable boot logging')).toContainText(sentence);
});

test('a log that was cut off opens up to its last whole record, and says so', async () => {
  const { app: started } = await start(waitsFor({ isComplete: false }));
  const { page } = started;
  await expect(bootDialog(page, FOUND)).toContainText('cut off by a crash or a power loss');
  await saveAndOpen(started, join(folder, 'cut.procscope'));
  await expectOpen(started, 'cut.procscope');
  await expect(notice(started)).toContainText('The log breaks off');
  // The last row stands for what is missing.
  await expect(statusBar(page)).toContainText('501 of 501');
});

test('later means later: the start page has the log, which is deleted only when its user says so', async () => {
  const { app: started, boot } = await start(waitsFor({}));
  const { page } = started;
  await bootDialog(page, FOUND).getByRole('button', { name: 'Later' }).click();
  await expect(page.getByRole('heading', { name: 'Boot logs' })).toBeVisible();
  await expectAccessible(page, 'a log on the start page');
  await page.getByRole('button', { name: /^Delete the log of/ }).click();
  const question = bootDialog(page, 'Delete this boot log?');
  await expectAccessible(page, 'delete a log');
  // The harmless answer has the focus.
  await page.keyboard.press('Enter');
  await expect(question).toHaveCount(0);
  expect(boot.status.logs).toHaveLength(1);
  await page.getByRole('button', { name: /^Delete the log of/ }).click();
  await question.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(notice(started)).toContainText('The boot log was deleted.');
  await expect(question).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Boot logs' })).toHaveCount(0);
  expect(boot.status.logs).toEqual([]);
});

test('a recording that goes on can go on, or be ended and opened; an older log stays', async () => {
  const { app: started, boot } = await start((played) => {
    const old = played.addLog({ id: 'old', began: BEGAN - 86_400_000 });
    const recording = played.addLog({ id: 'now', events: undefined, ended: undefined });
    return { status: { ...NOTHING, logs: [old], recording: { ...recording, isComplete: false } } };
  });
  const { page } = started;
  const dialog = bootDialog(page, FOUND);
  await expect(dialog.getByRole('listitem')).toHaveCount(2);
  await expect(dialog).toContainText(/This start, recorded since Nov 20(, 2026)?, 8:02 AM/);
  await dialog.getByRole('button', { name: 'Keep recording' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'This start' })).toBeVisible();
  expect(boot.status.recording?.id).toBe('now');
  // From the start page, and without deleting it.
  await page
    .getByRole('button', { name: /^Save and open/ })
    .last()
    .click();
  await dialog.getByRole('checkbox', { name: 'Delete the log once it is saved' }).uncheck();
  const path = join(folder, 'both.procscope');
  await dialog
    .getByRole('button', { name: /^Save and open/ })
    .last()
    .focus();
  await saveAndOpen(started, path);
  await expectOpen(started, 'both.procscope');
  expect(boot.status.logs.map(({ id }) => id)).toEqual(['old']);
  // Beside what is open, a strip tells of it.
  await page.keyboard.press('Home');
  await expect(notice(started)).toContainText(
    /was recorded, and the log is not saved yet|still being recorded/,
  );
});

test('saving a log can be cancelled: the log stays, and no file is left', async () => {
  const { app: started, boot } = await start((played) => ({
    ...waitsFor({})(played),
    status: { ...NOTHING, logs: [played.addLog({}, 200_000)] },
    waiting: { piece: 50 },
  }));
  const { page } = started;
  const path = join(folder, 'never.procscope');
  await saveAndOpen(started, path);
  await expect(statusBar(page)).toContainText('Saving the boot log');
  await statusBar(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(statusBar(page)).not.toContainText('Saving the boot log');
  await expect(page.getByRole('heading', { name: 'Boot logs' })).toBeVisible();
  expect(boot.status.logs).toHaveLength(1);
  expect(existsSync(path)).toBe(false);
  expect(readdirSync(folder).filter((name) => name.includes('never'))).toEqual([]);
});

test('a file that was asked for comes first: the log is told in the strip beside it', async () => {
  const { app: started } = await start(waitsFor({}), {
    file: join(import.meta.dirname, '..', '..', '..', 'assets', 'sample.procscope'),
  });
  const { page } = started;
  await expectOpen(started, 'sample.procscope');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(notice(started)).toContainText('the log is not saved yet');
  await notice(started).getByRole('button', { name: 'Show…' }).click();
  await expect(bootDialog(page, FOUND)).toBeVisible();
});

test('everything is there in Korean', async () => {
  const { app: started } = await start(waitsFor({}), { language: 'ko', width: 800, height: 500 });
  const { page } = started;
  const dialog = page.getByRole('dialog', { name: '이 컴퓨터의 시작이 기록되었습니다' });
  await expect(dialog).toContainText('이벤트 500개');
  await expectAccessible(page, 'a log was found, Korean');
  await dialog.getByRole('button', { name: '나중에' }).click();
  await page.getByRole('button', { name: '부팅 로깅 사용' }).click();
  const enable = page.getByRole('dialog', { name: '부팅 로깅 사용' });
  await expect(enable).toContainText(
    '캡처 도우미를 /usr/libexec/procscope-boot/procscope-helper에 복사합니다',
  );
  const box = await enable.boundingBox();
  expect(box?.y).toBeGreaterThanOrEqual(0);
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(500);
});
