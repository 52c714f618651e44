import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { buildPml, fileDetail, registryDetail, u16, u32 } from '../../support/pml-builder.ts';
import { cells, grid, row, rowsInView, shows, startApp } from '../support/app.ts';
import type { App } from '../support/app.ts';

const REGISTRY = 2;
const FILE_SYSTEM = 3;
const CREATE_FILE = 20;
const OPEN_KEY = 0;

const MARKUP = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
/** Names that a program can give to a file: markup, a text that turns around, a line break, half a character. */
const NAMES = [
  `C:\\temp\\${MARKUP}`,
  'C:\\temp\\invoice\u202Efdp.exe',
  'C:\\temp\\first line\nsecond line',
  'C:\\temp\\\ud800 alone',
  `C:\\${'very long\\'.repeat(900)}end.txt`,
];
const EVENTS = 2000;

function hostileLog(): Buffer {
  const events = Array.from({ length: EVENTS }, (_, index) => {
    const path = NAMES[index % NAMES.length] ?? '';
    return index % 4 === 3
      ? {
          process: 1,
          eventClass: REGISTRY,
          operation: OPEN_KEY,
          detail: registryDetail(path, Buffer.concat([u16(0), u32(0x20019)])),
        }
      : { process: 1, eventClass: FILE_SYSTEM, operation: CREATE_FILE, detail: fileDetail(path, true) };
  });
  return buildPml({
    events,
    processes: [{ index: 1, pid: 4711, name: `${MARKUP}.exe` }],
  }).bytes;
}

let folder = '';
test.beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'procscope-e2e-files-'))));
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.describe('captured text that is markup', () => {
  test.describe.configure({ mode: 'serial' });
  let app: App;
  test.beforeAll(async () => {
    const file = join(folder, 'hostile.pml');
    writeFileSync(file, hostileLog());
    app = await startApp({ file });
  });
  test.afterAll(() => app.close());

  test('is shown as the text that it is', async () => {
    const { page } = app;
    await expect(grid(page)).toHaveAttribute('aria-rowcount', String(EVENTS + 1));
    const [, , process, pid, , path] = await cells(page, 1);
    expect([process?.slice(0, 20), pid]).toEqual([`${MARKUP}.exe`.slice(0, 20), '4711']);
    expect(shows(path, NAMES[0] ?? ''), path).toBe(true);
    await expect.poll(async () => (await cells(page, 2))[5]).toBe(NAMES[1]);
    expect(await page.locator('.rows script, .rows img').count()).toBe(0);
    await expect(page).toHaveTitle('hostile.pml — Procscope');
  });

  test('keeps every row at its height', async () => {
    const heights = await app.page
      .locator('.row:not([hidden])')
      .evaluateAll((rows) => [...new Set(rows.map((element) => element.getBoundingClientRect().height))]);
    expect(heights).toEqual([20]);
  });

  test('can be walked through to its end', async () => {
    const { page } = app;
    await grid(page).focus();
    await page.keyboard.press('End');
    await app.idle();
    await expect.poll(async () => (await rowsInView(page)).last).toBe(EVENTS);
    await expect(row(page, EVENTS)).toHaveAttribute('aria-selected', 'true');
    await page.getByRole('button', { name: 'File System' }).click();
    await app.idle();
    await expect(page.getByRole('status')).toContainText(`Showing ${EVENTS / 4} of 2,000 events (25%)`);
    await expect(page.getByRole('contentinfo')).toContainText('1 selected');
    expect(app.console).toEqual([]);
  });
});

test.describe('a file that is no log', () => {
  test('is refused with a sentence', async () => {
    const file = join(folder, '<b>notes.pml');
    writeFileSync(file, 'Remember the milk.');
    const app = await startApp({ file });
    try {
      const { page } = app;
      const alert = page.getByRole('alert');
      await expect(alert.getByRole('heading')).toHaveText('This is not a Process Monitor log');
      await expect(alert).toContainText('is not a Process Monitor log.');
      await expect(alert).toContainText('<b>notes.pml');
      await expect(page.getByRole('definition').getByText('pml/not-a-pml')).toBeVisible();
      await expect(grid(page)).toHaveCount(0);
    } finally {
      await app.close();
    }
  });
});

test('without a file the window says what can be done', async () => {
  const app = await startApp();
  try {
    await expect(app.page.getByRole('heading')).toHaveText('No events yet');
    await expect(app.page.getByRole('contentinfo')).toContainText('No capture open');
  } finally {
    await app.close();
  }
});
