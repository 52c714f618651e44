import type { ColumnName } from '../../shared/columns.ts';
import { EventClass, eventClassName } from '../../shared/event-class.ts';
import type { Capture } from '../capture/capture.ts';
import { CellFormatter, processCell } from '../cells/cell-formatter.ts';
import type { CellOptions } from '../cells/cell-formatter.ts';
import type { DetailField } from '../dialect/dialect.ts';
import { LOSS_OPERATION } from '../dialect/loss-fields.ts';
import type { Epoch } from '../store/epoch.ts';
import { sessionOf } from '../store/process-table.ts';
import type { ProcessRecord } from '../store/process-table.ts';
import type { Segment } from '../store/segment.ts';
import { jsonString } from './byte-writer.ts';
import type { ByteWriter } from './byte-writer.ts';
import { detailNumber } from './detail-numbers.ts';
import { EpochTexts } from './epoch-texts.ts';
import { IsoClock } from './iso-time.ts';
import { LossTexts } from './loss-texts.ts';
import type { HeadPiece, RowEncoder } from './row-encoder.ts';
import { RowColumns } from './row-columns.ts';
import { SecondTexts } from './second-texts.ts';

const SEQ = Buffer.from('{"seq":');
const TIME = Buffer.from(',"time":"');
const RELATIVE_TIME = Buffer.from('","relativeTime":');
const MINUS = Buffer.from('-');
const DURATION = Buffer.from(',"duration":');
const COMPLETION_TIME = Buffer.from(',"completionTime":"');
const PENDING = Buffer.from(',"duration":null,"completionTime":null');
const COMPLETED = Buffer.from('"');
const CATEGORY = Buffer.from(',"category":');
const PATH = Buffer.from(',"path":');
const END = Buffer.from('}\n');
const OBJECT_BEGIN = Buffer.from('{');
const OBJECT_END = Buffer.from('}');
const COMMA = Buffer.from(',');
const COLON = Buffer.from(':');

/** Name of a Detail text that has none of its own. */
const UNNAMED = 'Text';
/** Up to this many fields names are compared with each other; longer lists take the way that is made for many. */
const COMPARED_FIELDS = 24;

/**
 * JSON Lines: one object an event, always with the same keys in the same order, those of {@link DATA_COLUMNS}.
 *
 * Numbers are numbers, times ISO 8601 in UTC with seven digits (`2020-07-12T01:18:10.7752429Z`), seconds have seven decimals,
 * what does not exist is null, texts are as in the columns. `detail` is an object of name to value in print order: a number
 * where the value of that name always is one (see {@link detailNumber}), else the text. A name that occurs again gets ` (2)`,
 * ` (3)` and so on behind it; a text without a name is called `Text`. Nothing is cut. A row that stands for lost events has
 * null and empty texts for what only an event has.
 *
 * Unpaired surrogates, which UTF-8 cannot hold, become U+FFFD.
 */
export class JsonLinesEncoder implements RowEncoder {
  readonly #cells: CellFormatter;
  readonly #texts: EpochTexts;
  readonly #losses: LossTexts;
  readonly #rows: RowColumns;
  readonly #clock: IsoClock;
  readonly #times = new SecondTexts(1, () => this.#clock.text(this.#presentTime));
  readonly #completionTimes = new SecondTexts(1, () => this.#clock.text(this.#presentTime));
  #presentTime = 0;
  #written = 0;

  constructor(capture: Capture, options: CellOptions = {}) {
    this.#cells = new CellFormatter(capture, options);
    this.#losses = new LossTexts(capture);
    this.#rows = new RowColumns(capture.store);
    this.#clock = new IsoClock(capture.meta.startTime);
    this.#texts = new EpochTexts(
      {
        process: [identityOf, propertiesOf],
        operation: [
          ({ eventClass, name }) =>
            `,"class":${jsonString(eventClassName(eventClass))},"operation":${jsonString(name)}`,
        ],
        result: (text) => `,"result":${jsonString(text)},"detail":`,
        path: jsonString,
      },
      options.dialect === capture.dialect ? undefined : options.dialect,
    );
  }

  head(): readonly HeadPiece[] {
    return [];
  }

  encode(segment: Segment, index: number, out: ByteWriter): void {
    const rows = this.#rows;
    const texts = this.#texts;
    rows.use(segment);
    texts.use(segment.epoch);
    const time = rows.time[index]!;
    out.raw(SEQ);
    out.number(++this.#written);
    out.raw(TIME);
    this.#presentTime = time;
    this.#times.put(this.#clock.fraction + time, out);
    out.raw(RELATIVE_TIME);
    if (time < 0) out.raw(MINUS);
    out.seconds(Math.abs(time));
    if (this.#losses.has(segment.first + index)) {
      this.#putLoss(segment.first + index, out);
      return;
    }
    this.#cells.at(segment, index);
    this.#putEnd(time, rows.duration[index]!, out);
    const process = rows.process[index]!;
    out.raw(texts.process(0, process));
    out.number(rows.tid[index]!);
    out.raw(texts.process(1, process));
    out.raw(texts.operation(0, rows.operation[index]!));
    out.raw(CATEGORY);
    out.jsonText(this.#cells.text('category'));
    out.raw(PATH);
    out.raw(texts.path(rows.path[index]!));
    out.raw(texts.result(rows.result[index]!));
    putDetail(this.#cells.detailFields(), out);
    out.raw(END);
  }

  end(): void {
    // Nothing stands behind the last row.
  }

  #putEnd(time: number, duration: number, out: ByteWriter): void {
    if (duration < 0) {
      out.raw(PENDING);
      return;
    }
    out.raw(DURATION);
    out.seconds(duration);
    out.raw(COMPLETION_TIME);
    this.#presentTime = time + duration;
    this.#completionTimes.put(this.#clock.fraction + time + duration, out);
    out.raw(COMPLETED);
  }

  #putLoss(event: number, out: ByteWriter): void {
    out.text(
      ',"duration":null,"completionTime":null,"process":"","processIndex":null,"pid":null,"tid":null,"parentPid":null' +
        ',"user":"","session":null,"authenticationId":"","integrity":"","virtualized":null,"architecture":""' +
        ',"imagePath":"","commandLine":"","company":"","description":"","version":""' +
        `,"class":"${eventClassName(EventClass.Lost)}","operation":"${LOSS_OPERATION}","category":"","path":""` +
        ',"result":"","detail":',
    );
    putDetail(this.#losses.fields(event), out);
    out.raw(END);
  }
}

/** What stands in front of the thread's number. */
function identityOf(epoch: Epoch, process: ProcessRecord): string {
  return (
    `,"process":${jsonString(processCell(epoch, process, 'processName'))},"processIndex":${process.uid}` +
    `,"pid":${process.pid},"tid":`
  );
}

function propertiesOf(epoch: Epoch, process: ProcessRecord): string {
  const text = (column: ColumnName): string => jsonString(processCell(epoch, process, column));
  return (
    `,"parentPid":${process.parentPid},"user":${text('user')},"session":${sessionOf(process) ?? 'null'}` +
    `,"authenticationId":${text('authenticationId')},"integrity":${text('integrity')}` +
    `,"virtualized":${process.virtualized ?? 'null'},"architecture":${text('architecture')}` +
    `,"imagePath":${text('imagePath')},"commandLine":${text('commandLine')},"company":${text('company')}` +
    `,"description":${text('description')},"version":${text('version')}`
  );
}

/**
 * Puts the fields of a Detail column as a JSON object. Every value is kept: a name that was used before gets the first
 * number from ` (2)` on that makes it a name of its own.
 */
export function putDetail(fields: readonly DetailField[], out: ByteWriter): void {
  const names = hasRepeatedName(fields) ? distinctNames(fields) : undefined;
  out.raw(OBJECT_BEGIN);
  for (let i = 0; i < fields.length; i++) {
    const { name, value } = fields[i]!;
    if (i > 0) out.raw(COMMA);
    out.jsonText(names === undefined ? nameOf(name) : names[i]!);
    out.raw(COLON);
    const number = detailNumber(name, value);
    if (number === undefined) out.jsonText(value);
    else out.text(number);
  }
  out.raw(OBJECT_END);
}

function nameOf(name: string): string {
  return name === '' ? UNNAMED : name.toWellFormed();
}

function hasRepeatedName(fields: readonly DetailField[]): boolean {
  if (fields.length > COMPARED_FIELDS) return true;
  for (let i = 1; i < fields.length; i++) {
    const name = nameOf(fields[i]!.name);
    for (let k = 0; k < i; k++) if (nameOf(fields[k]!.name) === name) return true;
  }
  return false;
}

function distinctNames(fields: readonly DetailField[]): readonly string[] {
  const used = new Set<string>();
  const next = new Map<string, number>();
  return fields.map((field) => {
    const name = nameOf(field.name);
    let free = name;
    for (let n = next.get(name) ?? 2; used.has(free); n++) {
      free = `${name} (${n})`;
      next.set(name, n + 1);
    }
    used.add(free);
    return free;
  });
}
