import { readFileSync } from 'node:fs';

/** How many checks or tests passed, failed and were left out. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const NONE: Counts = { passed: 0, failed: 0, skipped: 0 };

/** A run that left no report did not get as far as counting: one failure. */
export const ONE_FAILED: Counts = { passed: 0, failed: 1, skipped: 0 };

/** The sum of two counts. */
export function add(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

function numberAt(report: unknown, key: string): number {
  const value: unknown = typeof report === 'object' && report !== null ? Reflect.get(report, key) : undefined;
  if (typeof value !== 'number') throw new Error(`The report has no number "${key}".`);
  return value;
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Counts of a report by Vitest's JSON reporter. A file that failed before its first test counts as one failure. */
export function vitestCounts(file: string, passed: boolean): Counts {
  const report = readJson(file);
  return atLeastOneFailure(
    {
      passed: numberAt(report, 'numPassedTests'),
      failed: numberAt(report, 'numFailedTests'),
      skipped: numberAt(report, 'numPendingTests') + numberAt(report, 'numTodoTests'),
    },
    passed,
  );
}

/** Counts of a report by Playwright's JSON reporter. A test that passed at the second try, in CI, counts as passed. */
export function playwrightCounts(file: string, passed: boolean): Counts {
  const report = readJson(file);
  const stats: unknown =
    typeof report === 'object' && report !== null ? Reflect.get(report, 'stats') : undefined;
  return atLeastOneFailure(
    {
      passed: numberAt(stats, 'expected') + numberAt(stats, 'flaky'),
      failed: numberAt(stats, 'unexpected'),
      skipped: numberAt(stats, 'skipped'),
    },
    passed,
  );
}

/** A runner may fail for another reason than a test, such as an error nobody caught: that counts as well. */
function atLeastOneFailure(counts: Counts, passed: boolean): Counts {
  return passed || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}
