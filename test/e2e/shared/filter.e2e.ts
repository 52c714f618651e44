import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { sampleCsv, samplePml, testDataFolder } from '../../support/sample-files.ts';
import { grid, row, startApp } from '../support/app.ts';
import type { App } from '../support/app.ts';
import { countRows, csvRows, is, isExcludedByDefault, not } from '../support/csv-rules.ts';
import type { CsvRow } from '../support/csv-rules.ts';
import { chips, expectShown, filterDialog, openFilter } from '../support/filter.ts';
import { pressAtOnce } from '../support/quick-keys.ts';
import { grouped } from '../support/sample.ts';

const LOG = 'windows10-x64-mixed';

test.describe('the filter', () => {
  test.skip(testDataFolder() === undefined, 'there are no sample logs on this machine');
  test.describe.configure({ mode: 'serial' });

  let app: App;
  let rows: readonly CsvRow[];
  test.beforeAll(async () => {
    rows = csvRows(sampleCsv(LOG)).filter(not(is('Event Class', 'Profiling')));
    app = await startApp({ file: samplePml(LOG) });
    await grid(app.page).focus();
  });
  test.afterAll(() => app.close());

  const expectRows = (...conditions: ((row: CsvRow) => boolean)[]): Promise<void> =>
    expectShown(app, countRows(rows, ...conditions), rows.length);

  test('is made by keyboard alone, and gives the focus back to the list', async () => {
    const { page } = app;
    const { dialog, value } = await openFilter(app);
    await expect(value).toBeFocused();
    await page.keyboard.type('explorer.exe');
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('status')).toHaveText(
      `Would show ${grouped(countRows(rows, is('Process Name', 'Explorer.EXE')))} of ${grouped(rows.length)} events`,
    );
    // Back over the relation to the column: its first entry with this letter.
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('option', { name: 'Process Name' })).toBeFocused();
    await page.keyboard.type('Oper');
    await expect(page.getByRole('option', { name: 'Operation' })).toBeFocused();
    await page.keyboard.press('Enter');
    const column = dialog.getByRole('combobox', { name: 'Column' });
    await expect(column).toHaveText('Operation');
    await expect(column).toBeFocused();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expect(value).toBeFocused();
    await page.keyboard.type('RegQueryKey');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeVisible();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Enter');
    await expect(dialog).toBeHidden();
    await expect(grid(page)).toBeFocused();
    await expectRows(is('Process Name', 'Explorer.EXE'), is('Operation', 'RegQueryKey'));
    await expect
      .poll(() => chips(app))
      .toEqual(['Include Process Name explorer.exe', 'Include Operation RegQueryKey']);
  });

  test('is taken back by Undo, any number of times', async () => {
    const { page } = app;
    const { press, value } = await openFilter(app);
    await value.fill('no-such-process.exe');
    await page.keyboard.press('Enter');
    await press('Apply');
    await expectRows(
      is('Process Name', 'Explorer.EXE', 'no-such-process.exe'),
      is('Operation', 'RegQueryKey'),
    );
    await press('Cancel');
    const undo = page.getByRole('button', { name: 'Undo', exact: true });
    await undo.click();
    await expectRows(is('Process Name', 'Explorer.EXE'), is('Operation', 'RegQueryKey'));
    await undo.click();
    await expectRows();
    await expect(undo).toBeDisabled();
  });

  test('is made by mouse: values of the capture are offered with their counts', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'Add rule' }).click();
    const { dialog, value, choose, press, rule } = await filterDialog(app);
    await choose('Column', 'Operation');
    await choose('Action', 'Exclude');
    await value.fill('reg');
    await app.idle();
    const options = page.getByRole('option');
    const offered = await options.allTextContents();
    const wanted = new Map<string, number>();
    for (const { Operation } of rows) {
      if (Operation?.toLowerCase().includes('reg') === true)
        wanted.set(Operation, (wanted.get(Operation) ?? 0) + 1);
    }
    expect(offered).toHaveLength(wanted.size);
    expect(new Set(offered)).toEqual(new Set([...wanted].map(([name, count]) => `${name}${grouped(count)}`)));
    await options.filter({ hasText: /^RegQueryKey\d/ }).click();
    await expect(value).toHaveValue('RegQueryKey');
    await press('Add rule');
    await app.idle();
    await expect(rule('RegQueryKey').getByRole('gridcell').last()).toHaveText(
      grouped(wanted.get('RegQueryKey') ?? 0),
    );
    await expect(dialog).toContainText('HidesOperation RegQueryKey; the default exclusions');
    await press('OK');
    await expectRows(not(is('Operation', 'RegQueryKey')));
  });

  test('keeps the selected event and its place when it changes', async () => {
    const { page } = app;
    await grid(page).focus();
    await page.keyboard.press('Home');
    for (let press = 0; press < 12; press++) await page.keyboard.press('PageDown');
    await app.idle();
    const selected = page.locator('.row[aria-selected="true"]:not([hidden])');
    const time = await selected.getByRole('gridcell').nth(1).textContent();
    const top = (await selected.boundingBox())?.y;
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expectRows();
    await expect(selected.getByRole('gridcell').nth(1)).toHaveText(time ?? '');
    expect((await selected.boundingBox())?.y).toBe(top);
  });

  test('is edited in place, enabled, moved, duplicated, removed and reset in the dialog', async () => {
    const { page } = app;
    const { dialog, value, rules, rule, choose, press } = await openFilter(app);
    await choose('Action', 'Exclude');
    for (const name of ['a.exe', 'b.exe', 'Explorer.EXE']) {
      await value.fill(name);
      await page.keyboard.press('Enter');
    }
    const order = async (): Promise<string[]> =>
      rules.locator('.rule-row:not(.defaults) bdi').allTextContents();
    await rules.focus();
    await page.keyboard.press('Alt+ArrowUp');
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => order()).toEqual(['Explorer.EXE', 'a.exe', 'b.exe']);
    await page.keyboard.press('F2');
    const edited = rules.getByRole('combobox', { name: 'Value' });
    await expect(edited).toBeFocused();
    await edited.fill('dwm.exe');
    await page.keyboard.press('Enter');
    await expect(rules).toBeFocused();
    await expect.poll(() => order()).toEqual(['dwm.exe', 'a.exe', 'b.exe']);
    await page.keyboard.press('F2');
    await edited.fill('nobody.exe');
    await page.keyboard.press('Escape'); // the list of values
    await page.keyboard.press('Escape'); // the edit
    await expect(dialog).toBeVisible();
    await expect.poll(() => order()).toEqual(['dwm.exe', 'a.exe', 'b.exe']);
    await rule('a.exe').click();
    await press('Duplicate');
    await edited.fill('c.exe');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await expect.poll(() => order()).toEqual(['dwm.exe', 'a.exe', 'c.exe', 'b.exe']);
    await rule('b.exe').click();
    await page.keyboard.press('Delete');
    await rule('a.exe').getByRole('checkbox').click();
    await expect.poll(() => order()).toEqual(['dwm.exe', 'a.exe', 'c.exe']);

    // Dragged behind the last of its kind.
    const from = await rule('dwm.exe').boundingBox();
    const to = await rule('c.exe').boundingBox();
    if (from === null || to === null) throw new Error('The rules are not in view.');
    await page.mouse.move(from.x + 300, from.y + 12);
    await page.mouse.down();
    await page.mouse.move(to.x + 300, to.y + 22, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => order()).toEqual(['a.exe', 'c.exe', 'dwm.exe']);

    await press('OK');
    await expectRows(not(is('Process Name', 'dwm.exe')));
    await expect.poll(() => chips(app)).toEqual(['Exclude Process Name c.exe, dwm.exe']);
    await openFilter(app);
    await press('Reset');
    await press('OK');
    await expectRows();
  });

  test('says what is wrong with a value, and warns of a rule that was not added', async () => {
    const { page } = app;
    const { dialog, value, choose, press, rules } = await openFilter(app);
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('alert')).toHaveText('Type a value, or choose one from the list.');
    await choose('Column', 'PID');
    await choose('Relation', 'less than');
    await value.fill('many');
    await page.keyboard.press('Tab');
    await expect(dialog.getByRole('combobox', { name: 'Action' })).toBeFocused();
    await value.pressSequentially('!');
    await press('Add rule');
    await expect(dialog.getByRole('alert')).toContainText('PID is compared as a number');
    await expect(value).toHaveAttribute('aria-invalid', 'true');
    await value.fill('0x3A4');
    await press('OK');
    await expect(dialog.getByRole('alert')).toContainText('not in the filter yet');
    await page.keyboard.press('Enter');
    await expect(rules.getByRole('row')).toHaveCount(3);
    await press('OK');
    await expect(dialog).toBeHidden();
    await expectRows((one) => Number(one['PID']) < 0x3a4);
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expectRows();
  });

  test('keeps the focus in its dialog when Tab comes before a list of options has closed', async () => {
    const { page } = app;
    const { dialog, value } = await openFilter(app);
    const isInside = (): Promise<boolean> =>
      page.evaluate(() => (document.activeElement?.closest('.dialog') ?? null) !== null);
    for (const field of ['Column', 'Relation', 'Action']) {
      for (const keys of [
        ['Enter', 'Tab'],
        ['Escape', 'Tab'],
        ['Enter', 'Tab', 'Tab', 'Tab'],
      ]) {
        await dialog.getByRole('group').getByRole('combobox', { name: field }).click();
        await expect(page.getByRole('option').first()).toBeVisible();
        await pressAtOnce(page, keys);
        await expect(page.getByRole('option')).toHaveCount(0);
        expect(await isInside()).toBe(true);
      }
    }
    await value.pressSequentially('a');
    await expect(page.getByRole('option').first()).toBeVisible();
    await pressAtOnce(page, ['Escape', 'Tab']);
    await expect(page.getByRole('option')).toHaveCount(0);
    expect(await isInside()).toBe(true);
    await expect(dialog).toBeVisible();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toHaveCount(0);
  });

  test('a chip opens its rule, and is removed by its button and by Delete', async () => {
    const { page } = app;
    const first = await openFilter(app);
    await first.choose('Action', 'Exclude');
    for (const name of ['dwm.exe', 'Explorer.EXE']) {
      await first.value.fill(name);
      await page.keyboard.press('Enter');
    }
    await first.choose('Column', 'Operation');
    await first.value.fill('RegOpenKey');
    await page.keyboard.press('Enter');
    await first.press('OK');
    const bar = page.getByRole('toolbar', { name: 'Active filter' });
    await bar.getByRole('button', { name: 'Exclude Operation RegOpenKey. Edit this rule' }).click();
    const { rule, press } = await filterDialog(app);
    await expect(rule('RegOpenKey')).toHaveAttribute('aria-selected', 'true');
    await press('Cancel');
    await bar.getByRole('button', { name: 'Remove: Exclude Operation RegOpenKey' }).click();
    await expectRows(not(is('Process Name', 'dwm.exe', 'Explorer.EXE')));
    await bar.getByRole('button', { name: /^Exclude Process Name/ }).focus();
    await page.keyboard.press('Delete');
    await expectRows();
    await expect(bar.getByRole('button', { name: '22 default exclusions' })).toBeFocused();
    await expect.poll(() => chips(app)).toEqual([]);
  });

  test('a rule from a cell comes prepared into the dialog or straight into force', async () => {
    const { page } = app;
    await grid(page).focus();
    await page.keyboard.press('Home');
    await app.idle();
    const name = (await row(page, 1).getByRole('gridcell').nth(2).textContent()) ?? '';
    await row(page, 1).getByRole('gridcell').nth(2).click({ button: 'right' });
    await page.getByRole('menuitem', { name: new RegExp(`^Exclude .*${name}`) }).click();
    await expectRows(not(is('Process Name', name)));
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expectRows();
    await row(page, 1).getByRole('gridcell').nth(2).click({ button: 'right' });
    await page.getByRole('menuitem', { name: new RegExp(`^Edit filter .*${name}`, 'i') }).click();
    const { value, press, dialog } = await filterDialog(app);
    await expect(value).toHaveValue(name);
    await page.keyboard.press('Enter');
    await press('OK');
    await expect(dialog).toBeHidden();
    await expectRows(is('Process Name', name));
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expectRows();
  });

  test('holds many rules, and only those in view are on the page', async () => {
    const { page } = app;
    const { value, rules, press } = await openFilter(app);
    for (let number = 0; number < 60; number++) {
      await value.fill(`p${number}.exe`);
      await page.keyboard.press('Enter');
    }
    await expect(rules).toHaveAttribute('aria-rowcount', '62');
    await rules.focus();
    await page.keyboard.press('Home');
    await expect(rules.getByText('p0.exe')).toBeVisible();
    await expect(rules.getByText('p59.exe')).toHaveCount(0);
    await page.keyboard.press('End');
    await expect(rules.getByText('p59.exe')).toBeVisible();
    await press('Cancel');
    await expectRows();
  });

  test('has no faults for those who do not see it, in either theme', async () => {
    const { page } = app;
    const { value, rules, dialog } = await openFilter(app);
    for (const name of ['dwm.exe', 'Explorer.EXE']) {
      await value.fill(name);
      await page.keyboard.press('Enter');
    }
    await rules.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    await app.idle();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      expect(violations).toEqual([]);
    }
    await value.focus();
    await page.keyboard.press('ArrowDown');
    await app.idle();
    await expect(page.getByRole('option').first()).toBeVisible();
    expect((await new AxeBuilder({ page }).setLegacyMode().analyze()).violations).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.getByRole('combobox', { name: 'Relation' }).click();
    await expect(page.getByRole('option').first()).toBeVisible();
    expect((await new AxeBuilder({ page }).setLegacyMode().analyze()).violations).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });

  test('has written nothing to the console', () => {
    expect(app.console).toEqual([]);
  });
});

test.describe('the default exclusions', () => {
  test.skip(testDataFolder() === undefined, 'there are no sample logs on this machine');

  test('hide what Process Monitor hides at first, and are switched off and on', async () => {
    const log = 'windows10-x64-filesystem';
    const all = csvRows(sampleCsv(log)).filter(not(is('Event Class', 'Profiling')));
    const hidden = countRows(all, isExcludedByDefault);
    expect(hidden).toBeGreaterThan(0);
    const app = await startApp({ file: samplePml(log) });
    try {
      const { page } = app;
      await expectShown(app, all.length - hidden, all.length);
      await page.getByRole('button', { name: 'Switch the default exclusions off' }).click();
      await expectShown(app, all.length, all.length);
      await page.getByRole('button', { name: 'Default exclusions off' }).click();
      const { rule, press } = await filterDialog(app);
      await app.idle();
      const folded = rule('Default exclusions');
      await expect(folded).toHaveAttribute('aria-selected', 'true');
      await expect(folded).toHaveAttribute('aria-expanded', 'true');
      await expect(folded.getByRole('gridcell').last()).toHaveText(grouped(hidden));
      await expect(rule('Procmon.exe').getByRole('gridcell').last()).toHaveText(
        grouped(countRows(all, is('Process Name', 'Procmon.exe'))),
      );
      await folded.getByRole('checkbox').click();
      await press('OK');
      await expectShown(app, all.length - hidden, all.length);
    } finally {
      await app.close();
    }
  });
});
