import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { etlSamplePath, etlSamples } from '../../support/etl-samples.ts';
import { sampleLogs, testDataFolder } from '../../support/sample-files.ts';
import { smallLog } from '../../support/small-log.ts';
import { grid, row } from '../support/app.ts';
import { startBrowser } from '../support/browser.ts';
import { startDesktop } from '../support/desktop.ts';
import type { DesktopApp } from '../support/desktop.ts';
import { closeCapture, expectOpen, openFile } from '../support/files.ts';
import { filterDialog, openFilter } from '../support/filter.ts';
import {
  closeUnasked,
  countBefore,
  expectCapturing,
  fillLaunch,
  launchDialog,
  needsRealHelper,
  shownEvents,
} from '../support/live.ts';
import { HEIGHT, WIDTH, settled, takeWindow, writePicture } from '../support/pictures.ts';
import { propertiesAfter } from '../support/properties.ts';

/** Its name is seen in the pictures. */
const FOLDER = join(tmpdir(), 'captures');
/** Of the program whose capture is shown. */
const REPORTS = join(tmpdir(), 'reports');
const LOG = 'windows10-x64-mixed';

/** What the pictures hide: the noise of a desktop that does nothing. */
const EXCLUDED = [
  ['Operation', ['RegQueryKey', 'RegCloseKey', 'CloseFile', 'QueryBasicInformationFile']],
  ['Process Name', ['Explorer.EXE', 'MsMpEng.exe']],
] as const;
/** A stretch with several classes, processes and kinds of results: these rows with the filter above. */
const FIRST_ROW = 5912;
const SELECTED_ROW = 5942;

/** A trace of Windows 8, in which a program on a server is started. */
const TRACE = 'perfview-net452-x64';
/** What the picture of it leaves out: faults of pages, and events of .NET programs, which are most of the trace. */
const EXCLUDED_OF_TRACE = ['Hard Fault', 'Trace Event'];

/** A program that reads, writes, starts others and talks to a server of its own, until its file is gone. */
const REPORT = `#!/bin/sh
while [ -e "$0" ]; do
  find "$3" -name copyright | head -n 40 | xargs grep -l MIT | sort > report.txt
  tar -czf report.tar.gz report.txt
  python3 -I -S -c '
import socket, threading
server = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=lambda: server.accept()[0].sendall(b"done")).start()
with socket.create_connection(server.getsockname()) as link:
    link.recv(100)
'
  cat report.txt missing.txt
  rm report.txt report.tar.gz
done >/dev/null 2>&1
`;

/** The pictures of the README: `PROCSCOPE_SCREENSHOTS=1 npm run e2e -- screenshots`. */
test.describe('pictures for the README', () => {
  test.skip(
    process.env['PROCSCOPE_SCREENSHOTS'] !== '1',
    'pictures are taken when PROCSCOPE_SCREENSHOTS is 1',
  );
  test.skip(testDataFolder() === undefined, 'there are no sample logs on this machine');

  test.beforeAll(() => {
    mkdirSync(FOLDER, { recursive: true });
    mkdirSync(REPORTS, { recursive: true });
    for (const { name, pmlPath } of sampleLogs() ?? []) copyFileSync(pmlPath, join(FOLDER, `${name}.pml`));
    writeFileSync(join(FOLDER, 'night.pml'), smallLog(20).subarray(0, 300));
  });
  test.afterAll(() => {
    for (const folder of [FOLDER, REPORTS]) rmSync(folder, { recursive: true, force: true });
  });

  for (const theme of ['light', 'dark'] as const) {
    test(`of the window, ${theme}`, async () => {
      const app = await startDesktop({ theme, width: WIDTH, height: HEIGHT });
      try {
        const take = (name: string): Promise<void> => takeWindow(app, `${name}-${theme}`);
        await openFile(app, join(FOLDER, 'night.pml'));
        await expect(app.page.getByRole('alert')).toBeVisible();
        await take('error');
        for (const name of ['windows7-x86-mixed', 'windows10-x64-filesystem', 'windows10-x64-process', LOG]) {
          await openFile(app, join(FOLDER, `${name}.pml`));
          await expectOpen(app, `${name}.pml`);
        }
        await filter(app, EXCLUDED);
        await showRows(app);
        await take('main');
        await takeFilter(app, take);
        await takeMenu(app, take);
        await takeColumns(app, take);
        await takeSave(app, take);
        await takeHighlight(app, take);
        await takeProperties(app, take);
        await closeCapture(app);
        await expect(app.page.getByRole('listitem')).toHaveCount(4);
        await take('start');
      } finally {
        await app.close();
      }
    });

    test(`of an event trace, ${theme}`, async () => {
      test.skip(etlSamples() === undefined, 'there are no sample traces on this machine');
      copyFileSync(etlSamplePath(TRACE), join(FOLDER, `${TRACE}.etl`));
      const app = await startDesktop({ theme, width: WIDTH, height: HEIGHT });
      try {
        const { page } = app;
        await openFile(app, join(FOLDER, `${TRACE}.etl`));
        await expectOpen(app, `${TRACE}.etl`);
        await filter(app, [['Operation', EXCLUDED_OF_TRACE]]);
        await find(app, 'Process Create');
        await page.mouse.move(1000, 50);
        await takeWindow(app, `trace-${theme}`);
      } finally {
        await app.close();
      }
    });

    test(`of a live capture, ${theme}`, async () => {
      needsRealHelper();
      const program = join(REPORTS, 'nightly-report.sh');
      writeFileSync(program, REPORT);
      chmodSync(program, 0o755);
      const app = await startDesktop({ theme, width: WIDTH, height: HEIGHT });
      try {
        const { page } = app;
        await fillLaunch(app, {
          ...{ program, directory: REPORTS },
          ...{ arguments: '--since "2 days ago" /usr/share/doc', environment: 'LANG=C\nPATH=/usr/bin:/bin' },
        });
        await page.mouse.move(700, 50);
        await takeWindow(app, `launch-${theme}`);
        await launchDialog(page).getByRole('button', { name: 'Start and capture' }).click();
        await expectCapturing(page);
        await expect.poll(async () => (await shownEvents(page)).total).toBeGreaterThan(20_000);
        await expect.poll(() => countBefore(page, 'events/s')).toBeGreaterThan(100);
        await takeWindow(app, `live-${theme}`);
      } finally {
        await closeUnasked(app);
      }
    });

    test(`of the browser host, ${theme}`, async () => {
      const browser = await startBrowser({ theme, width: WIDTH, height: HEIGHT, folder: FOLDER });
      const app = await startDesktop({ theme });
      try {
        const { page } = browser;
        await openFile(browser, join(FOLDER, 'windows10-x64-filesystem.pml'));
        await expectOpen(browser, 'windows10-x64-filesystem.pml');
        await row(page, 12).click();
        await page.keyboard.press('Control+o');
        await expect(page.getByRole('option', { name: 'windows10-x64-filesystem.pml' })).toBeVisible();
        await page.keyboard.press('ArrowDown');
        await settled(page);
        const png = (await page.screenshot()).toString('base64');
        const pixels = await app.electron.evaluate(
          ({ nativeImage }, given) =>
            nativeImage.createFromBuffer(Buffer.from(given, 'base64')).toBitmap().toString('base64'),
          png,
        );
        writePicture(`browser-${theme}`, pixels, WIDTH, HEIGHT);
      } finally {
        await app.close();
        await browser.close();
      }
    });
  }
});

async function filter(
  app: DesktopApp,
  excluded: readonly (readonly [column: string, values: readonly string[]])[],
): Promise<void> {
  const { value, choose, press } = await openFilter(app);
  await choose('Action', 'Exclude');
  for (const [column, values] of excluded) {
    await choose('Column', column);
    for (const text of values) {
      await value.fill(text);
      await press('Add rule');
    }
  }
  await press('OK');
  await app.idle();
}

/** Selects the first row that contains a text. */
async function find(app: DesktopApp, text: string): Promise<void> {
  const { page } = app;
  await page.keyboard.press('Control+f');
  await expect(page.getByRole('textbox', { name: 'Find' })).toBeFocused();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  await expect(page.locator('.row[aria-selected="true"]:not([hidden])')).toContainText(text);
  await page.keyboard.press('Escape');
}

async function showRows(app: DesktopApp): Promise<void> {
  const { page } = app;
  await page.mouse.move(600, 400);
  await page.mouse.wheel(0, (FIRST_ROW - 1) * 20);
  await app.idle();
  await row(page, SELECTED_ROW).getByRole('gridcell').nth(5).click();
  await page.mouse.move(700, 50);
  await app.idle();
}

async function takeFilter(app: DesktopApp, take: (name: string) => Promise<void>): Promise<void> {
  const { page } = app;
  const { dialog, value, rule, choose, press } = await openFilter(app);
  await choose('Action', 'Include');
  await value.fill('MicrosoftEdgeCP.exe');
  await press('Add rule');
  await rule('MicrosoftEdgeCP.exe').getByRole('checkbox').uncheck();
  await choose('Column', 'Operation');
  await value.fill('Reg');
  await app.idle();
  await page.mouse.move(700, 50);
  await take('filter');
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
}

async function takeMenu({ page }: DesktopApp, take: (name: string) => Promise<void>): Promise<void> {
  await row(page, SELECTED_ROW - 12)
    .getByRole('gridcell')
    .nth(5)
    .click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: /^Exclude \u2018/ })).toBeVisible();
  await page.getByRole('menuitem', { name: /^Exclude \u2018/ }).hover();
  await take('menu');
  await page.keyboard.press('Escape');
  await row(page, SELECTED_ROW).getByRole('gridcell').nth(5).click();
}

async function takeColumns({ page }: DesktopApp, take: (name: string) => Promise<void>): Promise<void> {
  await page.getByRole('menuitem', { name: 'Options' }).click();
  await page.getByRole('menuitem', { name: /^Select columns/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Select columns' });
  await dialog.getByRole('checkbox', { name: 'Command Line' }).check();
  await dialog.getByRole('option', { name: /^Process Name/ }).click();
  await page.mouse.move(700, 50);
  await take('columns');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
}

async function takeSave({ page }: DesktopApp, take: (name: string) => Promise<void>): Promise<void> {
  await page.keyboard.press('Control+s');
  const dialog = page.getByRole('dialog', { name: 'Save as' });
  await dialog.getByRole('radio', { name: 'XML' }).check();
  await page.mouse.move(700, 50);
  await take('save');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
}

async function takeHighlight(app: DesktopApp, take: (name: string) => Promise<void>): Promise<void> {
  const { page } = app;
  await page.keyboard.press('Control+h');
  const { value, choose, press } = await filterDialog(app, 'Highlight');
  await choose('Column', 'Category');
  await value.fill('Write');
  await press('Add rule');
  await press('OK');
  await app.idle();
  await page.mouse.move(700, 50);
  await take('highlight');
  await page.keyboard.press('Control+h');
  await press('Reset');
  await press('OK');
  await app.idle();
}

/** The window of its own, over the main window. */
async function takeProperties(app: DesktopApp, take: (name: string) => Promise<void>): Promise<void> {
  const { page } = app;
  await grid(page).focus();
  const window = await propertiesAfter(app, () => page.keyboard.press('Enter'));
  await app.electron.evaluate(({ BrowserWindow }) => {
    const [small, large] = BrowserWindow.getAllWindows().sort(
      (one, other) => one.getBounds().width - other.getBounds().width,
    );
    const { x = 0, y = 0 } = large?.getContentBounds() ?? {};
    small?.setPosition(x + 700, y + 90);
    small?.focus();
  });
  // Playwright makes each page believe that it has the focus, and only one of these windows has.
  await page.evaluate(() => document.documentElement.classList.add('inactive'));
  for (const name of ['Process', 'Stack']) {
    await window.getByRole('tab', { name }).click();
    await settled(window);
    await take(`properties-${name.toLowerCase()}`);
  }
  await window.close();
  await page.evaluate(() => document.documentElement.classList.remove('inactive'));
  await page.bringToFront();
}
