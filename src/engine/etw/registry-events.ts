import { EtwField } from '../dialect/etw/etw-fields.ts';
import { EtwCategory, FirstOperation, etwKey } from '../dialect/etw/etw-key.ts';
import type { KernelRegistryEvents } from './kernel-registry-events.ts';
import { RegistryOpcode as Opcode, isOfSubKey, isOfValue, registryCategory } from './registry-operations.ts';
import type { KeyNode } from './state/key-names.ts';
import { registryLayout } from './layouts/system-layouts.ts';
import { offsetOf } from './layouts/layout.ts';
import { textEnd } from './payload-reader.ts';
import type { RawRecord } from './raw-record.ts';
import type { HeldRow } from './rows/held-row.ts';
import { unknownName } from './state/file-names.ts';
import { ShownPath } from './state/shown-path.ts';
import type { TraceState } from './trace-state.ts';

/** Keys of the rows' operations by opcode. */
const KEYS: readonly number[] = Array.from({ length: 64 }, (_, opcode) =>
  etwKey(FirstOperation.Registry + opcode, registryCategory(opcode)),
);
const CREATED_KEY = etwKey(FirstOperation.Registry + Opcode.CreateKey, EtwCategory.Write);

/** Where the fields are; versions before 2 have an elapsed time instead of the beginning. */
interface RegistryOffsets {
  readonly size: number;
  readonly time: number;
  readonly isElapsed: boolean;
  readonly status: number;
  /** -1 where there is none. */
  readonly index: number;
  readonly keyHandle: number;
}

function makeOffsets(version: number, pointerSize: 4 | 8): RegistryOffsets {
  const layout = registryLayout(Opcode.OpenKey, version);
  if (layout === undefined) throw new Error('The layout of registry events is missing');
  const isElapsed = version < 2;
  return {
    size: offsetOf(layout, 'KeyName', pointerSize),
    time: offsetOf(layout, isElapsed ? 'ElapsedTime' : 'InitialTime', pointerSize),
    isElapsed,
    status: offsetOf(layout, 'Status', pointerSize),
    index: version === 0 ? -1 : offsetOf(layout, 'Index', pointerSize),
    keyHandle: offsetOf(layout, 'KeyHandle', pointerSize),
  };
}

const OFFSETS = [0, 1, 2].map((version) => [makeOffsets(version, 4), makeOffsets(version, 8)] as const);

/** Keys that came into being lately, to tell RegCreateKey what it did. */
const MOST_CREATED = 64;
const REGISTRY_ROOT = '\\registry\\';
/** Names that an event of a key itself may have: the key's own path. */
const DEFAULT_VALUE = '(Default)';

/** Registry events: names of keys and operations. */
export class RegistryEvents {
  readonly #state: TraceState;
  readonly #manifest: KernelRegistryEvents;
  readonly #created: { readonly time: number; readonly path: string }[] = [];
  #offsets: RegistryOffsets = OFFSETS[2]![1];
  #hasManifest = false;
  #nameStart = 0;
  #nameEnd = 0;
  #keyHigh = 0;
  #keyLow = 0;

  constructor(state: TraceState, manifest: KernelRegistryEvents) {
    this.#state = state;
    this.#manifest = manifest;
  }

  /** Events of the manifest provider come, too: they tell more of the same calls. */
  expectManifest(): void {
    this.#hasManifest = true;
  }

  /** First pass: names alone. */
  learn(record: RawRecord): void {
    const { opcode } = record;
    if (opcode >= Opcode.CreateKey && opcode <= Opcode.Close)
      this.#state.kernel.registry = this.#state.hasEnds = true;
    if (opcode === Opcode.Config) this.#config(record);
    else if (opcode >= Opcode.KcbCreate && opcode <= Opcode.RundownEnd && this.#point(record))
      this.#tellKey(record);
  }

  /** A record of the class Registry; false when it is none that is known, or too short for its fields. */
  decode(record: RawRecord): boolean {
    const { opcode } = record;
    if (opcode === Opcode.Config) {
      if (!this.#state.isLearned) this.#config(record);
      return true;
    }
    if (opcode === Opcode.Counters) return true;
    if (opcode < Opcode.CreateKey || opcode > Opcode.MountHive) return false;
    if (opcode >= Opcode.Commit && opcode <= Opcode.Rollback) return this.#transaction(record);
    const isName = opcode >= Opcode.KcbCreate && opcode <= Opcode.RundownEnd;
    if (!this.#point(record)) return isName;
    if (isName) {
      if (opcode === Opcode.KcbCreate) this.#noteCreated(record);
      if (!this.#state.isLearned) this.#tellKey(record);
      return true;
    }
    this.#state.kernel.registry = true;
    this.#operation(record);
    return true;
  }

  /** Finds the fields of a record; false when it is too short. */
  #point({ bytes, start, end, version, pointerSize, view }: RawRecord): boolean {
    const offsets = OFFSETS[Math.min(version, 2)]![pointerSize === 8 ? 1 : 0];
    if (start + offsets.size > end) return false;
    this.#offsets = offsets;
    this.#nameStart = start + offsets.size;
    this.#nameEnd = textEnd(bytes, this.#nameStart, end);
    const at = start + offsets.keyHandle;
    this.#keyLow = view.getUint32(at, true);
    this.#keyHigh = pointerSize === 8 ? view.getUint32(at + 4, true) : 0;
    return true;
  }

  #tellKey(record: RawRecord): void {
    const { keys, keyCache, now } = this.#state;
    if (this.#nameEnd === this.#nameStart) return;
    keyCache.makeRoom();
    const node = keyCache.nodeOf(record.bytes, this.#nameStart, this.#nameEnd);
    switch (record.opcode) {
      case Opcode.KcbDelete:
        return keys.end(this.#keyHigh, this.#keyLow, node, now);
      case Opcode.RundownEnd:
        return keys.hold(this.#keyHigh, this.#keyLow, node, now);
      default:
        keys.begin(this.#keyHigh, this.#keyLow, node, now);
    }
  }

  #noteCreated({ bytes }: RawRecord): void {
    const path = bytes.toString('utf16le', this.#nameStart, this.#nameEnd).toLowerCase();
    if (this.#created.length >= MOST_CREATED) this.#created.shift();
    this.#created.push({ time: this.#state.now, path });
  }

  #config({ start, end, view }: RawRecord): void {
    if (start + 4 <= end) this.#state.controlSet = view.getUint32(start, true);
  }

  #operation(record: RawRecord): void {
    const { keyCache, rows, now } = this.#state;
    const { opcode, start, view } = record;
    const offsets = this.#offsets;
    keyCache.makeRoom();
    const row = this.#state.row(record, this.#state.processOf(record), record.tid, KEYS[opcode]!);
    row.time = this.#beginning(record);
    row.duration = now - row.time;
    row.result = view.getUint32(start + offsets.status, true);
    const index = offsets.index < 0 ? 0 : view.getUint32(start + offsets.index, true);
    writeFields(row, opcode, index);
    this.#setPath(row, record);
    if (this.#hasManifest) this.#manifest.noteRow(row, opcode);
    rows.put(row);
  }

  #beginning({ start, view }: RawRecord): number {
    const { clock, now } = this.#state;
    const at = start + this.#offsets.time;
    const low = view.getUint32(at, true);
    const high = view.getUint32(at + 4, true);
    if (high === 0 && low === 0) return now;
    if (this.#offsets.isElapsed) return high === 0 ? now - clock.toTicks(low) : now;
    const beginning = clock.ticks(high, low);
    // A time behind its end, or hours before it, is none.
    return beginning > now || now - beginning > MOST_DURATION ? now : beginning;
  }

  #setPath(row: HeldRow, record: RawRecord): void {
    const { keys, keyCache, now } = this.#state;
    const process = row.process;
    if (process === undefined) return;
    const view = this.#state.keyViewOf(process);
    const { bytes, opcode } = record;
    const hasKey = (this.#keyHigh | this.#keyLow) !== 0;
    // The address may be another key's since the call began.
    const base = hasKey
      ? (keys.find(this.#keyHigh, this.#keyLow, now) ?? keys.find(this.#keyHigh, this.#keyLow, row.time))
      : undefined;
    if (isOfValue(opcode)) {
      row.path =
        base === undefined
          ? new ShownPath(`${this.#unknown()}\\${this.#valueName(bytes)}`)
          : keyCache.value(base, view, bytes, this.#nameStart, this.#nameEnd);
      return;
    }
    if (isOfSubKey(opcode) || base === undefined) {
      const node = this.#named(bytes, base, hasKey);
      row.path = typeof node === 'string' ? new ShownPath(node) : node.shown(view);
      if (opcode === Opcode.CreateKey && typeof node !== 'string' && this.#wasCreated(row, node.path))
        row.operation = CREATED_KEY;
      return;
    }
    row.path = base.shown(view);
  }

  /** The key that a name says, seen from the event's own key; a text where that key has no name. */
  #named(bytes: Buffer, base: KeyNode | undefined, hasKey: boolean): KeyNode | string {
    const { keyCache } = this.#state;
    const isEmpty = this.#nameEnd === this.#nameStart;
    if (!isEmpty && this.#isAbsolute(bytes)) return keyCache.nodeOf(bytes, this.#nameStart, this.#nameEnd);
    if (base !== undefined) {
      if (isEmpty) return base;
      return keyCache.below(base, bytes, this.#nameStart, this.#nameEnd);
    }
    const name = this.#name(bytes);
    if (!hasKey) return name;
    return isEmpty ? this.#unknown() : `${this.#unknown()}\\${name}`;
  }

  #isAbsolute(bytes: Buffer): boolean {
    const length = REGISTRY_ROOT.length * 2;
    if (this.#nameEnd - this.#nameStart < length || bytes[this.#nameStart] !== 0x5c) return false;
    return (
      bytes.toString('utf16le', this.#nameStart, this.#nameStart + length).toLowerCase() === REGISTRY_ROOT
    );
  }

  /** Whether a key of this path came into being while the call ran. */
  #wasCreated(row: HeldRow, path: string): boolean {
    if (row.result !== 0) return false;
    const folded = path.toLowerCase();
    const { now } = this.#state;
    return this.#created.some((each) => each.time >= row.time && each.time <= now && each.path === folded);
  }

  #transaction(record: RawRecord): boolean {
    const { rows } = this.#state;
    const { opcode, start, end, bytes, view } = record;
    const layout = registryLayout(opcode, record.version);
    if (layout === undefined) return false;
    const hiveAt = start + offsetOf(layout, 'HiveName', record.pointerSize);
    if (hiveAt > end) return false;
    const row = this.#state.row(record, this.#state.processOf(record), record.tid, KEYS[opcode]!);
    row.result = view.getUint32(start + offsetOf(layout, 'Status', record.pointerSize), true);
    row.path = new ShownPath(bytes.toString('utf16le', hiveAt, textEnd(bytes, hiveAt, end)));
    rows.put(row);
    return true;
  }

  #name(bytes: Buffer): string {
    return bytes.toString('utf16le', this.#nameStart, this.#nameEnd);
  }

  #valueName(bytes: Buffer): string {
    return this.#nameEnd === this.#nameStart ? DEFAULT_VALUE : this.#name(bytes);
  }

  #unknown(): string {
    return unknownName(this.#keyHigh, this.#keyLow);
  }
}

/** An hour: no call of the registry takes as long. Ticks. */
const MOST_DURATION = 36_000_000_000;

function writeFields(row: HeldRow, opcode: number, index: number): void {
  switch (opcode) {
    case Opcode.QueryKey:
      return row.number(EtwField.KeyQuery, index);
    case Opcode.QueryValue:
      return row.number(EtwField.ValueQuery, index);
    case Opcode.EnumerateKey:
    case Opcode.EnumerateValue:
      return row.number(EtwField.Index, index);
    case Opcode.SetInformation:
      return row.number(EtwField.KeySetClass, index);
  }
}
