import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { copyFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { compareCsv } from '../../cli/support/csv-agreement.ts';
import { sampleCsv, samplePml, testDataFolder } from '../../support/sample-files.ts';
import { grid, startApp } from '../support/app.ts';
import type { App } from '../support/app.ts';
import { expectOpen, fillSaveDialog, notice, openFile, saveAs, saveDialog } from '../support/files.ts';
import type { SaveWish } from '../support/files.ts';
import { exportLog } from '../../support/export-log.ts';
import { smallLog } from '../../support/small-log.ts';
import { elementsOf } from '../../support/xml-elements.ts';

let folder = '';
test.beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'procscope-e2e-save-'))));
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function withApp(file: string, run: (app: App) => Promise<void>): Promise<void> {
  const app = await startApp({ file, folder });
  try {
    await run(app);
    expect(app.console).toEqual([]);
  } finally {
    await app.close();
  }
}

function small(name: string, events: number): string {
  const path = join(folder, name);
  writeFileSync(path, smallLog(events));
  return path;
}

test.describe('a log that Process Monitor wrote', () => {
  const LOG = 'windows10-x64-process';
  test.skip(testDataFolder() === undefined, 'there are no sample logs on this machine');

  test('is saved as a capture that opens again, and as the CSV that Process Monitor exports', async () => {
    const log = join(folder, `${LOG}.pml`);
    copyFileSync(samplePml(LOG), log);
    await withApp(log, async (app) => {
      const rows = await grid(app.page).getAttribute('aria-rowcount');
      const [native, direct, again] = ['saved.procscope', 'direct.csv', 'again.csv'].map((name) =>
        join(folder, name),
      );
      if (native === undefined || direct === undefined || again === undefined) throw new Error('No names.');
      const all = { format: 'CSV', events: /^All .* events/, columns: /^All 27 columns/ } as const;

      await saveAs(app, direct, all);
      await expect(notice(app)).toContainText('were saved to direct.csv.');
      expect(compareCsv(sampleCsv(LOG), direct).differing).toEqual({});

      await saveAs(app, native);
      await expect(notice(app)).toContainText('were saved to saved.procscope.');
      await openFile(app, native);
      await expectOpen(app, 'saved.procscope');
      await expect(grid(app.page)).toHaveAttribute('aria-rowcount', rows ?? '');

      await saveAs(app, again, all);
      await expect(notice(app)).toContainText('were saved to again.csv.');
      expect(readFileSync(again).equals(readFileSync(direct))).toBe(true);
    });
  });
});

test('events shown alone are saved, with the columns shown', async () => {
  await withApp(small('log.pml', 12), async (app) => {
    const { page } = app;
    // Nothing is left of a log of file operations.
    await page.getByRole('button', { name: 'File System' }).click();
    await expect(page.getByRole('contentinfo')).toContainText('Showing 0 of 12 events');
    await page.keyboard.press('Control+s');
    const dialog = saveDialog(app);
    await expect(dialog.getByRole('radio', { name: /^All 12 events/ })).toBeChecked();
    await expect(dialog.getByRole('radio', { name: /^The 0 events shown/ })).toBeVisible();
    // A capture has all columns, and its own texts.
    await expect(dialog.getByRole('radiogroup', { name: 'Columns' })).toHaveCount(0);
    await dialog.getByRole('radio', { name: 'XML' }).check();
    await expect(dialog.getByRole('radiogroup', { name: 'Columns' })).toBeVisible();
    await expect(dialog.getByRole('radio', { name: 'As Process Monitor' })).toBeChecked();
    await expect(dialog.getByRole('checkbox', { name: 'Include the stack of each event' })).not.toBeChecked();
    await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
    expect((await new AxeBuilder({ page }).setLegacyMode().analyze()).violations).toEqual([]);
    await fillSaveDialog(app, join(folder, 'none.csv'), {
      format: 'CSV',
      events: /^The 0 events shown/,
      columns: /columns shown/,
    });
    await expect(notice(app)).toContainText('0 events were saved to none.csv.');
    const [header, ...lines] = readFileSync(join(folder, 'none.csv'), 'utf8').split('\r\n');
    expect(header).toContain('"Process Name","PID","Operation"');
    expect(lines).toEqual(['']);
    // The notice goes with the next thing that is done.
    await page.getByRole('button', { name: 'File System' }).click();
    await expect(notice(app)).toHaveCount(0);
  });
});

test('every format is written, each with what it is made for', async () => {
  const path = join(folder, 'log.pml');
  writeFileSync(path, exportLog());
  await withApp(path, async (app) => {
    const { page } = app;
    const target = (name: string): string => join(folder, name);
    const saved = async (name: string, wish: SaveWish): Promise<Buffer> => {
      await saveAs(app, target(name), wish);
      await expect(notice(app)).toContainText(`4 events were saved to ${name}.`);
      return readFileSync(target(name));
    };
    const xml = await saved('out.xml', { format: 'XML', columns: /^All 27 columns/, stacks: true });
    expect(
      elementsOf(xml.toString()).filter(({ path: name }) => name === 'procmon/eventlist/event'),
    ).toHaveLength(4);
    expect(xml.toString()).toContain('<location>ntoskrnl.exe + 0x4688e6</location>');

    const plain = await saved('plain.csv', {
      format: 'CSV',
      columns: /^All 27 columns/,
      texts: 'As shown here',
    });
    expect(plain.toString()).toContain('"1","C:\\Program Files');
    expect(plain.toString()).toContain('two\nlines');

    const lines = (await saved('out.jsonl', { format: 'JSON Lines' })).toString().trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { seq: number }).seq)).toEqual([1, 2, 3, 4]);

    expect((await saved('out.sqlite', { format: 'SQLite' })).subarray(0, 15).toString()).toBe(
      'SQLite format 3',
    );

    const parquet = await saved('out.parquet', { format: 'Parquet' });
    expect([parquet.subarray(0, 4).toString(), parquet.subarray(-4).toString()]).toEqual(['PAR1', 'PAR1']);

    await saved('again.pml', { format: 'Process Monitor log (PML)' });
    await openFile(app, target('again.pml'));
    await expectOpen(app, 'again.pml');
    await expect(page.getByRole('contentinfo')).toContainText('4 events');
    expect(readdirSync(folder).sort()).toEqual(
      ['again.pml', 'log.pml', 'out.jsonl', 'out.parquet', 'out.sqlite', 'out.xml', 'plain.csv'].sort(),
    );
  });
});

test('the dialog is answered by keys alone', async () => {
  await withApp(small('log.pml', 3), async (app) => {
    const { page } = app;
    await page.keyboard.press('Control+s');
    const dialog = saveDialog(app);
    await dialog.getByRole('radio', { name: 'Procscope capture' }).focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown');
    await expect(dialog.getByRole('radio', { name: 'XML' })).toBeChecked();
    // Events, columns, texts, stacks.
    await page.keyboard.press('Tab');
    await expect(dialog.getByRole('radio', { name: /^All 3 events/ })).toBeFocused();
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await expect(dialog.getByRole('radio', { name: /^All 27 columns/ })).toBeChecked();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await expect(dialog.getByRole('checkbox', { name: 'Include the stack of each event' })).toBeChecked();
    await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
    expect((await new AxeBuilder({ page }).setLegacyMode().analyze()).violations).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  });
});

test('a file is not written over the one that is open', async () => {
  const path = small('log.pml', 3);
  const before = readFileSync(path);
  await withApp(path, async (app) => {
    const { page } = app;
    if (app.host === 'desktop') {
      await saveAs(app, path);
    } else {
      await page.keyboard.press('Control+s');
      const dialog = saveDialog(app);
      await dialog.getByRole('textbox', { name: 'File name' }).fill('log.pml');
      await dialog.getByRole('button', { name: 'Save', exact: true }).click();
      await expect(dialog.getByRole('alert')).toHaveText('log.pml is already there. Replace it?');
      await dialog.getByRole('button', { name: 'Replace' }).click();
    }
    await expect(notice(app)).toContainText('log.pml was not saved.');
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder)).toEqual(['log.pml']);
    await notice(app).getByRole('button', { name: 'Save again…' }).click();
    await expect(saveDialog(app)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(saveDialog(app)).toHaveCount(0);
  });
});

test('the dialog can be left without a trace', async () => {
  await withApp(small('log.pml', 3), async (app) => {
    const { page } = app;
    await grid(page).focus();
    await page.keyboard.press('Control+s');
    await expect(saveDialog(app)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(saveDialog(app)).toHaveCount(0);
    await expect(grid(page)).toBeFocused();
    expect(readdirSync(folder)).toEqual(['log.pml']);
  });
});
