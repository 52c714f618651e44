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
import { smallLog } from '../../support/small-log.ts';

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
    await expect(
      dialog.getByRole('radiogroup', { name: 'Columns' }).getByRole('radio').first(),
    ).toBeDisabled();
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
