import { useEffect, useId, useRef } from 'react';
import type { JSX, KeyboardEvent, Ref } from 'react';
import { List, useListCallbackRef } from 'react-window';
import type { RowComponentProps } from 'react-window';
import type { FolderEntry } from '../../shared/api/shell-contract.ts';
import { useBarWidth } from '../controls/use-bar-width.ts';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import { sizeText } from './file-texts.ts';
import type { FolderState } from './folder-state.ts';
import { typedTarget } from './type-ahead.ts';

/** Height of a row in CSS pixels. */
const ROW = 24;
/** Rows that Page Up and Page Down move by. */
const PAGE = 10;
/** Letters that follow each other within this time are one word, in ms. */
const TYPING_MS = 1000;

const { files } = locale.messages;

interface FolderViewProps {
  readonly folder: FolderState;
  /** Index of the entry that is chosen; -1 for none. */
  readonly current: number;
  readonly onCurrentChange: (index: number) => void;
  /** A file was chosen for good: by a double click or Enter. */
  readonly onChosen: (entry: FolderEntry) => void;
  readonly ref?: Ref<HTMLDivElement> | undefined;
}

/** The entries of a folder, and the way to it. */
export function FolderView({
  folder,
  current,
  onCurrentChange,
  onChosen,
  ref,
}: FolderViewProps): JSX.Element {
  const { path, entries, error, enter } = folder;
  const id = useId();
  const [list, setList] = useListCallbackRef(null);
  const bar = useBarWidth(list?.element ?? null);
  const typed = useRef({ text: '', at: 0 });
  const parent = path.at(-2);

  useEffect(() => {
    if (current >= 0 && current < entries.length) list?.scrollToRow({ index: current });
  }, [current, entries, list]);

  const choose = (entry: FolderEntry | undefined): void => {
    if (entry === undefined) return;
    if (entry.isFolder) enter(entry.file);
    else onChosen(entry);
  };
  const move = (to: number): void => {
    if (entries.length > 0) onCurrentChange(Math.max(0, Math.min(entries.length - 1, to)));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const moves: Partial<Record<string, number>> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      Home: 0,
      End: entries.length - 1,
      PageDown: current + PAGE,
      PageUp: current - PAGE,
    };
    const to = moves[event.key];
    if (to !== undefined) move(to);
    else if (event.key === 'Enter') choose(entries[current]);
    else if (event.key === 'Backspace') {
      if (parent !== undefined) enter(parent.file);
    } else if ([...event.key].length === 1) {
      const now = performance.now();
      const isSameWord = now - typed.current.at < TYPING_MS;
      typed.current = { text: (isSameWord ? typed.current.text : '') + event.key, at: now };
      const found = typedTarget(entries, current, typed.current.text);
      if (found !== undefined) onCurrentChange(found);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="folder-view" ref={ref}>
      <nav className="folder-path" aria-label={files.path}>
        {path.map(({ file, name }, index) => (
          <span key={file}>
            {index === 0 ? null : <Icon id="chevron-right-12-regular" edge={12} />}
            <button
              type="button"
              aria-current={index === path.length - 1 ? 'location' : undefined}
              onClick={() => enter(file)}
            >
              <bdi>{name}</bdi>
            </button>
          </span>
        ))}
      </nav>
      <div className="list-box folder-box">
        <div
          className="folder-header"
          style={{ borderRight: `${bar}px solid transparent` }}
          aria-hidden="true"
        >
          <span>{files.name}</span>
          <span className="folder-size">{files.size}</span>
          <span className="folder-date">{files.modified}</span>
        </div>
        <List
          listRef={setList}
          className="folder-list"
          role="listbox"
          aria-label={files.entries}
          aria-activedescendant={current >= 0 && current < entries.length ? `${id}-${current}` : undefined}
          tabIndex={0}
          onKeyDown={onKeyDown}
          rowComponent={Row}
          rowCount={entries.length}
          rowHeight={ROW}
          rowProps={{ entries, current, id, onCurrentChange, choose }}
        />
        {error === undefined && path.length > 0 && entries.length === 0 ? (
          <p className="folder-empty">{files.emptyFolder}</p>
        ) : null}
      </div>
      {error === undefined ? null : (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

interface RowProps {
  readonly entries: readonly FolderEntry[];
  readonly current: number;
  readonly id: string;
  readonly onCurrentChange: (index: number) => void;
  readonly choose: (entry: FolderEntry | undefined) => void;
}

const dates = new Intl.DateTimeFormat(locale.tag, { dateStyle: 'medium', timeStyle: 'short' });

function Row({
  index,
  style,
  entries,
  current,
  id,
  onCurrentChange,
  choose,
}: RowComponentProps<RowProps>): JSX.Element | null {
  const entry = entries[index];
  if (entry === undefined) return null;
  return (
    <div
      style={style}
      id={`${id}-${index}`}
      className="folder-row"
      role="option"
      aria-selected={index === current}
      aria-setsize={entries.length}
      aria-posinset={index + 1}
      onMouseDown={() => onCurrentChange(index)}
      onDoubleClick={() => choose(entry)}
    >
      <Icon id={entry.isFolder ? 'folder-16-regular' : 'document-16-regular'} edge={16} />
      <bdi className="folder-name">{entry.name}</bdi>
      {entry.isFolder ? <span className="unseen">{files.folder}</span> : null}
      <span className="folder-size">{entry.isFolder ? '' : sizeText(entry.bytes, locale)}</span>
      <span className="folder-date">{dates.format(new Date(entry.modified))}</span>
    </div>
  );
}
