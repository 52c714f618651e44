import { sevenDigits } from '../../shared/format/number.ts';
import { TICKS_PER_SECOND, UNIX_EPOCH_TICKS } from '../../shared/units.ts';
import type { FileTime } from '../../shared/units.ts';

const SECOND = BigInt(TICKS_PER_SECOND);

/** `2020-07-12T01:18:10.7752429Z`: UTC, with all seven digits of the ticks. */
export function isoTime(time: FileTime): string {
  return new IsoClock(time).text(0);
}

/** ISO 8601 texts in UTC of times that count from one start. */
export class IsoClock {
  readonly #startSecond: number;
  /** Ticks of the start within its second. */
  readonly fraction: number;
  #second = Number.NaN;
  #secondText = '';

  constructor(start: FileTime) {
    const unix = start - UNIX_EPOCH_TICKS;
    const fraction = ((unix % SECOND) + SECOND) % SECOND;
    this.#startSecond = Number((unix - fraction) / SECOND);
    this.fraction = Number(fraction);
  }

  /** The time `ticks` (RelTicks) after the start: `2020-07-12T01:18:10.7752429Z`. */
  text(ticks: number): string {
    const total = this.fraction + ticks;
    const second = Math.floor(total / TICKS_PER_SECOND);
    // Events come nearly in order: most share the second of the one before.
    if (second !== this.#second) {
      this.#second = second;
      this.#secondText = new Date((this.#startSecond + second) * 1000).toISOString().slice(0, -5);
    }
    return `${this.#secondText}.${sevenDigits(total - second * TICKS_PER_SECOND)}Z`;
  }
}
