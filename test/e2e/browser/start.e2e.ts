import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@playwright/test';
import { smallLog } from '../../support/small-log.ts';
import { grid } from '../support/app.ts';
import { openPage, PROCSCOPE, serverEnvironment, stopServer } from '../support/browser.ts';

const START = join(import.meta.dirname, '..', '..', '..', 'scripts', 'start.ts');

let profile = '';
test.beforeEach(() => void (profile = mkdtempSync(join(tmpdir(), 'procscope-e2e-'))));
test.afterEach(() => rmSync(profile, { recursive: true, force: true }));

test('where no window can be had, npm start says why and serves the app', async () => {
  writeFileSync(join(profile, 'small.pml'), smallLog(3));
  const started = spawn(process.execPath, [START, 'small.pml'], {
    env: {
      ...serverEnvironment(profile),
      INIT_CWD: profile,
      PROCSCOPE_NO_WINDOW: 'There is no display.',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    let said = '';
    started.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
    let address = '';
    for await (const line of createInterface({ input: started.stdout })) {
      address = /http:\S+/.exec(line)?.[0] ?? '';
      if (address !== '') break;
    }
    expect(said).toBe('There is no display.\nThe app is served to a browser instead.\n');
    const { browser, page } = await openPage(address);
    await expect(page).toHaveTitle('small.pml — Procscope');
    await expect(grid(page)).toHaveAttribute('aria-rowcount', '4');
    await browser.close();
  } finally {
    await stopServer(started);
  }
  expect(started.exitCode).toBe(0);
});

for (const [what, args, sentence] of [
  ['a file that is not there', ['missing.pml'], /^procscope: There is no file "[^"]*missing\.pml"\.\n$/],
  ['a folder as a file', ['.'], /^procscope: "[^"]*" is a folder: use --folder /],
  [
    'a folder that is not there',
    ['--folder', 'missing'],
    /^procscope: There is no folder "[^"]*missing"\.\n$/,
  ],
  ['an address that others reach', ['--host', '0.0.0.0'], /needs TLS and a password/],
] as const) {
  test(`procscope serve refuses ${what} with a sentence`, async () => {
    const command = spawn(process.execPath, [PROCSCOPE, 'serve', ...args], {
      cwd: profile,
      env: serverEnvironment(profile),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    let printed = '';
    command.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
    command.stdout.on('data', (bytes: Buffer) => (printed += bytes.toString()));
    const status = await new Promise((resolve) => command.once('close', resolve));
    expect(said).toMatch(sentence);
    expect(printed).toBe('');
    expect(status).toBe(sentence.source.includes('There is no') ? 1 : 2);
  });
}
