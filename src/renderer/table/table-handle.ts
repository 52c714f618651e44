import type { ColumnName } from '../../shared/columns.ts';
import type { EventNo, ViewRow } from '../../shared/units.ts';

/** A cell as commands mean it: whole text, not what fits. */
export interface CellRef {
  readonly event: EventNo;
  readonly column: ColumnName;
  readonly text: string;
}

/** What the rest of the window may do with the event list. */
export interface TableHandle {
  focus(): void;
  /** Selects a row and brings it into view. */
  goToRow(row: ViewRow): Promise<void>;
  /** Selects an event and brings it into view; the nearest that is shown when it is hidden. */
  goToEvent(event: EventNo): Promise<void>;
  /** The row of the current event; undefined when there is none, or when it is hidden. */
  currentRow(): ViewRow | undefined;
  /** The cell that commands apply to: of the current event, in the current column. */
  currentCell(): Promise<CellRef | undefined>;
  /** The event before or after another one in the list; undefined at its ends. */
  neighbour(event: EventNo, direction: 1 | -1): Promise<EventNo | undefined>;
  selectAll(): Promise<void>;
  /** Puts the selected rows, or the current cell, on the clipboard as text. */
  copyRows(): Promise<void>;
  copyCell(): Promise<void>;
}
