import { useRef, useState } from 'react';
import type { JSX } from 'react';
import { MAX_FILTER_NAME, MAX_SAVED_FILTERS, savedFilters } from '../../shared/settings.ts';
import type { SavedFilter } from '../../shared/settings.ts';
import { Button } from '../controls/button.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { TextField } from '../controls/text-field.tsx';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { contentsOf } from './filter-contents.ts';

/** Asks for a name under which the present filter is kept. */
export function SaveFilterDialog(): JSX.Element {
  const app = useApp();
  const { configuration: texts, cancel } = locale.messages;
  const filter = useAppState((state) => state.filter);
  const [name, setName] = useState('');
  const [error, setError] = useState<string>();
  /** The filter that would be replaced; its user has been asked. */
  const [replaced, setReplaced] = useState<SavedFilter>();
  const field = useRef<HTMLInputElement>(null);

  const close = (): void => app.store.getState().dialogClosed();
  const refuse = (sentence: string): void => {
    setError(sentence);
    field.current?.focus();
  };
  const save = (): void => {
    const wanted = name.trim();
    const { settings } = app.store.getState();
    if (wanted === '') {
      refuse(texts.nameMissing);
      return;
    }
    const present = settings.savedFilters.find((other) => other.name.toLowerCase() === wanted.toLowerCase());
    if (present !== undefined && present !== replaced) {
      setReplaced(present);
      return;
    }
    const added: SavedFilter = { name: wanted, rules: filter.rules, usesDefaults: filter.usesDefaults };
    const next =
      present === undefined
        ? [...settings.savedFilters, added]
        : settings.savedFilters.map((other) => (other === present ? added : other));
    if (next.length > MAX_SAVED_FILTERS) refuse(texts.tooManyFilters(locale.number(MAX_SAVED_FILTERS)));
    else if (!savedFilters.safeParse(next).success) refuse(texts.tooMuchText);
    else {
      app.shell.changeSettings({ savedFilters: next });
      close();
      app.store.getState().messageShown({ kind: 'done', sentence: texts.saved(wanted) });
    }
  };

  return (
    <DialogFrame
      title={texts.saveTitle}
      width={460}
      onClose={close}
      initialFocus={field}
      footer={
        replaced === undefined ? (
          <>
            <span className="space" />
            <Button kind="primary" type="submit" form="save-filter">
              {texts.save}
            </Button>
            <Button onClick={close}>{cancel}</Button>
          </>
        ) : (
          <>
            <span className="note" role="alert">
              {texts.replaceQuestion(replaced.name)}
            </span>
            <span className="space" />
            <Button key="replace" kind="primary" autoFocus onClick={save}>
              {texts.replace}
            </Button>
            <Button
              onClick={() => {
                setReplaced(undefined);
                field.current?.focus();
              }}
            >
              {cancel}
            </Button>
          </>
        )
      }
    >
      <form
        id="save-filter"
        className="save-filter"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <span aria-hidden="true">{texts.filterName}</span>
        <TextField
          ref={field}
          label={texts.filterName}
          value={name}
          error={error}
          maxLength={MAX_FILTER_NAME}
          onValueChange={(value) => {
            setName(value);
            setError(undefined);
            setReplaced(undefined);
          }}
        />
        <p>{texts.saveWhat(contentsOf(filter))}</p>
      </form>
    </DialogFrame>
  );
}
