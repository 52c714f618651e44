import { hexUnsigned64 } from '../../shared/format/number.ts';
import { EtwField } from '../dialect/etw/etw-fields.ts';
import { EtwOperation, FirstOperation, etwKey } from '../dialect/etw/etw-key.ts';
import { offsetOf } from './layouts/layout.ts';
import { HARD_FAULT_LAYOUT } from './layouts/system-layouts.ts';
import { payloadFields, valueText } from './payload-fields.ts';
import { Provider } from './providers.ts';
import { NO_ID } from './raw-record.ts';
import type { RawRecord } from './raw-record.ts';
import { unknownPath } from './state/file-names.ts';
import type { ShownPath } from './state/shown-path.ts';
import type { TraceState } from './trace-state.ts';

/** Opcodes of DiskIo; 12, 13 and 15 only say that a request begins, which the request's own event tells, too. */
const DISK_INITS: ReadonlySet<number> = new Set([12, 13, 15]);
const DISK_EVENTS: ReadonlySet<number> = new Set([10, 11, 14]);
/** Opcode of PageFault. */
const HARD_FAULT = 32;
/** A minute: no page takes as long to be read. Ticks. */
const MOST_DURATION = 600_000_000;

interface FaultOffsets {
  readonly size: number;
  readonly address: number;
  readonly key: number;
  readonly thread: number;
  readonly bytes: number;
}

function faultOffsets(pointerSize: 4 | 8): FaultOffsets {
  const at = (name: string): number => offsetOf(HARD_FAULT_LAYOUT, name, pointerSize);
  const bytes = at('ByteCount');
  return {
    size: bytes + 4,
    address: at('VirtualAddress'),
    key: at('FileObject'),
    thread: at('TThreadId'),
    bytes,
  };
}

const FAULT_OFFSETS = [faultOffsets(4), faultOffsets(8)] as const;
/** Where in a fault the offset in its file is; its beginning stands before it. */
const READ_OFFSET_AT = 8;

/** What disks do: requests, and pages that a thread had to wait for. They come when whoever records asks for them. */
export class DiskEvents {
  readonly #state: TraceState;

  constructor(state: TraceState) {
    this.#state = state;
  }

  /** First pass: how long rows are to wait for what began before them. */
  learn(record: RawRecord): void {
    if (!isFault(record)) return;
    const state = this.#state;
    state.longestDelay = Math.max(state.longestDelay, state.now - this.#beginning(record));
  }

  /** A record of DiskIo or PageFault; false when it is none that is known. */
  decode(record: RawRecord): boolean {
    const { provider, opcode } = record;
    if (provider === Provider.DiskIo && DISK_INITS.has(opcode)) return true;
    if (provider === Provider.DiskIo && DISK_EVENTS.has(opcode)) {
      this.#request(record);
      return true;
    }
    if (!isFault(record)) return false;
    this.#fault(record);
    return true;
  }

  /** A physical read or write. */
  #request(record: RawRecord): void {
    const decoded = payloadFields(record);
    if (decoded === undefined) return;
    const values = new Map(decoded.fields.map(({ name, value }) => [name, value] as const));
    const thread = values.get('IssuingThreadId');
    const hasThread = typeof thread === 'number' && thread !== NO_ID;
    const process = hasThread ? this.#state.processOfThread(thread, record) : this.#state.processOf(record);
    const row = this.#state.row(
      record,
      process,
      hasThread ? thread : record.tid,
      etwKey(FirstOperation.Disk + record.opcode),
    );
    const key = values.get('FileObject');
    if (typeof key === 'string') {
      const address = BigInt(key);
      row.path = this.#pathOf(Number(address >> 32n), Number(address & 0xffff_ffffn));
    }
    for (const { name, value } of decoded.fields) if (name !== 'Reserved') row.named(name, valueText(value));
    this.#state.rows.put(row);
  }

  /** A page that was not in memory was read: told at its end, with its beginning. */
  #fault(record: RawRecord): void {
    const state = this.#state;
    const { view, start, pointerSize } = record;
    const offsets = FAULT_OFFSETS[pointerSize === 8 ? 1 : 0];
    const high = (at: number): number => (pointerSize === 8 ? view.getUint32(start + at + 4, true) : 0);
    const low = (at: number): number => view.getUint32(start + at, true);
    const thread = low(offsets.thread);
    const process = state.processOfThread(thread, record);
    const row = state.row(record, process, thread, etwKey(EtwOperation.HardFault));
    row.time = this.#beginning(record);
    row.duration = state.now - row.time;
    row.path = this.#pathOf(high(offsets.key), low(offsets.key));
    row.number64(EtwField.Offset, low(READ_OFFSET_AT + 4), low(READ_OFFSET_AT));
    row.number(EtwField.Length, low(offsets.bytes));
    row.named('Virtual Address', hexUnsigned64(high(offsets.address), low(offsets.address)));
    state.rows.put(row);
  }

  #beginning({ view, start }: RawRecord): number {
    const { clock, now } = this.#state;
    const beginning = clock.ticks(view.getUint32(start + 4, true), view.getUint32(start, true));
    return beginning > now || now - beginning > MOST_DURATION ? now : beginning;
  }

  /** What these events call the file object is the file's key: etw-capture reference, 2.4. */
  #pathOf(keyHigh: number, keyLow: number): ShownPath {
    const { files, now } = this.#state;
    return files.nameOfKey(keyHigh, keyLow, now) ?? unknownPath(keyHigh, keyLow);
  }
}

/** Whether a record is a hard fault with all its fields. */
function isFault({ provider, opcode, start, end, pointerSize }: RawRecord): boolean {
  if (provider !== Provider.PageFault || opcode !== HARD_FAULT) return false;
  return start + FAULT_OFFSETS[pointerSize === 8 ? 1 : 0].size <= end;
}
