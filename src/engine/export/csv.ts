import { EVENT_COLUMNS } from '../../shared/columns.ts';
import type { ColumnName, ColumnSource } from '../../shared/columns.ts';
import { EventClass, eventClassName } from '../../shared/event-class.ts';
import { fileTimeFraction, fileTimeHalves } from '../../shared/format/file-time.ts';
import type { Capture } from '../capture/capture.ts';
import { CellFormatter, processCell } from '../cells/cell-formatter.ts';
import type { CellOptions } from '../cells/cell-formatter.ts';
import { detailText } from '../dialect/dialect.ts';
import type { OperationInfo } from '../dialect/dialect.ts';
import type { EventStore } from '../store/event-store.ts';
import type { Segment, SegmentColumns } from '../store/segment.ts';
import { csvInner } from './byte-writer.ts';
import type { ByteWriter } from './byte-writer.ts';
import { EpochTexts } from './epoch-texts.ts';
import { LOSS_OPERATION, LossTexts } from './loss-texts.ts';
import type { RowEncoder } from './row-encoder.ts';
import { SecondTexts } from './second-texts.ts';

/** Process Monitor cuts Detail after this many UTF-16 units. Source: its own exports. */
export const CSV_DETAIL_UNITS = 4095;

const BYTE_ORDER_MARK = '\ufeff';
const LINE_END = '\r\n';
const NO_SEQUENCE = 'n/a';
const NO_SEQUENCE_BYTES = Buffer.from(NO_SEQUENCE);
const FIRST = Buffer.from('"');
const BETWEEN = Buffer.from('","');
const LAST = Buffer.from(`"${LINE_END}`);

/** Characters behind the seven digits of a time; columns that are not here have no digits of fraction. */
const UNITS_BEHIND_FRACTION: Partial<Record<ColumnName, number>> = {
  timeOfDay: 3,
  completionTime: 3,
  relativeTime: 0,
};

/** A field as Process Monitor writes it: always quoted, quotes doubled, every LF replaced by a semicolon. */
export function csvField(text: string): string {
  return `"${csvInner(text)}"`;
}

/** Puts the texts of one run of columns of the present row, without the outer quotes. */
type Step = (index: number, out: ByteWriter) => void;

/**
 * CSV as Process Monitor exports it: UTF-8 with a byte-order mark, its header names, CRLF after every row, `n/a` in the
 * Sequence column. Rows that stand for lost events have the class `Lost` and no process, path, result or duration.
 */
export class CsvEncoder implements RowEncoder {
  readonly #columns: readonly ColumnName[];
  readonly #store: EventStore;
  readonly #cells: CellFormatter;
  readonly #texts: EpochTexts;
  readonly #losses: LossTexts;
  readonly #steps: readonly Step[];
  readonly #startFraction: number;
  #segment: Segment | undefined;
  #process: SegmentColumns['process'] = new Uint16Array(0);
  #operation: SegmentColumns['operation'] = new Uint16Array(0);
  #result: SegmentColumns['result'] = new Uint16Array(0);
  #path: SegmentColumns['path'] = new Uint32Array(0);
  #tid: SegmentColumns['tid'] = new Uint32Array(0);
  #time: SegmentColumns['time'] = new Float64Array(0);
  #duration: SegmentColumns['duration'] = new Float64Array(0);

  constructor(capture: Capture, columns: readonly ColumnName[], options?: CellOptions) {
    this.#columns = columns;
    this.#store = capture.store;
    this.#cells = new CellFormatter(capture, options);
    this.#losses = new LossTexts(capture);
    const start = fileTimeHalves(capture.meta.startTime);
    this.#startFraction = fileTimeFraction(start.high, start.low);
    const runs = sameSourceRuns(columns);
    const process = runs.filter((run) => run.source === 'process');
    const operation = runs.filter((run) => run.source === 'operation');
    this.#texts = new EpochTexts({
      process: process.map(
        (run) => (epoch, record) => joined(run, (name) => processCell(epoch, record, name)),
      ),
      operation: operation.map((run) => (info) => joined(run, (name) => operationCell(info, name))),
      result: csvInner,
      path: csvInner,
    });
    this.#steps = runs.map((run) => {
      if (run.source === 'process') return this.#processStep(process.indexOf(run));
      if (run.source === 'operation') return this.#operationStep(operation.indexOf(run));
      return this.#step(run.columns[0]!);
    });
  }

  begin(out: ByteWriter): void {
    out.text(
      `${BYTE_ORDER_MARK}${this.#columns.map((name) => csvField(EVENT_COLUMNS[name].title)).join(',')}${LINE_END}`,
    );
  }

  encode(segment: Segment, index: number, out: ByteWriter): void {
    if (segment !== this.#segment) this.#enter(segment);
    this.#texts.use(segment.epoch);
    this.#cells.at(segment, index);
    if (this.#losses.has(segment.first + index)) {
      out.text(this.#lossRow(segment.first + index));
      return;
    }
    const steps = this.#steps;
    out.raw(FIRST);
    for (let i = 0; i < steps.length; i++) {
      if (i > 0) out.raw(BETWEEN);
      steps[i]!(index, out);
    }
    out.raw(LAST);
  }

  #enter(segment: Segment): void {
    this.#segment = segment;
    this.#process = this.#store.column(segment, 'process');
    this.#operation = this.#store.column(segment, 'operation');
    this.#result = this.#store.column(segment, 'result');
    this.#path = this.#store.column(segment, 'path');
    this.#tid = this.#store.column(segment, 'tid');
    this.#time = this.#store.column(segment, 'time');
    this.#duration = this.#store.column(segment, 'duration');
  }

  #processStep(part: number): Step {
    return (index, out) => out.raw(this.#texts.process(part, this.#process[index]!));
  }

  #operationStep(part: number): Step {
    return (index, out) => out.raw(this.#texts.operation(part, this.#operation[index]!));
  }

  #step(name: ColumnName): Step {
    const cells = this.#cells;
    const seconds = new SecondTexts(UNITS_BEHIND_FRACTION[name], () => cells.text(name));
    switch (name) {
      case 'sequence':
        return (_index, out) => out.raw(NO_SEQUENCE_BYTES);
      case 'tid':
        return (index, out) => out.number(this.#tid[index]!);
      case 'result':
        return (index, out) => out.raw(this.#texts.result(this.#result[index]!));
      case 'path':
        return (index, out) => out.raw(this.#texts.path(this.#path[index]!));
      case 'detail':
        return (_index, out) => out.csvText(cutDetail(cells.text('detail')));
      case 'timeOfDay':
      case 'dateAndTime':
        return (index, out) => seconds.put(this.#startFraction + this.#time[index]!, out);
      case 'relativeTime':
        return (index, out) => {
          const time = this.#time[index]!;
          // The digits of a time before the first event count backwards.
          if (time < 0) out.text(cells.text('relativeTime'));
          else seconds.put(time, out);
        };
      case 'duration':
        return (index, out) => {
          const duration = this.#duration[index]!;
          if (duration >= 0) out.seconds(duration);
        };
      case 'completionTime':
        return (index, out) => {
          const duration = this.#duration[index]!;
          if (duration >= 0) seconds.put(this.#startFraction + this.#time[index]! + duration, out);
        };
      default:
        return (_index, out) => out.csvText(cells.text(name));
    }
  }

  #lossRow(event: number): string {
    return `${this.#columns.map((name) => csvField(this.#lossCell(name, event))).join(',')}${LINE_END}`;
  }

  #lossCell(name: ColumnName, event: number): string {
    switch (name) {
      case 'operation':
        return LOSS_OPERATION;
      case 'eventClass':
        return eventClassName(EventClass.Lost);
      case 'detail':
        return cutDetail(detailText(this.#losses.fields(event)));
      case 'sequence':
        return NO_SEQUENCE;
      case 'timeOfDay':
      case 'dateAndTime':
      case 'relativeTime':
        return this.#cells.text(name);
      default:
        return '';
    }
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

function joined(run: Run, cell: (name: ColumnName) => string): string {
  return run.columns.map((name) => csvInner(cell(name))).join('","');
}

function operationCell(info: OperationInfo, name: ColumnName): string {
  return name === 'eventClass' ? eventClassName(info.eventClass) : info.name;
}

function cutDetail(text: string): string {
  return text.length > CSV_DETAIL_UNITS ? text.slice(0, CSV_DETAIL_UNITS) : text;
}
