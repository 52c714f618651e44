import { NO_ID, RecordKind } from '../../etw/raw-record.ts';
import type { RawRecord } from '../../etw/raw-record.ts';
import { Provider } from '../../etw/providers.ts';
import type { ProviderTable } from '../../etw/providers.ts';
import { HEAD_OF_TYPE, KIND_OF_TYPE, POINTER_OF_TYPE, RecordFlag } from './layout.ts';

/** EVENT_HEADER.Flags. Source: etw-capture reference, 1.2. */
const EventFlag = {
  Extended: 0x01,
  PrivateSession: 0x02,
  NoCpuTime: 0x10,
  Pointers32: 0x20,
  Pointers64: 0x40,
  Classic: 0x100,
} as const;

/** Flags of a WPP message: which fields it has. */
const MessageFlag = { Sequence: 1, Guid: 2, ComponentId: 4, TimeStamp: 8, SystemInfo: 0x20 } as const;
const MESSAGE_HEAD_BYTES = 8;
/** Class of process events; their opcode 10 is an image load and delivered as one. */
const LOAD_IMAGE = 10;

/** The header type of a record: 0 for messages, which have none. */
export function headerTypeOf(view: DataView, at: number): number {
  return (view.getUint8(at + 3) & RecordFlag.HasType) === 0 ? 0 : view.getUint8(at + 2);
}

/** Where the time stamp of a message is; -1 when it has none. */
export function messageTimeAt(view: DataView, at: number, end: number): number {
  const flags = view.getUint16(at + 6, true);
  if ((flags & MessageFlag.TimeStamp) === 0) return -1;
  const time =
    at + MESSAGE_HEAD_BYTES + ((flags & MessageFlag.Sequence) === 0 ? 0 : 4) + identityBytes(flags);
  return time + 8 <= end ? time : -1;
}

/**
 * Fills `record` from the bytes [at, end), whose header was found to fit. Reused for every record: boring on purpose, guarded
 * by the etl-read phase of the benchmark.
 */
export function readRecord(
  record: RawRecord,
  bytes: Buffer,
  view: DataView,
  at: number,
  end: number,
  cpu: number,
  providers: ProviderTable,
): void {
  record.bytes = bytes;
  record.view = view;
  record.cpu = cpu;
  record.end = end;
  record.extendedCount = 0;
  record.activityAt = -1;
  const head = view.getUint32(at, true);
  if (((head >>> 24) & RecordFlag.HasType) === 0) return readMessage(record, at, end, providers);
  const type = (head >>> 16) & 0xff;
  const kind = KIND_OF_TYPE[type]! as RecordKind;
  record.kind = kind;
  record.pointerSize = POINTER_OF_TYPE[type] === 4 ? 4 : 8;
  switch (kind) {
    case RecordKind.System:
    case RecordKind.Compact:
      readKernel(record, at, head & 0xffff);
      readIds(record, at);
      if (kind === RecordKind.System) readCpuTimes(record, at + 24);
      record.start = at + HEAD_OF_TYPE[type]!;
      return;
    case RecordKind.PerfInfo: {
      const word = head & 0xffff;
      readKernel(record, at, word & 0xff);
      record.pid = record.tid = NO_ID;
      record.timeLow = view.getUint32(at + 8, true);
      record.timeHigh = view.getUint32(at + 12, true);
      const extra = (word >>> 15) + ((word >>> 8) & 7);
      record.start = Math.min(at + 16 + 8 * extra, end);
      return;
    }
    case RecordKind.Full:
    case RecordKind.Instance:
      readIds(record, at);
      readCpuTimes(record, at + 40);
      record.isClassic = true;
      record.provider = providers.numberOf(bytes, at + 24);
      record.id = record.flags = record.channel = record.task = 0;
      record.keywordHigh = record.keywordLow = 0;
      record.opcode = view.getUint8(at + 4);
      record.level = view.getUint8(at + 5);
      record.version = view.getUint16(at + 6, true);
      record.start = at + HEAD_OF_TYPE[type]!;
      return;
    case RecordKind.Event:
      return readEvent(record, at, end, providers);
    case RecordKind.Message:
      // No header type says so.
      return;
  }
}

/** What kernel records have in common: class by group, opcode, version. */
function readKernel(record: RawRecord, at: number, version: number): void {
  const { view } = record;
  const group = view.getUint8(at + 7);
  const opcode = view.getUint8(at + 6);
  record.provider = group === Provider.Process && opcode === LOAD_IMAGE ? Provider.Image : group;
  record.opcode = opcode;
  record.version = version;
  record.isClassic = true;
  record.id = record.flags = record.level = record.channel = record.task = 0;
  record.keywordHigh = record.keywordLow = 0;
  record.kernelTime = record.userTime = 0;
}

/** Thread, process and time, which most headers have at the same place. */
function readIds(record: RawRecord, at: number): void {
  const { view } = record;
  record.tid = view.getUint32(at + 8, true);
  record.pid = view.getUint32(at + 12, true);
  record.timeLow = view.getUint32(at + 16, true);
  record.timeHigh = view.getUint32(at + 20, true);
}

function readCpuTimes(record: RawRecord, at: number): void {
  record.kernelTime = record.view.getUint32(at, true);
  record.userTime = record.view.getUint32(at + 4, true);
}

function readEvent(record: RawRecord, at: number, end: number, providers: ProviderTable): void {
  const { view } = record;
  const flags = view.getUint16(at + 4, true);
  readIds(record, at);
  record.flags = flags;
  record.isClassic = (flags & EventFlag.Classic) !== 0;
  record.provider = providers.numberOf(record.bytes, at + 24);
  record.id = view.getUint16(at + 40, true);
  record.version = view.getUint8(at + 42);
  record.channel = view.getUint8(at + 43);
  record.level = view.getUint8(at + 44);
  record.opcode = view.getUint8(at + 45);
  record.task = view.getUint16(at + 46, true);
  record.keywordLow = view.getUint32(at + 48, true);
  record.keywordHigh = view.getUint32(at + 52, true);
  // In a private session one counter of cycles stands in their place.
  if ((flags & (EventFlag.NoCpuTime | EventFlag.PrivateSession)) === 0) readCpuTimes(record, at + 56);
  else record.kernelTime = record.userTime = 0;
  if ((flags & EventFlag.Pointers32) !== 0) record.pointerSize = 4;
  else if ((flags & EventFlag.Pointers64) !== 0) record.pointerSize = 8;
  const hasActivity =
    (view.getUint32(at + 64, true) |
      view.getUint32(at + 68, true) |
      view.getUint32(at + 72, true) |
      view.getUint32(at + 76, true)) !==
    0;
  if (hasActivity) record.activityAt = at + 64;
  record.start = (flags & EventFlag.Extended) === 0 ? at + 80 : readExtended(record, at + 80, end);
}

/** Bytes of an extended item in front of its data. */
const ITEM_HEAD_BYTES = 8;

/** Notes the extended items; returns where the payload begins. An item that does not fit ends them. */
function readExtended(record: RawRecord, from: number, end: number): number {
  const { view } = record;
  let at = from;
  while (at + ITEM_HEAD_BYTES <= end) {
    const size = view.getUint16(at, true);
    const type = view.getUint16(at + 2, true);
    const hasNext = (view.getUint16(at + 4, true) & 1) !== 0;
    const dataSize = view.getUint16(at + 6, true);
    if (size < ITEM_HEAD_BYTES || at + size > end || dataSize > size - ITEM_HEAD_BYTES) return at;
    if (type !== 0) record.addExtended(type, at + ITEM_HEAD_BYTES, at + ITEM_HEAD_BYTES + dataSize);
    at += size;
    if (!hasNext) return at;
  }
  return Math.min(at, end);
}

/** Bytes that say who wrote a message. */
function identityBytes(flags: number): number {
  if ((flags & MessageFlag.Guid) !== 0) return 16;
  return (flags & MessageFlag.ComponentId) === 0 ? 0 : 4;
}

/** A message of WPP: its text is in the program's symbols, not in the trace. */
function readMessage(record: RawRecord, at: number, end: number, providers: ProviderTable): void {
  const { view } = record;
  const flags = view.getUint16(at + 6, true);
  record.kind = RecordKind.Message;
  record.isClassic = false;
  record.provider = Provider.EventTrace;
  record.id = view.getUint16(at + 4, true);
  record.version = record.opcode = record.level = record.channel = record.task = record.flags = 0;
  record.keywordHigh = record.keywordLow = record.kernelTime = record.userTime = 0;
  record.pid = record.tid = NO_ID;
  let next = at + MESSAGE_HEAD_BYTES + ((flags & MessageFlag.Sequence) === 0 ? 0 : 4);
  const identity = identityBytes(flags);
  if (identity === 16 && next + 16 <= end) record.provider = providers.numberOf(record.bytes, next);
  next += identity;
  if ((flags & MessageFlag.TimeStamp) !== 0) {
    if (next + 8 <= end) {
      record.timeLow = view.getUint32(next, true);
      record.timeHigh = view.getUint32(next + 4, true);
    }
    next += 8;
  }
  if ((flags & MessageFlag.SystemInfo) !== 0) {
    if (next + 8 <= end) {
      record.tid = view.getUint32(next, true);
      record.pid = view.getUint32(next + 4, true);
    }
    next += 8;
  }
  record.start = Math.min(next, end);
}
