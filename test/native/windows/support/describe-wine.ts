import { describe, it } from 'vitest';
import { whyNoWine } from './wine.ts';

/** Like `describe`, for tests that compile and run Windows programs: elsewhere one skipped test that says why. */
export function describeWithWine(name: string, tests: () => void): void {
  const reason = whyNoWine();
  describe(name, () => {
    if (reason === undefined) tests();
    else it.skip(`skipped: ${reason}`, () => undefined);
  });
}
