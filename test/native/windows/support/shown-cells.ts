import type { Capture } from '../../../../src/engine/capture/capture.ts';
import { CellFormatter } from '../../../../src/engine/cells/cell-formatter.ts';
import type { ColumnName } from '../../../../src/shared/columns.ts';

const COLUMNS: readonly ColumnName[] = [
  ...([
    'dateAndTime',
    'timeOfDay',
    'processName',
    'pid',
    'tid',
    'operation',
    'path',
    'result',
    'detail',
  ] as const),
  ...(['category', 'eventClass', 'duration', 'user', 'session', 'imagePath', 'commandLine'] as const),
];

/** The rows of a capture as lines, in the order of their times. */
export function shownCells(capture: Capture): string[] {
  const cells = new CellFormatter(capture, { timeZoneOffset: () => 0 });
  const rows: { readonly time: number; readonly line: string }[] = [];
  for (const segment of capture.store.segments) {
    const times = capture.store.column(segment, 'time');
    for (let i = 0; i < segment.length; i++) {
      cells.at(segment, i);
      rows.push({ time: times[i]!, line: COLUMNS.map((column) => cells.text(column)).join(' | ') });
    }
  }
  return rows
    .sort((a, b) => (a.time === b.time ? compare(a.line, b.line) : a.time - b.time))
    .map(({ line }) => line);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
