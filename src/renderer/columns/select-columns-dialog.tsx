import { useRef, useState } from 'react';
import type { JSX, KeyboardEvent } from 'react';
import { COLUMN_NAMES } from '../../shared/columns.ts';
import type { ColumnName } from '../../shared/columns.ts';
import type { ColumnChoice } from '../../shared/settings.ts';
import { Button } from '../controls/button.tsx';
import { CheckBox } from '../controls/check-box.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { TextField } from '../controls/text-field.tsx';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { defaultColumns } from './column-changes.ts';
import { COLUMN_GROUPS } from './column-groups.ts';
import { fullColumnName } from './column-names.ts';
import { ShownColumns } from './shown-columns.tsx';

const texts = locale.messages.filter;
const words = texts.selectColumns;

/** The Select Columns dialog, while it is the one that is open. */
export function SelectColumnsDialog(): JSX.Element | null {
  const isOpen = useAppState((state) => state.dialog?.kind === 'columns');
  return isOpen ? <OpenSelectColumnsDialog /> : null;
}

function OpenSelectColumnsDialog(): JSX.Element {
  const app = useApp();
  const [columns, setColumns] = useState<readonly ColumnChoice[]>(
    () => app.store.getState().settings.columns,
  );
  const [selected, setSelected] = useState<ColumnName>();
  const [isRefused, setRefused] = useState(false);
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);

  const close = (): void => app.store.getState().dialogClosed();
  const accept = (): void => {
    if (columns.length === 0) {
      setRefused(true);
      return;
    }
    app.shell.changeSettings({ columns: columns.map((column) => ({ ...column })) });
    close();
  };
  const show = (name: ColumnName, on: boolean): void => {
    setRefused(false);
    setColumns(on ? [...columns, { name }] : columns.filter((column) => column.name !== name));
    setSelected(on ? name : undefined);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.target instanceof HTMLButtonElement) return;
    event.preventDefault();
    accept();
  };
  const found = foundColumns(text);

  return (
    <DialogFrame
      title={words.title}
      width={840}
      height={496}
      className="select-columns"
      onClose={close}
      onKeyDown={onKeyDown}
      initialFocus={field}
      footer={
        <>
          {isRefused && columns.length === 0 ? (
            <span className="note failure" role="alert">
              {words.needsOne}
            </span>
          ) : (
            <span className="note" role="status">
              {words.count(locale.number(columns.length), locale.number(COLUMN_NAMES.length))}
            </span>
          )}
          <span className="space" />
          <Button kind="primary" onClick={accept}>
            {texts.ok}
          </Button>
          <Button onClick={close}>{texts.cancel}</Button>
        </>
      }
    >
      <div className="column-choice">
        <TextField
          className="column-search"
          ref={field}
          label={words.find}
          placeholder={words.find}
          icon="search-16-regular"
          value={text}
          onValueChange={setText}
        />
        {found.size === 0 ? (
          <p className="column-none">{words.noColumn}</p>
        ) : (
          <div className="column-groups">
            {COLUMN_GROUPS.map((group) => (
              <fieldset key={group.title}>
                <legend>{words[group.title]}</legend>
                {group.columns
                  .filter((name) => found.has(name))
                  .map((name) => (
                    <CheckBox
                      key={name}
                      checked={columns.some((column) => column.name === name)}
                      onCheckedChange={(on) => show(name, on)}
                    >
                      {fullColumnName(name)}
                    </CheckBox>
                  ))}
              </fieldset>
            ))}
          </div>
        )}
      </div>
      <ShownColumns
        columns={columns}
        selected={selected}
        onSelect={setSelected}
        onChange={setColumns}
        onHide={(name) => show(name, false)}
        onDefaults={() => setColumns(defaultColumns())}
      />
    </DialogFrame>
  );
}

/** Columns with a text in their names, long or short. */
function foundColumns(text: string): ReadonlySet<ColumnName> {
  const wanted = text.trim().toLocaleLowerCase(locale.tag);
  return new Set(
    COLUMN_NAMES.filter((name) =>
      `${fullColumnName(name)}\n${texts.columnNames[name]}`.toLocaleLowerCase(locale.tag).includes(wanted),
    ),
  );
}
