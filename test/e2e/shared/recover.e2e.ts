import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { grid, startApp } from '../support/app.ts';
import { closeCapture, expectOpen, fillSaveDialog, notice, openFile, saveDialog } from '../support/files.ts';
import { sessionsOf } from '../support/sessions.ts';
import { smallLog } from '../../support/small-log.ts';

let folder = '';
let profile = '';
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'procscope-e2e-recover-'));
  profile = join(folder, 'profile');
  mkdirSync(profile);
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Records events until some thousand are on disk, then dies as by `kill -9`. */
async function recordAndDie(path: string): Promise<void> {
  const script = join(import.meta.dirname, '..', '..', 'recovery', 'ingest-child.ts');
  const child = spawn(process.execPath, [script, path, '5'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await new Promise<void>((resolve) => {
    let reports = 0;
    child.stdout.on('data', () => {
      if (++reports === 50) resolve();
    });
  });
  child.kill('SIGKILL');
  await ended;
}

test('a capture of a session that was killed is recovered, asked about, saved', async ({}, info) => {
  const sessions = sessionsOf(info.project.name, profile);
  mkdirSync(sessions, { recursive: true });
  await recordAndDie(join(sessions, 'dead.procscope'));
  writeFileSync(join(folder, 'log.pml'), smallLog(3));
  const app = await startApp({ profile, folder });
  try {
    const { page } = app;
    const found = page.getByRole('region', { name: 'Found on this computer' }).getByRole('listitem');
    await expect(found).toContainText(/was not closed\. [\d,]+ events can be recovered\./);
    const count = /([\d,]+) events/.exec((await found.textContent()) ?? '')?.[1] ?? '';
    await found.getByRole('button', { name: /^Recover/ }).click();
    await expectOpen(app, 'dead.procscope (not saved)');
    await expect(page.getByRole('contentinfo')).toContainText(`of ${count} events`);

    // Nothing takes its place without a question.
    await openFile(app, join(folder, 'log.pml'));
    const question = page.getByRole('alertdialog', { name: 'Save this capture?' });
    await expect(question).toBeVisible();
    await question.getByRole('button', { name: 'Cancel' }).click();
    await expect(question).toHaveCount(0);
    await expect(page).toHaveTitle(/^dead\.procscope/);

    await openFile(app, join(folder, 'log.pml'));
    await question.getByRole('button', { name: 'Save…' }).click();
    await fillSaveDialog(app, join(folder, 'kept.procscope'));
    await expectOpen(app, 'log.pml');
    await expect(grid(page)).toHaveAttribute('aria-rowcount', '4');
    await expect.poll(() => readdirSync(sessions)).toEqual([]);

    await openFile(app, join(folder, 'kept.procscope'));
    await expectOpen(app, 'kept.procscope');
    await expect(page.getByRole('contentinfo')).toContainText(`of ${count} events`);
    await closeCapture(app);
    await expect(page.getByRole('heading', { name: 'No events yet' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Found on this computer' })).toHaveCount(0);
  } finally {
    await app.close();
  }
});

test('beside an open capture it is offered in a notice, and it can be discarded', async ({}, info) => {
  const sessions = sessionsOf(info.project.name, profile);
  mkdirSync(sessions, { recursive: true });
  const dead = join(sessions, 'dead.procscope');
  await recordAndDie(dead);
  writeFileSync(join(folder, 'log.pml'), smallLog(3));
  const app = await startApp({ profile, folder, file: join(folder, 'log.pml') });
  try {
    const { page } = app;
    await expect(notice(app)).toContainText('can be recovered.');
    await expect(notice(app).getByRole('button', { name: 'Recover' })).toBeVisible();
    await notice(app).getByRole('button', { name: 'Dismiss' }).click();
    await expect(notice(app)).toHaveCount(0);

    await closeCapture(app);
    const found = page.getByRole('region', { name: 'Found on this computer' });
    await found.getByRole('button', { name: /^Discard/ }).click();
    const question = page.getByRole('alertdialog', { name: 'Discard this capture?' });
    await question.getByRole('button', { name: 'Cancel' }).click();
    expect(existsSync(dead)).toBe(true);
    await found.getByRole('button', { name: /^Discard/ }).click();
    await question.getByRole('button', { name: 'Discard' }).click();
    await expect(found).toHaveCount(0);
    expect(readdirSync(sessions)).toEqual([]);
  } finally {
    await app.close();
  }
});

test('an unsaved capture is given up when its user says so', async ({}, info) => {
  const sessions = sessionsOf(info.project.name, profile);
  mkdirSync(sessions, { recursive: true });
  await recordAndDie(join(sessions, 'dead.procscope'));
  const app = await startApp({ profile, folder });
  try {
    const { page } = app;
    await page.getByRole('button', { name: /^Recover/ }).click();
    await expectOpen(app, 'dead.procscope (not saved)');
    await closeCapture(app);
    const question = page.getByRole('alertdialog', { name: 'Save this capture?' });
    // The way out of the save dialog leaves everything as it is.
    await question.getByRole('button', { name: 'Save…' }).click();
    await expect(saveDialog(app)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page).toHaveTitle(/^dead\.procscope/);
    await closeCapture(app);
    await question.getByRole('button', { name: 'Don’t save' }).click();
    await expect(page.getByRole('heading', { name: 'No events yet' })).toBeVisible();
    await expect.poll(() => readdirSync(sessions)).toEqual([]);
    await expect(page.getByRole('region', { name: 'Found on this computer' })).toHaveCount(0);
  } finally {
    await app.close();
  }
});
