import { Fragment } from 'react';
import type { JSX } from 'react';
import { locale } from '../messages/locale.ts';
import type { Filter } from '../state/filter-state.ts';
import { filterInWords } from './filter-words.ts';

const texts = locale.messages.filter;

/** What the filter hides and requires, because the list of rules does not show how they combine. */
export function FilterWordsView({ filter }: { filter: Filter }): JSX.Element {
  const { hides, requires } = filterInWords(filter, texts);
  return (
    <RuleWords
      words={[
        [texts.hides, hides],
        [texts.requires, requires],
      ]}
    />
  );
}

/** Lines of a name and what stands for it; undefined stands for nothing. */
export function RuleWords({
  words,
}: {
  words: readonly (readonly [name: string, text: string | undefined])[];
}): JSX.Element {
  return (
    <dl className="filter-words">
      {words.map(([name, text]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd className={text === undefined ? 'tertiary' : undefined} title={text}>
            {text ?? texts.nothing}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}
