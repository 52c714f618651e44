import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { playwrightFailures, vitestFailures } from '../../scripts/test-failures.ts';

const MODULES = join(import.meta.dirname, '..', '..', 'node_modules');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'procscope-test-failures-')));
const REPORT = join(folder, 'report.json');
symlinkSync(MODULES, join(folder, 'node_modules'));
writeFileSync(join(folder, 'vitest.config.ts'), 'export default {};');
writeFileSync(join(folder, 'playwright.config.ts'), `export default { testMatch: '*.e2e.ts' };`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a test file and runs a runner on it, which leaves its report. */
function run(runner: string, args: readonly string[], name: string, text: string): void {
  writeFileSync(join(folder, name), text);
  spawnSync(process.execPath, [join(MODULES, runner), ...args, name], {
    cwd: folder,
    env: { PATH: process.env['PATH'], PLAYWRIGHT_JSON_OUTPUT_FILE: REPORT },
    stdio: 'ignore',
  });
}

function vitest(name: string, text: string): void {
  run('vitest/vitest.mjs', ['run', '--reporter=json', `--outputFile=${REPORT}`], name, text);
}

it('names the tests that Vitest says have failed, and what they said first', { timeout: 60_000 }, () => {
  vitest(
    'numbers.test.ts',
    `import { describe, expect, it } from 'vitest';
    describe('numbers', () => {
      it('are what they are', () => {});
      it('are others', () => expect(1).toBe(2));
    });`,
  );
  expect(vitestFailures(REPORT)).toEqual([
    {
      test: `${join(folder, 'numbers.test.ts')} › numbers are others`,
      reason: 'AssertionError: expected 1 to be 2 // Object.is equality',
      isMended: false,
    },
  ]);
});

it('names those that passed at the second try', { timeout: 60_000 }, () => {
  vitest(
    'second.test.ts',
    `import { expect, it } from 'vitest';
    let tries = 0;
    it('is mended', { retry: 1 }, () => expect(++tries).toBe(2));`,
  );
  expect(vitestFailures(REPORT)).toMatchObject([
    { reason: 'AssertionError: expected 1 to be 2 // Object.is equality', isMended: true },
  ]);
  run(
    '@playwright/test/cli.js',
    ['test', '--reporter=json', '--retries=1'],
    'second.e2e.ts',
    `import { expect, test } from '@playwright/test';
    test('is mended', () => expect(test.info().retry).toBe(1));`,
  );
  expect(playwrightFailures(REPORT)).toMatchObject([
    { test: '[] second.e2e.ts › is mended', isMended: true },
  ]);
});

it('names a file that failed before its first test', { timeout: 60_000 }, () => {
  vitest('broken.test.ts', `throw new Error('It did not begin.');`);
  expect(vitestFailures(REPORT)).toEqual([
    { test: join(folder, 'broken.test.ts'), reason: 'It did not begin.', isMended: false },
  ]);
});

it('names the tests that Playwright says have failed', { timeout: 60_000 }, () => {
  run(
    '@playwright/test/cli.js',
    ['test', '--reporter=json'],
    'window.e2e.ts',
    `import { expect, test } from '@playwright/test';
    test.describe('a window', () => {
      test('opens', () => {});
      test('stays open', () => { throw new Error('It was closed.\\nBy whom?'); });
    });`,
  );
  expect(playwrightFailures(REPORT)).toEqual([
    { test: '[] window.e2e.ts › a window › stays open', reason: 'Error: It was closed.', isMended: false },
  ]);
});
