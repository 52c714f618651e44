import type { ColumnName } from '../../shared/columns.ts';
import { EventClass, eventClassName } from '../../shared/event-class.ts';
import { TICKS_PER_SECOND } from '../../shared/units.ts';
import type { ProcessId } from '../../shared/units.ts';
import type { Capture } from '../capture/capture.ts';
import { CellFormatter } from '../cells/cell-formatter.ts';
import type { CellOptions } from '../cells/cell-formatter.ts';
import { detailText } from '../dialect/dialect.ts';
import { LOSS_OPERATION } from '../dialect/loss-fields.ts';
import type { ProcessRecord } from '../store/process-table.ts';
import type { Segment } from '../store/segment.ts';
import type { DataColumnName } from './data-columns.ts';
import { IsoClock } from './iso-time.ts';
import { LossTexts } from './loss-texts.ts';
import { RowColumns } from './row-columns.ts';

/** The present row of an export as typed values. */
export class DataRow {
  readonly #capture: Capture;
  readonly #cells: CellFormatter;
  readonly #rows: RowColumns;
  readonly #losses: LossTexts;
  readonly #clock: IsoClock;
  #segment: Segment | undefined;
  #index = 0;
  #isLoss = false;
  /** Number of the row, from 1. */
  seq = 0;
  /** RelTicks. */
  time = 0;
  /** Ticks; -1 while pending and for a loss. */
  duration = -1;
  /** Undefined for a row that stands for lost events. */
  process: ProcessRecord | undefined;

  constructor(capture: Capture, options: CellOptions = {}) {
    this.#capture = capture;
    this.#cells = new CellFormatter(capture, options);
    this.#rows = new RowColumns(capture.store);
    this.#losses = new LossTexts(capture);
    this.#clock = new IsoClock(capture.meta.startTime);
  }

  /** Goes on to a row: the next one of the file. */
  next(segment: Segment, index: number): void {
    const rows = this.#rows;
    rows.use(segment);
    this.#cells.at(segment, index);
    this.#segment = segment;
    this.#index = index;
    this.#isLoss = this.#losses.has(segment.first + index);
    this.seq++;
    this.time = rows.time[index]!;
    this.duration = this.#isLoss ? -1 : rows.duration[index]!;
    this.process = this.#isLoss ? undefined : segment.epoch.processes.get(rows.process[index] as ProcessId);
  }

  /** Undefined for a row that stands for lost events. */
  get tid(): number | undefined {
    return this.#isLoss ? undefined : this.#rows.tid[this.#index];
  }

  /** Seconds; null while the operation is pending. */
  get durationSeconds(): number | null {
    return this.duration < 0 ? null : this.duration / TICKS_PER_SECOND;
  }

  /** ISO 8601 in UTC of a time in RelTicks. */
  iso(time: number): string {
    return this.#clock.text(time);
  }

  /** A cell as the window shows it, well-formed; what only an event has is empty for a row that stands for lost events. */
  text(column: ColumnName): string {
    return (this.#isLoss ? this.#lossText(column) : this.#cells.text(column)).toWellFormed();
  }

  get #event(): number {
    return (this.#segment?.first ?? 0) + this.#index;
  }

  #lossText(column: ColumnName): string {
    switch (column) {
      case 'operation':
        return LOSS_OPERATION;
      case 'eventClass':
        return eventClassName(EventClass.Lost);
      case 'detail':
        return detailText(this.#losses.fields(this.#event));
      default:
        return '';
    }
  }

  /** The capture's start in FILETIME ticks, which {@link time} counts from. */
  get startTime(): bigint {
    return this.#capture.meta.startTime;
  }
}

/** Readers of the text columns; the others have types that formats hold in ways of their own. */
export const TEXT_READERS: Partial<Record<DataColumnName, (row: DataRow) => string>> = {
  process_name: (row) => row.text('processName'),
  user_name: (row) => row.text('user'),
  authentication_id: (row) => row.text('authenticationId'),
  integrity: (row) => row.text('integrity'),
  architecture: (row) => row.text('architecture'),
  image_path: (row) => row.text('imagePath'),
  command_line: (row) => row.text('commandLine'),
  company: (row) => row.text('company'),
  description: (row) => row.text('description'),
  version: (row) => row.text('version'),
  event_class: (row) => row.text('eventClass'),
  operation: (row) => row.text('operation'),
  category: (row) => row.text('category'),
  path: (row) => row.text('path'),
  result: (row) => row.text('result'),
  detail: (row) => row.text('detail'),
};
