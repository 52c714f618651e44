import { expect, test, vi } from 'vitest';
import { RuleCounter } from '../../../src/renderer/filter/rule-counter.ts';
import { cancelled } from '../../../src/shared/errors.ts';
import { exclude, include, off } from './rules.ts';

test('counts a rule alone, enabled and as one that includes, and once', async () => {
  const count = vi.fn(async () => 42);
  const counter = new RuleCounter(count);
  counter.want(off(exclude('path', 'X')));
  counter.want(include('path', 'x'));
  await vi.waitFor(() => expect(counter.matches(exclude('path', 'x'))).toBe(42));
  expect(count).toHaveBeenCalledTimes(1);
  expect(count).toHaveBeenCalledWith([include('path', 'X')], expect.any(AbortSignal));
});

test('a count that fails stays open and holds up no other', async () => {
  const counter = new RuleCounter(async ([rule]) => {
    if (rule?.value === 'bad') throw new Error('no');
    return 7;
  });
  counter.want(exclude('path', 'good'));
  counter.want(exclude('path', 'bad'));
  await vi.waitFor(() => expect(counter.matches(exclude('path', 'good'))).toBe(7));
  expect(counter.matches(exclude('path', 'bad'))).toBeUndefined();
});

test('what is counted when it is closed ends, and what waits is not begun', async () => {
  const signals: AbortSignal[] = [];
  const counter = new RuleCounter(
    (_, signal) =>
      new Promise((_resolve, reject) => {
        signals.push(signal);
        signal.addEventListener('abort', () => reject(cancelled()));
      }),
  );
  counter.want(exclude('path', 'a'));
  counter.want(exclude('path', 'b'));
  await vi.waitFor(() => expect(signals).toHaveLength(1));
  counter.close();
  await Promise.resolve();
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  expect(counter.matches(exclude('path', 'a'))).toBeUndefined();
});
