import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '@playwright/test';
import { samplePml, testDataFolder } from '../support/sample-files.ts';
import { row, startApp } from './support/app.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'assets', 'screenshots');

const FIRST_ROW = 43_412;

/** The pictures of the README: `PROCSCOPE_SCREENSHOTS=1 npm run e2e -- screenshots`. */
test.describe('pictures for the README', () => {
  test.skip(
    process.env['PROCSCOPE_SCREENSHOTS'] !== '1',
    'pictures are taken when PROCSCOPE_SCREENSHOTS is 1',
  );
  test.skip(testDataFolder() === undefined, 'there are no sample logs on this machine');

  for (const theme of ['light', 'dark'] as const) {
    test(theme, async () => {
      const app = await startApp({ file: samplePml('windows10-x64-mixed'), theme });
      try {
        const { page } = app;
        // A stretch with several classes, processes and kinds of results, and a selected row in it.
        await page.mouse.move(600, 400);
        await page.mouse.wheel(0, (FIRST_ROW - 1) * 20);
        await app.idle();
        await row(page, FIRST_ROW + 12).click();
        await page.mouse.move(600, 60);
        await app.idle();
        mkdirSync(FOLDER, { recursive: true });
        await page.screenshot({ path: join(FOLDER, `first-window-${theme}.png`) });
      } finally {
        await app.close();
      }
    });
  }
});
