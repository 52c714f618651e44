import { RawExtendedType } from '../wire/wire-format.ts';
import { RawBatch } from '../wire/raw-records.ts';
import type { WireRawRecord } from '../wire/raw-records.ts';
import type { RawProvidersMessage } from '../wire/wire-messages.ts';
import type { ProviderTable } from './providers.ts';
import { RecordKind } from './raw-record.ts';
import type { RawRecord } from './raw-record.ts';

/** Bits of EVENT_HEADER.Flags. Source: etw-capture reference, 1.2. */
const FLAG_32_BIT = 0x20;
const FLAG_CLASSIC = 0x100;
const PROCESSOR_TIME_BYTES = 8;
const GUID_BYTES = 16;

/** Makes the decoder's records of those that a helper forwards. One for each stream: providers are told once in it. */
export class WireRecords {
  readonly #table: ProviderTable;
  /** By index of the stream; -1 for those that were not told. */
  #numbers = new Int32Array(256).fill(-1);

  constructor(table: ProviderTable) {
    this.#table = table;
  }

  /** Takes the providers that later records refer to. */
  takeProviders({ providers }: RawProvidersMessage): void {
    for (const { index, guid } of providers) {
      if (index >= this.#numbers.length) {
        const grown = new Int32Array(Math.max(index + 1, this.#numbers.length * 2)).fill(-1);
        grown.set(this.#numbers);
        this.#numbers = grown;
      }
      this.#numbers[index] = this.#table.numberOf(Buffer.from(guid, 'hex'), 0);
    }
  }

  /** Fills a record. Returns false, and leaves it as it was, when its provider was not told: that frame was lost. */
  fill(bytes: Buffer, wire: WireRawRecord, record: RawRecord): boolean {
    const provider = this.#numbers[wire.provider] ?? -1;
    if (provider < 0) return false;
    record.useBytes(bytes);
    record.start = wire.userStart;
    record.end = wire.userEnd;
    record.kind = RecordKind.Event;
    record.isClassic = (wire.flags & FLAG_CLASSIC) !== 0;
    record.provider = provider;
    record.id = wire.eventId;
    record.version = wire.version;
    record.opcode = wire.opcode;
    record.level = wire.level;
    record.channel = wire.channel;
    record.task = wire.task;
    record.flags = wire.flags;
    record.keywordHigh = wire.keywordHigh;
    record.keywordLow = wire.keywordLow;
    record.timeHigh = wire.timeHigh;
    record.timeLow = wire.timeLow;
    record.pid = wire.pid;
    record.tid = wire.tid;
    record.cpu = wire.cpu;
    record.pointerSize = (wire.flags & FLAG_32_BIT) !== 0 ? 4 : 8;
    record.kernelTime = 0;
    record.userTime = 0;
    record.activityAt = -1;
    record.clearExtended();
    for (let i = 0; i < wire.itemCount; i++) {
      const type = wire.itemTypes[i]!;
      const start = wire.itemStarts[i]!;
      const end = wire.itemEnds[i]!;
      if (type === RawExtendedType.Activity) {
        if (end - start >= GUID_BYTES) record.activityAt = start;
      } else if (type === RawExtendedType.ProcessorTime) {
        if (end - start < PROCESSOR_TIME_BYTES) continue;
        // Also when they are zero: a record of this kind has them.
        if (record.isClassic) record.kind = RecordKind.System;
        record.kernelTime = record.view.getUint32(start, true);
        record.userTime = record.view.getUint32(start + 4, true);
      } else {
        record.addExtended(type, start, end);
      }
    }
    return true;
  }
}

/** A batch that waits for its turn: a copy of its bytes, with the times of its records in rising order. */
export class HeldBatch {
  readonly bytes: Buffer;
  readonly count: number;
  readonly #batch: RawBatch;
  /** Where each record begins, and its time: raw units since an instant. In the order of time. */
  readonly #starts: Uint32Array;
  readonly times: Float64Array;
  /** Index of the first record that has not gone on. */
  next = 0;

  /** `since` gives a record's time in raw units since an instant. The batch's own bytes need not stay. */
  constructor(batch: RawBatch, since: (high: number, low: number) => number) {
    const { count } = batch;
    this.count = count;
    this.bytes = Buffer.from(batch.bytes);
    this.#batch = new RawBatch(this.bytes);
    const starts = new Uint32Array(count);
    const times = new Float64Array(count);
    let isSorted = true;
    for (let i = 0, at = batch.first; i < count; i++) {
      starts[i] = at;
      times[i] = since(this.bytes.readUInt32LE(at + 28), this.bytes.readUInt32LE(at + 24));
      isSorted &&= i === 0 || times[i]! >= times[i - 1]!;
      at += this.bytes.readUInt32LE(at);
    }
    if (isSorted) {
      this.#starts = starts;
      this.times = times;
    } else {
      // Records of two sessions follow each other in a batch; those of one time stay as they came.
      const order = Uint32Array.from(times.keys()).sort((a, b) => {
        const difference = times[a]! - times[b]!;
        return difference === 0 ? a - b : difference;
      });
      this.#starts = order.map((i) => starts[i]!);
      this.times = Float64Array.from(order, (i) => times[i]!);
    }
  }

  /** Time of the next record; Infinity when none is left. */
  get nextTime(): number {
    return this.next < this.count ? this.times[this.next]! : Infinity;
  }

  /** Reads record `index` of the order of time. */
  read(index: number, record: WireRawRecord): void {
    this.#batch.read(this.#starts[index]!, record);
  }
}
