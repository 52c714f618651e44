import { useEffect, useState } from 'react';
import type { ColumnName } from '../../shared/columns.ts';
import { MAX_RULE_TEXT } from '../../shared/api/schemas.ts';
import type { Suggestion } from '../controls/combo-field.tsx';
import { locale } from '../messages/locale.ts';
import { useApp } from '../state/app-context.ts';
import { setBusy } from '../state/idle.ts';

/** Values that are offered; nobody reads further down. */
const MOST_VALUES = 200;
/** Milliseconds without a key before the engine is asked. */
const PAUSE = 120;

export interface OfferedValues {
  readonly suggestions: readonly Suggestion[];
  /** What is to be said about the list; undefined when it is all there is. */
  readonly note: string | undefined;
}

const NONE: OfferedValues = { suggestions: [], note: undefined };

/** Values of a column in the capture that contain a text, the most frequent first, while they are wanted. */
export function useValues(column: ColumnName, text: string, isWanted: boolean): OfferedValues {
  const { session } = useApp();
  const [offered, setOffered] = useState<OfferedValues & { column: ColumnName }>({ ...NONE, column });
  useEffect(() => {
    if (!isWanted || text.length > MAX_RULE_TEXT) return undefined;
    const stop = new AbortController();
    setBusy(stop, true);
    const ask = async (): Promise<void> => {
      try {
        const { values, isComplete } = await session.values(column, text, MOST_VALUES, stop.signal);
        const { filter } = locale.messages;
        // The empty value is chosen by leaving the field empty.
        const suggestions = values
          .filter((value) => value.text !== '')
          .map((value) => ({ text: value.text, count: locale.number(value.events) }));
        const cut = isComplete ? undefined : filter.valuesCut(locale.number(suggestions.length));
        setOffered({ column, suggestions, note: suggestions.length === 0 ? filter.noValues : cut });
      } catch {
        // Without the capture's values the field is one for any text.
        if (!stop.signal.aborted) setOffered({ ...NONE, column });
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
  }, [session, column, text, isWanted]);
  return offered.column === column && isWanted ? offered : NONE;
}
