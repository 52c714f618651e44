import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { buildPml, fileDetail } from '../../support/pml-builder.ts';
import { row, startApp } from '../support/app.ts';
import { clipboardText } from '../support/clipboard.ts';
import { propertiesAfter, value } from '../support/properties.ts';

const MARKUP = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
const PATH = `C:\\temp\\${MARKUP}\\${'very long\\'.repeat(900)}end.txt`;

let folder = '';
test.beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'procscope-e2e-files-'))));
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("captured texts in an event's properties are the texts that they are", async () => {
  const file = join(folder, 'hostile.pml');
  const log = buildPml({
    events: [{ process: 1, eventClass: 3, operation: 20, detail: fileDetail(PATH, true) }],
    processes: [{ index: 1, pid: 4711, name: `${MARKUP}.exe`, user: 'HOST\\\u202Eresu' }],
  });
  writeFileSync(file, log.bytes);
  const app = await startApp({ file });
  const window = await propertiesAfter(app, () => row(app.page, 1).getByRole('gridcell').nth(3).dblclick());
  await expect(window).toHaveTitle('Event 1: CreateFile');
  await expect(value(window, 'Path')).toHaveText(PATH);

  await window.getByRole('tab', { name: 'Process' }).click();
  await expect(value(window, 'Name')).toHaveText(`${MARKUP}.exe`);
  await expect(value(window, 'User')).toHaveText('HOST\\\u202Eresu');
  await expect(window.getByText('The capture has no modules of this process.')).toBeVisible();
  await window.getByRole('tab', { name: 'Stack' }).click();
  await expect(window.getByText('No stack was captured with this event.')).toBeVisible();
  await expect(window).toHaveTitle('Event 1: CreateFile');
  expect(await window.locator('main img, main script').count()).toBe(0);

  await window.getByRole('button', { name: 'Copy all' }).click();
  await expect(window.getByText('Copied.')).toBeVisible();
  expect(await clipboardText(app)).toContain(`Path:\t${PATH}\n`);
  await app.close();
});
