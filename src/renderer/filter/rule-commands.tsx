import type { Dispatch, JSX, ReactNode } from 'react';
import { Button } from '../controls/button.tsx';
import { locale } from '../messages/locale.ts';
import type { DraftAction, FilterDraft } from './filter-draft.ts';

const texts = locale.messages.filter;

/** What can be done with the selected rule, and with all of them. */
export function RuleCommands({
  draft,
  dispatch,
  isFull,
  more,
}: {
  draft: FilterDraft;
  dispatch: Dispatch<DraftAction>;
  isFull: boolean;
  more?: ReactNode;
}): JSX.Element {
  const { selected } = draft;
  const row = selected !== undefined && selected < draft.rules.length ? selected : undefined;
  const move = (by: 1 | -1): void => {
    if (row !== undefined) dispatch({ do: 'move', from: row, to: row + by });
  };
  return (
    <div className="rule-commands">
      <Button isSmall disabled={row === undefined} onClick={() => dispatch({ do: 'remove' })}>
        {texts.remove}
      </Button>
      <Button isSmall disabled={row === undefined || isFull} onClick={() => dispatch({ do: 'duplicate' })}>
        {texts.duplicate}
      </Button>
      <Button
        isSmall
        disabled={row === undefined}
        onClick={() => {
          if (row !== undefined) dispatch({ do: 'edit', row });
        }}
      >
        {texts.edit}
      </Button>
      <Button
        isSmall
        icon="arrow-up-16-regular"
        disabled={row === undefined || row === 0}
        onClick={() => move(-1)}
      >
        {texts.moveUp}
      </Button>
      <Button
        isSmall
        icon="arrow-down-16-regular"
        disabled={row === undefined || row === draft.rules.length - 1}
        onClick={() => move(1)}
      >
        {texts.moveDown}
      </Button>
      <span className="space" />
      {more}
      <Button
        isSmall
        disabled={draft.rules.length === 0 && draft.usesDefaults === draft.hasDefaults}
        onClick={() => dispatch({ do: 'reset' })}
      >
        {texts.reset}
      </Button>
    </div>
  );
}
