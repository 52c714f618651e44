import { Provider, ProviderTable, guidBytes } from '../../src/engine/etw/providers.ts';
import { NO_ID, RecordKind } from '../../src/engine/etw/raw-record.ts';
import type { RawRecord } from '../../src/engine/etw/raw-record.ts';
import { EtlFile } from '../../src/engine/formats/etl/etl-file.ts';
import { passThrough } from '../../src/engine/formats/etl/trace-pass.ts';
import { Turns } from '../../src/engine/formats/etl/turns.ts';
import { RawExtendedType } from '../../src/engine/wire/wire-format.ts';

/** Records and bytes of a batch, about as many as the helper sends at a time. */
const BATCH_RECORDS = 4096;
const BATCH_BYTES = 256 * 1024;
const BATCH_HEAD = 8;
const RECORD_HEAD = 48;
const TIME_AT = 24;
const FLAG_32_BIT = 0x20;
const FLAG_64_BIT = 0x40;
const FLAG_CLASSIC = 0x100;

interface TraceBatch {
  readonly payload: Buffer;
  readonly records: number;
  /** Where raw times stand in it: those of records, and those that their payloads begin with. */
  readonly timesAt: readonly number[];
}

/**
 * What the helper of Windows forwards of a recorded trace, as frames whose times are brought up to date when they are sent again.
 * `test/native/windows/replay.test.ts` says that the real one forwards these records.
 */
export class TraceFrames {
  readonly providers: Buffer;
  readonly batches: readonly TraceBatch[];
  /** Records of all batches. */
  readonly records: number;
  readonly frequency: bigint;
  readonly start: { readonly raw: bigint; readonly time: bigint };
  readonly timerResolution: number;
  /** Raw units from the first record to behind the last. */
  readonly span: bigint;

  private constructor(file: EtlFile, made: BatchMaker) {
    const { clock, header } = file;
    this.providers = made.providers();
    this.batches = made.batches;
    this.records = made.batches.reduce((sum, { records }) => sum + records, 0);
    this.frequency = BigInt(clock.frequency);
    this.start = { raw: made.first, time: header.startTime };
    this.timerResolution = header.timerResolution;
    this.span = made.last - made.first + 1n;
  }

  static async read(path: string): Promise<TraceFrames> {
    const turns = new Turns(new AbortController().signal);
    const file = await EtlFile.open(path, turns);
    const providers = new ProviderTable();
    const maker = new BatchMaker(providers);
    const trace = { files: [file], clock: file.clock, providers };
    await passThrough(trace, { record: (record) => maker.add(record) }, turns);
    maker.finish();
    await file.close();
    return new TraceFrames(file, maker);
  }
}

/** Brings the times of a batch forward, in place. */
export function moveTimes({ payload, timesAt }: TraceBatch, by: bigint): void {
  for (const at of timesAt) payload.writeBigUInt64LE(payload.readBigUInt64LE(at) + by, at);
}

class BatchMaker {
  readonly batches: TraceBatch[] = [];
  first = 0n;
  last = 0n;
  readonly #table: ProviderTable;
  readonly #seen = new Set<number>();
  #parts: Buffer[] = [];
  #bytes = BATCH_HEAD;
  #timesAt: number[] = [];

  constructor(table: ProviderTable) {
    this.#table = table;
  }

  add(record: RawRecord): void {
    // Messages have no provider, and Windows hands none over.
    if (record.kind === RecordKind.Message || this.#table.guidOf(record.provider) === undefined) return;
    const time = (BigInt(record.timeHigh) << 32n) | BigInt(record.timeLow);
    if (this.#seen.size === 0) this.first = time;
    this.last = time;
    this.#seen.add(record.provider);
    const bytes = recordBytes(record);
    this.#timesAt.push(this.#bytes + TIME_AT);
    if (beginsWithTime(record))
      this.#timesAt.push(this.#bytes + bytes.length - padded(record.end - record.start));
    this.#parts.push(bytes);
    this.#bytes += bytes.length;
    if (this.#parts.length === BATCH_RECORDS || this.#bytes >= BATCH_BYTES) this.finish();
  }

  finish(): void {
    const records = this.#parts.length;
    if (records === 0) return;
    const head = Buffer.alloc(BATCH_HEAD);
    head.writeUInt16LE(1, 0);
    head.writeUInt32LE(records, 4);
    this.batches.push({ payload: Buffer.concat([head, ...this.#parts]), records, timesAt: this.#timesAt });
    this.#parts = [];
    this.#bytes = BATCH_HEAD;
    this.#timesAt = [];
  }

  /** The payload of a frame with all providers. */
  providers(): Buffer {
    const head = Buffer.alloc(4);
    head.writeUInt32LE(this.#seen.size, 0);
    const entries = [...this.#seen].map((no) => {
      const entry = Buffer.alloc(4);
      entry.writeUInt16LE(no, 0);
      return Buffer.concat([entry, guidBytes(this.#table.guidOf(no) ?? '')]);
    });
    return Buffer.concat([head, ...entries]);
  }
}

/** Registry calls tell when they began, call stacks what they belong to. */
function beginsWithTime({ isClassic, provider, opcode, start, end }: RawRecord): boolean {
  if (!isClassic || end - start < 8) return false;
  if (provider === Provider.StackWalk) return [32, 37, 38].includes(opcode);
  // Names of keys have no time.
  return provider === Provider.Registry && (opcode < 22 || (opcode > 25 && opcode < 30));
}

function recordBytes(record: RawRecord): Buffer {
  const items: Buffer[] = [];
  for (let i = 0; i < record.extendedCount; i++) {
    const data = record.bytes.subarray(record.extendedStarts[i], record.extendedEnds[i]);
    items.push(item(record.extendedTypes[i]!, data));
  }
  if (record.kind === RecordKind.System) {
    const used = Buffer.alloc(8);
    used.writeUInt32LE(record.kernelTime, 0);
    used.writeUInt32LE(record.userTime, 4);
    items.push(item(RawExtendedType.ProcessorTime, used));
  }
  const length = record.end - record.start;
  const rest = items.reduce((sum, { length: size }) => sum + size, 0) + padded(length);
  const bytes = Buffer.alloc(RECORD_HEAD + rest);
  bytes.writeUInt32LE(bytes.length, 0);
  bytes.writeUInt16LE(record.provider, 4);
  bytes.writeUInt16LE(record.id, 6);
  bytes.writeUInt8(record.version & 0xff, 8);
  bytes.writeUInt8(record.opcode, 9);
  bytes.writeUInt8(record.channel, 10);
  bytes.writeUInt8(record.level, 11);
  bytes.writeUInt16LE(record.task, 12);
  const width = record.pointerSize === 4 ? FLAG_32_BIT : FLAG_64_BIT;
  bytes.writeUInt16LE(width | (record.isClassic ? FLAG_CLASSIC : 0), 14);
  bytes.writeUInt32LE(record.keywordLow, 16);
  bytes.writeUInt32LE(record.keywordHigh, 20);
  bytes.writeUInt32LE(record.timeLow, TIME_AT);
  bytes.writeUInt32LE(record.timeHigh, TIME_AT + 4);
  const isUnknown = record.kind === RecordKind.PerfInfo;
  bytes.writeUInt32LE(isUnknown ? NO_ID : record.pid, 32);
  bytes.writeUInt32LE(isUnknown ? NO_ID : record.tid, 36);
  bytes.writeUInt16LE(record.cpu, 40);
  bytes.writeUInt16LE(items.length, 42);
  bytes.writeUInt32LE(length, 44);
  let at = RECORD_HEAD;
  for (const each of items) at += each.copy(bytes, at);
  record.bytes.copy(bytes, at, record.start, record.end);
  return bytes;
}

function item(type: number, data: Buffer): Buffer {
  const bytes = Buffer.alloc(8 + padded(data.length));
  bytes.writeUInt16LE(type, 0);
  bytes.writeUInt32LE(data.length, 4);
  data.copy(bytes, 8);
  return bytes;
}

function padded(length: number): number {
  return (length + 7) & ~7;
}

/** The payload of the frame that tells a trace's session. */
export function sessionPayload({ start, frequency, timerResolution }: TraceFrames): Buffer {
  const payload = Buffer.alloc(64);
  payload.writeUInt16LE(1, 0);
  payload.writeUInt8(8, 2);
  payload.writeUInt8(1, 3);
  payload.writeUInt32LE(timerResolution, 4);
  payload.writeBigUInt64LE(frequency, 8);
  payload.writeBigUInt64LE(start.raw, 16);
  payload.writeBigUInt64LE(start.time, 24);
  return payload;
}
