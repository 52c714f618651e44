import { RecordKind } from '../../etw/raw-record.ts';
import type { TraceClock } from '../../etw/trace-clock.ts';
import {
  BUFFER_HEAD_BYTES,
  END_OF_RECORDS,
  ERROR_TYPE,
  HEAD_OF_TYPE,
  KIND_OF_TYPE,
  NO_KIND,
  RecordFlag,
  isKernelKind,
  nextRecord,
} from './layout.ts';
import { messageTimeAt } from './record-header.ts';

/** Bytes that every record has: as much as says how long it is. */
const MIN_RECORD_BYTES = 8;

/** What reading records found wrong; grows while buffers are read. */
export interface RecordDamage {
  /** Buffers whose end could not be read: a record in them has no sense, or the packed bytes have none. */
  buffers: number;
  /** Records of kinds that are not known, or that are too short for their header. */
  records: number;
  /** Records that say that an event could not be written: the system counts such events as lost. */
  failed: number;
}

/** The records of one buffer: where they are and when they were, in order of time. Memory is used again for the next one. */
export class RecordBuffer {
  /** The buffer as the session wrote it; its 72 bytes of header are there or not. */
  bytes = Buffer.alloc(0);
  view = new DataView(this.bytes.buffer, 0, 0);
  count = 0;
  /** Where record i begins in `bytes`. */
  offsets = new Uint32Array(64);
  /** Where record i ends. */
  ends = new Uint32Array(64);
  /** Raw time of record i since the clock's start. */
  times = new Float64Array(64);

  /** Makes room for a buffer of `length` bytes. Only what is known to be there may be asked for. */
  reserve(length: number): void {
    if (this.bytes.length >= length) return;
    this.bytes = Buffer.allocUnsafeSlow(length);
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, length);
  }

  /**
   * Lists the records between the header and `end`. Whatever has no sense ends the list. `sorted` puts records in order of
   * time; those of the same time stay as they are.
   */
  list(end: number, clock: TraceClock, damage: RecordDamage, sorted: boolean): void {
    const { view } = this;
    this.count = 0;
    let isInOrder = true;
    let last = -Infinity;
    let at = BUFFER_HEAD_BYTES;
    while (at + MIN_RECORD_BYTES <= end) {
      const head = view.getUint32(at, true);
      if (head === 0 || head === END_OF_RECORDS) break;
      const flags = head >>> 24;
      const type = (head >>> 16) & 0xff;
      let size = head & 0xffff;
      let headBytes = MIN_RECORD_BYTES;
      let timeAt = -1;
      if ((flags & RecordFlag.Trace) === 0) {
        damage.buffers++;
        break;
      }
      if ((flags & RecordFlag.HasType) !== 0) {
        const kind = KIND_OF_TYPE[type]!;
        headBytes = HEAD_OF_TYPE[type]!;
        if (isKernelKind(kind)) size = view.getUint16(at + 4, true);
        timeAt = kind === RecordKind.PerfInfo ? at + 8 : at + 16;
        if (kind === NO_KIND && type !== ERROR_TYPE) {
          // Nobody knows where the size of such a record is.
          damage.buffers++;
          damage.records++;
          break;
        }
      } else if ((flags & RecordFlag.Message) === 0) {
        damage.buffers++;
        break;
      }
      if (size < MIN_RECORD_BYTES || at + size > end) {
        damage.buffers++;
        break;
      }
      if (type === ERROR_TYPE && (flags & RecordFlag.HasType) !== 0) {
        damage.failed++;
      } else if (size < headBytes) {
        damage.records++;
      } else {
        if (timeAt < 0) timeAt = messageTimeAt(view, at, at + size);
        const time =
          timeAt < 0
            ? Math.max(last, 0)
            : clock.since(view.getUint32(timeAt + 4, true), view.getUint32(timeAt, true));
        if (time < last) isInOrder = false;
        last = time;
        this.#add(at, at + size, time);
      }
      at = nextRecord(at, size);
    }
    if (sorted && !isInOrder) this.#sort();
  }

  #add(at: number, end: number, time: number): void {
    const i = this.count;
    if (i === this.offsets.length) this.#grow();
    this.offsets[i] = at;
    this.ends[i] = end;
    this.times[i] = time;
    this.count = i + 1;
  }

  #sort(): void {
    const { count, times } = this;
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    order.sort((a, b) => (times[a] === times[b] ? a - b : times[a]! - times[b]!));
    this.offsets.set(order.map((i) => this.offsets[i]!));
    this.ends.set(order.map((i) => this.ends[i]!));
    times.set(Float64Array.from(order, (i) => times[i]!));
  }

  #grow(): void {
    const length = this.offsets.length * 2;
    const { offsets, ends, times } = this;
    this.offsets = new Uint32Array(length);
    this.offsets.set(offsets);
    this.ends = new Uint32Array(length);
    this.ends.set(ends);
    this.times = new Float64Array(length);
    this.times.set(times);
  }
}
