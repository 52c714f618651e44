/**
 * `npm test`: every check and every test, one after another, all of them even when one fails.
 * Leaves the sum in .cache/reports/summary.txt as `N passed, N failed` for .ci/run.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPORTS, runSteps, STATIC_STEPS, vitestReport, vitestStep } from './run-step.ts';
import type { Step } from './run-step.ts';
import { add, NONE, ONE_FAILED, playwrightCounts, vitestCounts } from './test-counts.ts';
import type { Counts } from './test-counts.ts';
import { playwrightFailures, vitestFailures } from './test-failures.ts';

rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });

const ONE_PASSED: Counts = { passed: 1, failed: 0, skipped: 0 };

/** In groups: what kills processes at random moments, or fills the machine, runs by itself. */
const VITEST = [['unit', 'integration'], ['fuzz'], ['recovery']].map((projects) => ({
  report: vitestReport(projects),
  step: vitestStep(
    `${projects.join(' and ')} tests`,
    projects,
    'npx vitest run FILE, for the file named above',
  ),
}));
/** Once for all tests that need it. */
const HELPER: Step = {
  name: 'capture helper',
  command: ['scripts/build-native.ts', 'linux'],
  fix: 'npm run build:native -- linux',
};
const NATIVE_STEPS = process.platform === 'linux' ? [HELPER] : [];
const E2E: Step = {
  name: 'end-to-end tests',
  command: ['scripts/e2e.ts'],
  fix: 'npm run e2e -- FILE:LINE, for the test named above',
};

const PLAYWRIGHT_REPORT = 'playwright.json';

const rows = (await runSteps([...NATIVE_STEPS, ...STATIC_STEPS, ...VITEST.map(({ step }) => step), E2E])).map(
  ({ step, passed }) => ({
    name: step.name,
    counts: countsOf(step, passed),
  }),
);
const total = rows.map((row) => row.counts).reduce(add, NONE);
const failed = [
  ...VITEST.map(({ report }) => fromReport(report, vitestFailures, [])),
  fromReport(PLAYWRIGHT_REPORT, playwrightFailures, []),
].flat();
// Said again where it is looked for: thousands of lines may stand between a test and the end.
for (const { test, reason, isMended } of failed)
  console.log(`\n${isMended ? 'PASSED AT THE SECOND TRY' : 'FAILED'} ${test}\n  ${reason}`);

console.log('');
for (const { name, counts } of rows) console.log(`  ${name.padEnd(28)} ${asText(counts)}`);
console.log(`  ${'all'.padEnd(28)} ${asText(total)}`);

// Where nobody reads the reasons, a test left out is a test that does not run.
const skippedInCi = process.env['CI'] !== undefined && total.skipped > 0;
if (skippedInCi) console.error('\nTests were skipped, which CI does not accept: the reasons stand above.');
const failures = total.failed + (skippedInCi ? total.skipped : 0);
writeFileSync(join(REPORTS, 'summary.txt'), `${total.passed} passed, ${failures} failed\n`);
process.exitCode = failures === 0 ? 0 : 1;

function countsOf(step: Step, passed: boolean): Counts {
  const vitest = VITEST.find((group) => group.step === step);
  if (vitest !== undefined)
    return fromReport(vitest.report, (file) => vitestCounts(file, passed), ONE_FAILED);
  if (step === E2E)
    return fromReport(PLAYWRIGHT_REPORT, (file) => playwrightCounts(file, passed), ONE_FAILED);
  return passed ? ONE_PASSED : ONE_FAILED;
}

function fromReport<T>(name: string, read: (file: string) => T, without: T): T {
  const file = join(REPORTS, name);
  return existsSync(file) ? read(file) : without;
}

function asText({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
