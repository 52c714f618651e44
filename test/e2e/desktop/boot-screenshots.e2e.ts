import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { grid } from '../support/app.ts';
import { bootDialog, bootToggle, playedBootApp } from '../support/boot.ts';
import { startDesktop } from '../support/desktop.ts';
import { expectOpen, openFile } from '../support/files.ts';
import { closeUnasked } from '../support/live.ts';
import { HEIGHT, WIDTH, takeWindow } from '../support/pictures.ts';

/** What `npm run test:boot` leaves: the log of its guest's start. */
const LOG = join(import.meta.dirname, '..', '..', '..', '.cache', 'boot-guest', 'clean.procscope');
/** Its name is seen in the picture. */
const FOLDER = join(tmpdir(), 'starts');

/** Pictures of boot logging: `PROCSCOPE_SCREENSHOTS=1 npm run e2e -- boot-screenshots`. */
test.describe('pictures of boot logging', () => {
  test.skip(
    process.env['PROCSCOPE_SCREENSHOTS'] !== '1',
    'pictures are taken when PROCSCOPE_SCREENSHOTS is 1',
  );
  test.skip(
    process.platform !== 'linux' || process.getuid?.() !== 0,
    'root can change what the pictures show',
  );

  for (const theme of ['light', 'dark'] as const) {
    test(`of the toggle, ${theme}`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'procscope-boot-pictures-'));
      const { root } = playedBootApp(folder);
      const app = await startDesktop({ theme, width: WIDTH, height: HEIGHT, root, folder });
      try {
        const { page } = app;
        await bootToggle(page).click();
        await expect(bootDialog(page, 'Enable boot logging')).toBeVisible();
        await page.mouse.move(1000, 120);
        await takeWindow(app, `boot-off-${theme}`);
        await page.keyboard.press('Enter');
        await expect(bootToggle(page)).toHaveAttribute('aria-pressed', 'true');
        await page.getByRole('menuitem', { name: 'Options' }).click();
        await page.mouse.move(1000, 120);
        await takeWindow(app, `boot-on-${theme}`);
      } finally {
        await closeUnasked(app);
        rmSync(folder, { recursive: true, force: true });
      }
    });

    test(`of an opened log, ${theme}`, async () => {
      test.skip(!existsSync(LOG), 'npm run test:boot has not made a log on this machine');
      mkdirSync(FOLDER, { recursive: true });
      const file = join(FOLDER, 'boot-of-a-debian-12-guest.procscope');
      copyFileSync(LOG, file);
      const app = await startDesktop({ theme, width: WIDTH, height: HEIGHT });
      try {
        await openFile(app, file);
        await expectOpen(app, 'boot-of-a-debian-12-guest.procscope');
        await grid(app.page).press('Home');
        await app.page.mouse.move(1300, 50);
        await takeWindow(app, `boot-log-${theme}`);
      } finally {
        await closeUnasked(app);
        rmSync(FOLDER, { recursive: true, force: true });
      }
    });
  }
});
