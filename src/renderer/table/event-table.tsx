import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { JSX, RefObject } from 'react';
import { ColumnState } from '../columns/column-state.ts';
import type { TableTools } from '../columns/header-drag.ts';
import { TableHeader } from '../columns/table-header.tsx';
import { runCommand } from '../commands/run-command.ts';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { CellCardView } from './cell-card.tsx';
import type { CellCard } from './cell-card.tsx';
import { EmptyNote } from './empty-note.tsx';
import { mountTable } from './mount-table.ts';

const { messages } = locale;

/** The list of events: header, rows and scroll bars. */
export function EventTable(): JSX.Element {
  const app = useApp();
  const root = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const view = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const sidewaysBar = useRef<HTMLDivElement>(null);
  const cardElement = useRef<HTMLDivElement>(null);
  const tools = useRef<TableTools>(null);
  const [columns] = useState(() => new ColumnState(app));
  const [toolsOf] = useState(() => () => tools.current);
  const [card, setCard] = useState<CellCard>();
  const names = useSyncExternalStore(columns.subscribe, () => columns.names);
  const rows = useAppState((state) => state.view?.rows ?? 0);

  useEffect(() => columns.follow(), [columns]);
  useEffect(() => {
    const mounted = mountTable(
      app,
      columns,
      {
        root: elementOf(root),
        grid: elementOf(grid),
        view: elementOf(view),
        body: elementOf(body),
        layer: elementOf(layer),
        bar: elementOf(bar),
        sidewaysBar: elementOf(sidewaysBar),
      },
      { show: setCard, element: () => cardElement.current },
    );
    tools.current = mounted;
    return () => {
      tools.current = null;
      mounted.close();
    };
  }, [app, columns]);

  return (
    <div className="table" ref={root}>
      <div
        className="grid"
        role="grid"
        ref={grid}
        tabIndex={0}
        aria-label={messages.eventList}
        aria-rowcount={rows + 1}
        aria-colcount={names.length}
        aria-multiselectable="true"
        id="event-list"
        onDoubleClick={(event) => {
          if (event.target instanceof Node && body.current?.contains(event.target) === true)
            runCommand(app, 'event.properties');
        }}
      >
        <div className="sheet-view" ref={view} role="presentation">
          <div className="sheet" role="presentation">
            <TableHeader
              state={columns}
              tools={toolsOf}
              onLeave={() => grid.current?.focus({ preventScroll: true })}
            />
            <div className="rows" ref={body} role="rowgroup">
              <div className="layer" ref={layer} role="presentation" />
            </div>
          </div>
        </div>
      </div>
      <div
        className="scroll-bar"
        ref={bar}
        role="scrollbar"
        aria-label={messages.scrollBar}
        aria-controls="event-list"
        aria-orientation="vertical"
      >
        <div className="thumb" />
      </div>
      <div
        className="sideways-bar"
        ref={sidewaysBar}
        hidden
        role="scrollbar"
        aria-label={messages.columnTexts.scrollSideways}
        aria-controls="event-list"
        aria-orientation="horizontal"
      >
        <div className="thumb" />
      </div>
      <EmptyNote />
      <CellCardView card={card} elementRef={cardElement} />
    </div>
  );
}

function elementOf(ref: RefObject<HTMLElement | null>): HTMLElement {
  if (ref.current === null) throw new Error('The table has lost one of its elements.');
  return ref.current;
}
