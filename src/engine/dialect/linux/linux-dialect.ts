import type { DetailKey } from '../detail-key.ts';
import type { Dialect, DetailWriter, FormatContext } from '../dialect.ts';
import type { Payload } from '../payload.ts';
import { FIELD_PLACES, placeBehind, resultPlace } from './field-order.ts';
import { fieldNumber } from './field-keys.ts';
import { fieldWriters } from './field-writers.ts';
import type { FieldWriter } from './field-writers.ts';
import { LinuxEvent } from './linux-event.ts';
import { lossFields } from '../loss-fields.ts';
import { LinuxOperationInfo } from './linux-operation-info.ts';
import { FLAGS_FIELD, RESULT_FIELD } from './linux-payload.ts';
import { LOSS_KEY, readLossPayload } from './loss-payload.ts';
import { writeRequestedBase, writeResult } from './result-fields.ts';
import { linuxResultText, linuxResultTone } from './results.ts';

/** How the fields of one operation are written: each at its place. */
interface FieldPlan {
  readonly writers: readonly FieldWriter[];
  readonly places: Readonly<Float32Array>;
}

/** Fields that come before all others would be notes, which come last. */
const NOTES_PLACE = 10_000;
/** Where pages of a file lie in it belongs behind how they are mapped. */
const MAPPINGS = new Set(['mmap', 'Load Image']);
const OFFSET = fieldNumber('OFFSET');

function makePlan({ name, operation }: LinuxOperationInfo): FieldPlan {
  const places = Float32Array.from(FIELD_PLACES);
  places[RESULT_FIELD] = resultPlace(operation.result);
  places[FLAGS_FIELD] = NOTES_PLACE;
  if (MAPPINGS.has(name)) places[OFFSET] = placeBehind('MAP_FLAGS');
  return { writers: fieldWriters(name), places };
}

/** The fields of one event in the order in which they are printed; more are not read. */
const MOST_FIELDS = 80;

class LinuxDialect implements Dialect {
  readonly name = 'linux';
  readonly resultText = linuxResultText;
  readonly resultTone = linuxResultTone;
  readonly #plans = new WeakMap<LinuxOperationInfo, FieldPlan>();
  readonly #event = new LinuxEvent();
  readonly #order = new Uint8Array(MOST_FIELDS);

  readonly operation = (key: number): LinuxOperationInfo => new LinuxOperationInfo(key);

  readonly category = (_: Payload, { operation }: FormatContext): string => operation.category ?? '';

  readonly evidence = (_: Payload, { operation }: FormatContext): 'proven' | 'unknown' =>
    operation instanceof LinuxOperationInfo && operation.isKnown ? 'proven' : 'unknown';

  readonly writeDetail = (payload: Payload, context: FormatContext, out: DetailWriter): void => {
    const info = context.operation;
    if (!(info instanceof LinuxOperationInfo)) return;
    if (info.key === LOSS_KEY) {
      writeLoss(payload, out);
      return;
    }
    const event = this.#event;
    event.use(info, context);
    event.fields.read(payload);
    const { writers, places } = this.#plan(info);
    const succeeded = context.result === 0;
    const count = this.#sort(event, places, succeeded);
    if (!succeeded) writeRequestedBase(event, out);
    for (let i = 0; i < count; i++) {
      const field = this.#order[i]!;
      if (field === RESULT_FIELD) writeResult(event, out);
      else writers[field]!(event, field, out);
    }
  };

  /** The text depends on the details, on whether the call succeeded, and on what its values stand for in this capture. */
  readonly writeDetailKey = (payload: Payload, context: FormatContext, key: DetailKey): void => {
    key.add(context.result === 0 ? 1 : 0);
    key.addBytes(payload.bytes, payload.detailStart, Math.min(payload.detailEnd, payload.bytes.length));
  };

  #plan(info: LinuxOperationInfo): FieldPlan {
    let plan = this.#plans.get(info);
    if (plan === undefined) this.#plans.set(info, (plan = makePlan(info)));
    return plan;
  }

  /** Puts the event's fields, and the result of a call that succeeded, in order; they are few. Returns how many. */
  #sort({ fields }: LinuxEvent, places: Readonly<Float32Array>, succeeded: boolean): number {
    const { present } = fields;
    let count = 0;
    for (let i = 0; i < fields.count; i++) {
      const field = present[i]!;
      if (field !== RESULT_FIELD) count = this.#insert(field, count, places);
    }
    return succeeded ? this.#insert(RESULT_FIELD, count, places) : count;
  }

  /** Inserts a field among the first `count`; returns how many there are then. */
  #insert(field: number, count: number, places: Readonly<Float32Array>): number {
    const order = this.#order;
    const place = places[field]!;
    let at = count;
    for (; at > 0 && places[order[at - 1]!]! > place; at--) order[at] = order[at - 1]!;
    order[at] = field;
    return count + 1;
  }
}

function writeLoss(payload: Payload, out: DetailWriter): void {
  const loss = readLossPayload(payload);
  if (loss === undefined) return;
  for (const { name, value } of lossFields(loss)) out.field(name, value);
}

/** The events that the Linux helper records. */
export const linuxDialect: Dialect = new LinuxDialect();
