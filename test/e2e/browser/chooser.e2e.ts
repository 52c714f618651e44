import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { smallLog } from '../../support/small-log.ts';
import { expectAccessible } from '../support/axe.ts';
import { grid } from '../support/app.ts';
import { startBrowser } from '../support/browser.ts';
import { expectOpen } from '../support/files.ts';

/** In place of the system's dialog, which a browser cannot open on the host's files. */
test('the chooser of files can be read by axe without a fault', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'procscope-e2e-chooser-'));
  mkdirSync(join(folder, 'cases'));
  writeFileSync(join(folder, 'log.pml'), smallLog(3));
  const app = await startBrowser({ folder });
  try {
    const { page } = app;
    await page.keyboard.press('Control+o');
    await expect(page.getByRole('option')).toHaveCount(2);
    await page.keyboard.press('ArrowDown');
    await expectAccessible(page, 'chooser');
    await page.keyboard.press('Escape');
    expect(app.console).toEqual([]);
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the chooser walks through folders by keyboard and finds by letters', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'procscope-e2e-chooser-'));
  const inside = join(folder, 'cases', 'deep');
  mkdirSync(inside, { recursive: true });
  writeFileSync(join(folder, 'first.pml'), smallLog(3));
  writeFileSync(join(inside, 'zeta.pml'), smallLog(7));
  writeFileSync(join(inside, 'alpha.pml'), smallLog(2));
  const app = await startBrowser({ folder });
  try {
    const { page } = app;
    await page.keyboard.press('Control+o');
    const list = page.getByRole('listbox', { name: 'Files and folders' });
    await expect(list.getByRole('option').first()).toHaveAccessibleName(/^cases folder/);
    await list.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await expect(list.getByRole('option')).toHaveCount(1);
    await page.keyboard.press('Enter');
    await expect(list.getByRole('option')).toHaveCount(2);
    const path = page.getByRole('navigation', { name: 'Folder path' });
    await expect(path.getByRole('button', { name: 'deep' })).toHaveAttribute('aria-current', 'location');
    await page.keyboard.press('Backspace');
    await expect(list.getByRole('option')).toHaveCount(1);
    await expect(list.getByRole('option')).toHaveAccessibleName(/^deep folder/);
    await page.keyboard.press('Enter');
    await expect(list.getByRole('option')).toHaveCount(2);
    await page.keyboard.press('z');
    await expect(list.getByRole('option', { selected: true })).toHaveAccessibleName(/^zeta\.pml/);
    await page.keyboard.press('Enter');
    await expectOpen(app, 'zeta.pml');
    await expect(grid(page)).toHaveAttribute('aria-rowcount', '8');
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
