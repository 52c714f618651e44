import { useEffect, useRef, useState } from 'react';
import type { Dispatch, JSX, KeyboardEvent, RefObject } from 'react';
import { MAX_FILTER_NAME } from '../../shared/settings.ts';
import { TextField } from '../controls/text-field.tsx';
import { movedRow } from '../controls/moved-row.ts';
import { rowDragClass, useRowDrag } from '../controls/use-row-drag.ts';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import { contentsOf } from './filter-contents.ts';
import { sentenceCase } from './import-texts.ts';
import { isTaken } from './filters-draft.ts';
import type { DraftFilter, FiltersAction, FiltersDraft } from './filters-draft.ts';

/** Height of a row in CSS pixels. */
const ROW = 26;
const PAGE = 10;

const texts = locale.messages.configuration;

/** The saved filters, one of them selected. One tab stop. */
export function FiltersTable({
  draft,
  dispatch,
  onLoad,
  tableRef,
}: {
  draft: FiltersDraft;
  dispatch: Dispatch<FiltersAction>;
  onLoad: () => void;
  tableRef: RefObject<HTMLDivElement | null>;
}): JSX.Element {
  const { filters, selected } = draft;
  const rows = useRef<HTMLDivElement>(null);
  const { drag, onPointerDown } = useRowDrag(filters.length, ROW, (from, to) =>
    dispatch({ do: 'move', from, to }),
  );
  useEffect(() => {
    rows.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [selected]);

  const act = (event: KeyboardEvent, at: number): boolean => {
    const to = movedRow(event.key, at, filters.length, PAGE);
    if (to !== undefined) {
      if (event.altKey) dispatch({ do: 'move', from: at, to });
      else dispatch({ do: 'select', row: to });
      return true;
    }
    if (event.altKey) return false;
    switch (event.key) {
      case 'Delete':
        dispatch({ do: 'delete' });
        return true;
      case 'F2':
        dispatch({ do: 'rename' });
        return true;
      case 'Enter':
        onLoad();
        return true;
      default:
        return false;
    }
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || selected === undefined) return;
    if (act(event, selected)) event.preventDefault();
  };

  return (
    <div
      ref={tableRef}
      className="filters-table list-box"
      role="grid"
      aria-label={texts.savedFilters}
      aria-rowcount={filters.length + 1}
      aria-activedescendant={selected === undefined ? undefined : rowId(selected)}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup">
        <div role="row" aria-rowindex={1} className="filters-head">
          <span role="columnheader">{texts.filterName}</span>
          <span role="columnheader">{texts.contents}</span>
        </div>
      </div>
      <div
        ref={rows}
        role="rowgroup"
        className="filters-rows"
        onPointerDown={draft.renamed === undefined ? onPointerDown : undefined}
      >
        {filters.map((entry, row) => (
          <div
            key={entry.id}
            id={rowId(row)}
            role="row"
            aria-rowindex={row + 2}
            aria-selected={row === selected}
            className={rowDragClass('saved-filter', row, filters.length, drag)}
            onPointerDown={() => dispatch({ do: 'select', row })}
            onDoubleClick={draft.renamed === entry.id ? undefined : onLoad}
          >
            <span role="gridcell" className="filter-name">
              <Icon id="filter-16-regular" edge={16} />
              {draft.renamed === entry.id ? (
                <NameEditor
                  entry={entry}
                  draft={draft}
                  onEnd={(name) => {
                    dispatch({ do: 'end-rename', name });
                    tableRef.current?.focus();
                  }}
                />
              ) : (
                <bdi title={entry.filter.name}>{entry.filter.name}</bdi>
              )}
            </span>
            <span role="gridcell" className="filter-contents">
              {sentenceCase(contentsOf(entry.filter))}
            </span>
          </div>
        ))}
      </div>
      {filters.length > 0 ? null : (
        <div className="filters-empty">
          <strong>{texts.emptyTitle}</strong>
          <p>{texts.emptyHint}</p>
        </div>
      )}
    </div>
  );
}

/** The name of a filter as a field: Enter and leaving it keep what it says, Esc does not. */
function NameEditor({
  entry,
  draft,
  onEnd,
}: {
  entry: DraftFilter;
  draft: FiltersDraft;
  onEnd: (name: string | undefined) => void;
}): JSX.Element {
  const [name, setName] = useState(entry.filter.name);
  const [error, setError] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const wanted = name.trim();
  const keep = (): void => {
    if (wanted === '') setError(texts.nameMissing);
    else if (isTaken(draft, entry.id, wanted)) setError(texts.nameTaken(wanted));
    else onEnd(wanted);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') keep();
    else if (event.key === 'Escape') onEnd(undefined);
    else {
      event.stopPropagation();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <TextField
      ref={field}
      className="name-editor"
      label={texts.filterName}
      value={name}
      error={error}
      maxLength={MAX_FILTER_NAME}
      onValueChange={(value) => {
        setName(value);
        setError(undefined);
      }}
      onKeyDown={onKeyDown}
      onBlur={() => {
        const isFree = wanted !== '' && !isTaken(draft, entry.id, wanted);
        onEnd(isFree ? wanted : undefined);
      }}
    />
  );
}

function rowId(row: number): string {
  return `saved-filter-${row}`;
}
