const FIRST_SLOTS = 1024;
const EMPTY = -1;

/**
 * Numbers by 64-bit addresses, which come as two halves: of files, keys and requests of the kernel. A Map would need a
 * BigInt or a text for each look, and millions of looks a second pass here.
 */
export class AddressTable {
  #lows = new Int32Array(FIRST_SLOTS);
  #highs = new Int32Array(FIRST_SLOTS);
  /** {@link EMPTY} where there is none. */
  #values = new Int32Array(FIRST_SLOTS).fill(EMPTY);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The number of an address; -1 when it has none. */
  get(high: number, low: number): number {
    const mask = this.#values.length - 1;
    for (let slot = hash(high, low) & mask; ; slot = (slot + 1) & mask) {
      const value = this.#values[slot]!;
      if (value === EMPTY) return EMPTY;
      if (this.#lows[slot] === (low | 0) && this.#highs[slot] === (high | 0)) return value;
    }
  }

  /** Gives an address a number from 0; returns the one before, -1 for none. */
  set(high: number, low: number, value: number): number {
    const mask = this.#values.length - 1;
    let slot = hash(high, low) & mask;
    for (; ; slot = (slot + 1) & mask) {
      const before = this.#values[slot]!;
      if (before === EMPTY) break;
      if (this.#lows[slot] === (low | 0) && this.#highs[slot] === (high | 0)) {
        this.#values[slot] = value;
        return before;
      }
    }
    this.#lows[slot] = low | 0;
    this.#highs[slot] = high | 0;
    this.#values[slot] = value;
    this.#size++;
    if (this.#size * 2 > this.#values.length) this.#grow();
    return EMPTY;
  }

  /** Forgets an address; returns its number, -1 when it had none. */
  delete(high: number, low: number): number {
    const mask = this.#values.length - 1;
    let slot = hash(high, low) & mask;
    for (; ; slot = (slot + 1) & mask) {
      const value = this.#values[slot]!;
      if (value === EMPTY) return EMPTY;
      if (this.#lows[slot] === (low | 0) && this.#highs[slot] === (high | 0)) {
        this.#close(slot, mask);
        this.#size--;
        return value;
      }
    }
  }

  clear(): void {
    this.#values.fill(EMPTY);
    this.#size = 0;
  }

  /** Closes the gap that a deleted entry leaves, so that what was put behind it is still found. */
  #close(gap: number, mask: number): void {
    let empty = gap;
    for (let slot = (gap + 1) & mask; this.#values[slot] !== EMPTY; slot = (slot + 1) & mask) {
      const home = hash(this.#highs[slot]!, this.#lows[slot]!) & mask;
      // Moving it must not bring it in front of its home.
      if (((slot - home) & mask) < ((slot - empty) & mask)) continue;
      this.#lows[empty] = this.#lows[slot]!;
      this.#highs[empty] = this.#highs[slot]!;
      this.#values[empty] = this.#values[slot]!;
      empty = slot;
    }
    this.#values[empty] = EMPTY;
  }

  #grow(): void {
    const lows = this.#lows;
    const highs = this.#highs;
    const values = this.#values;
    const slots = values.length * 2;
    this.#lows = new Int32Array(slots);
    this.#highs = new Int32Array(slots);
    this.#values = new Int32Array(slots).fill(EMPTY);
    const mask = slots - 1;
    for (let from = 0; from < values.length; from++) {
      const value = values[from]!;
      if (value === EMPTY) continue;
      let slot = hash(highs[from]!, lows[from]!) & mask;
      while (this.#values[slot] !== EMPTY) slot = (slot + 1) & mask;
      this.#lows[slot] = lows[from]!;
      this.#highs[slot] = highs[from]!;
      this.#values[slot] = value;
    }
  }
}

/** Addresses of one kind differ in the middle of their lower half: they are multiples of 16 from one region. */
function hash(high: number, low: number): number {
  let mixed = Math.imul((low >>> 4) ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
  mixed ^= mixed >>> 15;
  return mixed;
}
