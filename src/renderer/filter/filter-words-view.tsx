import type { JSX } from 'react';
import { locale } from '../messages/locale.ts';
import type { Filter } from '../state/filter-state.ts';
import { filterInWords } from './filter-words.ts';

const texts = locale.messages.filter;

/** What the filter hides and requires, because the list of rules does not show how they combine. */
export function FilterWordsView({ filter }: { filter: Filter }): JSX.Element {
  const { hides, requires } = filterInWords(filter, texts);
  return (
    <dl className="filter-words">
      <dt>{texts.hides}</dt>
      <dd className={hides === undefined ? 'tertiary' : undefined} title={hides}>
        {hides ?? texts.nothing}
      </dd>
      <dt>{texts.requires}</dt>
      <dd className={requires === undefined ? 'tertiary' : undefined} title={requires}>
        {requires ?? texts.nothing}
      </dd>
    </dl>
  );
}
