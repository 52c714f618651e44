import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { JSX } from 'react';
import { ProcessIcons } from '../icons/process-icons.ts';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { setBusy } from '../state/idle.ts';
import { TABLE_COLUMNS, layOutColumns } from './columns.ts';
import type { ColumnLayout } from './columns.ts';
import { textLimit } from './cell-text.ts';
import { attachListInput } from './list-input.ts';
import { ScrollBar } from './scroll-bar.ts';
import { TableController } from './table-controller.ts';
import { TableHeader } from './table-header.tsx';

const { messages } = locale;

/** Height of a row in CSS pixels, the design token `--row`. */
function rowHeight(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--row'));
}

/** Widths go to the style sheet once, not to every row. */
function applyColumns(root: HTMLElement, layout: ColumnLayout): void {
  root.style.setProperty('--gutter', `${layout.gutter}px`);
  layout.widths.forEach((width, index) => root.style.setProperty(`--width-${index}`, `${width}px`));
}

/** The list of events: header, rows and scroll bar. */
export function EventTable(): JSX.Element {
  const { store, session } = useApp();
  const root = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const table = useRef<TableController>(null);
  const textLimits = useRef<readonly number[]>([]);
  const [width, setWidth] = useState(0);
  const rows = useAppState((state) => state.view?.rows ?? 0);
  const total = useAppState((state) => state.view?.total ?? 0);
  // The width of the numbers' column grows with the capture, not with each event.
  const digits = 10 ** String(total).length - 1;

  useLayoutEffect(() => {
    if (root.current === null || width === 0) return;
    const layout = layOutColumns(width, digits);
    applyColumns(root.current, layout);
    textLimits.current = layout.widths.map(textLimit);
    table.current?.formatChanged();
  }, [width, digits]);

  useEffect(() => {
    if (grid.current === null || body.current === null || layer.current === null || bar.current === null)
      return;
    const gridElement = grid.current;
    const bodyElement = body.current;
    const icons = new ProcessIcons(
      (index) => session.icon(index),
      () => controller.formatChanged(),
    );
    const part = {};
    const controller: TableController = new TableController({
      layer: layer.current,
      rowHeight: rowHeight(),
      format: {
        rowNumber: locale.number,
        timeOfDay: messages.timeOfDay,
        processIcon: (index) => icons.address(index),
        get textLimits() {
          return textLimits.current;
        },
      },
      source: {
        rows: (first, count, signal) => session.rows(first, count, signal),
        rowOfEvent: (event) => session.rowOfEvent(event),
        eventOfRow: (row) => session.eventOfRow(row),
        selected: (selection) => store.getState().selected(selection),
        failed: (error) => console.error(error),
        busy: (isBusy) => setBusy(part, isBusy),
      },
      listener: {
        drawn: (position, activeId) => {
          scrollBar.update(position);
          if (activeId === undefined) gridElement.removeAttribute('aria-activedescendant');
          else gridElement.setAttribute('aria-activedescendant', activeId);
        },
      },
    });
    table.current = controller;
    const scrollBar = new ScrollBar(bar.current, controller);
    const detachInput = attachListInput(gridElement, bodyElement, controller);

    const resize = new ResizeObserver(() => {
      controller.setRowHeight(rowHeight());
      controller.setViewport(bodyElement.clientHeight);
      setWidth(bodyElement.clientWidth);
    });
    resize.observe(bodyElement);

    const { view } = store.getState();
    if (view !== undefined) controller.setView(view);
    const unsubscribe = store.subscribe((state, before) => {
      if (state.capture.capture !== before.capture.capture) {
        icons.clear();
        controller.reset();
        if (state.view !== undefined) controller.setView(state.view);
      } else if (state.view !== before.view && state.view !== undefined) controller.setView(state.view);
    });
    gridElement.focus({ preventScroll: true });
    return () => {
      unsubscribe();
      resize.disconnect();
      detachInput();
      scrollBar.close();
      controller.close();
      table.current = null;
      icons.clear();
    };
  }, [store, session]);

  return (
    <div className="table" ref={root}>
      <div
        className="grid"
        role="grid"
        ref={grid}
        tabIndex={0}
        aria-label={messages.eventList}
        aria-rowcount={rows + 1}
        aria-colcount={TABLE_COLUMNS.length}
        id="event-list"
      >
        <TableHeader />
        <div className="rows" ref={body} role="rowgroup">
          <div className="layer" ref={layer} role="presentation" />
          {rows === 0 && total > 0 ? (
            <p className="no-rows">{messages.noRows(locale.number(total))}</p>
          ) : null}
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
    </div>
  );
}
