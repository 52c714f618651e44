import { useEffect, useRef } from 'react';
import type { JSX, KeyboardEvent } from 'react';
import { Button } from '../controls/button.tsx';
import { TextField } from '../controls/text-field.tsx';
import { Tooltip } from '../controls/tooltip.tsx';
import { Icon } from '../icons/icon.tsx';
import type { IconId } from '../icons/sprite.ts';
import { locale } from '../messages/locale.ts';
import { focusContent } from '../shell/focus-content.ts';
import { pageOf } from '../shell/page.ts';
import { useAfterDelay } from '../shell/use-after-delay.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import type { FindOutcome } from '../state/dialog-state.ts';
import { COMMANDS } from './command-table.ts';
import { findAgain, stopFinding } from './find.ts';
import { markHits } from './find-marks.ts';
import { chordText, isMacKeyboard } from './keys.ts';

/** A search that ends sooner needs no word and no button. */
const SHOW_AFTER_MS = 200;

/** Find, docked at the lower edge: the list gives up its bottom row and does not move. */
export function FindBar(): JSX.Element | null {
  const isOpen = useAppState((state) => state.isFindOpen);
  return isOpen ? <OpenBar /> : null;
}

function OpenBar(): JSX.Element {
  const app = useApp();
  const { find } = locale.messages.commands;
  const text = useAppState((state) => state.findText);
  const requests = useAppState((state) => state.findRequests);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [requests]);

  const page = useAppState(pageOf);
  useEffect(() => {
    const rows = document.querySelector<HTMLElement>('#event-list .rows');
    return rows === null ? undefined : markHits(rows, text);
  }, [text, page]);

  const close = (): void => {
    stopFinding(app);
    app.store.getState().findClosed();
    focusContent(app);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key === 'Escape') {
      event.preventDefault();
      close();
    } else if (event.key === 'Enter' && event.target === field.current && !event.nativeEvent.isComposing) {
      event.preventDefault();
      findAgain(app, event.shiftKey ? -1 : 1);
    }
  };
  return (
    <search className="find-bar" aria-label={find.label} onKeyDown={onKeyDown}>
      <TextField
        ref={field}
        className="find-field"
        label={find.label}
        icon="search-16-regular"
        placeholder={find.hint}
        value={text}
        maxLength={1024}
        onValueChange={(value) => {
          stopFinding(app);
          app.store.getState().findTextChanged(value);
        }}
      />
      <BarButton
        name={find.previous}
        icon="arrow-up-16-regular"
        keys={keysOf('edit.find-previous')}
        isDisabled={text === ''}
        onClick={() => findAgain(app, -1)}
      />
      <BarButton
        name={find.next}
        icon="arrow-down-16-regular"
        keys={keysOf('edit.find-next')}
        isDisabled={text === ''}
        onClick={() => findAgain(app, 1)}
      />
      <Outcome />
      <span className="space" />
      <BarButton name={find.close} icon="dismiss-16-regular" keys="Esc" onClick={close} />
    </search>
  );
}

function keysOf(id: 'edit.find-next' | 'edit.find-previous'): string | undefined {
  const [chord] = COMMANDS[id].keys;
  return chord === undefined ? undefined : chordText(chord, isMacKeyboard);
}

/** How the search went, in a sentence. */
function Outcome(): JSX.Element {
  const app = useApp();
  const { find } = locale.messages.commands;
  const outcome = useAppState((state) => state.findOutcome);
  const isSearching = useAfterDelay(outcome?.kind === 'searching', SHOW_AFTER_MS);
  return (
    <>
      <span className="find-outcome" role="log" aria-label={find.label}>
        {outcome?.kind === 'searching' && !isSearching ? null : outcomeText(outcome)}
      </span>
      {isSearching ? (
        <Button kind="text" onClick={() => stopFinding(app)}>
          {find.stop}
        </Button>
      ) : null}
    </>
  );
}

/** The sentence of an outcome; undefined when there is nothing to say. */
function outcomeText(outcome: FindOutcome | undefined): string | undefined {
  const { find } = locale.messages.commands;
  switch (outcome?.kind) {
    case undefined:
      return undefined;
    case 'searching':
      return find.searching;
    case 'none':
      return find.none(outcome.text);
    case 'failed':
      return find.failed;
    case 'found':
      if (outcome.wrapped === undefined) return undefined;
      return outcome.wrapped === 1 ? find.fromStart : find.fromEnd;
  }
}

function BarButton({
  name,
  icon,
  keys,
  isDisabled = false,
  onClick,
}: {
  name: string;
  icon: IconId;
  keys: string | undefined;
  isDisabled?: boolean;
  onClick: () => void;
}): JSX.Element {
  return (
    <Tooltip label={name} shortcut={keys} side="top">
      <button type="button" className="tool-button" aria-label={name} disabled={isDisabled} onClick={onClick}>
        <Icon id={icon} edge={16} />
      </button>
    </Tooltip>
  );
}
