import { EtwField } from '../dialect/etw/etw-fields.ts';
import { EtwCategory, FirstOperation, etwKey } from '../dialect/etw/etw-key.ts';
import { payloadFields } from './payload-fields.ts';
import type { FieldValue } from './payload-fields.ts';
import type { RawRecord } from './raw-record.ts';
import type { HeldRow } from './rows/held-row.ts';
import { registryCategory } from './registry-operations.ts';
import { abbreviatedKey } from './state/key-paths.ts';
import { NameHistory } from './state/name-history.ts';
import { ShownPath } from './state/shown-path.ts';
import type { TraceState } from './trace-state.ts';

/** The opcode of the class Registry that an event of Kernel-Registry means. Source: etw-capture reference, 2.10. */
const OPCODES: ReadonlyMap<number, number> = new Map([
  [1, 10],
  [2, 11],
  [3, 12],
  [4, 13],
  [5, 14],
  [6, 15],
  [7, 16],
  [8, 17],
  [9, 18],
  [10, 19],
  [11, 20],
  [12, 21],
  [13, 27],
  [14, 29],
  [15, 28],
]);
const CREATE_KEY = 1;
const OPEN_KEY = 2;
const CLOSE_KEY = 13;
const SET_VALUE = 5;
const CREATED_NEW_KEY = 1;

/** The same call is told by the kernel's own event within this time, in ticks: they are written one after the other. */
const SAME_CALL = 10_000;
/** Threads whose last call is remembered. */
const MOST_CALLS = 4096;

/** What the manifest event adds to a call. */
interface CallNote {
  readonly opcode: number;
  readonly time: number;
  readonly values: ReadonlyMap<string, FieldValue>;
}

interface KnownCall {
  readonly row: HeldRow;
  readonly serial: number;
  readonly opcode: number;
  readonly time: number;
}

/**
 * Registry events of the manifest provider: data that are set, and whether a key was made. They are added to the rows of the
 * kernel's own events, of the same thread, call and moment; where those are not in the trace, they make rows themselves.
 */
export class KernelRegistryEvents {
  readonly #state: TraceState;
  /** The kernel's last call of each thread, and what came of the manifest provider without one. */
  readonly #calls = new Map<number, KnownCall>();
  readonly #notes = new Map<number, CallNote>();
  /** Full paths of keys by the addresses of their objects. */
  readonly #keys = new NameHistory<string>();

  constructor(state: TraceState) {
    this.#state = state;
  }

  /** A row of the kernel's own event was made. */
  noteRow(row: HeldRow, opcode: number): void {
    const { now } = this.#state;
    const note = this.#notes.get(row.tid);
    if (note !== undefined && note.opcode === opcode && now - note.time <= SAME_CALL) {
      this.#notes.delete(row.tid);
      addTo(row, note.values, opcode);
      return;
    }
    if (this.#calls.size >= MOST_CALLS) this.#calls.clear();
    this.#calls.set(row.tid, { row, serial: row.serial, opcode, time: now });
  }

  /** A record of Kernel-Registry; false when it is none that is known. */
  decode(record: RawRecord): boolean {
    const opcode = OPCODES.get(record.id);
    const decoded = opcode === undefined ? undefined : payloadFields(record);
    if (opcode === undefined || decoded === undefined) return false;
    const values = new Map(decoded.fields.map(({ name, value }) => [name, value] as const));
    if (this.#state.kernel.registry) this.#merge(record, opcode, values);
    else this.#add(record, opcode, values);
    return true;
  }

  #merge(record: RawRecord, opcode: number, values: ReadonlyMap<string, FieldValue>): void {
    if (record.id !== CREATE_KEY && record.id !== SET_VALUE) return;
    const { now } = this.#state;
    const call = this.#calls.get(record.tid);
    const isIt =
      call !== undefined &&
      call.row.serial === call.serial &&
      call.opcode === opcode &&
      now - call.time <= SAME_CALL;
    if (isIt) {
      this.#calls.delete(record.tid);
      addTo(call.row, values, opcode);
      return;
    }
    if (this.#notes.size >= MOST_CALLS) this.#notes.clear();
    this.#notes.set(record.tid, { opcode, time: now, values });
  }

  #add(record: RawRecord, opcode: number, values: ReadonlyMap<string, FieldValue>): void {
    const { rows } = this.#state;
    const process = this.#state.processOf(record);
    const key = etwKey(FirstOperation.Registry + opcode, registryCategory(opcode));
    const row = this.#state.row(record, process, record.tid, key);
    const status = values.get('Status');
    row.result = typeof status === 'string' ? Number(status) : 0;
    const path = this.#pathOf(record, values, row.result);
    const view = this.#state.keyViewOf(process);
    row.path = new ShownPath(path, (key) => abbreviatedKey(key, view));
    addTo(row, values, opcode);
    rows.put(row);
  }

  /** The key's full path, with the value's name where the event has one. */
  #pathOf(record: RawRecord, values: ReadonlyMap<string, FieldValue>, status: number): string {
    const text = (name: string): string => {
      const value = values.get(name);
      return typeof value === 'string' ? value : '';
    };
    const { now } = this.#state;
    if (record.id === CREATE_KEY || record.id === OPEN_KEY) {
      const base = text('BaseName') === '' ? this.#nameOf(text('BaseObject')) : text('BaseName');
      const path = joined(base, text('RelativeName'));
      const [high, low] = halves(text('KeyObject'));
      if (status === 0 && (high !== 0 || low !== 0)) this.#keys.begin(high, low, path, now);
      return path;
    }
    const key = text('KeyName') === '' ? this.#nameOf(text('KeyObject')) : text('KeyName');
    if (record.id === CLOSE_KEY) {
      const [high, low] = halves(text('KeyObject'));
      this.#keys.end(high, low, key, now);
    }
    if (!values.has('ValueName')) return key;
    return joined(key, text('ValueName') === '' ? '(Default)' : text('ValueName'));
  }

  #nameOf(address: string): string {
    const [high, low] = halves(address);
    if (high === 0 && low === 0) return '';
    return this.#keys.find(high, low, this.#state.now) ?? `<Unknown: ${address}>`;
  }
}

/** Adds what only the manifest provider tells. */
function addTo(row: HeldRow, values: ReadonlyMap<string, FieldValue>, opcode: number): void {
  const disposition = values.get('Disposition');
  if (typeof disposition === 'number' && disposition !== 0) {
    row.number(EtwField.KeyDisposition, disposition);
    const category = disposition === CREATED_NEW_KEY ? EtwCategory.Write : EtwCategory.Read;
    row.operation = etwKey(FirstOperation.Registry + opcode, category);
  }
  const type = values.get('Type');
  const size = values.get('DataSize');
  if (typeof type === 'number') row.number(EtwField.ValueType, type);
  if (typeof size === 'number') row.number(EtwField.DataLength, size);
  const index = values.get('Index');
  if (typeof index === 'number') row.number(EtwField.Index, index);
}

function joined(base: string, name: string): string {
  if (name === '') return base;
  return base === '' || /^\\registry\\/i.test(name) ? name : `${base}\\${name}`;
}

function halves(address: string): readonly [high: number, low: number] {
  if (address === '') return [0, 0];
  const value = BigInt(address);
  return [Number(value >> 32n), Number(value & 0xffff_ffffn)];
}
