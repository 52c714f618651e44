import { guidBytes } from '../../src/engine/etw/providers.ts';
import { packXpress } from './xpress-pack.ts';

const BUFFER_HEAD = 72;
const NO_ID = 0xffff_ffff;

/** A record as a test describes it; see the builders below. */
export type BuiltRecord = Buffer;

interface Common {
  /** Raw time. */
  readonly time: bigint;
  readonly payload?: Buffer;
  readonly wide?: boolean;
}

interface KernelRecord extends Common {
  readonly group: number;
  readonly opcode: number;
  readonly version?: number;
  readonly pid?: number;
  readonly tid?: number;
}

/** A kernel event with thread, process and CPU times. */
export function systemRecord(record: KernelRecord & { kernelTime?: number; userTime?: number }): BuiltRecord {
  const bytes = kernelRecord(record, 32, record.wide === false ? 1 : 2);
  bytes.writeUInt32LE(record.kernelTime ?? 0, 24);
  bytes.writeUInt32LE(record.userTime ?? 0, 28);
  return bytes;
}

/** The same without CPU times. */
export function compactRecord(record: KernelRecord): BuiltRecord {
  return kernelRecord(record, 24, record.wide === false ? 3 : 4);
}

/** A kernel event without thread and process. */
export function perfinfoRecord(record: Omit<KernelRecord, 'pid' | 'tid'>): BuiltRecord {
  const payload = record.payload ?? Buffer.alloc(0);
  const bytes = Buffer.alloc(16 + payload.length);
  bytes.writeUInt16LE(record.version ?? 0, 0);
  bytes.set([record.wide === false ? 16 : 17, 0xc0], 2);
  bytes.writeUInt16LE(bytes.length, 4);
  bytes.set([record.opcode, record.group], 6);
  bytes.writeBigInt64LE(record.time, 8);
  payload.copy(bytes, 16);
  return bytes;
}

interface ClassicRecord extends Common {
  readonly guid: string;
  readonly opcode: number;
  readonly version?: number;
  readonly pid?: number;
  readonly tid?: number;
}

/** A classic event of any provider. */
export function fullRecord(record: ClassicRecord): BuiltRecord {
  const payload = record.payload ?? Buffer.alloc(0);
  const bytes = Buffer.alloc(48 + payload.length);
  bytes.writeUInt16LE(bytes.length, 0);
  bytes.set([record.wide === false ? 10 : 20, 0xc0, record.opcode, 0], 2);
  bytes.writeUInt16LE(record.version ?? 0, 6);
  writeIds(bytes, record);
  guidBytes(record.guid).copy(bytes, 24);
  payload.copy(bytes, 48);
  return bytes;
}

interface EventRecord extends Common {
  readonly guid: string;
  readonly id: number;
  readonly version?: number;
  readonly opcode?: number;
  readonly flags?: number;
  readonly pid?: number;
  readonly tid?: number;
  readonly activity?: string;
  readonly extended?: readonly { readonly type: number; readonly data: Buffer }[];
}

/** A manifest or TraceLogging event. */
export function eventRecord(record: EventRecord): BuiltRecord {
  const payload = record.payload ?? Buffer.alloc(0);
  const items = (record.extended ?? []).map(({ type, data }, i, all) => {
    const item = Buffer.alloc((8 + data.length + 7) & ~7);
    item.writeUInt16LE(item.length, 0);
    item.writeUInt16LE(type, 2);
    item.writeUInt16LE(i + 1 < all.length ? 1 : 0, 4);
    item.writeUInt16LE(data.length, 6);
    data.copy(item, 8);
    return item;
  });
  const head = Buffer.alloc(80);
  const bytes = Buffer.concat([head, ...items, payload]);
  bytes.writeUInt16LE(bytes.length, 0);
  bytes.set([record.wide === false ? 18 : 19, 0xc0], 2);
  bytes.writeUInt16LE((record.flags ?? 0) | (items.length > 0 ? 1 : 0), 4);
  writeIds(bytes, record);
  guidBytes(record.guid).copy(bytes, 24);
  bytes.writeUInt16LE(record.id, 40);
  bytes.set([record.version ?? 0, 0, 4, record.opcode ?? 0], 42);
  if (record.activity !== undefined) guidBytes(record.activity).copy(bytes, 64);
  return bytes;
}

/** A message of WPP with a GUID, a time, thread and process. */
export function messageRecord(record: Common & { guid: string; number: number }): BuiltRecord {
  const payload = record.payload ?? Buffer.alloc(0);
  const bytes = Buffer.alloc(40 + payload.length);
  bytes.writeUInt16LE(bytes.length, 0);
  bytes.set([0, 0x90], 2);
  bytes.writeUInt16LE(record.number, 4);
  bytes.writeUInt16LE(0xaa, 6);
  guidBytes(record.guid).copy(bytes, 8);
  bytes.writeBigInt64LE(record.time, 24);
  payload.copy(bytes, 40);
  return bytes;
}

function kernelRecord(record: KernelRecord, head: number, type: number): Buffer {
  const payload = record.payload ?? Buffer.alloc(0);
  const bytes = Buffer.alloc(head + payload.length);
  bytes.writeUInt16LE(record.version ?? 0, 0);
  bytes.set([type, 0xc0], 2);
  bytes.writeUInt16LE(bytes.length, 4);
  bytes.set([record.opcode, record.group], 6);
  writeIds(bytes, record);
  payload.copy(bytes, head);
  return bytes;
}

function writeIds(bytes: Buffer, { time, pid, tid }: { time: bigint; pid?: number; tid?: number }): void {
  bytes.writeUInt32LE(tid ?? NO_ID, 8);
  bytes.writeUInt32LE(pid ?? NO_ID, 12);
  bytes.writeBigInt64LE(time, 16);
}

/** One buffer of a built trace. */
export interface BuiltBuffer {
  readonly cpu?: number;
  /** Default: its place among the buffers. */
  readonly sequence?: number;
  /** Flags beside those of the processor and of compression. */
  readonly flags?: number;
  readonly records: readonly BuiltRecord[];
}

export interface BuiltTrace {
  readonly bufferSize?: number;
  readonly pointerSize?: 4 | 8;
  readonly clockType?: number;
  readonly perfFreq?: bigint;
  readonly build?: number;
  /** FILETIMEs. */
  readonly startTime?: bigint;
  readonly endTime?: bigint;
  readonly bootTime?: bigint;
  readonly rawTimeAtStart?: bigint;
  readonly mode?: number;
  readonly eventsLost?: number;
  readonly buffersLost?: number;
  readonly logger?: number;
  /** Kind of compression of all buffers but the first; only 3 is really packed. */
  readonly compression?: number;
  /** Records of the first buffer behind that of the header. */
  readonly headRecords?: readonly BuiltRecord[];
  readonly buffers?: readonly BuiltBuffer[];
}

/** The session began then unless a test says otherwise: 2021-01-01. */
export const BUILT_START = 132_539_328_000_000_000n;
/** Raw clock at that time. */
export const BUILT_RAW = 1_000_000n;

/** Makes a trace. Source of the layout: etw-capture reference, 1. */
export function buildEtl(trace: BuiltTrace = {}): Buffer {
  const size = trace.bufferSize ?? 4096;
  const buffers = trace.buffers ?? [];
  const head = buildBuffer(size, trace, {
    cpu: 0,
    sequence: 0,
    type: 4,
    flags: 0,
    records: [headerRecord(trace, buffers.length + 1), ...(trace.headRecords ?? [])],
  });
  const { compression } = trace;
  if (compression !== undefined) head.writeUInt32LE(compression, 0x2c);
  const rest = buffers.map((buffer, i) => {
    const built = buildBuffer(size, trace, {
      cpu: buffer.cpu ?? 0,
      sequence: buffer.sequence ?? i + 1,
      type: 0,
      flags: buffer.flags ?? 0,
      records: buffer.records,
    });
    return compression === undefined ? built : packBuffer(built);
  });
  return Buffer.concat([head, ...rest]);
}

function buildBuffer(
  size: number,
  { logger = 7 }: BuiltTrace,
  buffer: { cpu: number; sequence: number; type: number; flags: number; records: readonly BuiltRecord[] },
): Buffer {
  const bytes = Buffer.alloc(size, 0xff);
  bytes.fill(0, 0, BUFFER_HEAD);
  let at = BUFFER_HEAD;
  for (const record of buffer.records) {
    if (at + record.length > size) throw new Error('The records do not fit the buffer');
    record.copy(bytes, at);
    at += (record.length + 7) & ~7;
  }
  const end = Math.min(at, size);
  bytes.writeUInt32LE(size, 0);
  bytes.writeUInt32LE(end, 4);
  bytes.writeBigUInt64LE(BigInt(buffer.sequence), 0x18);
  bytes.writeUInt16LE(buffer.cpu, 0x28);
  bytes.writeUInt16LE(logger, 0x2a);
  bytes.writeUInt32LE(3, 0x2c);
  bytes.writeUInt32LE(end, 0x30);
  bytes.writeUInt16LE(0x20 | buffer.flags, 0x34);
  bytes.writeUInt16LE(buffer.type, 0x36);
  return bytes;
}

function packBuffer(buffer: Buffer): Buffer {
  const end = buffer.readUInt32LE(4);
  const packed = packXpress(buffer.subarray(BUFFER_HEAD, end));
  const bytes = Buffer.concat([buffer.subarray(0, BUFFER_HEAD), packed]);
  bytes.writeUInt32LE(bytes.length, 0);
  bytes.writeUInt16LE(bytes.readUInt16LE(0x34) | 0x40, 0x34);
  return bytes;
}

function headerRecord(trace: BuiltTrace, buffers: number): BuiltRecord {
  const pointer = trace.pointerSize ?? 8;
  const zone = 56 + 2 * pointer;
  const times = (zone + 172 + 7) & ~7;
  const names = Buffer.from('Built\0C:\\built.etl\0', 'utf16le');
  const start = trace.startTime ?? BUILT_START;
  const payload = Buffer.concat([Buffer.alloc(times + 32), names]);
  payload.writeUInt32LE(trace.bufferSize ?? 4096, 0);
  payload.set(trace.compression === undefined ? [10, 0, 1, 5] : [10, 0, 2, 0], 4);
  payload.writeUInt32LE(trace.build ?? 19041, 8);
  payload.writeUInt32LE(4, 12);
  payload.writeBigUInt64LE(trace.endTime ?? start + 600_000_000n, 16);
  payload.writeUInt32LE(156_250, 24);
  payload.writeUInt32LE((trace.mode ?? 1) >>> 0, 32);
  payload.writeUInt32LE(buffers, 36);
  payload.writeUInt32LE(1, 40);
  payload.writeUInt32LE(pointer, 44);
  payload.writeUInt32LE(trace.eventsLost ?? 0, 48);
  payload.writeUInt32LE(2400, 52);
  payload.writeBigUInt64LE(trace.bootTime ?? start - 6_000_000_000n, times);
  payload.writeBigUInt64LE(trace.perfFreq ?? 10_000_000n, times + 8);
  payload.writeBigUInt64LE(start, times + 16);
  payload.writeUInt32LE(trace.clockType ?? 1, times + 24);
  payload.writeUInt32LE(trace.buffersLost ?? 0, times + 28);
  return systemRecord({
    ...{ group: 0, opcode: 0, version: 2, pid: 4, tid: 8, wide: pointer === 8 },
    ...{ time: trace.rawTimeAtStart ?? BUILT_RAW, payload },
  });
}
