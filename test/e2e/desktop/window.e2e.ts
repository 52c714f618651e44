import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { FRAME_COLORS } from '../../../src/main/frame-colors.ts';
import { openCapture } from '../../../src/engine/open-capture.ts';
import { saveCapture } from '../../../src/engine/capture-file/save-capture.ts';
import { grid } from '../support/app.ts';
import { startDesktop } from '../support/desktop.ts';
import type { DesktopApp } from '../support/desktop.ts';
import { smallLog } from '../../support/small-log.ts';

const EVENTS = 30;

let folder = '';
let profile = '';
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'procscope-e2e-window-'));
  profile = join(folder, 'profile');
  mkdirSync(join(profile, 'sessions'), { recursive: true });
  writeFileSync(join(folder, 'log.pml'), smallLog(EVENTS));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A capture that a session left behind; returns its path. */
async function leaveSession(): Promise<string> {
  const path = join(profile, 'sessions', 'left.procscope');
  const opening = await openCapture(join(folder, 'log.pml'), {});
  await opening.finished;
  await saveCapture(opening.capture, path, {});
  await opening.capture.close();
  return path;
}

async function recover(app: DesktopApp): Promise<void> {
  await app.page.getByRole('button', { name: /^Recover/ }).click();
  await expect(grid(app.page)).toHaveAttribute('aria-rowcount', String(EVENTS + 1));
}

/** Closes the window as its user does by the system's button. */
async function pressClose(app: DesktopApp): Promise<void> {
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
}

function ended(app: DesktopApp): Promise<unknown> {
  const child = app.electron.process();
  return child.exitCode !== null ? Promise.resolve() : new Promise((resolve) => child.once('exit', resolve));
}

test.describe('closing the window on a capture that is not saved', () => {
  test('asks first; what is given up goes', async () => {
    const session = await leaveSession();
    const app = await startDesktop({ profile });
    await recover(app);
    const question = app.page.getByRole('alertdialog');
    await pressClose(app);
    await question.getByRole('button', { name: 'Cancel' }).click();
    await expect(question).toHaveCount(0);
    expect(existsSync(session)).toBe(true);
    await app.page.waitForTimeout(5100); // until then another wish to close would insist on the first
    await pressClose(app);
    const end = ended(app);
    await question.getByRole('button', { name: 'Don’t save' }).click();
    await end;
    expect(existsSync(session)).toBe(false);
  });

  test('twice is possible whatever the page does, and the next start offers the capture', async () => {
    const session = await leaveSession();
    const first = await startDesktop({ profile });
    await recover(first);
    await first.page.evaluate(() => {
      // A page that hangs.
      setTimeout(() => {
        for (;;);
      }, 0);
    });
    await pressClose(first);
    const end = ended(first);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await pressClose(first);
    await end;
    expect(existsSync(session)).toBe(true);
    const second = await startDesktop({ profile });
    await recover(second);
    await second.electron.evaluate(({ app }) => app.exit(0));
  });
});

test('a page that has crashed can be had again, with what is open', async () => {
  const app = await startDesktop({ file: join(folder, 'log.pml'), profile });
  await expect(grid(app.page)).toHaveAttribute('aria-rowcount', String(EVENTS + 1));
  const sentence = await app.electron.evaluate(async ({ BrowserWindow, dialog }) => {
    const [window] = BrowserWindow.getAllWindows();
    return new Promise<string>((resolve) => {
      // Its user chooses the first button: to reload.
      dialog.showMessageBox = (_window: unknown, options?: Electron.MessageBoxOptions) => {
        resolve(`${options?.message ?? ''} ${options?.buttons?.join(', ') ?? ''}`);
        return Promise.resolve({ response: 0, checkboxChecked: false });
      };
      window?.webContents.forcefullyCrashRenderer();
    });
  });
  expect(sentence).toBe('The window of Procscope has stopped working. Reload, Close');
  // Playwright has lost the page; the window has not.
  const shown = (): Promise<unknown> =>
    app.electron.evaluate(({ BrowserWindow }) =>
      Promise.race([
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
          `document.querySelector('[role="grid"]')?.getAttribute('aria-rowcount')`,
        ),
        // A page that goes away while it is asked never answers.
        new Promise((resolve) => setTimeout(resolve, 1000)),
      ]),
    );
  await expect.poll(shown).toBe(String(EVENTS + 1));
  await app.close();
});

test('settings and the place of the window are found again', async () => {
  const place = { x: 60, y: 40, width: 1100, height: 720 };
  const first = await startDesktop({ profile });
  await first.page.getByRole('button', { name: 'Network' }).click();
  await first.electron.evaluate(
    ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds),
    place,
  );
  await expect.poll(() => existsSync(join(profile, 'settings.json'))).toBe(true);
  await first.close();
  const state = JSON.parse(readFileSync(join(profile, 'window.json'), 'utf8')) as unknown;
  expect(state).toMatchObject({ ...place, isMaximized: false });

  const second = await startDesktop({ profile, file: join(folder, 'log.pml') });
  await expect(second.page.getByRole('button', { name: 'Network' })).toHaveAttribute('aria-pressed', 'false');
  await expect(second.page.getByRole('button', { name: 'Registry' })).toHaveAttribute('aria-pressed', 'true');
  await second.close();
});

test('the window takes the theme that its user chooses, stays on top, and both are kept', async () => {
  const frame = (app: DesktopApp): Promise<unknown> =>
    app.electron.evaluate(({ BrowserWindow, nativeTheme }) => {
      const [window] = BrowserWindow.getAllWindows();
      return [nativeTheme.themeSource, window?.getBackgroundColor().toLowerCase(), window?.isAlwaysOnTop()];
    });
  const dark = ['dark', FRAME_COLORS.dark.frame, true];
  const first = await startDesktop({ profile });
  const { page } = first;
  await expect.poll(() => frame(first)).toEqual(['light', FRAME_COLORS.light.frame, false]);
  await page.getByRole('menuitem', { name: 'Options' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Always on top' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('menuitem', { name: 'Options' }).click();
  await page.getByRole('menuitem', { name: 'Theme' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await expect.poll(() => frame(first)).toEqual(dark);
  await first.close();

  const second = await startDesktop({ profile, theme: 'dark' });
  await expect.poll(() => frame(second)).toEqual(dark);
  const settings = JSON.parse(readFileSync(join(profile, 'settings.json'), 'utf8')) as unknown;
  expect(settings).toMatchObject({ theme: 'dark', alwaysOnTop: true });
  await second.close();
});
