import type { Capture } from '../../src/engine/capture/capture.ts';
import type { EventNo } from '../../src/shared/units.ts';
import { TestCapture } from './test-capture.ts';
import type { TestEvent } from './test-capture.ts';

const TEXT_COLUMNS = [
  'process',
  'operation',
  'path',
  'result',
  'detail',
  'category',
  'company',
  'commandLine',
  'user',
] as const satisfies readonly (keyof TestEvent)[];
const NUMBER_COLUMNS = [
  'time',
  'pid',
  'tid',
  'duration',
  'parentPid',
  'session',
] as const satisfies readonly (keyof TestEvent)[];

/** A capture that a test has drawn. */
export interface DrawnCapture {
  readonly test: TestCapture;
  readonly capture: Capture;
  /** Events by the `#name` at the end of their line. */
  readonly ev: Readonly<Record<string, EventNo>>;
}

/**
 * Makes a capture of a drawn table: a line of column names, then a line for each event, cells apart by two blanks or more,
 * `-` for an empty cell or a pending duration, `#name` at the end to name the event. Times and durations are ticks of 100 ns.
 *
 *     time  process   pid  operation     path             result
 *     0     app.exe   41   CreateFile    C:\data\a.txt    SUCCESS        #open
 *     12    app.exe   41   ReadFile      C:\data\a.txt    END OF FILE
 */
export function captureFromText(table: string, test = new TestCapture()): DrawnCapture {
  const [header, ...lines] = table
    .split('\n')
    .map(cellsOf)
    .filter((cells) => cells.length > 0);
  if (header === undefined) throw new Error('The table has no line of column names');
  const ev: Record<string, EventNo> = {};
  for (const line of lines) {
    const last = line.at(-1);
    const name = last?.startsWith('#') === true ? last.slice(1) : undefined;
    const cells = name === undefined ? line : line.slice(0, -1);
    if (cells.length !== header.length)
      throw new Error(`A line has ${cells.length} cells: ${cells.join(' | ')}`);
    const event = test.append(eventOf(header, cells));
    if (name !== undefined) ev[name] = event;
  }
  return { test, capture: test.capture, ev };
}

function cellsOf(line: string): readonly string[] {
  const trimmed = line.trim();
  return trimmed === '' ? [] : trimmed.split(/\s{2,}/);
}

function eventOf(header: readonly string[], cells: readonly string[]): TestEvent {
  const values: Record<string, string | number> = {};
  header.forEach((column, i) => {
    const cell = cells[i] ?? '-';
    if (TEXT_COLUMNS.some((known) => known === column)) values[column] = cell === '-' ? '' : cell;
    else if (NUMBER_COLUMNS.some((known) => known === column))
      values[column] = cell === '-' ? -1 : Number(cell);
    else throw new Error(`There is no column ${column}`);
  });
  return values;
}
