import { useEffect, useState } from 'react';
import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { RuleCounter } from './rule-counter.ts';
import { useEventCount } from './use-event-count.ts';

/** Counts of single rules, for as long as the component is there. */
export function useRuleCounter(): RuleCounter {
  const { session } = useApp();
  const capture = useAppState((state) => `${state.capture.capture} ${state.capture.state}`);
  const [counter] = useState(
    () => new RuleCounter((rules, signal) => session.countEvents(rules, undefined, signal)),
  );
  useEffect(() => counter.clear(), [counter, capture]);
  useEffect(() => () => counter.close(), [counter]);
  return counter;
}

/** Events that the default exclusions hide together; undefined while that is not known. */
export function useHiddenByDefaults(defaults: readonly FilterRule[]): number | undefined {
  const total = useAppState((state) => state.capture.events);
  const shown = useEventCount(defaults, undefined);
  return typeof shown === 'number' ? Math.max(0, total - shown) : undefined;
}
