import { useEffect, useState } from 'react';
import { isCancelled } from '../../shared/errors.ts';
import type { ClassMask } from '../../shared/event-class.ts';
import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { setBusy } from '../state/idle.ts';

/** Milliseconds without a change before the engine is asked. */
const PAUSE = 100;

export type EventCount = number | 'counting' | 'failed';

/**
 * How many events rules and classes show; with `highlighted`, how many of them such highlight rules match. Counted anew whenever they or the capture change; the newest question wins, and
 * the last answer stays until the next one is there.
 */
export function useEventCount(
  rules: readonly FilterRule[],
  classes: ClassMask | undefined,
  highlighted?: readonly FilterRule[],
): EventCount {
  const { session } = useApp();
  const events = useAppState((state) => state.capture.events);
  const [count, setCount] = useState<EventCount>('counting');
  useEffect(() => {
    const stop = new AbortController();
    setBusy(stop, true);
    const ask = async (): Promise<void> => {
      try {
        const shown = await session.countEvents(rules, classes, stop.signal, highlighted);
        if (!stop.signal.aborted) setCount(shown);
      } catch (error) {
        if (!stop.signal.aborted && !isCancelled(error)) setCount('failed');
      } finally {
        setBusy(stop, false);
      }
    };
    const timer = setTimeout(() => void ask(), PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
      setBusy(stop, false);
    };
  }, [session, rules, classes, highlighted, events]);
  return count;
}
