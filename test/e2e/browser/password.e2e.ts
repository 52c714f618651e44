import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { CERTIFICATE } from '../../cli/serve/support/certificate.ts';
import { smallLog } from '../../support/small-log.ts';
import { grid } from '../support/app.ts';
import { launchChromium, startServer, stopServer } from '../support/browser.ts';
import { untilIdle } from '../support/start-options.ts';

test('over TLS the page asks for the password, and then works over its sockets', async () => {
  const profile = mkdtempSync(join(tmpdir(), 'procscope-e2e-'));
  const file = (name: string, content: string | Buffer): string => {
    const path = join(profile, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  const { server, address } = await startServer({
    profile,
    file: file('small.pml', smallLog(3)),
    options: [
      ...['--tls-cert', file('cert.pem', CERTIFICATE.cert), '--tls-key', file('key.pem', CERTIFICATE.key)],
      ...['--password-file', file('password', 'correct horse\n')],
    ],
  });
  const browser = await launchChromium();
  try {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    await page.goto(address);
    await page.getByLabel('Password').fill('wrong horse');
    await page.getByRole('button', { name: 'Open' }).click();
    await expect(page.getByRole('alert')).toHaveText('This is not the password.');
    await page.getByLabel('Password').fill('correct horse');
    await page.keyboard.press('Enter');
    await expect(page).toHaveTitle('small.pml — Procscope');
    await untilIdle(page);
    await expect(grid(page)).toHaveAttribute('aria-rowcount', '4');
    expect(page.url()).toBe(`${new URL(address).origin}/`);
  } finally {
    await browser.close();
    await stopServer(server);
    rmSync(profile, { recursive: true, force: true });
  }
});
