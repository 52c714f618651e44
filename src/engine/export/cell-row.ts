import { EVENT_COLUMNS } from '../../shared/columns.ts';
import type { ColumnName, ColumnSource } from '../../shared/columns.ts';
import { EventClass, eventClassName } from '../../shared/event-class.ts';
import { fileTimeFraction, fileTimeHalves } from '../../shared/format/file-time.ts';
import type { Capture } from '../capture/capture.ts';
import { CellFormatter, processCell } from '../cells/cell-formatter.ts';
import type { CellOptions } from '../cells/cell-formatter.ts';
import { detailText } from '../dialect/dialect.ts';
import type { OperationInfo } from '../dialect/dialect.ts';
import { LOSS_OPERATION } from '../dialect/loss-fields.ts';
import type { ExportStyle } from '../../shared/export-style.ts';
import type { Segment } from '../store/segment.ts';
import type { ByteWriter } from './byte-writer.ts';
import { EpochTexts } from './epoch-texts.ts';
import { LossTexts } from './loss-texts.ts';
import { RowColumns } from './row-columns.ts';
import { SecondTexts } from './second-texts.ts';

/** Process Monitor cuts Detail after this many UTF-16 units. Source: its own exports. */
export const DETAIL_UNITS = 4095;

const NO_SEQUENCE = 'n/a';
const NO_SEQUENCE_BYTES = Buffer.from(NO_SEQUENCE);

/** Characters behind the seven digits of a time; columns that are not here have no digits of fraction. */
const UNITS_BEHIND_FRACTION: Partial<Record<ColumnName, number>> = {
  timeOfDay: 3,
  completionTime: 3,
  relativeTime: 0,
};

/** How a format writes the cells of a row and what stands around them. */
export interface CellMarkup {
  /** The columns, from left to right. */
  readonly columns: readonly ColumnName[];
  /** Whose texts the cells hold: those of Process Monitor are cut and have no row numbers. */
  readonly as: ExportStyle;
  /** A cell's text as the format writes it. */
  readonly inner: (text: string) => string;
  /** Puts the same as {@link inner}. */
  readonly put: (text: string, out: ByteWriter) => void;
  /** What stands between two columns; undefined for the beginning and the end of the row. */
  readonly between: (before: ColumnName | undefined, after: ColumnName | undefined) => string;
}

/** Puts the texts of one run of columns of the present row. */
type Step = (index: number, out: ByteWriter) => void;

/**
 * Writes rows of cells as the table shows them. Most of a row is ready texts of its process, operation, path and result put
 * together; guarded by the export benchmark. Rows that stand for lost events have the class `Lost` and no process, path,
 * result or duration.
 */
export class CellRow {
  readonly #markup: CellMarkup;
  readonly #cells: CellFormatter;
  readonly #texts: EpochTexts;
  readonly #losses: LossTexts;
  readonly #rows: RowColumns;
  readonly #steps: readonly Step[];
  /** What stands before each step, and behind the last. */
  readonly #literals: readonly Uint8Array[];
  readonly #startFraction: number;
  #written = 0;

  constructor(capture: Capture, markup: CellMarkup, options: CellOptions = {}) {
    this.#markup = markup;
    this.#rows = new RowColumns(capture.store);
    this.#cells = new CellFormatter(capture, options);
    this.#losses = new LossTexts(capture);
    const start = fileTimeHalves(capture.meta.startTime);
    this.#startFraction = fileTimeFraction(start.high, start.low);
    const runs = sameSourceRuns(markup.columns);
    const process = runs.filter((run) => run.source === 'process');
    const operation = runs.filter((run) => run.source === 'operation');
    const { inner } = markup;
    this.#texts = new EpochTexts(
      {
        process: process.map(
          (run) => (epoch, record) => this.#joined(run, (name) => processCell(epoch, record, name)),
        ),
        operation: operation.map((run) => (info) => this.#joined(run, (name) => operationCell(info, name))),
        result: inner,
        path: inner,
      },
      options.dialect === capture.dialect ? undefined : options.dialect,
    );
    this.#steps = runs.map((run) => {
      if (run.source === 'process') return this.#processStep(process.indexOf(run));
      if (run.source === 'operation') return this.#operationStep(operation.indexOf(run));
      return this.#step(run.columns[0]!);
    });
    const ends = [undefined, ...runs, undefined];
    this.#literals = ends
      .slice(1)
      .map((run, i) => Buffer.from(markup.between(ends[i]?.columns.at(-1), run?.columns[0])));
  }

  put(segment: Segment, index: number, out: ByteWriter): void {
    this.#written++;
    this.#rows.use(segment);
    this.#texts.use(segment.epoch);
    this.#cells.at(segment, index);
    if (this.#losses.has(segment.first + index)) {
      this.#putLoss(segment.first + index, out);
      return;
    }
    const steps = this.#steps;
    const literals = this.#literals;
    for (let i = 0; i < steps.length; i++) {
      out.raw(literals[i]!);
      steps[i]!(index, out);
    }
    out.raw(literals[steps.length]!);
  }

  /** Whether row `index` of a segment stands for lost events. */
  isLoss(segment: Segment, index: number): boolean {
    return this.#losses.has(segment.first + index);
  }

  #processStep(part: number): Step {
    return (index, out) => out.raw(this.#texts.process(part, this.#rows.process[index]!));
  }

  #operationStep(part: number): Step {
    return (index, out) => out.raw(this.#texts.operation(part, this.#rows.operation[index]!));
  }

  #step(name: ColumnName): Step {
    const cells = this.#cells;
    const rows = this.#rows;
    const { put, as } = this.#markup;
    const seconds = new SecondTexts(UNITS_BEHIND_FRACTION[name], () => cells.text(name));
    switch (name) {
      case 'sequence':
        return as === 'plain'
          ? (_index, out) => out.number(this.#written)
          : (_index, out) => out.raw(NO_SEQUENCE_BYTES);
      case 'tid':
        return (index, out) => out.number(rows.tid[index]!);
      case 'result':
        return (index, out) => out.raw(this.#texts.result(rows.result[index]!));
      case 'path':
        return (index, out) => out.raw(this.#texts.path(rows.path[index]!));
      case 'detail':
        return as === 'plain'
          ? (_index, out) => put(cells.text('detail'), out)
          : (_index, out) => put(cut(cells.text('detail')), out);
      case 'timeOfDay':
      case 'dateAndTime':
        return (index, out) => seconds.put(this.#startFraction + rows.time[index]!, out);
      case 'relativeTime':
        return (index, out) => {
          const time = rows.time[index]!;
          // The digits of a time before the first event count backwards.
          if (time < 0) out.text(cells.text('relativeTime'));
          else seconds.put(time, out);
        };
      case 'duration':
        return (index, out) => {
          const duration = rows.duration[index]!;
          if (duration >= 0) out.seconds(duration);
        };
      case 'completionTime':
        return (index, out) => {
          const duration = rows.duration[index]!;
          if (duration >= 0) seconds.put(this.#startFraction + rows.time[index]! + duration, out);
        };
      default:
        return (_index, out) => put(cells.text(name), out);
    }
  }

  #joined(run: Run, cell: (name: ColumnName) => string): string {
    const { inner, between } = this.#markup;
    const { columns } = run;
    return columns
      .map((name, i) => `${i === 0 ? '' : between(columns[i - 1], name)}${inner(cell(name))}`)
      .join('');
  }

  #putLoss(event: number, out: ByteWriter): void {
    const { columns, between, put } = this.#markup;
    columns.forEach((name, i) => {
      out.text(between(columns[i - 1], name));
      put(this.#lossCell(name, event), out);
    });
    out.text(between(columns.at(-1), undefined));
  }

  #lossCell(name: ColumnName, event: number): string {
    switch (name) {
      case 'operation':
        return LOSS_OPERATION;
      case 'eventClass':
        return eventClassName(EventClass.Lost);
      case 'detail': {
        const detail = detailText(this.#losses.fields(event));
        return this.#markup.as === 'plain' ? detail : cut(detail);
      }
      case 'sequence':
        return this.#sequence();
      case 'timeOfDay':
      case 'dateAndTime':
      case 'relativeTime':
        return this.#cells.text(name);
      default:
        return '';
    }
  }

  /** Process Monitor has no number to give to a row of a file. */
  #sequence(): string {
    return this.#markup.as === 'plain' ? String(this.#written) : NO_SEQUENCE;
  }
}

interface Run {
  readonly source: ColumnSource;
  readonly columns: readonly ColumnName[];
}

/** Neighbours of the sources whose texts are kept are written as one; every other column is a run of its own. */
function sameSourceRuns(columns: readonly ColumnName[]): readonly Run[] {
  const runs: { source: ColumnSource; columns: ColumnName[] }[] = [];
  for (const name of columns) {
    const { source } = EVENT_COLUMNS[name];
    const last = runs.at(-1);
    if (last?.source === source && (source === 'process' || source === 'operation')) last.columns.push(name);
    else runs.push({ source, columns: [name] });
  }
  return runs;
}

function operationCell(info: OperationInfo, name: ColumnName): string {
  return name === 'eventClass' ? eventClassName(info.eventClass) : info.name;
}

function cut(text: string): string {
  return text.length > DETAIL_UNITS ? text.slice(0, DETAIL_UNITS) : text;
}
