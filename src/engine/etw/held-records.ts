import { WireRawRecord } from '../wire/raw-records.ts';
import type { RawBatch } from '../wire/raw-records.ts';
import type { RawProvidersMessage } from '../wire/wire-messages.ts';
import type { EtwDecoder } from './etw-decoder.ts';
import { HeldBatch, WireRecords } from './from-wire.ts';
import type { ProviderTable } from './providers.ts';
import { RawRecord } from './raw-record.ts';
import type { TraceClock } from './trace-clock.ts';

/** Bytes of records that wait; beyond, the oldest go on at once. */
const MOST_HELD_BYTES = 256 * 1024 * 1024;

/** How far records came out of order. */
export interface RecordOrder {
  readonly records: number;
  /** Those that came when later ones had gone on already, and by how many raw units at most. */
  readonly late: number;
  readonly lateUnits: number;
}

/** Records of several sessions, waiting until they can go on in the order of their times. */
export class HeldRecords {
  readonly #records: WireRecords;
  readonly #record = new RawRecord();
  readonly #wire = new WireRawRecord();
  #held: HeldBatch[] = [];
  #bytes = 0;
  #received = 0;
  #untold = 0;
  /** Raw units of the newest record that went on. */
  #newestGone = -Infinity;
  #order: RecordOrder = { records: 0, late: 0, lateUnits: 0 };

  constructor(providers: ProviderTable) {
    this.#records = new WireRecords(providers);
  }

  /** Records that went on. */
  get received(): number {
    return this.#received;
  }

  /** Records that could not be told, because what they refer to was lost on the way. */
  get untold(): number {
    return this.#untold;
  }

  /** Records that wait. */
  get waiting(): number {
    return this.#held.reduce((sum, held) => sum + held.count - held.next, 0);
  }

  get isEmpty(): boolean {
    return this.#held.length === 0;
  }

  get isFull(): boolean {
    return this.#bytes > MOST_HELD_BYTES;
  }

  /** Takes the providers that later records refer to. */
  takeProviders(message: RawProvidersMessage): void {
    this.#records.takeProviders(message);
  }

  /** Counts records that nothing can be made of. */
  skip(count: number): void {
    this.#untold += count;
  }

  /** Takes records. Returns the time of the newest in raw units, -Infinity where there is none. */
  add(batch: RawBatch, clock: TraceClock): number {
    const held = new HeldBatch(batch, (high, low) => clock.since(high, low));
    if (held.count === 0) return -Infinity;
    this.#held.push(held);
    this.#bytes += held.bytes.length;
    this.#noteOrder(held.times);
    return held.times.at(-1)!;
  }

  /** The order of what came since this was asked the last time. */
  takeOrder(): RecordOrder {
    const order = this.#order;
    this.#order = { records: 0, late: 0, lateUnits: 0 };
    return order;
  }

  /** Gives on what is not later than `limit`, in order: runs of the batch with the earliest record. */
  release(limit: number, sink: Pick<EtwDecoder, 'decode'>): void {
    for (;;) {
      let earliest: HeldBatch | undefined;
      let second = Infinity;
      for (const held of this.#held) {
        if (earliest === undefined || held.nextTime < earliest.nextTime) {
          second = earliest?.nextTime ?? Infinity;
          earliest = held;
        } else second = Math.min(second, held.nextTime);
      }
      if (earliest === undefined || earliest.nextTime > limit) break;
      this.#decodeRun(earliest, Math.min(limit, second), sink);
      if (earliest.next === earliest.count) this.#drop(earliest);
    }
  }

  #decodeRun(held: HeldBatch, last: number, sink: Pick<EtwDecoder, 'decode'>): void {
    const record = this.#record;
    const wire = this.#wire;
    while (held.next < held.count && held.times[held.next]! <= last) {
      held.read(held.next++, wire);
      if (this.#records.fill(held.bytes, wire, record)) {
        this.#received++;
        sink.decode(record);
      } else {
        this.#untold++;
      }
    }
    if (held.next > 0) this.#newestGone = Math.max(this.#newestGone, held.times[held.next - 1]!);
  }

  #noteOrder(times: Float64Array): void {
    const { records, late, lateUnits } = this.#order;
    let count = 0;
    while (count < times.length && times[count]! < this.#newestGone) count++;
    this.#order = {
      records: records + times.length,
      late: late + count,
      // The first is the earliest.
      lateUnits: count === 0 ? lateUnits : Math.max(lateUnits, this.#newestGone - times[0]!),
    };
  }

  #drop(held: HeldBatch): void {
    this.#held = this.#held.filter((each) => each !== held);
    this.#bytes -= held.bytes.length;
  }
}
