import type { ColumnName } from '../../shared/columns.ts';
import { viewRow } from '../../shared/units.ts';
import type { EventNo, ViewRow } from '../../shared/units.ts';
import type { App } from '../state/app-context.ts';
import { copyCell, copyRows } from './copy.ts';
import { textOf } from './loaded-rows.ts';
import type { TableController } from './table-controller.ts';
import type { CellRef, TableHandle } from './table-handle.ts';

/** The cell of a row and column, when its row is known. */
export function cellAt(controller: TableController, row: ViewRow, column: ColumnName): CellRef | undefined {
  const event = controller.eventAt(row);
  const rows = controller.rowsAt(row);
  if (event === undefined || rows === undefined) return undefined;
  const text = column === 'sequence' ? String(row + 1) : textOf(rows, row, column);
  return text === undefined ? undefined : { event, column, text };
}

/** What the rest of the window may do with the list. */
export function createTableHandle(app: App, grid: HTMLElement, controller: TableController): TableHandle {
  const { selection } = controller;

  const knownCell = (): CellRef | undefined => {
    const { column } = controller;
    const { cursor, current, isCurrentShown } = selection;
    if (column === undefined || cursor === undefined || !isCurrentShown) return undefined;
    return controller.eventAt(cursor) === current ? cellAt(controller, cursor, column) : undefined;
  };

  const askCell = async (): Promise<CellRef | undefined> => {
    const { column } = controller;
    const { current: event, cursor } = selection;
    if (column === undefined || event === undefined) return undefined;
    if (column === 'sequence') {
      const isShown = selection.isCurrentShown && cursor !== undefined;
      return { event, column, text: isShown ? String(cursor + 1) : '' };
    }
    const { columns } = await app.session.properties(event);
    return { event, column, text: columns.find((entry) => entry.column === column)?.text ?? '' };
  };

  return {
    focus: () => grid.focus({ preventScroll: true }),
    goToRow: async (row) => {
      const last = controller.position.rows - 1;
      if (last < 0) return;
      controller.selectRow(viewRow(Math.min(row, last)), { reveal: true });
      await selection.settled();
    },
    goToEvent: async (event) => {
      const { row } = await app.session.rowOfEvent(event);
      if (row === undefined) return;
      controller.selectRow(row, { reveal: true });
      await selection.settled();
    },
    currentRow: () => (selection.isCurrentShown ? selection.cursor : undefined),
    currentCell: async () => knownCell() ?? askCell(),
    neighbour: async (event, direction): Promise<EventNo | undefined> => {
      const { row, exact } = await app.session.rowOfEvent(event);
      if (row === undefined) return undefined;
      if (!exact) {
        // The nearest row may itself be the neighbour.
        const nearest = await app.session.eventOfRow(row);
        if (direction > 0 ? nearest.event > event : nearest.event < event) return nearest.event;
      }
      const next = row + direction;
      if (next < 0 || next >= controller.position.rows) return undefined;
      return (await app.session.eventOfRow(viewRow(next))).event;
    },
    selectAll: async () => {
      controller.selectAll();
      await selection.settled();
    },
    copyRows: () => copyRows(app, controller),
    copyCell: async () => {
      const known = knownCell();
      await copyCell(app, known?.text ?? askCell().then((cell) => cell?.text ?? ''));
    },
  };
}
