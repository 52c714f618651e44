import { List, useListRef } from 'react-window';
import type { RowComponentProps } from 'react-window';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import type { CSSProperties, JSX, KeyboardEvent, MouseEvent, ReactNode } from 'react';
import { useBarWidth } from '../controls/use-bar-width.ts';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import { rowText } from './copy-text.ts';
import { nextOrder, sorted } from './list-rows.ts';
import type { DataRow, SortOrder } from './list-rows.ts';
import { movedRow } from '../controls/moved-row.ts';
import { useProperties, usePropertiesState } from './properties-context.ts';

export interface DataColumn<Column extends string> {
  readonly name: Column;
  readonly title: string;
  /** CSS pixels; the last column gets what is left over. */
  readonly width: number;
  readonly isRight?: boolean | undefined;
  readonly isMono?: boolean | undefined;
  readonly isSecondary?: boolean | undefined;
}

export interface DataListProps<Column extends string, Row extends DataRow<Column>> {
  /** The list's name. */
  readonly label: string;
  readonly columns: readonly DataColumn<Column>[];
  /** Another array for another event: selection and place are then given up. */
  readonly rows: readonly Row[];
  readonly isSortable?: boolean | undefined;
  readonly rowClass?: ((index: number) => string | undefined) | undefined;
  /** What a cell shows in place of its text; undefined for the text. */
  readonly renderCell?: ((row: Row, column: Column) => ReactNode) | undefined;
}

/** Heights of rows by density, in CSS pixels; the token `--row` says the same. */
const ROW_HEIGHT = { compact: 20, comfortable: 24 } as const;

/**
 * A list of a window's own: as the event list looks, with one row selected. Only the rows in view are in the page. The
 * header stands above what scrolls, so that the scroll bar begins below it; the grid owns it all the same.
 */
export function DataList<Column extends string, Row extends DataRow<Column>>({
  label,
  columns,
  rows,
  isSortable = false,
  rowClass,
  renderCell,
}: DataListProps<Column, Row>): JSX.Element {
  const session = useProperties();
  const density = usePropertiesState((state) => state.settings.density);
  const [order, setOrder] = useState<SortOrder<Column>>();
  const [current, setCurrent] = useState<number>();
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const bar = useBarWidth(scroller);
  const head = useRef<HTMLDivElement>(null);
  const list = useListRef(null);
  const id = useId();
  const shown = useMemo(() => sorted(rows, order, locale.tag), [rows, order]);
  const names = useMemo(() => columns.map(({ name }) => name), [columns]);

  const [rowsOfCurrent, setRowsOfCurrent] = useState(rows);
  if (rowsOfCurrent !== rows) {
    setRowsOfCurrent(rows);
    setCurrent(undefined);
  }
  useEffect(() => {
    scroller?.scrollTo({ top: 0 });
  }, [rows, scroller]);

  const select = (index: number): void => {
    setCurrent(index);
    list.current?.scrollToRow({ index });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.shiftKey) return;
    if (event.ctrlKey || event.metaKey) {
      const row = current === undefined ? undefined : shown[current];
      if (event.key.toLowerCase() !== 'c' || row === undefined || hasSelectedText()) return;
      event.preventDefault();
      session.copy(rowText(names, row));
      return;
    }
    const page = Math.max(1, Math.floor((scroller?.clientHeight ?? 0) / ROW_HEIGHT[density]) - 1);
    const next = movedRow(event.key, current, shown.length, page);
    if (next === undefined) return;
    event.preventDefault();
    select(next);
  };
  const sortBy = (column: Column): void => {
    setOrder(nextOrder(order, column));
    setCurrent(undefined);
    scroller?.scrollTo({ top: 0 });
  };

  const widths: CSSProperties & Record<'--columns' | '--least-width', string> = {
    '--columns': columns
      .map(({ width }, index) => (index === columns.length - 1 ? `minmax(${width}px, 1fr)` : `${width}px`))
      .join(' '),
    '--least-width': `${columns.reduce((sum, { width }) => sum + width, 0)}px`,
  };
  return (
    <div className="data-list" style={widths}>
      <div
        ref={head}
        className="data-head"
        style={{ paddingRight: bar }}
        onScroll={(event) => scroller?.scrollTo({ left: event.currentTarget.scrollLeft })}
      >
        <div id={`${id}-header`} className="data-header" role="row" aria-rowindex={1}>
          {columns.map(({ name, title, isRight }) => {
            const direction =
              order?.column !== name ? undefined : order.isDescending ? 'descending' : 'ascending';
            const className = isRight === true ? 'data-title data-right' : 'data-title';
            if (!isSortable)
              return (
                <div key={name} className={className} role="columnheader">
                  {title}
                </div>
              );
            return (
              <div key={name} className={className} role="columnheader" aria-sort={direction ?? 'none'}>
                <button type="button" className="data-sort" onClick={() => sortBy(name)}>
                  {title}
                  {direction === undefined ? null : (
                    <Icon
                      id={
                        direction === 'ascending' ? 'arrow-sort-up-16-regular' : 'arrow-sort-down-16-regular'
                      }
                      edge={16}
                    />
                  )}
                </button>
              </div>
            );
          })}
        </div>
      </div>
      <div
        ref={setScroller}
        className="data-scroller"
        role="grid"
        aria-label={label}
        aria-owns={`${id}-header`}
        aria-rowcount={shown.length + 1}
        aria-activedescendant={current === undefined ? undefined : `${id}-${current}`}
        tabIndex={0}
        onScroll={(event) => head.current?.scrollTo({ left: event.currentTarget.scrollLeft })}
        onKeyDown={onKeyDown}
      >
        <List
          listRef={list}
          role="rowgroup"
          className="data-rows"
          scrollElement={scroller}
          rowComponent={DataRowView<Column, Row>}
          rowCount={shown.length}
          rowHeight={ROW_HEIGHT[density]}
          rowProps={{ id, columns, rows: shown, current, rowClass, renderCell, select: setCurrent }}
        />
      </div>
    </div>
  );
}

interface RowProps<Column extends string, Row extends DataRow<Column>> {
  readonly id: string;
  readonly columns: readonly DataColumn<Column>[];
  readonly rows: readonly Row[];
  readonly current: number | undefined;
  readonly rowClass: ((index: number) => string | undefined) | undefined;
  readonly renderCell: ((row: Row, column: Column) => ReactNode) | undefined;
  readonly select: (index: number) => void;
}

function DataRowView<Column extends string, Row extends DataRow<Column>>({
  index,
  style,
  id,
  columns,
  rows,
  current,
  rowClass,
  renderCell,
  select,
}: RowComponentProps<RowProps<Column, Row>>): JSX.Element | null {
  const row = rows[index];
  if (row === undefined) return null;
  const classes = ['data-row', index === current ? 'selected' : undefined, rowClass?.(index)];
  return (
    <div
      id={`${id}-${index}`}
      style={style}
      className={classes.filter((name) => name !== undefined).join(' ')}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={index === current}
      onMouseDown={(event: MouseEvent) => {
        if (event.button === 0) select(index);
      }}
    >
      {columns.map((column) => (
        <div key={column.name} className={cellClass(column)} role="gridcell" title={row.cells[column.name]}>
          {renderCell?.(row, column.name) ?? row.cells[column.name]}
        </div>
      ))}
    </div>
  );
}

function cellClass<Column extends string>({ isRight, isMono, isSecondary }: DataColumn<Column>): string {
  const classes = ['data-cell'];
  if (isRight === true) classes.push('data-right');
  if (isMono === true) classes.push('mono');
  if (isSecondary === true) classes.push('data-secondary');
  return classes.join(' ');
}

/** Whether the user has marked text, which a copy then means. */
export function hasSelectedText(): boolean {
  return (getSelection()?.toString() ?? '') !== '';
}
