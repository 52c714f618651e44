import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startDesktop } from '../support/desktop.ts';
import { smallLog } from '../../support/small-log.ts';

let folder = '';
test.beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'procscope-e2e-files-'))));
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('when the engine ends unexpectedly the window says so', async () => {
  const file = join(folder, 'small.pml');
  writeFileSync(file, smallLog(10));
  const app = await startDesktop({ file });
  try {
    const ended = await app.electron.evaluate(({ app: electron }) => {
      const engine = electron.getAppMetrics().find((metric) => metric.name === 'Procscope engine');
      return engine !== undefined && process.kill(engine.pid, 'SIGKILL');
    });
    expect(ended).toBe(true);
    await expect(app.page.getByRole('heading')).toHaveText('The engine has stopped');
    await expect(app.page.getByRole('button', { name: 'Registry' })).toBeDisabled();
  } finally {
    await app.close();
  }
});

test('a file that is not there is said to be missing', async () => {
  const app = await startDesktop({ file: join(folder, 'missing.pml') });
  try {
    await expect(app.page.getByRole('alert').getByRole('heading')).toHaveText('The file was not found');
  } finally {
    await app.close();
  }
});
