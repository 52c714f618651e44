import { EtwField } from '../dialect/etw/etw-fields.ts';
import { EtwOperation, FirstOperation, etwKey, etwOtherKey } from '../dialect/etw/etw-key.ts';
import type { DescribedEvent, EventSchemas } from './event-schemas.ts';
import type { FieldList } from './field-list.ts';
import { knownEventName } from './layouts/find-layout.ts';
import { payloadFields, valueText } from './payload-fields.ts';
import { Provider } from './providers.ts';
import { RecordKind } from './raw-record.ts';
import type { RawRecord } from './raw-record.ts';
import type { HeldRow } from './rows/held-row.ts';
import { NO_PATH, ShownPath } from './state/shown-path.ts';
import type { TraceState } from './trace-state.ts';

/** Bytes of a payload that are kept where nothing is known of them. */
const MOST_RAW = 512;
/** Units of fields that are stored as one list; one that is longer is a list alone. */
const LONG_TEXT = 8192;
/** Names of events that are kept. */
const MOST_NAMES = 10_000;
/** Opcode of PerfInfo. */
const SAMPLE = 46;
const FIRST_FILTER = 96;
const LAST_FILTER = 101;
/** Opcodes of Registry that say that a hive was loaded or unloaded, in a layout that nobody documents. */
const HIVE_EVENTS: ReadonlySet<number> = new Set([36, 37]);

/** Events that have no operation of their own: shown as they are, with all fields that are known. */
export class OtherEvents {
  readonly #state: TraceState;
  readonly #schemas: EventSchemas | undefined;
  readonly #names = new Map<string, Map<string, ShownPath>>();
  #nameCount = 0;

  constructor(state: TraceState, schemas: EventSchemas | undefined) {
    this.#state = state;
    this.#schemas = schemas;
  }

  /** An event of a kernel class. */
  decodeKernel(record: RawRecord): void {
    const { provider, opcode } = record;
    if (provider === Provider.PerfInfo && opcode === SAMPLE && this.#sample(record)) return;
    const row = this.#state.row(
      record,
      this.#state.processOf(record),
      record.tid,
      kernelKey(provider, opcode),
    );
    if (!writeKnown(row, record)) writeRaw(row, record);
    this.#state.rows.put(row);
  }

  /** An event of another provider. */
  decode(record: RawRecord): void {
    if (this.#schemas?.isSchema?.(record) === true) return;
    const { rows, providers } = this.#state;
    const described = record.kind === RecordKind.Message ? undefined : this.#schemas?.describe(record);
    const row = this.#state.row(
      record,
      this.#state.processOf(record),
      record.tid,
      etwKey(EtwOperation.TraceEvent),
    );
    const provider = described?.provider ?? '';
    row.path = this.#name(
      provider === '' ? providers.nameOf(record.provider) : provider,
      eventName(record, described),
    );
    writeHead(row, record, described);
    if (described !== undefined && described.fields.count > 0) {
      writeDescribed(row, described.fields);
      // The schema is that of the event's own version.
      row.newer = undefined;
    } else if (!writeKnown(row, record)) {
      writeRaw(row, record);
    }
    rows.put(row);
  }

  /**
   * Where a thread was: the address, then the thread. False when the record is too short.
   * Source: Microsoft, "SampledProfile class"; the thread is the one that the sample's stack names, too.
   */
  #sample(record: RawRecord): boolean {
    const { view, start, end, pointerSize } = record;
    if (start + pointerSize + 4 > end) return false;
    const thread = view.getUint32(start + pointerSize, true);
    const process = this.#state.processOfThread(thread, record);
    const row = this.#state.row(record, process, thread, etwKey(EtwOperation.SampledProfile));
    const high = pointerSize === 8 ? view.getUint32(start + 4, true) : 0;
    row.number64(EtwField.InstructionPointer, high, view.getUint32(start, true));
    this.#state.rows.put(row);
    return true;
  }

  /** `Provider/Event`, or the provider alone for events that have no more than a number: the number then. */
  #name(provider: string, event: string): ShownPath {
    let names = this.#names.get(provider);
    const known = names?.get(event);
    if (known !== undefined) return known;
    if (++this.#nameCount > MOST_NAMES) {
      this.#nameCount = 0;
      this.#names.clear();
      names = undefined;
    }
    const path =
      provider === '' && event === ''
        ? NO_PATH
        : new ShownPath(event === '' ? provider : `${provider}/${event}`);
    if (names === undefined) {
      names = new Map<string, ShownPath>();
      this.#names.set(provider, names);
    }
    names.set(event, path);
    return path;
  }
}

/** The key of an event of which no more than its name is known, or its fields. */
function kernelKey(provider: number, opcode: number): number {
  if (provider === Provider.FileIo && opcode >= FIRST_FILTER && opcode <= LAST_FILTER)
    return etwKey(FirstOperation.Filter + opcode - FIRST_FILTER);
  if (provider === Provider.Registry && HIVE_EVENTS.has(opcode))
    return etwKey(FirstOperation.Registry + opcode);
  return etwOtherKey(provider, opcode);
}

/** The fields as a list, or as several when they are long. */
function writeDescribed(row: HeldRow, list: FieldList): void {
  const { count } = list;
  let first = 0;
  for (let i = 1; i <= count; i++) {
    const start = list.startOf(first);
    if (i < count && list.endOf(i) - start <= LONG_TEXT) continue;
    row.namedUnits(list.units, start, list.endOf(i - 1), list.isNarrow);
    first = i;
  }
}

function eventName(record: RawRecord, described: DescribedEvent | undefined): string {
  if (described !== undefined && described.event !== '') return described.event;
  const known = record.isClassic ? undefined : knownEventName(record);
  if (known !== undefined) return known;
  return String(record.isClassic && record.kind !== RecordKind.Message ? record.opcode : record.id);
}

function writeHead(row: HeldRow, record: RawRecord, described: DescribedEvent | undefined): void {
  const { isClassic, id, version, opcode, level, task, keywordHigh, keywordLow, kind } = record;
  if (kind === RecordKind.Message) {
    row.number(EtwField.MessageNumber, id);
    return;
  }
  if (isClassic) {
    row.number(EtwField.EventOpcode, opcode);
    row.number(EtwField.EventVersion, version);
    return;
  }
  // TraceLogging events have a name instead of a number.
  if (id !== 0 || described === undefined) row.number(EtwField.EventId, id);
  if (version !== 0) row.number(EtwField.EventVersion, version);
  if (opcode !== 0) row.number(EtwField.EventOpcode, opcode);
  if (task !== 0) row.number(EtwField.EventTask, task);
  row.number(EtwField.EventLevel, level);
  if ((keywordHigh | keywordLow) !== 0)
    row.number64(EtwField.EventKeyword, keywordHigh >>> 0, keywordLow >>> 0);
}

function writeKnown(row: HeldRow, record: RawRecord): boolean {
  const decoded = payloadFields(record);
  if (decoded === undefined) return false;
  for (const { name, value } of decoded.fields) row.named(name, valueText(value));
  return true;
}

function writeRaw(row: HeldRow, { bytes, start, end }: RawRecord): void {
  if (end <= start) return;
  const length = end - start;
  row.copy(EtwField.Raw, bytes, start, start + Math.min(length, MOST_RAW));
  if (length > MOST_RAW) row.number(EtwField.RawLength, length);
}
