import { describe, it } from 'vitest';
import { ABSENT, sampleLogs } from './sample-files.ts';
import type { SampleLog } from './sample-files.ts';

export { sampleCsv, sampleLogs, samplePml, testDataFolder } from './sample-files.ts';
export type { SampleLog } from './sample-files.ts';

/** Like `describe`, for tests that read sample logs: without data they are one skipped test that says why. */
export function describeWithData(name: string, tests: (logs: readonly SampleLog[]) => void): void {
  const logs = sampleLogs();
  describe(name, () => {
    if (logs === undefined) it.skip(`skipped: ${ABSENT}`, () => undefined);
    else tests(logs);
  });
}
