import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { grid } from '../support/app.ts';
import { appCommand, startDesktop } from '../support/desktop.ts';
import type { DesktopApp } from '../support/desktop.ts';
import { smallLog } from '../../support/small-log.ts';

test.describe('starting', () => {
  test.describe.configure({ mode: 'serial' });
  let folder = '';
  let app: DesktopApp;
  test.beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'procscope-e2e-files-'));
    writeFileSync(join(folder, 'first.pml'), smallLog(3));
    writeFileSync(join(folder, 'second.pml'), smallLog(5));
    writeFileSync(join(folder, 'notes.txt'), 'Remember the milk.');
    app = await startDesktop({ file: join(folder, 'first.pml') });
  });
  test.afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Starts the app once more, as a user who opens another file does. */
  async function startAgain(file: string): Promise<number | null> {
    const { program, args, env } = appCommand(app.profile, join(folder, file));
    const second = spawn(program, args, { env, stdio: 'ignore' });
    return new Promise((resolve) => second.once('exit', resolve));
  }

  test('a second start hands its file to the first and ends', async () => {
    await expect(grid(app.page)).toHaveAttribute('aria-rowcount', '4');
    expect(await startAgain('second.pml')).toBe(0);
    await expect(app.page).toHaveTitle('second.pml — Procscope');
    await expect(grid(app.page)).toHaveAttribute('aria-rowcount', '6');
    expect(app.electron.windows()).toHaveLength(1);
  });

  test('a file that is no capture leaves what is open as it is', async () => {
    await startAgain('notes.txt');
    const notice = app.page.getByRole('alert');
    await expect(notice).toContainText('notes.txt was not opened.');
    await expect(app.page).toHaveTitle('second.pml — Procscope');
    await expect(grid(app.page)).toHaveAttribute('aria-rowcount', '6');
    await notice.getByRole('button', { name: 'Dismiss' }).click();
    await expect(notice).toHaveCount(0);
  });
});
