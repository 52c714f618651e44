import { defineConfig } from '@playwright/test';

/** The real app in a real window; `npm run e2e` builds it and finds the runtime first. */
export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.e2e.ts',
  // Pictures for the README are taken when asked for; they check nothing.
  testIgnore: process.env['PROCSCOPE_SCREENSHOTS'] === '1' ? [] : ['**/screenshots.e2e.ts'],
  outputDir: 'test-results',
  fullyParallel: false,
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: '.cache/reports/playwright.json' }]],
});
