import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { samplePml, testDataFolder } from '../../support/sample-files.ts';
import { grid, startApp } from '../support/app.ts';
import type { App } from '../support/app.ts';

test.describe('Select Columns', () => {
  test.skip(testDataFolder() === undefined, 'there are no sample logs on this machine');
  test.describe.configure({ mode: 'serial' });

  let app: App;
  test.beforeAll(async () => {
    app = await startApp({ file: samplePml('windows10-x64-process') });
  });
  test.afterAll(() => app.close());

  const headers = (): Promise<string[]> => grid(app.page).getByRole('columnheader').allTextContents();

  async function open(): Promise<{ dialog: Locator; shown: Locator }> {
    const { page } = app;
    await page.getByRole('menuitem', { name: 'Options' }).click();
    await page.getByRole('menuitem', { name: /^Select Columns/i }).click();
    const dialog = page.getByRole('dialog', { name: 'Select columns' });
    await expect(dialog).toBeVisible();
    return { dialog, shown: dialog.getByRole('listbox') };
  }

  test('shows, orders and hides columns', async () => {
    const { page } = app;
    const before = (await headers()).filter((text) => text !== '');
    expect(before).toEqual([
      'Seq',
      'Time of Day',
      'Process Name',
      'PID',
      'Operation',
      'Path',
      'Result',
      'Detail',
    ]);
    const { dialog, shown } = await open();
    await dialog.getByRole('checkbox', { name: 'Command Line' }).click();
    await dialog.getByRole('checkbox', { name: 'Process ID' }).click();
    await expect(dialog.getByRole('status')).toHaveText('8 of 27 columns shown');
    await shown.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Alt+ArrowDown');
    await dialog.getByRole('button', { name: 'OK' }).click();
    await app.idle();
    await expect
      .poll(async () => (await headers()).filter((text) => text !== ''))
      .toEqual([
        'Time of Day',
        'Seq',
        'Process Name',
        'Operation',
        'Path',
        'Result',
        'Detail',
        'Command Line',
      ]);
  });

  test('drags a column to another place', async () => {
    const { page } = app;
    const { dialog, shown } = await open();
    const last = await shown.getByRole('option').last().boundingBox();
    const first = await shown.getByRole('option').first().boundingBox();
    if (last === null || first === null) throw new Error('The columns are not in view.');
    await page.mouse.move(last.x + 60, last.y + 13);
    await page.mouse.down();
    await page.mouse.move(first.x + 60, first.y + 2, { steps: 6 });
    await page.mouse.up();
    await expect(shown.getByRole('option').first()).toContainText('Command Line');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  test('finds columns by name and refuses to show none', async () => {
    const { dialog, shown } = await open();
    const field = dialog.getByRole('textbox', { name: 'Find a column' });
    await expect(field).toBeFocused();
    await field.fill('time');
    await expect(dialog.getByRole('checkbox')).toHaveCount(4);
    await field.fill('');
    const checked = dialog.getByRole('checkbox', { checked: true });
    for (let left = await checked.count(); left > 0; left--) {
      await checked.first().click();
      await expect(checked).toHaveCount(left - 1);
    }
    await expect(shown.getByRole('option')).toHaveCount(0);
    await dialog.getByRole('button', { name: 'OK' }).click();
    await expect(dialog.getByRole('alert')).toHaveText('Choose at least one column.');
    await dialog.getByRole('button', { name: 'Defaults' }).click();
    await expect(shown.getByRole('option')).toHaveCount(8);
    await dialog.getByRole('button', { name: 'OK' }).click();
    await expect.poll(async () => (await headers()).filter((text) => text !== '').length).toBe(8);
  });

  test('has no faults for those who do not see it, in either theme', async () => {
    const { page } = app;
    const { dialog, shown } = await open();
    await shown.focus();
    await page.keyboard.press('ArrowDown');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      expect(violations).toEqual([]);
    }
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    expect(app.console).toEqual([]);
  });
});
