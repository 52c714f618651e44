import { describe, it } from 'vitest';
import { whyNoWine } from './wine.ts';

/**
 * Times that a test is tried again: some program in a thousand that ends while its other threads run is ended by a signal of
 * Wine's own, and its status is lost. What is wrong in a program is wrong both times.
 */
const RETRIES = 1;

/** Like `describe`, for tests that compile and run Windows programs: elsewhere one skipped test that says why. */
export function describeWithWine(name: string, tests: () => void): void {
  const reason = whyNoWine();
  describe(name, { retry: RETRIES }, () => {
    if (reason === undefined) tests();
    else it.skip(`skipped: ${reason}`, () => undefined);
  });
}
