import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { VAST_EVENTS, vastCells, writeVastCapture } from '../../support/vast-capture.ts';
import { cells, grid, row, rowsInView, startApp } from '../support/app.ts';
import type { App } from '../support/app.ts';
import { FarList } from '../support/far-list.ts';
import { grouped } from '../support/sample.ts';

test.describe('100,000,000 events', () => {
  test.describe.configure({ mode: 'serial' });

  const folder = mkdtempSync(join(tmpdir(), 'procscope-e2e-vast-'));
  let app: App;
  let list: FarList;
  test.beforeAll(async () => {
    const file = join(folder, 'vast.procscope');
    await writeVastCapture(file);
    app = await startApp({ file });
    list = new FarList(app.page, VAST_EVENTS, expectRightRows);
  });
  test.afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Every row in view shows the event of its number. */
  async function expectRightRows(): Promise<void> {
    await app.idle();
    const { first, last } = await rowsInView(app.page);
    for (const number of [first, Math.floor((first + last) / 2), last]) {
      const { time, path } = vastCells(number - 1);
      const [seq, timeOfDay, , , , shown] = await cells(app.page, number);
      expect([seq, timeOfDay, shown]).toEqual([grouped(number), time, path]);
    }
  }

  /** As many events are shown in the end: a busy machine needs a minute to look at them all. */
  async function expectShown(count: string): Promise<void> {
    await expect(app.page.getByRole('contentinfo')).toContainText(`Showing ${count} of 100,000,000 events`, {
      timeout: 100_000,
    });
  }

  test('are all in the list', async () => {
    await expectShown('100,000,000');
    await expect(grid(app.page)).toHaveAttribute('aria-rowcount', '100000001');
    await expectRightRows();
  });

  test('are reached by the keyboard', () => list.byKeys());

  test('are reached by the wheel, which moves by rows at either end', () => list.byWheel());

  test('are reached by the scroll bar, which moves by scale', () => list.byScrollBar());

  test('are reached by Go To', () => list.byGoTo());

  test('can be selected, filtered and found again', async () => {
    const { page } = app;
    await list.goTo(VAST_EVENTS - 1);
    await grid(page).press('Control+Shift+Home');
    await app.idle();
    await expect(page.getByRole('contentinfo')).toContainText('99,999,999 selected');
    await list.goTo(77_777_777);
    const files = page.getByRole('button', { name: 'File System' });
    await files.click();
    await expectShown('0');
    await files.click();
    await expectShown('100,000,000');
    await expect(row(page, 77_777_777)).toHaveAttribute('aria-selected', 'true');
    await expectRightRows();
  });

  test('have written nothing to the console', () => {
    expect(app.console).toEqual([]);
  });
});
