import { MAX_WINDOW_ROWS, RowTone } from '../../shared/api/row-window.ts';
import type { RowWindow } from '../../shared/api/row-window.ts';
import type { ColumnName } from '../../shared/columns.ts';
import { assertNever } from '../../shared/errors.ts';
import type { ProcessId, ViewRow } from '../../shared/units.ts';
import type { Capture } from '../capture/capture.ts';
import type { CellFormatter } from '../cells/cell-formatter.ts';
import { isLoss } from './losses.ts';
import type { EventPlace } from './row-index.ts';
import type { View } from './view.ts';

/**
 * A window of formatted cells: the part of [first, first + count) that the view has, at most {@link MAX_WINDOW_ROWS} rows.
 * The Sequence column is the number of the row among those shown, from 1. Rows whose events were dropped since the view was
 * brought up to date have empty cells.
 * Errors: those of reading cold segments or payloads.
 */
export function rowWindow(
  view: View,
  cells: CellFormatter,
  first: ViewRow,
  count: number,
  columns: readonly ColumnName[],
): RowWindow {
  const { capture } = view;
  const firstKept = capture.store.first;
  const places = [...view.rows(first, Math.min(count, MAX_WINDOW_ROWS))];
  const event = new Float64Array(places.length);
  const eventClass = new Uint8Array(places.length);
  const tone = new Uint8Array(places.length);
  const icon = new Uint32Array(places.length);
  for (let k = 0; k < places.length; k++) {
    const place = places[k]!;
    const { segment, index } = place;
    event[k] = segment.first + index;
    if (segment.first < firstKept) continue;
    const { store } = capture;
    const operation = store.column(segment, 'operation')[index]!;
    const process = store.column(segment, 'process')[index]!;
    eventClass[k] = segment.epoch.operations.get(operation).eventClass;
    icon[k] = segment.epoch.processes.get(process as ProcessId).smallIcon;
    tone[k] = toneOf(capture, segment, index);
  }
  return {
    generation: view.generation,
    first,
    event,
    eventClass,
    tone,
    icon,
    highlighted: view.highlighted(places),
    cells: columns.map((column) =>
      places.map(({ segment, index }, k) => {
        if (column === 'sequence') return String(first + k + 1);
        if (segment.first < firstKept) return '';
        cells.at(segment, index);
        return cells.text(column);
      }),
    ),
  };
}

/** How an event's result is coloured; `index` is its place in the segment. */
export function toneOf(capture: Capture, segment: EventPlace['segment'], index: number): RowTone {
  const { store, dialect } = capture;
  if (isLoss(store.losses, segment.first + index)) return RowTone.Lost;
  if (store.column(segment, 'duration')[index]! < 0) return RowTone.Pending;
  const tone = dialect.resultTone(segment.epoch.results.key(store.column(segment, 'result')[index]!));
  switch (tone) {
    case 'plain':
      return RowTone.Plain;
    case 'miss':
      return RowTone.Miss;
    case 'failure':
      return RowTone.Failure;
    case 'interrupted':
      return RowTone.Interrupted;
    default:
      return assertNever(tone);
  }
}
