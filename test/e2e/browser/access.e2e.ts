import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { smallLog } from '../../support/small-log.ts';
import { grid } from '../support/app.ts';
import { PROCSCOPE, serverEnvironment, startBrowser, stopServer } from '../support/browser.ts';
import type { BrowserApp } from '../support/browser.ts';
import { untilIdle } from '../support/start-options.ts';

const run = promisify(execFile);

test.describe('the served page', () => {
  test.describe.configure({ mode: 'serial' });
  let folder = '';
  let app: BrowserApp;
  test.beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'procscope-e2e-files-'));
    writeFileSync(join(folder, 'small.pml'), smallLog(12));
    app = await startBrowser({ file: join(folder, 'small.pml') });
  });
  test.afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const printedAgain = (): Promise<string> =>
    run(process.execPath, [PROCSCOPE, 'address'], { env: serverEnvironment(app.profile) }).then(
      ({ stdout }) => stdout,
    );

  test('shows the file, and no token in its address', async () => {
    await expect(app.page).toHaveTitle('small.pml — Procscope');
    await expect(grid(app.page)).toHaveAttribute('aria-rowcount', '13');
    expect(app.page.url()).toBe(`${new URL(app.address).origin}/`);
    expect(await app.page.evaluate(() => document.cookie)).toBe('');
    expect(app.console).toEqual([]);
  });

  test('comes again when it is loaded again', async () => {
    await app.page.reload();
    await app.idle();
    await expect(grid(app.page)).toHaveAttribute('aria-rowcount', '13');
  });

  test('says to a browser without the token how to get in', async () => {
    const context = await app.context.browser()?.newContext();
    if (context === undefined) throw new Error('There is no browser.');
    const page = await context.newPage();
    for (const path of ['/', '/index.html', '/?token=wrong']) {
      const response = await page.goto(new URL(app.address).origin + path);
      expect(response?.status()).toBe(403);
      await expect(page.getByText('procscope address')).toBeVisible();
    }
    await context.close();
  });

  test('comes to a second browser that has the address', async () => {
    expect(await printedAgain()).toBe(`${app.address} ${folder}\n`);
    const context = await app.context.browser()?.newContext();
    const page = await context?.newPage();
    if (page === undefined) throw new Error('There is no browser.');
    await page.goto(app.address);
    await untilIdle(page);
    await expect(grid(page)).toHaveAttribute('aria-rowcount', '13');
    await context?.close();
    await expect(grid(app.page)).toHaveAttribute('aria-rowcount', '13');
  });

  test('keeps its address where its user alone can read it', () => {
    const runFolder = join(serverEnvironment(app.profile)['XDG_RUNTIME_DIR'] ?? '', 'procscope');
    const [name = '', ...others] = readdirSync(runFolder);
    expect(others).toEqual([]);
    expect(statSync(join(runFolder, name)).mode & 0o777).toBe(0o600);
  });

  test('reaches nothing but its own server', async () => {
    const results = await app.page.evaluate(async () => {
      const outcome = async (job: () => unknown): Promise<string> => {
        try {
          await job();
          return 'done';
        } catch {
          return 'refused';
        }
      };
      const socket = (address: string): Promise<unknown> =>
        new Promise((resolve, reject) => {
          const opened = new WebSocket(address);
          opened.onopen = resolve;
          opened.onerror = reject;
        });
      return {
        markup: await outcome(() => void (document.createElement('div').innerHTML = '<b>x</b>')),
        fetched: await outcome(() => fetch('http://127.0.0.1:1/')),
        remote: await outcome(() => socket('wss://example.com/')),
        port: await outcome(() => socket(`ws://127.0.0.1:1/`)),
        other: await outcome(() => socket(`ws://${location.host}/api/host`)),
      };
    });
    expect(new Set(Object.values(results))).toEqual(new Set(['refused']));
  });

  test('says what to do when the command has ended, which leaves nothing behind', async () => {
    await stopServer(app.server);
    expect(app.server.exitCode).toBe(0);
    const alert = app.page.getByRole('alert');
    await expect(alert).toContainText('Start procscope serve again and open the address that it prints');
    await expect(printedAgain()).rejects.toMatchObject({
      code: 1,
      stderr: 'procscope: No procscope serve of this user runs: start one.\n',
    });
  });
});
