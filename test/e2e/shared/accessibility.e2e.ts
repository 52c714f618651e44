import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { samplePml, testDataFolder } from '../../support/sample-files.ts';
import { smallLog } from '../../support/small-log.ts';
import { grid, row, startApp } from '../support/app.ts';
import type { App } from '../support/app.ts';
import { expectAccessible } from '../support/axe.ts';
import { closeCapture, expectOpen, notice, openFile, saveDialog, startActions } from '../support/files.ts';
import { openFilter } from '../support/filter.ts';
import { chooseByLetters } from '../support/focus.ts';
import { propertiesAfter } from '../support/properties.ts';
import { sessionsOf } from '../support/sessions.ts';

const CLI = join(import.meta.dirname, '..', '..', '..', 'out', 'cli', 'procscope.js');

let folder = '';
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'procscope-e2e-axe-'));
  writeFileSync(join(folder, 'first.pml'), smallLog(3));
  writeFileSync(join(folder, 'second.pml'), smallLog(5));
  writeFileSync(join(folder, 'noise.pml'), 'This is not a log.');
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.describe('without a capture', () => {
  let app: App;
  test.beforeAll(async () => void (app = await startApp({ folder })));
  test.afterAll(() => app.close());

  test('the start page', async () => {
    await expect(app.page.getByRole('heading', { name: 'No events yet' })).toBeVisible();
    await expectAccessible(app.page, 'empty');
  });

  test('the start page with recent files, one of them gone', async () => {
    const { page } = app;
    for (const name of ['second.pml', 'first.pml']) {
      await openFile(app, join(folder, name));
      await expectOpen(app, name);
    }
    rmSync(join(folder, 'second.pml'));
    await closeCapture(app);
    await expect(page.getByRole('listitem').filter({ hasText: 'second.pml' })).toContainText('not found');
    await page.getByRole('button', { name: /^first\.pml/ }).focus();
    await expectAccessible(page, 'recent files');
    await page.keyboard.press('F10');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('menuitem', { name: 'Open recent' }).press('ArrowRight');
    await expect(page.getByRole('menuitem', { name: 'first.pml' })).toBeVisible();
    await expectAccessible(page, 'menu of recent files');
    for (const left of [1, 0]) {
      await page.keyboard.press('Escape');
      await expect(page.getByRole('menu')).toHaveCount(left);
    }
    await expect(page.getByRole('menuitem', { name: 'File' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(startActions(page).first()).toBeFocused();
  });

  test('the error page', async () => {
    await openFile(app, join(folder, 'noise.pml'));
    await expect(app.page.getByRole('alert').getByRole('heading')).toBeVisible();
    await expectAccessible(app.page, 'error page');
  });
});

test('what is said about a capture that nobody saved', async ({}, info) => {
  const profile = join(folder, `profile-${info.project.name}`);
  const sessions = sessionsOf(info.project.name, profile);
  mkdirSync(sessions, { recursive: true });
  const lost = join(sessions, 'lost.procscope');
  execFileSync(process.execPath, [CLI, 'export', '--to', 'native', '-o', lost, join(folder, 'first.pml')]);
  const app = await startApp({ profile, folder });
  try {
    const { page } = app;
    const found = page.getByRole('region', { name: 'Found on this computer' });
    await expect(found).toBeVisible();
    await expectAccessible(page, 'found captures');
    await found.getByRole('button', { name: /^Discard/ }).click();
    await expect(page.getByRole('alertdialog')).toBeVisible();
    await expectAccessible(page, 'discard');
    await page.keyboard.press('Escape');
    await found.getByRole('button', { name: /^Recover/ }).click();
    await expectOpen(app, 'lost.procscope (not saved)');
    await closeCapture(app);
    await expect(page.getByRole('alertdialog', { name: 'Save this capture?' })).toBeVisible();
    await expectAccessible(page, 'unsaved');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Don’t save' }).click();
    await expect(page.getByRole('heading', { name: 'No events yet' })).toBeVisible();
  } finally {
    await app.close();
  }
});

test.describe('with a capture', () => {
  test.skip(testDataFolder() === undefined, 'there are no sample logs on this machine');
  let app: App;
  test.beforeAll(async () => {
    // Axe looks at every cell: the fewer rows, the sooner.
    copyFileSync(samplePml('windows10-x64-mixed'), join(folder, 'mixed.pml'));
    app = await startApp({ file: join(folder, 'mixed.pml'), width: 1024, height: 600 });
    await row(app.page, 12).click();
    await row(app.page, 15).click({ modifiers: ['Shift'] });
  });
  test.afterAll(() => app.close());

  test('the list of events with a selection', async () => {
    const { page } = app;
    await expectAccessible(page, 'selection');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Control+i');
    await expectAccessible(page, 'card of a cell');
    await page.keyboard.press('Escape');
    await page.evaluate(() => document.documentElement.classList.add('inactive'));
    await expectAccessible(page, 'window that is not active');
    await page.evaluate(() => document.documentElement.classList.remove('inactive'));
  });

  for (const name of ['File', 'Edit', 'Event', 'Filter', 'Options', 'Help']) {
    test(`the menu ${name}`, async () => {
      const { page } = app;
      await page.getByRole('menuitem', { name, exact: true }).click();
      await expect(page.getByRole('menu')).toBeVisible();
      await expectAccessible(page, name);
      const submenus = page.getByRole('menu').locator('[aria-haspopup="menu"]');
      for (let index = 0; index < (await submenus.count()); index++) {
        await submenus.nth(index).press('ArrowRight');
        await expect(page.getByRole('menu')).toHaveCount(2);
        await expectAccessible(page, `${name}, submenu ${index + 1}`);
        await page.keyboard.press('ArrowLeft');
        await expect(page.getByRole('menu')).toHaveCount(1);
      }
      await page.keyboard.press('Escape');
      await expect(page.getByRole('menu')).toHaveCount(0);
    });
  }

  test('the menus of a cell and of a column', async () => {
    const { page } = app;
    await row(page, 14).getByRole('gridcell').nth(5).click({ button: 'right' });
    await expect(page.getByRole('menu')).toBeVisible();
    await expectAccessible(page, 'cell');
    await page.keyboard.press('x');
    await expect(page.getByRole('menu')).toHaveCount(2);
    await expectAccessible(page, 'values of the event');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('menu')).toHaveCount(0);
    await grid(page).getByRole('columnheader', { name: 'Path' }).click({ button: 'right' });
    await expect(page.getByRole('menu')).toBeVisible();
    await expectAccessible(page, 'column');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('menu')).toHaveCount(0);
  });

  test('the filter dialog', async () => {
    const { page } = app;
    const { dialog, value, rules, rule, choose } = await openFilter(app);
    await expectAccessible(page, 'no rules');
    await value.fill('exe');
    await app.idle();
    await expect(page.getByRole('option').first()).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await expectAccessible(page, 'list of values');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await choose('Action', 'Exclude');
    await value.fill('MsMpEng.exe');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await rule('MsMpEng.exe').getByRole('checkbox').uncheck();
    await app.idle();
    await expectAccessible(page, 'rules');
    await rules.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    await app.idle();
    await expectAccessible(page, 'default exclusions unfolded');
    await page.keyboard.press('Home');
    await page.keyboard.press('F2');
    await expectAccessible(page, 'rule with fields');
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: 'Add rule' }).click();
    await expect(dialog.getByRole('alert')).toBeVisible();
    await expectAccessible(page, 'refused rule');
    await dialog.getByRole('combobox', { name: 'Column' }).click();
    await expectAccessible(page, 'list of columns');
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: 'OK' }).click();
    await expect(dialog).toBeHidden();
    await app.idle();
    await expectAccessible(page, 'chips');
    await page.keyboard.press('Control+r');
    await app.idle();
  });

  test('an empty list', async () => {
    const { page } = app;
    const { value, press } = await openFilter(app);
    await value.fill('no such process');
    await page.keyboard.press('Enter');
    await press('OK');
    await app.idle();
    await expect(page.getByRole('contentinfo')).toContainText('Showing 0 of');
    await expectAccessible(page, 'no events');
    await page.keyboard.press('Control+r');
    await app.idle();
  });

  test('the find bar', async () => {
    const { page } = app;
    const field = page.getByRole('textbox', { name: 'Find' });
    await page.keyboard.press('Control+f');
    await expect(field).toBeFocused();
    await page.keyboard.type('Reg');
    await page.keyboard.press('Enter');
    await app.idle();
    await expectAccessible(page, 'hits');
    await page.keyboard.press('Control+f');
    await expect(field).toBeFocused();
    await page.keyboard.type('no such text at all');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('search').getByText('No event')).toBeVisible();
    await expectAccessible(page, 'no hit');
    await page.keyboard.press('Escape');
    await expect(field).toBeHidden();
  });

  for (const [name, keys] of [
    ['Select columns', ['o', 's']],
    ['Go to', ['Control+g']],
    ['Keyboard shortcuts', ['F1']],
    ['Command-line options', ['h', 'c']],
    ['About Procscope', ['h', 'a']],
    ['Save as', ['Control+s']],
  ] as const) {
    test(`the dialog ${name}`, async () => {
      const { page } = app;
      const [first, ...letters] = keys;
      if (letters.length === 0) await page.keyboard.press(first);
      else await chooseByLetters(page, first, ...letters);
      const dialog = page.getByRole('dialog', { name });
      await expect(dialog).toBeVisible();
      await expectAccessible(page, name);
      if (name === 'Go to') {
        await expect(dialog.getByRole('textbox')).toBeFocused();
        await page.keyboard.type('0');
        await page.keyboard.press('Enter');
        await expect(dialog.getByRole('alert')).toBeVisible();
        await expectAccessible(page, 'refused row');
      }
      if (name === 'Save as') {
        await saveDialog(app).getByRole('radio', { name: 'CSV' }).check();
        await expectAccessible(page, 'CSV');
      }
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
    });
  }

  test('the Event Properties window', async () => {
    const { page } = app;
    await grid(page).focus();
    const window = await propertiesAfter(app, () => page.keyboard.press('Enter'));
    for (const name of ['Event', 'Process', 'Stack']) {
      await window.getByRole('tab', { name }).click();
      await expectAccessible(window, name);
    }
    await window.getByRole('tab', { name: 'Event' }).click();
    await window.close();
    await page.bringToFront();
  });

  test('a notice', async () => {
    await openFile(app, join(folder, 'noise.pml'));
    await expect(notice(app)).toBeVisible();
    await expectAccessible(app.page, 'notice');
  });

  test('wrote nothing to the console', () => {
    expect(app.console).toEqual([]);
  });
});
