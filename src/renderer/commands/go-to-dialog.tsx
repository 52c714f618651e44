import { useEffect, useRef, useState } from 'react';
import type { JSX } from 'react';
import { isCancelled } from '../../shared/errors.ts';
import type { ViewRow } from '../../shared/units.ts';
import { Button } from '../controls/button.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { SelectField } from '../controls/select-field.tsx';
import { TextField } from '../controls/text-field.tsx';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { GO_TO_KINDS, parseRelativeTime, parseRow, parseTimeOfDay, rowAtTime } from './go-to.ts';
import type { GoToKind } from './go-to.ts';

/** Goes to a row by its number, or to the first one at or after a time. */
export function GoToDialog(): JSX.Element {
  const app = useApp();
  const { goTo } = locale.messages.commands;
  const { cancel } = locale.messages;
  const rows = useAppState((state) => state.view?.rows ?? 0);
  const [kind, setKind] = useState<GoToKind>('row');
  const [text, setText] = useState('');
  const [error, setError] = useState<string>();
  const [isSearching, setSearching] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const search = useRef<AbortController>(undefined);
  useEffect(() => () => search.current?.abort(), []);

  const close = (): void => app.store.getState().dialogClosed();
  const refuse = (sentence: string): void => {
    setError(sentence);
    field.current?.focus();
    field.current?.select();
  };
  const goToRow = (row: ViewRow): void => {
    close();
    void app.table.current?.goToRow(row).then(() => app.table.current?.focus());
  };
  const goToTime = async (column: 'timeOfDay' | 'relativeTime', value: string): Promise<void> => {
    search.current?.abort();
    const own = new AbortController();
    search.current = own;
    setSearching(true);
    try {
      const row = await rowAtTime(app, column, value, own.signal);
      if (own.signal.aborted) return;
      if (row === undefined) refuse(goTo.later);
      else goToRow(row);
    } catch (problem) {
      if (own.signal.aborted || isCancelled(problem)) return;
      console.error(problem);
      refuse(goTo.failed);
    } finally {
      if (search.current === own) setSearching(false);
    }
  };
  const go = (): void => {
    const last = locale.number(rows);
    if (rows === 0) refuse(goTo.noRows);
    else if (kind === 'row') {
      const row = parseRow(text, rows);
      if (row === undefined) refuse(goTo.badRow(last));
      else goToRow(row);
    } else {
      const value = kind === 'timeOfDay' ? parseTimeOfDay(text) : parseRelativeTime(text);
      if (value === undefined) refuse(kind === 'timeOfDay' ? goTo.badTimeOfDay : goTo.badRelativeTime);
      else void goToTime(kind, value);
    }
  };

  return (
    <DialogFrame
      title={goTo.title}
      width={420}
      onClose={close}
      initialFocus={field}
      footer={
        <>
          <span className="note">{isSearching ? goTo.searching : undefined}</span>
          <span className="space" />
          <Button kind="primary" type="submit" form="go-to">
            {goTo.go}
          </Button>
          <Button onClick={close}>{cancel}</Button>
        </>
      }
    >
      <form
        id="go-to"
        className="go-to"
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <SelectField
          label={goTo.kind}
          value={kind}
          options={GO_TO_KINDS.map((value) => ({ value, text: goTo.kinds[value] }))}
          onValueChange={(value) => {
            setKind(value);
            setError(undefined);
          }}
        />
        <TextField
          ref={field}
          label={goTo.values[kind]}
          placeholder={kind === 'row' ? goTo.range(locale.number(rows)) : undefined}
          value={text}
          error={error}
          maxLength={64}
          onValueChange={(value) => {
            setText(value);
            setError(undefined);
          }}
        />
      </form>
    </DialogFrame>
  );
}
