import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { cells } from '../support/app.ts';
import { startDesktop } from '../support/desktop.ts';
import {
  closeUnasked,
  expectCapturing,
  helpersOf,
  isHelper,
  needsRealHelper,
  showPaths,
  shownEvents,
} from '../support/live.ts';

needsRealHelper();

let folder = '';
test.beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'procscope-e2e-engine-'))));
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('when the engine is killed the helper ends with it, and the capture is offered at the next start', async () => {
  const profile = join(folder, 'profile');
  const token = `${basename(folder)}-seen`;
  mkdirSync(profile);
  const first = await startDesktop({ profile });
  await first.page.keyboard.press('Control+e');
  await expectCapturing(first.page);
  execFileSync('touch', [join(folder, token)]);
  await showPaths(first, token);
  await expect.poll(async () => (await cells(first.page, 5))[5] ?? '').toContain(token.slice(-8));
  const { shown } = await shownEvents(first.page);
  const helpers = helpersOf(first);
  expect(helpers).toHaveLength(1);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const hasEnded = await first.electron.evaluate(({ app }) => {
    const engine = app.getAppMetrics().find((metric) => metric.name === 'Procscope engine');
    return engine !== undefined && process.kill(engine.pid, 'SIGKILL');
  });
  expect(hasEnded).toBe(true);
  await expect(first.page.getByRole('heading')).toHaveText('The engine has stopped');
  await expect(first.page.getByRole('button', { name: 'Capture events' })).toBeDisabled();
  await expect.poll(() => helpers.filter(isHelper)).toEqual([]);
  await closeUnasked(first);

  const app = await startDesktop({ profile });
  try {
    const found = app.page.getByRole('region', { name: 'Found on this computer' });
    await found.getByRole('button', { name: /^Recover/ }).click();
    await showPaths(app, token);
    await expect.poll(async () => (await shownEvents(app.page)).shown).toBe(shown);
  } finally {
    await closeUnasked(app);
  }
});
