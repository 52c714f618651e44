import type { ColumnName } from '../../shared/columns.ts';
import { holdKeysForPopup, releaseHeldKeys } from '../controls/held-keys.ts';
import type { App } from '../state/app-context.ts';
import { cellAt } from './list-handle.ts';
import type { TableController } from './table-controller.ts';
import type { TableHandle } from './table-handle.ts';

/**
 * Opens the menu of a cell: by a right click, which selects the cell's row unless it is selected, and by the menu key or
 * Shift+F10 (`open`) at the cell where the keyboard is.
 */
export function attachCellMenu(
  app: App,
  grid: HTMLElement,
  body: HTMLElement,
  controller: TableController,
  handle: TableHandle,
): { readonly open: () => void; readonly close: () => void } {
  const listening = new AbortController();

  body.addEventListener(
    'contextmenu',
    (event) => {
      event.preventDefault();
      const row = controller.rowAt(event.clientY - body.getBoundingClientRect().top);
      const column = controller.columnAt(event.clientX) ?? controller.column;
      if (row === undefined || column === undefined) return;
      const isSelected = controller.selection.isSelected(row, controller.eventAt(row));
      controller.selectRow(row, { reveal: false, mode: isSelected ? 'keep' : 'only' });
      controller.setColumn(column, false);
      const cell = cellAt(controller, row, column);
      if (cell === undefined) return;
      app.store.getState().cellMenuOpened({ x: event.clientX, y: event.clientY, cell });
    },
    { signal: listening.signal },
  );
  // The menu key's own event has no place in the list: the key itself opens the menu.
  grid.addEventListener(
    'contextmenu',
    (event) => {
      if (event.target === grid) event.preventDefault();
    },
    { signal: listening.signal },
  );

  const open = (): void => {
    const { column } = controller;
    if (column === undefined) return;
    controller.moveSelection(0, 'keep'); // brings the row into view
    holdKeysForPopup();
    void handle.currentCell().then((cell) => {
      if (cell === undefined) {
        releaseHeldKeys();
        return;
      }
      const { x, y } = placeOf(column);
      app.store.getState().cellMenuOpened({ x, y, cell });
    });
  };

  /** Below the cell's beginning, in CSS pixels of the page. */
  const placeOf = (column: ColumnName): { x: number; y: number } => {
    const list = body.getBoundingClientRect();
    const row = handle.currentRow();
    const element =
      row === undefined
        ? undefined
        : controller.elementOf(row)?.cellElement(controller.columns.names.indexOf(column));
    const cell = element?.getBoundingClientRect();
    if (cell === undefined) return { x: list.left, y: list.top };
    return {
      x: Math.min(list.right, Math.max(grid.getBoundingClientRect().left, cell.left)),
      y: Math.min(list.bottom, Math.max(list.top, cell.bottom)),
    };
  };

  return { open, close: () => listening.abort() };
}
