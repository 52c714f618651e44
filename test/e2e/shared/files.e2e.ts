import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { sampleLogs, testDataFolder } from '../../support/sample-files.ts';
import { buildBenchLog } from '../../bench/generated-log.ts';
import { repeatLog } from '../../bench/logs.ts';
import { grid, row, startApp } from '../support/app.ts';
import type { App } from '../support/app.ts';
import { closeCapture, expectOpen, notice, openFile, startActions } from '../support/files.ts';
import { grouped, readCsv } from '../support/sample.ts';
import { smallLog } from '../../support/small-log.ts';

/** Where a log's header has its number of events. */
const EVENT_COUNT_AT = 0x234;

const LOG = smallLog(20);
/** Files that are no captures, with what is said about them. */
const FOREIGN: readonly [string, Buffer | string, string][] = [
  ['empty.pml', '', 'This is not a Process Monitor log'],
  [
    'noise.pml',
    Buffer.from(Array.from({ length: 5000 }, (_, n) => (n * 197 + 31) % 256)),
    'This is not a Process Monitor log',
  ],
  ['notes.txt', 'Remember the milk.\n', 'This is not a Process Monitor log'],
  ['archive.zip', 'PK\u0003\u0004\u0014 and so on and on and on and on', 'This is not a Process Monitor log'],
  ['cut.pml', LOG.subarray(0, 300), 'This log is cut off'],
];

let folder = '';
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'procscope-e2e-files-'));
  writeFileSync(join(folder, 'first.pml'), smallLog(3));
  writeFileSync(join(folder, 'second.pml'), smallLog(5));
  for (const [name, content] of FOREIGN) writeFileSync(join(folder, name), content);
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function expectNoViolations(app: App): Promise<void> {
  // What appears is see-through for a moment, and then has other colours.
  await app.page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
  const builder = new AxeBuilder({ page: app.page }).setLegacyMode();
  expect((await builder.analyze()).violations).toEqual([]);
}

test.describe('a file that is named on the command line', () => {
  test('can be tried again when it could not be opened', async () => {
    const file = join(folder, 'late.pml');
    writeFileSync(file, LOG.subarray(0, 300));
    const app = await startApp({ file });
    try {
      const { page } = app;
      await expect(page.getByRole('alert').getByRole('heading')).toHaveText('This log is cut off');
      writeFileSync(file, LOG);
      await page.getByRole('button', { name: 'Try again' }).click();
      await expectOpen(app, 'late.pml');
      expect(await row(page, 20).getByRole('gridcell').first().textContent()).toBe('20');
    } finally {
      await app.close();
    }
  });

  test('gets its sentence in Korean', async () => {
    const file = join(folder, 'cut.pml');
    const app = await startApp({ file, language: 'ko' });
    try {
      await expect(app.page.getByRole('alert').getByRole('paragraph')).toHaveText(
        '"cut.pml" 파일이 머리글에서 끝납니다. 로그의 300바이트만 있고 이벤트는 없습니다.',
      );
    } finally {
      await app.close();
    }
  });
});

test.describe('files that are no captures', () => {
  test.describe.configure({ mode: 'serial' });
  let app: App;
  test.beforeAll(async () => void (app = await startApp({ folder })));
  test.afterAll(() => app.close());

  for (const [name, , title] of FOREIGN) {
    test(`${name} gets a page that says so while nothing is open`, async () => {
      await openFile(app, join(folder, name));
      const alert = app.page.getByRole('alert');
      await expect(alert.getByRole('heading')).toHaveText(title);
      await expect(alert.getByRole('paragraph')).toHaveText(/^[A-Z“"].*\.$/);
      await expect(app.page.locator('.facts')).toContainText(name);
      await expect(app.page.getByRole('main')).not.toContainText(folder);
    });
  }

  test('the page has no barriers, and its ways out work', async () => {
    const { page } = app;
    await expectNoViolations(app);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('alert').getByRole('heading')).toHaveText('This log is cut off');
    await page.getByRole('button', { name: 'Back to start' }).click();
    await expect(page.getByRole('heading', { name: 'No events yet' })).toBeVisible();
  });

  for (const [name] of FOREIGN) {
    test(`${name} leaves what is open as it is`, async () => {
      const { page } = app;
      if (name === FOREIGN[0]?.[0]) await openFile(app, join(folder, 'first.pml'));
      await expectOpen(app, 'first.pml');
      await openFile(app, join(folder, name));
      await expect(notice(app)).toContainText(`${name} was not opened.`);
      await expect(page).toHaveTitle('first.pml — Procscope');
      await expect(grid(page)).toHaveAttribute('aria-rowcount', '4');
      await notice(app).getByRole('button', { name: 'Dismiss' }).click();
      await expect(notice(app)).toHaveCount(0);
    });
  }

  test('a capture is opened afterwards as if nothing had been', async () => {
    await openFile(app, join(folder, 'second.pml'));
    await expectOpen(app, 'second.pml');
    await expect(grid(app.page)).toHaveAttribute('aria-rowcount', '6');
    await expect(notice(app)).toHaveCount(0);
    expect(app.console).toEqual([]);
  });
});

test.describe('recent files', () => {
  test.describe.configure({ mode: 'serial' });
  let app: App;
  test.beforeAll(async () => {
    app = await startApp({ folder });
    await openFile(app, join(folder, 'first.pml'));
    await expectOpen(app, 'first.pml');
    await openFile(app, join(folder, 'second.pml'));
    await expectOpen(app, 'second.pml');
    await closeCapture(app);
    await expect(app.page.getByRole('heading', { name: 'No events yet' })).toBeVisible();
  });
  test.afterAll(() => app.close());

  test('are listed, the newest first, with events, size and day', async () => {
    const rows = app.page.getByRole('region', { name: 'Recent files' }).getByRole('listitem');
    await expect(rows).toHaveCount(2);
    await expect(rows.nth(0)).toContainText('second.pml');
    await expect(rows.nth(0)).toContainText('5 events');
    await expect(rows.nth(0)).toContainText(/Today \d+:\d\d/);
    await expect(rows.nth(1)).toContainText('first.pml');
    await expectNoViolations(app);
  });

  test('are opened by keyboard', async () => {
    const { page } = app;
    await startActions(page).last().focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expectOpen(app, 'first.pml');
    await closeCapture(app);
    await expect(page.getByRole('listitem').nth(0)).toContainText('first.pml');
  });

  test('that are gone say so and are taken off the list', async () => {
    const { page } = app;
    rmSync(join(folder, 'second.pml'));
    await openFile(app, join(folder, 'first.pml'));
    await expectOpen(app, 'first.pml');
    await closeCapture(app);
    const row = page.getByRole('listitem').filter({ hasText: 'second.pml' });
    await expect(row).toContainText('not found');
    await row.getByRole('button', { name: /^second\.pml/ }).focus();
    await page.keyboard.press('Delete');
    await expect(row).toHaveCount(0);
    await expect(page.getByRole('button', { name: /^first\.pml/ })).toBeFocused();
    await page.getByRole('listitem').hover();
    await page.getByRole('button', { name: 'Remove first.pml from the list' }).click();
    await expect(page.getByRole('region', { name: 'Recent files' })).toHaveCount(0);
    await expect(startActions(page).first()).toBeFocused();
    writeFileSync(join(folder, 'second.pml'), smallLog(5));
  });
});

test('a file that is dragged over the window is asked for, or said not to be taken', async () => {
  const app = await startApp({ folder });
  try {
    const { page } = app;
    const drag = (type: 'dragenter' | 'dragleave' | 'drop'): Promise<void> =>
      page.evaluate((kind) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['text'], 'log.pml'));
        window.dispatchEvent(new DragEvent(kind, { dataTransfer, cancelable: true }));
      }, type);
    const hint = page.getByText('Drop to open');
    await drag('dragenter');
    if (app.host === 'desktop') {
      await expect(hint).toBeVisible();
      await drag('dragleave');
      await expect(hint).toHaveCount(0);
    } else {
      await expect(hint).toHaveCount(0);
      await drag('drop');
      await expect(notice(app)).toContainText('A file cannot be dropped into a page of a browser.');
    }
  } finally {
    await app.close();
  }
});

test('a long file shows its rows while it is read, and reading can be cancelled', async () => {
  // One log's events again and again: long enough to be met while it is read.
  const path = join(folder, 'long.pml');
  const repeats = 1200;
  const log = buildBenchLog();
  await repeatLog(log, path, repeats);
  const events = log.readUInt32LE(EVENT_COUNT_AT) * repeats;
  const app = await startApp({ folder });
  try {
    const { page } = app;
    await openFile(app, path);
    await expect(row(page, 1)).toBeVisible();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(notice(app)).toContainText('Reading was cancelled');
    const rows = Number(await grid(page).getAttribute('aria-rowcount')) - 1;
    expect(rows).toBeGreaterThan(0);
    expect(rows).toBeLessThan(events);
    await notice(app).getByRole('button', { name: 'Read again' }).click();
    await expect(page.getByRole('progressbar')).toBeVisible();
  } finally {
    await app.close();
    rmSync(path);
  }
});

test.describe('logs that Process Monitor wrote', () => {
  test.skip(testDataFolder() === undefined, 'there are no sample logs on this machine');
  test('open one after the other, each with all of its events', async () => {
    const logs = sampleLogs() ?? [];
    const app = await startApp({ folder: join(logs[0]?.pmlPath ?? '', '..') });
    try {
      for (const { name, pmlPath, csvPath } of logs) {
        await openFile(app, pmlPath);
        await expectOpen(app, `${name}.pml`);
        await expect(app.page.getByRole('contentinfo')).toContainText(
          `of ${grouped(readCsv(csvPath).length)} events`,
        );
        await expect(notice(app)).toHaveCount(0);
      }
      expect(app.console).toEqual([]);
    } finally {
      await app.close();
    }
  });
});
