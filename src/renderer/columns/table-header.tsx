import { ContextMenu } from '@base-ui/react/context-menu';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { JSX, KeyboardEvent } from 'react';
import { createPortal } from 'react-dom';
import type { ColumnName } from '../../shared/columns.ts';
import { isColumnName } from '../../shared/columns.ts';
import { locale } from '../messages/locale.ts';
import { withMoved, withWidth } from './column-changes.ts';
import { columnWidth } from './column-layout.ts';
import type { ColumnState } from './column-state.ts';
import { columnTitle } from './column-title.ts';
import { attachHeaderDrag } from './header-drag.ts';
import type { TableTools } from './header-drag.ts';
import { headerKey, neighbourOf } from './header-keys.ts';
import { HeaderMenu } from './header-menu.tsx';
import { TABLE_COLUMNS } from './table-columns.ts';

/** What a key changes a column's width by, in CSS pixels. */
const WIDTH_STEP = 8;

/** Names of the columns, aligned as their cells are: drags, keys and a menu arrange them. */
export function TableHeader({
  state,
  tools,
  onLeave,
}: {
  state: ColumnState;
  tools: () => TableTools | null;
  /** The focus goes back to the list. */
  onLeave: () => void;
}): JSX.Element {
  const names = useSyncExternalStore(state.subscribe, () => state.names);
  const row = useRef<HTMLDivElement>(null);
  const dropLine = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<ColumnName>();
  const [said, setSaid] = useState('');
  const texts = locale.messages.columnTexts;
  const current = chosen !== undefined && names.includes(chosen) ? chosen : names[0];

  useEffect(() => {
    if (row.current === null || dropLine.current === null) return;
    return attachHeaderDrag(row.current, dropLine.current, state, tools);
  }, [state, tools]);

  /** The order of the elements changes with the columns', and the focus stays with its column. */
  const focus = (name: ColumnName): void => {
    setChosen(name);
    requestAnimationFrame(() => row.current?.querySelector<HTMLElement>(`[data-column="${name}"]`)?.focus());
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>, name: ColumnName): void => {
    const key = headerKey(event);
    if (key === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (key.kind === 'leave') onLeave();
    else if (key.kind === 'menu') openMenu(event.currentTarget);
    else if (key.kind === 'focus') focus(neighbourOf(names, name, key.direction));
    else if (key.kind === 'move') {
      const from = names.indexOf(name);
      const place = from + (key.direction > 0 ? 2 : -1);
      if (place < 0 || place > names.length) return;
      state.keep(withMoved(state.columns, name, place));
      setSaid(texts.moved(columnTitle(name), locale.number(from + key.direction + 1)));
      focus(name);
    } else {
      const width = tools()?.layout().widths[names.indexOf(name)] ?? 0;
      const columns = withWidth(state.columns, name, width + key.direction * WIDTH_STEP);
      state.keepSoon(columns);
      const set = columns.find((column) => column.name === name)?.width ?? width;
      setSaid(texts.widthSet(columnTitle(name), locale.number(set)));
    }
  };

  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger
        className="header"
        role="rowgroup"
        onContextMenu={(event) => {
          if (!(event.target instanceof Element)) return;
          const name = event.target.closest<HTMLElement>('[data-column]')?.dataset['column'];
          if (name !== undefined && isColumnName(name)) setChosen(name);
        }}
      >
        <div role="row" aria-rowindex={1} className="header-row" ref={row}>
          {names.map((name, index) => (
            <div
              key={name}
              className={`column-name ${TABLE_COLUMNS[name].style}`}
              role="columnheader"
              aria-colindex={index + 1}
              aria-describedby="column-hint"
              data-column={name}
              style={{ width: columnWidth(index) }}
              tabIndex={name === current ? 0 : -1}
              onFocus={() => setChosen(name)}
              onKeyDown={(event) => onKeyDown(event, name)}
            >
              <span className="column-title">{columnTitle(name)}</span>
              <span className="column-edge" aria-hidden="true" />
            </div>
          ))}
        </div>
        <div className="drop-line" ref={dropLine} hidden aria-hidden="true" />
        <span id="column-hint" hidden>
          {texts.headerHint}
        </span>
      </ContextMenu.Trigger>
      {createPortal(
        // A grid may hold nothing but rows.
        <span className="header-said" aria-live="polite">
          {said}
        </span>,
        document.body,
      )}
      {current === undefined ? null : <HeaderMenu column={current} state={state} tools={tools} />}
    </ContextMenu.Root>
  );
}

/** Opens the menu as a right click on the element's middle would. */
function openMenu(element: HTMLElement): void {
  const { left, bottom } = element.getBoundingClientRect();
  element.dispatchEvent(
    new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: left, clientY: bottom }),
  );
}
