import type { JSX } from 'react';
import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import { locale } from '../messages/locale.ts';
import { useAppState } from '../state/app-context.ts';
import { useEventCount } from './use-event-count.ts';

const texts = locale.messages.filter;

/** How many events the rules would show, counted while they are edited. */
export function ShownNote({ rules }: { rules: readonly FilterRule[] }): JSX.Element {
  const classes = useAppState((state) => state.classes);
  const total = useAppState((state) => state.capture.events);
  const shown = useEventCount(rules, classes);
  if (typeof shown !== 'number') {
    return <span className="note">{shown === 'failed' ? texts.notCounted : texts.counting}</span>;
  }
  const [before, strong, after] = texts.wouldShow(locale.number(shown), locale.number(total));
  return (
    <span className="note" role="status">
      {before}
      <b>{strong}</b>
      {after}
    </span>
  );
}
