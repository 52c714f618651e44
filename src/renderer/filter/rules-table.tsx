import { useCallback, useEffect, useState } from 'react';
import type { Dispatch, JSX, KeyboardEvent, MouseEvent } from 'react';
import { List, useListCallbackRef } from 'react-window';
import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import { useRowDrag } from '../controls/use-row-drag.ts';
import { locale } from '../messages/locale.ts';
import { defaultsRow, draftRows } from './filter-draft.ts';
import type { DraftAction, FilterDraft } from './filter-draft.ts';
import type { RuleCounter } from './rule-counter.ts';
import { ruleProblem } from './rule-problem.ts';
import { RuleRow, ruleRowId } from './rule-row.tsx';
import type { RuleRowData } from './rule-row.tsx';

const texts = locale.messages.filter;

const ROW = 24;
/** Heights of a row whose cells are fields, and with a line below that says what is wrong. */
const EDITED_ROW = 30;
const REFUSED_ROW = 50;
const PAGE = 10;

function rowHeight(index: number, { draft }: RuleRowData): number {
  const entry = draft.rules[index];
  if (entry === undefined || draft.edited?.id !== entry.id) return ROW;
  return ruleProblem(entry.rule) === undefined ? EDITED_ROW : REFUSED_ROW;
}

/** The rules of a filter, one of them selected. One tab stop; the keys are those of the list of events. */
export function RulesTable({
  draft,
  dispatch,
  defaults,
  counter,
  hidden,
  empty,
  tableRef,
}: {
  draft: FilterDraft;
  dispatch: Dispatch<DraftAction>;
  defaults: readonly FilterRule[];
  counter: RuleCounter;
  hidden: number | undefined;
  /** Stands in the list while it has no row. */
  empty?: string | undefined;
  tableRef: { current: HTMLDivElement | null };
}): JSX.Element {
  const [list, setList] = useListCallbackRef();
  const [drawn, setDrawn] = useState({ startIndex: 0, stopIndex: 0 });
  const [height, setHeight] = useState(Infinity);
  const { drag, onPointerDown } = useRowDrag(draft.rules.length, ROW, (from, to) =>
    dispatch({ do: 'move', from, to }),
  );
  const rows = draftRows(draft, defaults.length);
  const { selected } = draft;

  useEffect(() => {
    if (selected !== undefined && selected < rows) list?.scrollToRow({ index: selected, align: 'auto' });
  }, [list, selected, rows]);
  const onRowsRendered = useCallback(
    (_visible: unknown, all: { startIndex: number; stopIndex: number }) =>
      setDrawn((before) =>
        before.startIndex === all.startIndex && before.stopIndex === all.stopIndex ? before : all,
      ),
    [],
  );
  const onResize = useCallback((size: { height: number }) => setHeight(size.height), []);

  const select = (row: number): void => {
    if (rows > 0) dispatch({ do: 'select', row: Math.min(rows - 1, Math.max(0, row)) });
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target !== event.currentTarget || event.ctrlKey) return;
    const at = selected ?? -1;
    if (act(event, at)) event.preventDefault();
  };
  const act = (event: KeyboardEvent, at: number): boolean => {
    const isDefaults = at === defaultsRow(draft);
    if (event.altKey) {
      if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return false;
      dispatch({ do: 'move', from: at, to: at + (event.key === 'ArrowUp' ? -1 : 1) });
      return true;
    }
    switch (event.key) {
      case 'ArrowUp':
        select(at < 0 ? rows - 1 : at - 1);
        return true;
      case 'ArrowDown':
        select(at + 1);
        return true;
      case 'PageUp':
        select(at - PAGE);
        return true;
      case 'PageDown':
        select(at + PAGE);
        return true;
      case 'Home':
        select(0);
        return true;
      case 'End':
        select(rows - 1);
        return true;
      case 'ArrowRight':
      case 'ArrowLeft':
        if (!isDefaults) return false;
        dispatch({ do: 'fold', open: event.key === 'ArrowRight' });
        return true;
      case ' ': {
        const on = isDefaults ? !draft.usesDefaults : draft.rules[at]?.rule.enabled === false;
        if (isDefaults || at < defaultsRow(draft)) dispatch({ do: 'enable', row: at, on });
        return true;
      }
      case 'Delete':
        dispatch({ do: 'remove' });
        return true;
      case 'F2':
      case 'Enter':
        if (isDefaults) dispatch({ do: 'fold', open: !draft.isUnfolded });
        else dispatch({ do: 'edit', row: at });
        return true;
      default:
        return false;
    }
  };
  const onClick = (event: MouseEvent): void => {
    if (event.target instanceof Element && event.target.closest('.fold') !== null) {
      dispatch({ do: 'fold', open: !draft.isUnfolded });
    }
  };

  // The header keeps as much free at its end as the scroll bar takes from the rows.
  const scrolls = rows * ROW + (draft.edited === undefined ? 0 : REFUSED_ROW - ROW) > height;
  const isDrawn =
    selected !== undefined && selected >= drawn.startIndex && selected <= drawn.stopIndex && selected < rows;
  return (
    <div
      ref={tableRef}
      className={scrolls ? 'rules-table list-box scrolls' : 'rules-table list-box'}
      role="treegrid"
      aria-label={texts.rules}
      aria-rowcount={rows + 1}
      aria-activedescendant={isDrawn ? ruleRowId(selected) : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <div role="rowgroup">
        <div role="row" aria-rowindex={1} className="rules-head">
          <span role="columnheader" className="check-cell">
            <span className="visually-hidden">{texts.enabled}</span>
          </span>
          <span role="columnheader">{texts.column}</span>
          <span role="columnheader">{texts.relation}</span>
          <span role="columnheader">{texts.value}</span>
          <span role="columnheader">{texts.action}</span>
          <span role="columnheader" className="number">
            {texts.matches}
          </span>
        </div>
      </div>
      {rows === 0 && empty !== undefined ? <p className="rules-empty">{empty}</p> : null}
      <List
        role="rowgroup"
        className="rules-rows"
        listRef={setList}
        rowComponent={RuleRow}
        rowCount={rows}
        rowHeight={rowHeight}
        rowProps={{
          draft,
          dispatch,
          defaults,
          counter,
          drag,
          hidden,
          onEdited: () => tableRef.current?.focus(),
        }}
        onRowsRendered={onRowsRendered}
        onResize={onResize}
        tabIndex={-1}
        onFocus={(event) => {
          if (event.target === event.currentTarget) tableRef.current?.focus();
        }}
        onPointerDown={draft.edited === undefined ? onPointerDown : undefined}
      />
    </div>
  );
}
