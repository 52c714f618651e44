import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium, expect, test } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { grid, row } from '../support/app.ts';
import { appCommand } from '../support/desktop.ts';
import { expectCapturing, expectStopped, shownEvents } from '../support/live.ts';
import { smallLog } from '../../support/small-log.ts';
import { untilIdle } from '../support/start-options.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const PROGRAM = join(ROOT, 'dist', 'linux-unpacked', 'procscope');
const RESOURCES = join(ROOT, 'dist', 'linux-unpacked', 'resources');

/** The programs of all processes. */
function programsThatRun(): readonly string[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      return [readlinkSync(`/proc/${pid}/exe`)];
    } catch {
      return []; // no process, or one without a program, or one that has ended
    }
  });
}

/** The address at which Chromium's own debugger listens; the app's fuses keep Node's closed, on which Playwright's launch relies. */
function debuggerOf(app: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    app.stderr?.on('data', (part: Buffer) => {
      said += part.toString();
      const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    app.once('exit', () => reject(new Error(`The app has ended: ${said}`)));
  });
}

test.describe('the packaged app', () => {
  test.skip(process.platform !== 'linux', 'it is started where it was built for');
  test.describe.configure({ mode: 'serial' });
  let folder = '';
  let command: ReturnType<typeof appCommand>;
  let app: ChildProcess | undefined;
  let browser: Browser | undefined;
  let page: Page;

  /** What starts the packaged app instead of the built one. */
  function packagedCommand(...files: readonly string[]): { args: string[]; env: NodeJS.ProcessEnv } {
    const args = command.args.filter((arg) => arg !== ROOT && !arg.endsWith('.pml'));
    return { args: [...args, ...files], env: command.env };
  }

  test.beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'procscope-e2e-packaged-'));
    command = appCommand(join(folder, 'profile'), undefined);
    const built = spawnSync(process.execPath, [join(ROOT, 'scripts', 'dist.ts')], {
      encoding: 'utf8',
      env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: dirname(command.program) },
    });
    expect(built.status, built.stderr).toBe(0);
    writeFileSync(join(folder, 'first.pml'), smallLog(30));
  });
  test.afterAll(async () => {
    await browser?.close();
    if (app?.exitCode === null) {
      const ended = new Promise((resolve) => app?.once('exit', resolve));
      app.kill();
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  test('opens a log and shows its rows', async () => {
    const { args, env } = packagedCommand('--remote-debugging-port=0', join(folder, 'first.pml'));
    app = spawn(PROGRAM, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    const address = await debuggerOf(app);
    // The debugger listens before the app can answer; who comes then waits in vain, and comes again.
    await expect(async () => {
      browser = await chromium.connectOverCDP(address, { timeout: 10_000 });
    }).toPass({ timeout: 60_000 });
    if (browser === undefined) throw new Error('The app cannot be reached.');
    const [context] = browser.contexts();
    if (context === undefined) throw new Error('The app has no pages.');
    page = context.pages()[0] ?? (await context.waitForEvent('page'));
    expect(page.url()).toBe('procscope://app/index.html');
    await untilIdle(page);
    await expect(page).toHaveTitle('first.pml — Procscope');
    await expect(grid(page)).toHaveAttribute('aria-rowcount', '31');
    await expect(row(page, 30)).toContainText('C:\\temp\\29.txt');
    await expect(row(page, 30)).toContainText('app.exe');
  });

  test('runs no code that its surroundings name', async () => {
    const script = join(folder, 'foreign.cjs');
    const trace = join(folder, 'trace');
    writeFileSync(script, `require('node:fs').writeFileSync(${JSON.stringify(trace)}, 'ran');`);
    const foreign = { NODE_OPTIONS: `--require ${script}`, ELECTRON_RUN_AS_NODE: '1' };
    // Node would print a number and wait for a debugger; the app takes this for a second start and ends.
    const { args, env } = packagedCommand('--inspect-brk=0', '--eval=console.log(6*7)');
    const second = spawnSync(PROGRAM, args, {
      encoding: 'utf8',
      env: { ...env, ...foreign },
      timeout: 60_000,
    });
    expect(second.status, second.stderr).toBe(0);
    expect(second.stdout).not.toContain('42');
    expect(second.stderr).not.toContain('Debugger listening');
    expect(existsSync(trace)).toBe(false);
    await expect(grid(page)).toHaveAttribute('aria-rowcount', '31');
  });

  test('has the sample capture', async () => {
    const { args, env } = packagedCommand(join(RESOURCES, 'sample.procscope'));
    // The first one opens what a second one is started with.
    expect(spawnSync(PROGRAM, args, { env, timeout: 60_000 }).status).toBe(0);
    await expect(page).toHaveTitle('sample.procscope — Procscope');
    await expect(grid(page)).not.toHaveAttribute('aria-rowcount', '31');
  });

  test('records with the capture helper that it brings', async () => {
    test.skip(process.getuid?.() !== 0, 'recording needs root');
    await page.keyboard.press('Control+e');
    await expectCapturing(page);
    expect(programsThatRun()).toContain(join(RESOURCES, 'native', 'procscope-helper'));
    await expect.poll(async () => (await shownEvents(page)).total).toBeGreaterThan(0);
    await page.keyboard.press('Control+e');
    await expectStopped(page);
  });

  test('ends at the end of a session without asking what becomes of a capture', async () => {
    const ended = new Promise((resolve) => app?.once('exit', resolve));
    app?.kill('SIGTERM');
    await ended;
    expect(programsThatRun()).not.toContain(join(RESOURCES, 'native', 'procscope-helper'));
  });
});
