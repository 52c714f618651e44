import type { ColumnName } from '../../shared/columns.ts';
import { applyLayout, columnLeft, layOutColumns } from '../columns/column-layout.ts';
import { columnNeeds, layoutSpace } from '../columns/layout-space.ts';
import type { ColumnLayout } from '../columns/column-layout.ts';
import { withWidth } from '../columns/column-changes.ts';
import type { ColumnState } from '../columns/column-state.ts';
import type { TableTools } from '../columns/header-drag.ts';
import { runCommand } from '../commands/run-command.ts';
import { ProcessIcons } from '../icons/process-icons.ts';
import { openLive } from '../live/open-live.ts';
import { followMode } from './follow-mode.ts';
import { locale } from '../messages/locale.ts';
import type { App } from '../state/app-context.ts';
import { setBusy } from '../state/idle.ts';
import type { CellCard } from './cell-card.tsx';
import { CellHover } from './cell-hover.ts';
import { attachCellMenu } from './cell-menu.ts';
import type { RowFormat } from './cell-writers.ts';
import { fitWidth } from './fit-width.ts';
import { fontScale } from './font-scale.ts';
import { createTableHandle } from './list-handle.ts';
import { attachListInput, scrollByWheel } from './list-input.ts';
import { attachListPointer } from './list-pointer.ts';
import { ScrollBar } from './scroll-bar.ts';
import { SidewaysScroll } from './sideways-scroll.ts';
import { TableController } from './table-controller.ts';
import { fittersOf } from './text-fitter.ts';

export interface TableElements {
  readonly root: HTMLElement;
  readonly grid: HTMLElement;
  /** Scrolls sideways; header and rows are in it. */
  readonly view: HTMLElement;
  readonly body: HTMLElement;
  readonly layer: HTMLElement;
  readonly bar: HTMLElement;
  readonly sidewaysBar: HTMLElement;
}

export interface CardHost {
  readonly show: (card: CellCard | undefined) => void;
  /** The card's element, while it is open. */
  readonly element: () => HTMLElement | null;
}

/** Brings the list to life in its elements. The table's handle is the app's until `close` is called. */
export function mountTable(
  app: App,
  columns: ColumnState,
  elements: TableElements,
  cards: CardHost,
): TableTools & { close(): void } {
  const { store, session } = app;
  const { root, grid, view, body, layer, bar, sidewaysBar } = elements;
  const listening = new AbortController();
  const part = {};
  let layout: ColumnLayout = { gutter: 0, widths: [], total: 0 };

  const icons = new ProcessIcons(
    (index) => session.icon(index),
    () => controller.formatChanged(),
  );
  const format: Mutable<RowFormat> = {
    rowNumber: locale.number,
    timeOfDay: locale.messages.timeOfDay,
    processIcon: (index) => icons.address(index),
    ...fittersOf(body),
  };
  const controller: TableController = new TableController({
    layer,
    rowHeight: rowHeight(),
    format,
    source: {
      rows: (first, count, names, signal) => session.rows(first, count, names, signal),
      rowOfEvent: (event) => session.rowOfEvent(event),
      eventOfRow: (row) => session.eventOfRow(row),
      runs: (first, count) => session.runs(first, count),
      selected: (selection) => store.getState().selected(selection),
      failed: (error) => console.error(error),
      busy: (isBusy) => setBusy(part, isBusy),
    },
    listener: {
      drawn: (position, activeId) => {
        scrollBar.update(position);
        if (activeId === undefined) grid.removeAttribute('aria-activedescendant');
        else if (grid.getAttribute('aria-activedescendant') !== activeId)
          grid.setAttribute('aria-activedescendant', activeId);
      },
      moved: () => hover.close(),
      endReached: (isAtEnd) => {
        const now = store.getState();
        if (openLive(now) === undefined) return;
        if (isAtEnd) now.listFollowed();
        else now.listHeld();
      },
    },
  });
  const scrollBar = new ScrollBar(bar, controller);
  const hover = new CellHover({ body, controller, format, show: cards.show, card: cards.element });
  const sideways = new SidewaysScroll(view, sidewaysBar, () => hover.close());

  const layOut = (): void => {
    const width = view.clientWidth;
    if (width === 0) return;
    const space = layoutSpace(width, store.getState());
    layout = layOutColumns(columns.columns, { ...space, scale: fontScale(format.plain) });
    applyLayout(root, layout);
    sideways.setWidths(layout.total, width);
    controller.setColumns({ names: columns.names, widths: layout.widths }, layout);
  };

  const fit = (names: readonly ColumnName[]): void => {
    const fitted = names.reduce(
      (choices, name) => withWidth(choices, name, fitWidth(name, root, controller, format)),
      columns.columns,
    );
    columns.keep(fitted);
  };

  const handle = createTableHandle(app, grid, controller);
  const menu = attachCellMenu(app, grid, body, controller, handle);
  const detach = [
    attachListPointer(body, controller),
    attachListInput(grid, controller, sideways, {
      open: () => runCommand(app, 'event.properties'),
      menu: menu.open,
      card: () => {
        const row = handle.currentRow();
        const { column } = controller;
        if (row !== undefined && column !== undefined) hover.open(row, column);
      },
      closeCard: () => {
        const { isOpen } = hover;
        hover.close();
        return isOpen;
      },
      columnMoved: (index) => {
        const left = columnLeft(layout, index);
        sideways.reveal(index === 0 ? 0 : left, left + (layout.widths[index] ?? 0));
      },
    }),
    menu.close,
    columns.subscribe(layOut),
  ];
  const { signal } = listening;
  // What floats over the list scrolls it, and closes when the pointer leaves it.
  const isCard = (target: EventTarget | null): boolean =>
    target instanceof Node && cards.element()?.contains(target) === true;
  root.addEventListener(
    'wheel',
    (event) => {
      if (isCard(event.target)) scrollByWheel(event, controller, sideways);
    },
    { signal, passive: true },
  );
  root.addEventListener(
    'pointerout',
    (event) => {
      if (isCard(event.target) && !isCard(event.relatedTarget)) hover.leftCard(event);
    },
    { signal, passive: true },
  );
  grid.addEventListener('blur', () => hover.close(), { signal });

  const useFont = (): void => {
    Object.assign(format, fittersOf(body));
    controller.setRowHeight(rowHeight());
    layOut();
    controller.formatChanged();
  };

  const resize = new ResizeObserver(() => {
    controller.setRowHeight(rowHeight());
    controller.setViewport(body.clientHeight);
    layOut();
  });
  resize.observe(body);
  resize.observe(view);

  const state = store.getState();
  layOut();
  controller.follow(followMode(state));
  if (state.view !== undefined) controller.setView(state.view);
  const unsubscribe = store.subscribe((now, before) => {
    controller.follow(followMode(now));
    if (JSON.stringify(now.settings.font) !== JSON.stringify(before.settings.font)) useFont();
    if (now.capture.capture !== before.capture.capture) {
      icons.clear();
      hover.close();
      controller.reset();
      if (now.view !== undefined) controller.setView(now.view);
    } else if (now.view !== before.view && now.view !== undefined) controller.setView(now.view);
    const [needs, had] = [columnNeeds(now), columnNeeds(before)];
    if (needs.rows !== had.rows || needs.idDigits !== had.idDigits) layOut();
  });
  app.table.current = handle;
  handle.focus();

  return {
    layout: () => layout,
    fit,
    scrollSideways: (pixels) => sideways.scrollBy(pixels),
    close: () => {
      if (app.table.current === handle) app.table.current = null;
      unsubscribe();
      listening.abort();
      for (const end of detach) end();
      resize.disconnect();
      hover.dispose();
      scrollBar.close();
      sideways.close();
      controller.close();
      icons.clear();
    },
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Height of a row in CSS pixels: the token `--list-row`, which follows density and font. */
function rowHeight(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--list-row'));
}
