/** Extended items that a record may have; the rest are left out. Windows writes at most a handful. */
const MAX_EXTENDED = 16;

/** What {@link RawRecord.pid} and {@link RawRecord.tid} are when the record does not say: perfinfo records. */
export const NO_ID = 0xffff_ffff;

/** How a record was written, which is what its header tells: etw-capture reference, 1.2. */
export const RecordKind = {
  /** Kernel event with thread, process and CPU times: header types 1, 2. */
  System: 0,
  /** The same without CPU times: 3, 4. */
  Compact: 1,
  /** Kernel event without thread and process: 16, 17. */
  PerfInfo: 2,
  /** Classic event of any provider: 10, 20. */
  Full: 3,
  /** Classic event with instance ids: 11, 21. */
  Instance: 4,
  /** Manifest or TraceLogging event: 18, 19; every record of a live session, see {@link RawRecord.isClassic}. */
  Event: 5,
  /** WPP message: its text is not in the file. */
  Message: 6,
} as const;
export type RecordKind = (typeof RecordKind)[keyof typeof RecordKind];

/** Extended items by ETW's own numbers (EVENT_HEADER_EXT_TYPE_*). */
export const ExtendedType = {
  RelatedActivity: 1,
  Sid: 2,
  TerminalSession: 3,
  InstanceInfo: 4,
  Stack32: 5,
  Stack64: 6,
  PebsIndex: 7,
  Counters: 8,
  PsmKey: 9,
  EventKey: 10,
  TraceLoggingSchema: 11,
  ProviderTraits: 12,
  ProcessStartKey: 13,
} as const;

/**
 * One record of Windows' event tracing, as it was written. The reader of .etl files and the stream of a live helper fill one
 * and the same object again for each record and hand it to the decoder: never keep it, nor its bytes. Plain fields of one
 * shape, and no 64-bit number as BigInt, because millions of records a minute pass here.
 */
export class RawRecord {
  /** Holds payload and extended items; good until the next record. */
  bytes: Buffer = Buffer.alloc(0);
  /** A view of all of `bytes`: index n of one is index n of the other. Set both by {@link useBytes}. */
  view: DataView = new DataView(new ArrayBuffer(0));
  /** The payload is `bytes` [start, end). */
  start = 0;
  end = 0;
  kind: RecordKind = RecordKind.System;
  /** Whether opcode and version identify the event; else id and version do. A live kernel event is classic, too. */
  isClassic = true;
  /** Number of the class or provider: see ProviderTable. Kernel classes have their group's number. */
  provider = 0;
  /** Of manifest events; 0 for classic ones. */
  id = 0;
  /** Of perfinfo records only the low byte, which is the event's version. */
  version = 0;
  opcode = 0;
  level = 0;
  channel = 0;
  task = 0;
  /** EVENT_HEADER.Flags; 0 for other kinds. */
  flags = 0;
  keywordHigh = 0;
  keywordLow = 0;
  /** Raw clock of the session, unsigned halves: see TraceClock. */
  timeHigh = 0;
  timeLow = 0;
  /** {@link NO_ID} when unknown. */
  pid = NO_ID;
  /** {@link NO_ID} when unknown. */
  tid = NO_ID;
  cpu = 0;
  /** The thread's CPU time so far, in units of the session's timer resolution; 0 where the header has none. */
  kernelTime = 0;
  userTime = 0;
  /** Bytes of a pointer in the payload. */
  pointerSize: 4 | 8 = 8;
  /** Where the activity's GUID begins in `bytes`; -1 for none. */
  activityAt = -1;
  /** Number of extended items; the arrays hold more than that. */
  extendedCount = 0;
  readonly extendedTypes: Uint16Array = new Uint16Array(MAX_EXTENDED);
  /** Item i has its data in `bytes` [extendedStarts[i], extendedEnds[i]). */
  readonly extendedStarts: Uint32Array = new Uint32Array(MAX_EXTENDED);
  readonly extendedEnds: Uint32Array = new Uint32Array(MAX_EXTENDED);

  /** Says which bytes the positions of the next records mean. Cheap when they are those of before. */
  useBytes(bytes: Buffer): void {
    if (this.bytes === bytes) return;
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Forgets the extended items; call it for each record that may have some. */
  clearExtended(): void {
    this.extendedCount = 0;
  }

  /** Adds an extended item; what is beyond the sixteenth is left out. */
  addExtended(type: number, start: number, end: number): void {
    const i = this.extendedCount;
    if (i >= MAX_EXTENDED) return;
    this.extendedTypes[i] = type;
    this.extendedStarts[i] = start;
    this.extendedEnds[i] = end;
    this.extendedCount = i + 1;
  }

  /** Index of the first extended item of a type; -1 when there is none. */
  findExtended(type: number): number {
    for (let i = 0; i < this.extendedCount; i++) if (this.extendedTypes[i] === type) return i;
    return -1;
  }
}

/** Takes records in the order of their times. */
export interface RecordConsumer {
  readonly record: (record: RawRecord) => void;
}
