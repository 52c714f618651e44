import { useEffect, useState } from 'react';
import type { JSX } from 'react';
import { isCancelled } from '../../shared/errors.ts';
import { effectiveRules } from '../filter/effective-rules.ts';
import { isRunning } from '../live/open-live.ts';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';

type Cause = 'filter' | 'classes' | 'both';

/** Why no event is shown, in the list's place. */
export function EmptyNote(): JSX.Element | null {
  const rows = useAppState((state) => state.view?.rows);
  const total = useAppState((state) => state.view?.total ?? 0);
  const isReady = useAppState((state) => state.capture.state === 'ready');
  const grows = useAppState(isRunning);
  if (rows !== 0) return null;
  if (grows) return <p className="no-rows">{locale.messages.live.noEventsYet}</p>;
  if (total > 0) return <Hidden total={total} />;
  return isReady ? <p className="no-rows">{locale.messages.columnTexts.noEvents}</p> : null;
}

function Hidden({ total }: { total: number }): JSX.Element | null {
  const cause = useCause();
  if (cause === undefined) return null;
  const { hiddenByFilter, hiddenByClasses, hiddenByBoth } = locale.messages.columnTexts;
  const say = cause === 'filter' ? hiddenByFilter : cause === 'classes' ? hiddenByClasses : hiddenByBoth;
  return <p className="no-rows">{say(locale.number(total))}</p>;
}

/** Asks the engine which of the two alone would hide everything; undefined until it has answered. */
function useCause(): Cause | undefined {
  const { session, store } = useApp();
  const generation = useAppState((state) => state.view?.generation);
  const [cause, setCause] = useState<Cause>();
  useEffect(() => {
    const asking = new AbortController();
    const state = store.getState();
    const count = (isFiltered: boolean): Promise<number> =>
      session.countEvents(
        isFiltered ? effectiveRules(state) : [],
        isFiltered ? undefined : state.classes,
        asking.signal,
      );
    void Promise.all([count(true), count(false)])
      .then(([filtered, ofClasses]) => {
        if (asking.signal.aborted) return;
        setCause(filtered === 0 ? 'filter' : ofClasses === 0 ? 'classes' : 'both');
      })
      .catch((error: unknown) => {
        if (!isCancelled(error)) console.error(error);
      });
    return () => asking.abort();
  }, [session, store, generation]);
  return cause;
}
