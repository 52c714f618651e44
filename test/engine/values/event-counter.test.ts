import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EventCounter } from '../../../src/engine/values/event-counter.ts';
import { View } from '../../../src/engine/view/view.ts';
import { COLUMN_NAMES } from '../../../src/shared/columns.ts';
import { ALL_CLASSES } from '../../../src/shared/event-class.ts';
import { RELATIONS, RULE_ACTIONS } from '../../../src/shared/filter/filter-rule.ts';
import type { RelTicks } from '../../../src/shared/units.ts';
import { UTC, include } from '../../support/filters.ts';
import { TestCapture } from '../../support/test-capture.ts';

const NEVER = new AbortController().signal;

const rules = fc.array(
  fc.record({
    enabled: fc.boolean(),
    column: fc.constantFrom(...COLUMN_NAMES),
    relation: fc.constantFrom(...RELATIONS),
    value: fc.constantFrom('', 'a', 'SUCCESS', '1', '0.0000002', 'ReadFile'),
    action: fc.constantFrom(...RULE_ACTIONS),
  }),
  { maxLength: 4 },
);

function capture(events: number): TestCapture {
  const test = new TestCapture();
  for (let n = 0; n < events; n++) {
    if (n % Math.ceil(events / 4) === 49) test.store.seal();
    if (n % 40 === 7)
      test.store.addLoss({
        event: test.store.end,
        time: 0 as RelTicks,
        count: 3,
        cause: 'The buffer was full',
      });
    test.append({
      process: n % 3 === 0 ? 'a.exe' : 'b.exe',
      pid: n % 5,
      operation: n % 2 === 0 ? 'ReadFile' : 'RegOpenKey',
      path: n % 7 === 0 ? 'C:\\a' : 'C:\\b',
      result: n % 4 === 0 ? 'SUCCESS' : 'NAME NOT FOUND',
      duration: n % 3,
      detail: n % 11 === 0 ? 'a' : 'b',
    });
  }
  return test;
}

it('counts as many events as a view with the same rules and classes has rows', async () => {
  const test = capture(200);
  const counter = new EventCounter(test.capture, UTC);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(rules, fc.nat(ALL_CLASSES)), { minLength: 1, maxLength: 5 }),
      async (asked) => {
        // Asked for at once, as by a dialog for each of its rules.
        const counts = await Promise.all(asked.map(([one, classes]) => counter.count(one, classes, NEVER)));
        for (const [i, [one, classes]] of asked.entries()) {
          const view = new View(test.capture, { classes, cells: UTC });
          await view.setFilter(one);
          expect(counts[i]).toBe(view.length);
        }
      },
    ),
    { numRuns: 100 },
  );
}, 30_000);

it('ends when it is cancelled, and those behind it go on', async () => {
  const test = capture(60_000);
  const counter = new EventCounter(test.capture, UTC);
  const slow = Array.from({ length: 100 }, (_, n) => include('completionTime', 'contains', `none ${n}`));
  const stop = new AbortController();
  const running = counter.count(slow, ALL_CLASSES, stop.signal);
  const waiting = counter.count(slow.slice(1), ALL_CLASSES, stop.signal);
  const behind = counter.count([include('pid', 'is', '3')], ALL_CLASSES, NEVER);
  const cancelled = Promise.allSettled([running, waiting]);
  await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  for (const outcome of await cancelled)
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'job/cancelled' } });
  // Every 40th event stands for a loss and is shown whatever the rules say.
  const numbers = Array.from({ length: 60_000 }, (_, n) => n);
  expect(await behind).toBe(numbers.filter((n) => n % 5 === 3 || n % 40 === 7).length);
}, 30_000);
