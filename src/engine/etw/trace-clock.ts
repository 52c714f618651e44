import type { FileTime, RelTicks } from '../../shared/units.ts';
import { TICKS_PER_SECOND } from '../../shared/units.ts';

const TWO_32 = 0x1_0000_0000;
/** No clock is faster: a frequency beyond it is damage. */
const MAX_FREQUENCY = 100_000_000_000;
/** 10^7 as two factors: a remainder times one of them stays an exact number. */
const FIRST_FACTOR = 10_000;
const SECOND_FACTOR = TICKS_PER_SECOND / FIRST_FACTOR;

/**
 * The clock of one session: raw 64-bit values of records and payloads to ticks since the session began, exact without BigInt.
 * Units:  raw values in 1/frequency seconds; ticks of 100 ns, rounded down, as Windows computes them.
 * Source: etw-capture reference, 1.5.
 */
export class TraceClock {
  /** When the session began, which ticks count from. */
  readonly start: FileTime;
  /** Raw units a second. */
  readonly frequency: number;
  readonly #high: number;
  readonly #low: number;
  readonly #startTicks: number;

  /**
   * `raw` is the raw value at `start`, or `startTicks` behind it: where ticks count from another time than the session's begin.
   * A clock of system time has frequency 10,000,000 and its own start as raw value.
   * A frequency that no clock has counts as that of system time.
   */
  constructor(options: {
    readonly start: FileTime;
    readonly raw: bigint;
    readonly frequency: number;
    readonly startTicks?: number;
  }) {
    const { start, raw, frequency, startTicks = 0 } = options;
    this.#startTicks = startTicks;
    this.start = start;
    const isOne = Number.isInteger(frequency) && frequency > 0 && frequency <= MAX_FREQUENCY;
    this.frequency = isOne ? frequency : TICKS_PER_SECOND;
    this.#high = Number(BigInt.asUintN(64, raw) >> 32n);
    this.#low = Number(BigInt.asUintN(32, raw));
  }

  /** Raw units since the raw value of the beginning, negative before it; exact for 28 years of 10 MHz. */
  since(high: number, low: number): number {
    return (high - this.#high) * TWO_32 + (low - this.#low);
  }

  /** Ticks since the start of a raw value. */
  ticks(high: number, low: number): RelTicks {
    return this.at(this.since(high, low));
  }

  /** Ticks since the start of so many raw units behind the raw value of the beginning. */
  at(units: number): RelTicks {
    return (this.#startTicks + this.toTicks(units)) as RelTicks;
  }

  /** A span of raw units in ticks, rounded down. */
  toTicks(units: number): number {
    const { frequency } = this;
    if (frequency === TICKS_PER_SECOND) return units;
    const seconds = Math.floor(units / frequency);
    const scaled = (units - seconds * frequency) * FIRST_FACTOR;
    const steps = Math.floor(scaled / frequency);
    const rest = (scaled - steps * frequency) * SECOND_FACTOR;
    return seconds * TICKS_PER_SECOND + steps * SECOND_FACTOR + Math.floor(rest / frequency);
  }

  /** Ticks since the start of a wall clock time, which payloads hold, too. Negative before the start. */
  ticksOfFileTime(high: number, low: number): number {
    const start = BigInt(this.start);
    return (high - Number(start >> 32n)) * TWO_32 + (low - Number(start & 0xffff_ffffn));
  }
}
