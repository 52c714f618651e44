import { eventClassName } from '../../shared/event-class.ts';
import type { Capture } from '../capture/capture.ts';
import { CellFormatter, processCell } from '../cells/cell-formatter.ts';
import type { CellOptions } from '../cells/cell-formatter.ts';
import type { DetailField } from '../dialect/dialect.ts';
import type { EventStore } from '../store/event-store.ts';
import type { Segment, SegmentColumns } from '../store/segment.ts';
import { jsonString } from './byte-writer.ts';
import type { ByteWriter } from './byte-writer.ts';
import { EpochTexts } from './epoch-texts.ts';
import { IsoClock } from './iso-time.ts';
import { LOSS_OPERATION, LossTexts } from './loss-texts.ts';
import type { RowEncoder } from './row-encoder.ts';
import { SecondTexts } from './second-texts.ts';

const SEQ = Buffer.from('{"seq":');
const TIME = Buffer.from(',"time":"');
const CATEGORY = Buffer.from(',"category":');
const DURATION = Buffer.from(',"duration":');
const NULL = Buffer.from('null');
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
 * JSON Lines: one object an event, always with the same keys in the same order.
 *
 * `seq`          number of the event among those exported, from 1; null in rows that stand for lost events
 * `time`         when the operation began: ISO 8601 in UTC with seven digits, `2020-07-12T01:18:10.7752429Z`
 * `process` `user` `imagePath` `commandLine` `class` `operation` `path` `result` `category`   texts as in the columns;
 *                `result` is empty while the operation is pending
 * `pid` `tid` `parentPid`   numbers; null in rows that stand for lost events
 * `detail`       object of name to text, in print order. A name that occurs again gets ` (2)`, ` (3)` and so on behind it;
 *                a text without a name is called `Text`. Nothing is cut.
 * `duration`     seconds with seven decimals; null while the operation is pending
 *
 * Unpaired surrogates, which UTF-8 cannot hold, become U+FFFD.
 */
export class JsonLinesEncoder implements RowEncoder {
  readonly #store: EventStore;
  readonly #cells: CellFormatter;
  readonly #texts: EpochTexts;
  readonly #losses: LossTexts;
  readonly #clock: IsoClock;
  readonly #times = new SecondTexts(1, () => this.#clock.text(this.#presentTime));
  #presentTime = 0;
  #events = 0;
  #segment: Segment | undefined;
  #process: SegmentColumns['process'] = new Uint16Array(0);
  #operation: SegmentColumns['operation'] = new Uint16Array(0);
  #result: SegmentColumns['result'] = new Uint16Array(0);
  #path: SegmentColumns['path'] = new Uint32Array(0);
  #tid: SegmentColumns['tid'] = new Uint32Array(0);
  #time: SegmentColumns['time'] = new Float64Array(0);
  #duration: SegmentColumns['duration'] = new Float64Array(0);

  constructor(capture: Capture, options?: CellOptions) {
    this.#store = capture.store;
    this.#cells = new CellFormatter(capture, options);
    this.#losses = new LossTexts(capture);
    this.#clock = new IsoClock(capture.meta.startTime);
    this.#texts = new EpochTexts({
      process: [
        (epoch, process) =>
          `","process":${jsonString(processCell(epoch, process, 'processName'))},"pid":${process.pid},"tid":`,
        (epoch, process) =>
          `,"parentPid":${process.parentPid},"user":${jsonString(processCell(epoch, process, 'user'))}` +
          `,"imagePath":${jsonString(processCell(epoch, process, 'imagePath'))}` +
          `,"commandLine":${jsonString(processCell(epoch, process, 'commandLine'))}`,
      ],
      operation: [
        ({ eventClass, name }) =>
          `,"class":${jsonString(eventClassName(eventClass))},"operation":${jsonString(name)},"path":`,
      ],
      result: (text) => `,"result":${jsonString(text)},"detail":`,
      path: jsonString,
    });
  }

  begin(): void {
    // Nothing stands in front of the first row.
  }

  encode(segment: Segment, index: number, out: ByteWriter): void {
    if (segment !== this.#segment) this.#enter(segment);
    const texts = this.#texts;
    texts.use(segment.epoch);
    const time = this.#time[index]!;
    if (this.#losses.has(segment.first + index)) {
      this.#putLoss(this.#clock.text(time), segment.first + index, out);
      return;
    }
    this.#cells.at(segment, index);
    const process = this.#process[index]!;
    out.raw(SEQ);
    out.number(++this.#events);
    out.raw(TIME);
    this.#presentTime = time;
    this.#times.put(this.#clock.fraction + time, out);
    out.raw(texts.process(0, process));
    out.number(this.#tid[index]!);
    out.raw(texts.process(1, process));
    out.raw(texts.operation(0, this.#operation[index]!));
    out.raw(texts.path(this.#path[index]!));
    out.raw(texts.result(this.#result[index]!));
    putDetail(this.#cells.detailFields(), out);
    out.raw(CATEGORY);
    out.jsonText(this.#cells.text('category'));
    out.raw(DURATION);
    const duration = this.#duration[index]!;
    if (duration < 0) out.raw(NULL);
    else out.seconds(duration);
    out.raw(END);
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

  #putLoss(time: string, event: number, out: ByteWriter): void {
    out.text(
      `{"seq":null,"time":"${time}","process":"","pid":null,"tid":null,"parentPid":null,"user":"","imagePath":""` +
        `,"commandLine":"","class":"Lost","operation":"${LOSS_OPERATION}","path":"","result":"","detail":`,
    );
    putDetail(this.#losses.fields(event), out);
    out.text(',"category":"","duration":null}\n');
  }
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
    out.jsonText(value);
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
