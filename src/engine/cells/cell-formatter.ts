import type { ColumnName } from '../../shared/columns.ts';
import { eventClassName } from '../../shared/event-class.ts';
import { relativeTimeText, secondsText } from '../../shared/format/duration.ts';
import { fileTimeFraction, fileTimeHalves, fileTimeSeconds } from '../../shared/format/file-time.ts';
import { TimeFormatter } from '../../shared/format/time-formatter.ts';
import type { TimeZoneOffset } from '../../shared/format/time-zone.ts';
import { TICKS_PER_SECOND } from '../../shared/units.ts';
import type { ProcessId, StringId } from '../../shared/units.ts';
import type { Capture } from '../capture/capture.ts';
import type { DetailKey } from '../dialect/detail-key.ts';
import { DetailWriter } from '../dialect/dialect.ts';
import type { DetailField, Dialect, Evidence, FormatContext, OperationInfo } from '../dialect/dialect.ts';
import { Payload } from '../dialect/payload.ts';
import type { Epoch } from '../store/epoch.ts';
import type { Segment, SegmentColumnName, SegmentColumns } from '../store/segment.ts';
import { EpochCells } from './epoch-cells.ts';

export { processCell } from './process-cell.ts';

export interface CellOptions {
  /** The zone of times; default: local time of this machine. */
  readonly timeZoneOffset?: TimeZoneOffset;
  /** How events are named and shown; default: the capture's own dialect, which has the right values. */
  readonly dialect?: Dialect;
}

/**
 * Formats cells of one capture. Position it with {@link at}, then ask for columns. Not re-entrant.
 * Columns and payloads are read only when a cell needs them, so that `at` costs nothing and a scan over one column of a
 * cold segment reads only that column.
 * Errors: those of the event store and of the capture's payload source, where a file is read.
 */
export class CellFormatter {
  readonly #capture: Capture;
  readonly #dialect: Dialect;
  readonly #times: TimeFormatter;
  readonly #context: Context;
  readonly #payload = new Payload();
  readonly #writer = new DetailWriter();
  readonly #startSeconds: number;
  readonly #startFraction: number;
  #segment: Segment | undefined;
  #columns: Partial<SegmentColumns> = {};
  /** Asked for with every cell of Detail. */
  #operations: SegmentColumns['operation'] | undefined;
  #cells: EpochCells | undefined;
  #index = 0;
  #payloadIndex = -1;

  constructor(capture: Capture, options: CellOptions = {}) {
    this.#capture = capture;
    this.#dialect = options.dialect ?? capture.dialect;
    this.#times = new TimeFormatter(options.timeZoneOffset);
    this.#context = new Context(
      capture,
      this.#dialect,
      this.#times,
      () => this.#epoch().results.key(this.#cell('result')),
      () => this.#cell('tid'),
    );
    const start = fileTimeHalves(capture.meta.startTime);
    this.#startSeconds = fileTimeSeconds(start.high, start.low);
    this.#startFraction = fileTimeFraction(start.high, start.low);
  }

  /** Makes row `index` of `segment` the one whose cells are asked for. */
  at(segment: Segment, index: number): void {
    if (segment !== this.#segment) this.#enter(segment);
    this.#index = index;
    this.#payloadIndex = -1;
  }

  /** Text of a cell. 'sequence' gives `n/a`, as in Process Monitor's exports: row numbers are the view's. */
  text(column: ColumnName): string {
    switch (column) {
      case 'timeOfDay':
        return this.#timeOfDay(this.#startFraction + this.#cell('time'));
      case 'dateAndTime':
        return this.#times.dateAndTime(this.#seconds(this.#startFraction + this.#cell('time')));
      case 'relativeTime':
        return relativeTimeText(this.#cell('time'));
      case 'duration':
        return this.#duration();
      case 'completionTime':
        return this.#completionTime();
      case 'operation':
        return this.#operation().name;
      case 'eventClass':
        return eventClassName(this.#operation().eventClass);
      case 'path':
        return this.#epochCells().path(this.#cell('path') as StringId);
      case 'result':
        return this.#epochCells().result(this.#cell('result'));
      case 'tid':
        return String(this.#cell('tid'));
      case 'sequence':
        return 'n/a';
      case 'detail':
        return this.#detail();
      case 'category':
        return this.#category();
      default:
        return this.#epochCells().process(this.#cell('process') as ProcessId, column);
    }
  }

  /** The fields of the Detail column, in print order. */
  detailFields(): readonly DetailField[] {
    const operation = this.#operation();
    const fields = this.#writer.beginFields();
    if (operation.hasNoDetail === true) return fields;
    this.#dialect.writeDetail(this.#loadPayload(), this.#prepareContext(operation), this.#writer);
    return fields;
  }

  /** How sure the name and the details of the event are. */
  evidence(): Evidence {
    return this.#dialect.evidence(this.#loadPayload(), this.#prepareContext(this.#operation()));
  }

  /**
   * Writes what the text of the Detail column is made from. Events of one operation with equal keys have equal texts; not so
   * where the key is refused.
   */
  detailKey(key: DetailKey): void {
    key.clear();
    const dialect = this.#dialect;
    if (dialect.writeDetailKey === undefined) key.refuse();
    else dialect.writeDetailKey(this.#loadPayload(), this.#prepareContext(this.#operation()), key);
  }

  #detail(): string {
    const operation = this.#operation();
    if (operation.hasNoDetail === true) return '';
    this.#writer.beginText();
    this.#dialect.writeDetail(this.#loadPayload(), this.#prepareContext(operation), this.#writer);
    return this.#writer.text;
  }

  #category(): string {
    const operation = this.#operation();
    if (operation.category !== undefined) return operation.category;
    return this.#dialect.category(this.#loadPayload(), this.#prepareContext(operation));
  }

  #duration(): string {
    const duration = this.#cell('duration');
    return duration < 0 ? '' : secondsText(duration);
  }

  #completionTime(): string {
    const duration = this.#cell('duration');
    return duration < 0 ? '' : this.#timeOfDay(this.#startFraction + this.#cell('time') + duration);
  }

  /** `ticks` count from the beginning of the second in which the capture starts. */
  #timeOfDay(ticks: number): string {
    const seconds = Math.floor(ticks / TICKS_PER_SECOND);
    return this.#times.timeOfDay(this.#startSeconds + seconds, ticks - seconds * TICKS_PER_SECOND);
  }

  #seconds(ticks: number): number {
    return this.#startSeconds + Math.floor(ticks / TICKS_PER_SECOND);
  }

  #operation(): OperationInfo {
    this.#operations ??= this.#column('operation');
    const id = this.#operations[this.#index];
    if (id === undefined) throw new RangeError(`The segment has no row ${this.#index}`);
    return this.#epochCells().operation(id);
  }

  #prepareContext(operation: OperationInfo): FormatContext {
    const context = this.#context;
    context.operation = operation;
    return context;
  }

  #loadPayload(): Payload {
    if (this.#payloadIndex !== this.#index) {
      this.#capture.payloads.load(this.#current(), this.#index, this.#payload);
      this.#payloadIndex = this.#index;
    }
    return this.#payload;
  }

  #cell(name: SegmentColumnName): number {
    const column = this.#columns[name] ?? this.#column(name);
    const value = column[this.#index];
    if (value === undefined) throw new RangeError(`The segment has no row ${this.#index}`);
    return value;
  }

  #column<N extends SegmentColumnName>(name: N): SegmentColumns[N] {
    const column = this.#capture.store.column(this.#current(), name);
    this.#columns = { ...this.#columns, [name]: column };
    return column;
  }

  #enter(segment: Segment): void {
    this.#segment = segment;
    this.#columns = {};
    this.#operations = undefined;
    if (this.#cells?.epoch !== segment.epoch) this.#cells = new EpochCells(segment.epoch, this.#ownDialect);
  }

  #current(): Segment {
    if (this.#segment === undefined) throw new Error('No row was chosen');
    return this.#segment;
  }

  #epoch(): Epoch {
    return this.#current().epoch;
  }

  /** The dialect where it is another than the capture's, whose names the epoch's dictionaries hold. */
  get #ownDialect(): Dialect | undefined {
    return this.#dialect === this.#capture.dialect ? undefined : this.#dialect;
  }

  #epochCells(): EpochCells {
    if (this.#cells === undefined) throw new Error('No row was chosen');
    return this.#cells;
  }
}

/** One object for all events: a new one for each would be garbage. Result and thread are looked up when they are asked for. */
class Context implements FormatContext {
  operation: OperationInfo;
  readonly is64Bit: boolean;
  readonly date: (high: number, low: number) => string;
  readonly accountOf: (sid: string) => string | undefined;

  readonly #result: () => number;
  readonly #tid: () => number;

  constructor(
    capture: Capture,
    dialect: Dialect,
    times: TimeFormatter,
    result: () => number,
    tid: () => number,
  ) {
    this.#result = result;
    this.#tid = tid;
    this.operation = dialect.operation(0);
    this.is64Bit = capture.meta.bitness === 64;
    this.date = (high, low) => times.fileTime(high, low);
    this.accountOf = (sid) => capture.accountOf(sid);
  }

  get result(): number {
    return this.#result();
  }

  get tid(): number {
    return this.#tid();
  }
}
