import { useMemo } from 'react';
import type { JSX } from 'react';
import { dialectOf, rulesOf } from '../filter/effective-rules.ts';
import { useEventCount } from '../filter/use-event-count.ts';
import { locale } from '../messages/locale.ts';
import { useAppState } from '../state/app-context.ts';

/** Gives its child the words for the events that are shown and highlighted, with their number once it is known. */
export function HighlightedCount({ children }: { children: (text: string) => JSX.Element }): JSX.Element {
  const { files } = locale.messages;
  const filter = useAppState((state) => state.filter);
  const dialect = useAppState(dialectOf);
  const classes = useAppState((state) => state.classes);
  const highlighted = useAppState((state) => state.settings.highlight.rules);
  const rules = useMemo(() => rulesOf(filter, dialect), [filter, dialect]);
  const count = useEventCount(rules, classes, highlighted);
  return children(
    typeof count === 'number'
      ? files.highlightedEvents(locale.number(count), count)
      : files.highlightedUncounted,
  );
}
