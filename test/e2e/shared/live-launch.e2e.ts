import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { cells, startApp } from '../support/app.ts';
import type { App } from '../support/app.ts';
import { closeCapture, notice } from '../support/files.ts';
import {
  chooseMenu,
  closeUnasked,
  expectStopped,
  launch,
  launchDialog,
  needsRealHelper,
  showPaths,
  shownEvents,
  statusBar,
} from '../support/live.ts';

needsRealHelper();

let folder = '';
let directory = '';
let program = '';
let app: App;
test.beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'procscope-e2e-launch-'));
  directory = join(folder, 'here');
  mkdirSync(directory);
  program = join(folder, 'work.sh');
  // What it makes has a name of its argument and its variable, in the directory in which it runs.
  writeFileSync(program, '#!/bin/sh\ntouch "$1 $GREETING"\nexit 3\n');
  chmodSync(program, 0o755);
  app = await startApp({ folder });
});
test.afterEach(async () => {
  await closeUnasked(app);
  rmSync(folder, { recursive: true, force: true });
});

/** The list begins where the launched process became the program. */
async function expectFirstInstruction(): Promise<void> {
  const beginning = async (): Promise<string[][]> => [await cells(app.page, 1), await cells(app.page, 2)];
  await expect
    .poll(async () => (await beginning()).map((row) => row.slice(2, 7)))
    .toContainEqual(['work.sh', expect.any(String), 'Process Exec', expect.stringMatching(/sh$/), 'SUCCESS']);
}

test('a program is captured from its first instruction, with what it starts', async () => {
  const { page } = app;
  await launch(app, {
    ...{ program, directory },
    ...{ arguments: '"first argument"', environment: 'GREETING=hello\n' },
  });
  await expect(statusBar(page)).toContainText('Program ended with 3');
  expect(existsSync(join(directory, 'first argument hello'))).toBe(true);
  // Nothing else is recorded, so the capture waits for what else the program may have started.
  await page.keyboard.press('Control+e');
  await expectStopped(page);
  await page.keyboard.press('Home');
  await expectFirstInstruction();
  const names = new Set<string>();
  const { shown } = await shownEvents(page);
  for (let at = 1; at <= Math.min(shown, 20); at++) names.add((await cells(page, at))[2] ?? '');
  expect([...names]).toEqual(['work.sh']);
  await showPaths(app, 'first argument hello');
  await expect.poll(async () => (await cells(page, 1))[2]).toBe('touch');
  await expect(page).toHaveTitle('Live capture (not saved) — Procscope');

  // Another launch takes the capture's place, so it is asked about; the form is as it was left.
  await chooseMenu(page, 'File', /^Launch and capture/);
  await expect(launchDialog(page)).toContainText('work.sh');
  await expect(launchDialog(page).getByRole('textbox', { name: 'Environment' })).toHaveValue(
    'GREETING=hello\n',
  );
  await launchDialog(page).getByRole('textbox', { name: 'Arguments' }).press('Enter');
  await page
    .getByRole('alertdialog', { name: 'Save this capture?' })
    .getByRole('button', { name: 'Don’t save' })
    .click();
  await expect(statusBar(page)).toContainText('Program ended with 3');
});

test('without privileges a program is traced, and what that costs is said', async () => {
  const { page } = app;
  await chooseMenu(page, 'File', /^Launch and capture/);
  await expect(launchDialog(page)).toContainText('runs several times slower');
  await page.keyboard.press('Escape');
  await launch(app, {
    ...{ program, directory, withoutPrivileges: true },
    ...{ arguments: 'traced', environment: 'GREETING=hello' },
  });
  // The traced program is all there is to record: the capture stops with it.
  await expectStopped(page);
  await expect(statusBar(page)).toContainText('Program ended with 3');
  expect(existsSync(join(directory, 'traced hello'))).toBe(true);
  await page.keyboard.press('Home');
  await expectFirstInstruction();
  await showPaths(app, 'traced hello');
  await expect.poll(async () => (await cells(page, 1))[2]).toBe('touch');
});

test('what cannot be launched is said with what to do', async () => {
  const { page } = app;
  await chooseMenu(page, 'File', /^Launch and capture/);
  const dialog = launchDialog(page);
  await dialog.getByRole('button', { name: 'Start and capture' }).click();
  await expect(dialog.getByText('Choose the program to start.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Program: Choose…' })).toBeFocused();
  await page.keyboard.press('Escape');

  await launch(app, { program, environment: 'GREETING=hello', arguments: '"open' });
  await expect(notice(app)).toContainText('a quotation mark (") that is not closed.');
  await notice(app).getByRole('button', { name: 'Try again' }).click();
  await dialog.getByRole('textbox', { name: 'Environment' }).fill('NO VALUE');
  await dialog.getByRole('button', { name: 'Start and capture' }).click();
  await expect(dialog.getByText('“NO VALUE” is not of the form NAME=value.')).toBeVisible();
  await page.keyboard.press('Escape');

  chmodSync(program, 0o644);
  await launch(app, { program, environment: '', arguments: '' });
  await expect(notice(app)).toContainText(/work\.sh/);
  await expect(page.getByRole('heading', { name: 'No events yet' })).toBeVisible();
  await expect(page).toHaveTitle('Procscope');
});

test('a launched program outlives the capture that is closed', async () => {
  const { page } = app;
  writeFileSync(program, `#!/bin/sh\ntouch started\nwhile [ ! -e go ]; do sleep 0.1; done\ntouch ended\n`);
  await launch(app, { program, directory });
  await expect(statusBar(page)).toContainText('Program runs');
  await expect.poll(() => existsSync(join(directory, 'started'))).toBe(true);
  await closeCapture(app);
  await page
    .getByRole('alertdialog', { name: 'Save this capture?' })
    .getByRole('button', { name: 'Don’t save' })
    .click();
  await expect(page.getByRole('heading', { name: 'No events yet' })).toBeVisible();
  writeFileSync(join(directory, 'go'), '');
  await expect.poll(() => existsSync(join(directory, 'ended'))).toBe(true);
});
