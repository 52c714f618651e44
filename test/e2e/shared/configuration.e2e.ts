import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import {
  COLUMN,
  DEFAULT_RULES,
  columnSettings,
  configurationBytes,
  filterBytes,
  ruleBytes,
  rulesOf,
  rulesOfFilter,
  settingsOf,
  u32,
  utf16,
} from '../../support/pmc-files.ts';
import type { PlainRule } from '../../support/pmc-files.ts';
import { smallLog } from '../../support/small-log.ts';
import { grid, startApp } from '../support/app.ts';
import type { App } from '../support/app.ts';
import { expectAccessible } from '../support/axe.ts';
import { byMenuKeys, chooseConfig, chooseTarget, organizer } from '../support/configuration.ts';
import { notice, openFile } from '../support/files.ts';
import { chips, expectShown, openFilter } from '../support/filter.ts';

const OWN: readonly PlainRule[] = [
  [COLUMN.start, 2, 0, '1/1/2020'],
  [COLUMN.path, 5, 1, '1.txt'],
  [COLUMN.pid, 0, 1, '4711'],
];
const SETTINGS: Parameters<typeof configurationBytes>[0] = [
  ...columnSettings([
    [COLUMN.path, 333],
    [COLUMN.start, 90],
    [COLUMN.name, 210],
  ]),
  ['HighlightFG', u32(0)],
  ['HighlightBG', u32(0x00ffff80)],
  ['Theme', Buffer.of(1, 2, 3)],
  ['DestructiveFilter', u32(1)],
  ['AlwaysOnTop', u32(0)],
  ['SymbolPath', utf16('srv*C:\\symbols')],
  ['FilterRules', ruleBytes([...OWN, ...DEFAULT_RULES])],
  ['HighlightRules', ruleBytes([[COLUMN.path, 6, 1, '11.txt']])],
];
const WRITES: readonly PlainRule[] = [
  [COLUMN.path, 6, 1, '2.txt'],
  [COLUMN.path, 6, 0, '12'],
];

let folder = '';
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'procscope-e2e-config-'));
  writeFileSync(join(folder, 'log.pml'), smallLog(40));
  writeFileSync(join(folder, 'desk.pmc'), configurationBytes(SETTINGS));
  writeFileSync(join(folder, 'Two.PMF'), filterBytes(WRITES));
  writeFileSync(join(folder, 'list.csv'), '\ufeff"Time of Day","PID"\r\n');
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function withApp(run: (app: App) => Promise<void>): Promise<void> {
  const app = await startApp({ file: join(folder, 'log.pml'), folder });
  try {
    await expectShown(app, 40, 40);
    await grid(app.page).focus();
    await run(app);
    expect(app.console).toEqual([]);
  } finally {
    await app.close();
  }
}

const at = (name: string): string => join(folder, name);

function headers(app: App): Promise<string[]> {
  return grid(app.page).getByRole('columnheader').allInnerTexts();
}

test('a configuration is imported, told about, and exported as it came', async () => {
  await withApp(async (app) => {
    const { page } = app;
    await chooseConfig(app, at('desk.pmc'), () => byMenuKeys(app, 'import'));
    await expectShown(app, 4, 40);
    await expect.poll(() => chips(app)).toEqual(['Include Path ends with 1.txt', 'Include PID 4711']);
    const shown = (await headers(app)).filter((text) => text !== '');
    expect(shown).toEqual(['Path', 'Process Name']);
    const width = await grid(page).getByRole('columnheader', { name: 'Path' }).boundingBox();
    expect(Math.round(width?.width ?? 0)).toBe(333);
    await expect(page.locator('.row.highlighted:not([hidden])')).toHaveCount(1);
    await expect(notice(app)).toContainText(
      'desk.pmc was imported: 2 columns, 2 filter rules and the default exclusions, 1 highlight rule, the highlight colors and not always on top.',
    );
    await expect(notice(app)).toContainText('3 parts of it could not be applied.');
    await expectAccessible(page, 'the notice of an import');
    await page.getByRole('button', { name: 'Details…' }).click();
    const report = page.getByRole('dialog', { name: 'Import of desk.pmc' });
    await expect(report).toContainText('1 filter rule on a column or with a relation that is not known');
    await expect(report).toContainText('Drop filtered events is on in this file.');
    await expect(report.getByRole('listitem').filter({ hasText: 'SymbolPath' })).toContainText('Symbol path');
    await expectAccessible(page, 'what became of a configuration');
    await page.keyboard.press('Escape');

    await chooseTarget(app, at('same.PMC'), () => byMenuKeys(app, 'export'));
    await expect(notice(app)).toContainText('The configuration was exported to same.PMC.');
    expect(readFileSync(at('same.PMC')).equals(configurationBytes(SETTINGS))).toBe(true);

    await expect(grid(page)).toBeFocused();

    // Undo goes back to the filter before; another export says so, and leaves the rest as it came.
    await page.keyboard.press('Control+z');
    await expectShown(app, 40, 40);
    await chooseTarget(app, at('other.PMC'), () => byMenuKeys(app, 'export'));
    await expect(notice(app)).toContainText('other.PMC');
    const written = settingsOf(readFileSync(at('other.PMC')));
    expect(written.map(([key]) => key)).toEqual(SETTINGS.map(([key]) => key));
    const changed = written.filter(([, data], index) => !data.equals(SETTINGS[index]?.[1] ?? Buffer.of()));
    expect(changed.map(([key]) => key)).toEqual(['FilterRules']);
    expect(rulesOf(changed[0]?.[1] ?? Buffer.of())).toEqual([OWN[0], ...DEFAULT_RULES]);
  });
});

test('a configuration is exported without an import before, and rules that are off are told of', async () => {
  await withApp(async (app) => {
    const { page } = app;
    const filter = await openFilter(app);
    await filter.value.fill('app.exe');
    await page.keyboard.press('Enter');
    await filter.value.fill('other.exe');
    await page.keyboard.press('Enter');
    await filter.rule('other.exe').getByRole('checkbox').uncheck();
    await filter.press('OK');
    await chooseTarget(app, at('new.PMC'), () => byMenuKeys(app, 'export'));
    await expect(notice(app)).toContainText('1 rule that is unchecked is not in the file');
    const written = new Map(settingsOf(readFileSync(at('new.PMC'))));
    expect(written.get('ColumnCount')?.readUInt32LE(0)).toBe(8);
    expect(written.get('Columns')).toHaveLength(128);
    expect(written.get('ColumnMap')).toHaveLength(256);
    expect(written.get('Columns')?.readUInt16LE(2)).toBeGreaterThan(50);
    expect(rulesOf(written.get('FilterRules') ?? Buffer.of())).toEqual([
      [COLUMN.name, 0, 1, 'app.exe'],
      ...DEFAULT_RULES,
    ]);
  });
});

test('files of other kinds are named and change nothing', async () => {
  await withApp(async (app) => {
    await chooseConfig(app, at('list.csv'), () => byMenuKeys(app, 'import'));
    await expect(notice(app)).toContainText('list.csv was not imported. "list.csv" is a CSV file.');
    await chooseConfig(app, at('log.pml'), () => byMenuKeys(app, 'load'));
    await expect(notice(app)).toContainText('is a Process Monitor log. Open it with File > Open.');
    await expectShown(app, 40, 40);
    await expect.poll(() => chips(app)).toEqual([]);
  });
});

test('a configuration that is opened like a capture is imported, and the capture stays', async () => {
  await withApp(async (app) => {
    await openFile(app, at('desk.pmc'));
    await expect(notice(app)).toContainText('desk.pmc was imported: 2 columns');
    await expectShown(app, 4, 40);
  });
});

test('a filter of Process Monitor is loaded without saving it', async () => {
  await withApp(async (app) => {
    await chooseConfig(app, at('Two.PMF'), () => byMenuKeys(app, 'load'));
    await expectShown(app, 3, 40);
    await expect(notice(app)).toContainText('The filter “Two” was loaded: 2 filter rules.');
    await app.page.keyboard.press('Control+z');
    await expectShown(app, 40, 40);
  });
});

test('filters are saved and loaded by keyboard alone', async () => {
  await withApp(async (app) => {
    const { page } = app;
    const save = page.getByRole('dialog', { name: 'Save filter' });
    const name = save.getByRole('textbox', { name: 'Name' });
    await byMenuKeys(app, 'save');
    await expect(name).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(save.getByRole('alert')).toHaveText('Give the filter a name.');
    await expectAccessible(page, 'a filter without a name');
    await page.keyboard.type('All');
    await page.keyboard.press('Enter');
    await expect(save).toHaveCount(0);
    await expect(notice(app)).toContainText('The filter was saved as “All”.');
    await expect(grid(page)).toBeFocused();

    const filter = await openFilter(app);
    await filter.choose('Column', 'Path');
    await filter.choose('Relation', 'ends with');
    await filter.value.fill('7.txt');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Enter');
    await expectShown(app, 4, 40);
    await byMenuKeys(app, 'save');
    await expect(name).toBeFocused();
    await page.keyboard.type('all');
    await page.keyboard.press('Enter');
    await expect(save.getByRole('alert')).toHaveText('There is a filter “All” already. Replace it?');
    await expect(save.getByRole('button', { name: 'Replace' })).toBeFocused();
    await expectAccessible(page, 'a filter that would be replaced');
    await save.getByRole('button', { name: 'Cancel' }).press('Enter');
    await expect(name).toBeFocused();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('Sevens');
    await page.keyboard.press('Enter');
    await expect(save).toHaveCount(0);

    await page.keyboard.press('Control+r');
    await expectShown(app, 40, 40);
    await page.keyboard.press('Alt+l');
    await expect(page.getByRole('menu')).toHaveCount(1);
    await page.keyboard.press('l');
    await expect(page.getByRole('menuitemradio', { name: 'All' })).toBeFocused();
    await expect(page.getByRole('menuitemradio', { name: 'All' })).toBeChecked();
    await expectAccessible(page, 'saved filters in the menu');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expectShown(app, 4, 40);
    await expect.poll(() => chips(app)).toEqual(['Include Path ends with 7.txt']);
  });
});

test('filters are organized by keyboard alone', async () => {
  await withApp(async (app) => {
    const { page } = app;
    const { dialog, names } = organizer(app);
    const save = page.getByRole('dialog', { name: 'Save filter' });
    for (const name of ['All', 'Sevens']) {
      await byMenuKeys(app, 'save');
      await expect(save.getByRole('textbox', { name: 'Name' })).toBeFocused();
      await page.keyboard.type(name);
      await page.keyboard.press('Enter');
      await expect(save).toHaveCount(0);
      await expect(grid(page)).toBeFocused();
    }
    // Another filter than the saved ones: loading one of them is seen.
    await chooseConfig(app, at('Two.PMF'), () => byMenuKeys(app, 'load'));
    await expectShown(app, 3, 40);
    await expect(grid(page)).toBeFocused();

    await byMenuKeys(app, 'organize');
    await expect(dialog).toBeVisible();
    await expect.poll(() => names()).toEqual(['All', 'Sevens']);
    await page.keyboard.press('Alt+ArrowDown');
    await expect.poll(() => names()).toEqual(['Sevens', 'All']);
    await page.keyboard.press('F2');
    await expect(dialog.getByRole('textbox')).toBeFocused();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('sevens');
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('alert')).toHaveText('There is a filter “sevens” already.');
    await expectAccessible(page, 'a name that is taken');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('Everything');
    await page.keyboard.press('Enter');
    await expect.poll(() => names()).toEqual(['Sevens', 'Everything']);
    await page.keyboard.press('Home');
    await page.keyboard.press('Delete');
    await expect.poll(() => names()).toEqual(['Everything']);
    await expectAccessible(page, 'organizing filters');
    // Esc takes everything back.
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await byMenuKeys(app, 'organize');
    await expect.poll(() => names()).toEqual(['All', 'Sevens']);
    await page.keyboard.press('End');
    await page.keyboard.press('Delete');
    await page.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);
    await expectShown(app, 40, 40);
    await expect(grid(page)).toBeFocused();
    await byMenuKeys(app, 'organize');
    await expect.poll(() => names()).toEqual(['All']);
    await page.keyboard.press('Delete');
    await expect(dialog).toContainText('No saved filters yet');
    await expectAccessible(page, 'no saved filters');
    await page.keyboard.press('Control+Enter');
    await expect(dialog).toHaveCount(0);
    await page.keyboard.press('Alt+l');
    await expect(page.getByRole('menu')).toHaveCount(1);
    await page.keyboard.press('l');
    await expect(page.getByRole('menuitem', { name: 'No saved filters' })).toBeVisible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  });
});

test('saved filters come from files of Process Monitor and go into them', async () => {
  await withApp(async (app) => {
    const { page } = app;
    const { dialog, names } = organizer(app);
    await byMenuKeys(app, 'organize');
    const ask = (button: string) => (): Promise<void> => dialog.getByRole('button', { name: button }).click();
    await chooseConfig(app, at('Two.PMF'), ask('Import…'));
    await expect(dialog.getByRole('status')).toHaveText('Two.PMF was imported: 2 filter rules.');
    await chooseConfig(app, at('desk.pmc'), ask('Import…'));
    await expect(dialog.getByRole('status')).toContainText(
      '1 further rule has a column or relation that is not known',
    );
    await chooseConfig(app, at('Two.PMF'), ask('Import…'));
    await expect(dialog.getByText('Two (2)')).toBeVisible();
    await expect.poll(() => names()).toEqual(['Two', 'desk', 'Two (2)']);
    await chooseConfig(app, at('list.csv'), ask('Import…'));
    await expect(dialog.getByRole('alert')).toContainText('"list.csv" is a CSV file.');
    await expectAccessible(page, 'a file that is no filter');

    await chooseTarget(app, at('out.PMF'), ask('Export…'));
    await expect(dialog.getByRole('status')).toContainText('was exported to out.PMF.');
    expect(rulesOfFilter(readFileSync(at('out.PMF')))).toEqual(WRITES);
    await dialog.getByRole('grid').focus();
    await page.keyboard.press('ArrowUp');
    await chooseTarget(app, at('desk.PMF'), ask('Export…'));
    await expect(dialog.getByRole('status')).toContainText('was exported to desk.PMF.');
    expect(rulesOfFilter(readFileSync(at('desk.PMF')))).toEqual([...OWN, ...DEFAULT_RULES]);
    await dialog.getByRole('button', { name: 'Load', exact: true }).click();
    await expectShown(app, 4, 40);
    await app.idle();
    await expect.poll(() => chips(app)).toEqual(['Include Path ends with 1.txt', 'Include PID 4711']);
  });
});
