import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { grid } from '../support/app.ts';
import { startDesktop } from '../support/desktop.ts';
import type { DesktopApp } from '../support/desktop.ts';
import { smallLog } from '../../support/small-log.ts';

/** Drags files over the middle of the page as the system does, and drops them or goes away with them. */
async function drag(page: Page, files: readonly string[], ending: 'drop' | 'dragCancel'): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const at = { x: 500, y: 400, data: { items: [], files: [...files], dragOperationsMask: 1 } };
  await client.send('Input.dispatchDragEvent', { type: 'dragEnter', ...at });
  await client.send('Input.dispatchDragEvent', { type: 'dragOver', ...at });
  await client.send('Input.dispatchDragEvent', { type: ending, ...at });
  await client.detach();
}

test.describe('a file that is dropped on the window', () => {
  test.describe.configure({ mode: 'serial' });
  let folder = '';
  let app: DesktopApp;
  test.beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'procscope-e2e-drop-'));
    writeFileSync(join(folder, 'first.pml'), smallLog(3));
    writeFileSync(join(folder, 'second.pml'), smallLog(5));
    writeFileSync(join(folder, 'notes.txt'), 'Remember the milk.');
    app = await startDesktop();
  });
  test.afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is opened', async () => {
    const { page } = app;
    await drag(page, [join(folder, 'first.pml')], 'drop');
    await expect(page).toHaveTitle('first.pml — Procscope');
    await expect(grid(page)).toHaveAttribute('aria-rowcount', '4');
  });

  test('takes the place of what is open; one that goes away again does not', async () => {
    const { page } = app;
    await drag(page, [join(folder, 'second.pml')], 'dragCancel');
    await drag(page, [], 'drop');
    await expect(page).toHaveTitle('first.pml — Procscope');
    await drag(page, [join(folder, 'second.pml')], 'drop');
    await expect(page).toHaveTitle('second.pml — Procscope');
    await expect(grid(page)).toHaveAttribute('aria-rowcount', '6');
  });

  test('and is no capture leaves what is open as it is', async () => {
    const { page } = app;
    await drag(page, [join(folder, 'notes.txt')], 'drop');
    await expect(page.getByRole('alert')).toContainText('notes.txt was not opened.');
    await expect(page).toHaveTitle('second.pml — Procscope');
  });

  test('is not opened when a page only pretends that it was dropped', async () => {
    const { page } = app;
    const asked = await page.evaluate(async () => {
      const data = new DataTransfer();
      data.items.add(new File(['x'], 'first.pml'));
      const options = { dataTransfer: data, bubbles: true, cancelable: true };
      document.body.dispatchEvent(new DragEvent('dragover', options));
      document.body.dispatchEvent(new DragEvent('drop', options));
      await new Promise((resolve) => setTimeout(resolve, 300));
      return document.title;
    });
    expect(asked).toBe('second.pml — Procscope');
    expect(app.console).toEqual([]);
  });
});
