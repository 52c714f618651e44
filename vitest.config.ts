import { defineConfig } from 'vitest/config';

/** Whole logs, capture files on disk, commands and threads as processes of their own: seconds a file. */
const INTEGRATION = [
  'test/cli/**/*.test.ts',
  'test/contract/**/*.test.ts',
  'test/native/**/*.test.ts',
  'test/engine/capture-file/**/*.test.ts',
  'test/engine/live/live-*.test.ts',
  'test/**/{sample-logs,procmon-exports,spill,detail-step}.test.ts',
  'test/engine/formats/pml/{hazards,reading}.test.ts',
];
/** Processes that are killed at random moments, a hundred times. */
const RECOVERY = ['test/recovery/**/*.test.ts', 'test/**/*.recovery.test.ts'];
/** Damaged input by the thousand. */
const FUZZ = ['test/fuzz/**/*.test.ts', 'test/**/*.fuzz.test.ts'];

/** Times that a test with processes is tried again: in CI once, and `npm test` names those tests. Others fail at once. */
const RETRIES = process.env['CI'] === undefined ? 0 : 1;

export default defineConfig({
  test: {
    allowOnly: false,
    projects: [
      {
        test: {
          name: 'unit',
          // A process a file costs more than most files' tests.
          isolate: false,
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...INTEGRATION, ...RECOVERY, ...FUZZ, 'test/e2e/**', 'test/bench/**'],
          // No test is about time: one that waits for something must not fail because the machine is busy.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: INTEGRATION,
          exclude: [...RECOVERY, ...FUZZ],
          retry: RETRIES,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      // One at a time: these start processes and fill both cores by themselves.
      {
        test: {
          name: 'recovery',
          include: RECOVERY,
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'fuzz',
          include: FUZZ,
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
