import { useEffect, useRef } from 'react';
import type { JSX, KeyboardEvent } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { ColumnName } from '../../shared/columns.ts';
import type { ColumnChoice } from '../../shared/settings.ts';
import { Button } from '../controls/button.tsx';
import { movedRow } from '../controls/moved-row.ts';
import { rowDragClass, useRowDrag } from '../controls/use-row-drag.ts';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import { useAppState } from '../state/app-context.ts';
import { layOutColumns } from './column-layout.ts';
import { fullColumnName } from './column-names.ts';
import { layoutSpace } from './layout-space.ts';

const words = locale.messages.filter.selectColumns;

const ROW = 26;
/** Columns that a page key moves by. */
const PAGE = 10;

/** The shown columns from left to right, and what orders them. */
export function ShownColumns({
  columns,
  selected,
  onSelect,
  onChange,
  onHide,
  onDefaults,
}: {
  columns: readonly ColumnChoice[];
  selected: ColumnName | undefined;
  onSelect: (name: ColumnName) => void;
  onChange: (columns: readonly ColumnChoice[]) => void;
  onHide: (name: ColumnName) => void;
  onDefaults: () => void;
}): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const space = useAppState(useShallow((state) => layoutSpace(document.documentElement.clientWidth, state)));
  const { widths } = layOutColumns(columns, space);
  const at = columns.findIndex(({ name }) => name === selected);

  const move = (from: number, to: number): void => {
    const column = columns[from];
    if (column === undefined || to < 0 || to >= columns.length) return;
    const rest = columns.filter((other) => other !== column);
    onChange([...rest.slice(0, to), column, ...rest.slice(to)]);
    onSelect(column.name);
  };
  const { drag, onPointerDown } = useRowDrag(columns.length, ROW, move);

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const to = movedRow(event.key, at < 0 ? undefined : at, columns.length, PAGE);
    if (event.key === 'Delete' && selected !== undefined) {
      const next = columns[at + 1] ?? columns[at - 1];
      onHide(selected);
      if (next !== undefined) onSelect(next.name);
    } else if (to === undefined) return;
    else if (event.altKey) move(at, to);
    else {
      const column = columns[to];
      if (column !== undefined) onSelect(column.name);
    }
    event.preventDefault();
  };

  return (
    <div className="shown-columns">
      <span className="shown-columns-title" id="shown-columns-title">
        {words.shown}
      </span>
      <div
        ref={list}
        className="list-box shown-columns-list"
        role="listbox"
        aria-labelledby="shown-columns-title"
        aria-activedescendant={at < 0 ? undefined : optionId(at)}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
      >
        {columns.map((column, index) => (
          <div
            key={column.name}
            id={optionId(index)}
            role="option"
            aria-selected={index === at}
            className={rowDragClass('shown-column', index, columns.length, drag)}
            onPointerDown={() => onSelect(column.name)}
          >
            <Icon id="re-order-dots-vertical-16-regular" edge={16} />
            <span>{fullColumnName(column.name)}</span>
            <span className="column-width">{words.width(locale.number(widths[index] ?? 0))}</span>
          </div>
        ))}
      </div>
      <div className="rule-commands">
        <Button isSmall icon="arrow-up-16-regular" disabled={at <= 0} onClick={() => move(at, at - 1)}>
          {words.up}
        </Button>
        <Button
          isSmall
          icon="arrow-down-16-regular"
          disabled={at < 0 || at === columns.length - 1}
          onClick={() => move(at, at + 1)}
        >
          {words.down}
        </Button>
        <span className="space" />
        <Button isSmall onClick={onDefaults}>
          {words.defaults}
        </Button>
      </div>
    </div>
  );
}

function optionId(index: number): string {
  return `shown-column-${index}`;
}
