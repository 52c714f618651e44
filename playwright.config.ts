import { defineConfig } from '@playwright/test';

/**
 * The real app in both its hosts, each with the shared suite and tests of its own: in a real window, and in a browser that
 * `procscope serve` serves. `npm run e2e` builds it and finds the Electron runtime and Chromium first.
 */
export default defineConfig({
  testDir: 'test/e2e',
  // Side by side, but never two desktop windows on one display: only one of them would have the focus.
  workers: 2,
  projects: [
    { name: 'desktop', testMatch: ['desktop/*.e2e.ts', 'shared/*.e2e.ts'], workers: 1 },
    { name: 'browser', testMatch: ['browser/*.e2e.ts', 'shared/*.e2e.ts'], workers: 1 },
  ],
  // Pictures for the README are taken when asked for; they check nothing.
  testIgnore: process.env['PROCSCOPE_SCREENSHOTS'] === '1' ? [] : ['**/*screenshots.e2e.ts'],
  outputDir: 'test-results',
  fullyParallel: false,
  // A window and a page, driven by keys on a machine that does other things: in CI once more, and `npm test` names those tests.
  retries: process.env['CI'] === undefined ? 0 : 1,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: '.cache/reports/playwright.json' }]],
});
