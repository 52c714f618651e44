/** Slots of the table. */
const SLOTS = 4096;

/**
 * Remembers ids of 32-bit keys for loops over events, in front of a map: a few keys fill nearly all events, and a look at
 * one slot of a table takes a fraction of the time. A key can be forgotten for another that has its slot.
 */
export class IdCache {
  readonly #keys = new Uint32Array(SLOTS);
  readonly #ids = new Int32Array(SLOTS).fill(-1);

  /** The id of `key`; -1 when it is not known here. */
  get(key: number): number {
    const slot = (key ^ (key >>> 12)) & (SLOTS - 1);
    return this.#keys[slot] === key ? this.#ids[slot]! : -1;
  }

  set(key: number, id: number): void {
    const slot = (key ^ (key >>> 12)) & (SLOTS - 1);
    this.#keys[slot] = key;
    this.#ids[slot] = id;
  }

  clear(): void {
    this.#ids.fill(-1);
  }
}
