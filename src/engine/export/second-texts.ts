import { TICKS_PER_SECOND } from '../../shared/units.ts';
import type { ByteWriter } from './byte-writer.ts';

/**
 * Texts of times that are the same for a second but for their seven digits of fraction: `1:18:10.7752429 AM`. What stands
 * before and behind the digits is asked for once a second and kept as bytes: events come nearly in order.
 */
export class SecondTexts {
  readonly #make: () => string;
  readonly #unitsBehind: number | undefined;
  #second = Number.NaN;
  #before: Uint8Array = new Uint8Array(0);
  #behind: Uint8Array = new Uint8Array(0);

  /**
   * `make` gives the whole text of the present row. `unitsBehind` says how many characters follow the digits; undefined
   * for texts without fraction.
   */
  constructor(unitsBehind: number | undefined, make: () => string) {
    this.#unitsBehind = unitsBehind;
    this.#make = make;
  }

  /** Puts the text of the present row, whose time is `ticks` from the beginning of some second on. */
  put(ticks: number, out: ByteWriter): void {
    const second = Math.floor(ticks / TICKS_PER_SECOND);
    if (second !== this.#second) this.#enter(second);
    out.raw(this.#before);
    if (this.#unitsBehind === undefined) return;
    out.sevenDigits(ticks - second * TICKS_PER_SECOND);
    if (this.#unitsBehind > 0) out.raw(this.#behind);
  }

  #enter(second: number): void {
    const text = this.#make();
    this.#second = second;
    if (this.#unitsBehind === undefined) {
      this.#before = Buffer.from(text);
      return;
    }
    const end = text.length - this.#unitsBehind;
    this.#before = Buffer.from(text.slice(0, end - 7));
    this.#behind = Buffer.from(text.slice(end));
  }
}
