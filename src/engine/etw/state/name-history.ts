import { AddressTable } from './address-table.ts';

const FIRST_ROWS = 1024;
/** Names that are kept at once: a bound of memory. The oldest ones that hold no more go first. */
const MAX_ROWS = 2_000_000;
/** A name that was given up may still be asked for by what is on its way; ticks. */
const GRACE = 20_000_000;

/**
 * What addresses of the kernel were called, and when: the kernel uses an address again for something else. Names are
 * objects of their own kind (paths, keys). Times in ticks. To be told in the order of time, once: a file's names are learned
 * on a first pass and only asked for on the second, so that names which come behind their use are there.
 */
export class NameHistory<N> {
  /** Numbers of addresses. */
  readonly #entries = new AddressTable();
  /** By the number of an address: its newest row, and the one that was found last: times are asked for nearly in order. */
  readonly #newest: number[] = [];
  readonly #found: number[] = [];
  #from = new Float64Array(FIRST_ROWS);
  #to = new Float64Array(FIRST_ROWS);
  /** The row before and behind of the same address; -1 for none. */
  #older = new Int32Array(FIRST_ROWS);
  #newer = new Int32Array(FIRST_ROWS);
  #highs = new Int32Array(FIRST_ROWS);
  #lows = new Int32Array(FIRST_ROWS);
  #names: N[] = [];
  #count = 0;

  /** Names that are kept. */
  get size(): number {
    return this.#count;
  }

  /** The address is called `name` from `time` on, until something else is said. */
  begin(high: number, low: number, name: N, time: number): void {
    const row = this.#latest(high, low);
    if (row >= 0) {
      const isOpen = this.#to[row] === Infinity;
      if (isOpen && (this.#names[row] === name || this.#from[row] === time)) {
        this.#names[row] = name;
        return;
      }
      if (isOpen) this.#to[row] = time;
    }
    this.#add(high, low, name, time, Infinity, time);
  }

  /** The address was called `name` until `time`; since when, only an earlier end can tell. */
  end(high: number, low: number, name: N, time: number): void {
    const row = this.#latest(high, low);
    if (row >= 0) {
      if (this.#to[row] === Infinity) {
        this.#to[row] = time;
        return;
      }
      if (this.#to[row]! >= time) return;
    }
    this.#add(high, low, name, row < 0 ? -Infinity : this.#to[row]!, time, time);
  }

  /** The address is called `name` at `time` and was before, back to when another name ended. */
  hold(high: number, low: number, name: N, time: number): void {
    const row = this.#latest(high, low);
    if (row >= 0 && (this.#to[row] === Infinity || this.#to[row]! >= time)) return;
    this.#add(high, low, name, row < 0 ? -Infinity : this.#to[row]!, Infinity, time);
  }

  /** What the address was called at a time; `grace` also finds a name that ended a moment ago. */
  find(high: number, low: number, time: number, grace = false): N | undefined {
    const entry = this.#entries.get(high, low);
    if (entry < 0) return undefined;
    // Addresses are used again thousands of times; the time asked for is near that of before.
    let row = this.#found[entry]!;
    for (let next = this.#newer[row]!; next >= 0 && this.#from[next]! <= time; next = this.#newer[row]!)
      row = next;
    while (row >= 0 && this.#from[row]! > time) row = this.#older[row]!;
    if (row < 0) return undefined;
    this.#found[entry] = row;
    return this.#to[row]! + (grace ? GRACE : 0) >= time ? this.#names[row] : undefined;
  }

  #latest(high: number, low: number): number {
    const entry = this.#entries.get(high, low);
    return entry < 0 ? -1 : this.#newest[entry]!;
  }

  /** Makes a row the newest of its address; returns the one before, -1 for none. */
  #setLatest(high: number, low: number, row: number): number {
    const entry = this.#entries.get(high, low);
    this.#newer[row] = -1;
    if (entry < 0) {
      this.#entries.set(high, low, this.#newest.push(row) - 1);
      this.#found.push(row);
      return -1;
    }
    const before = this.#newest[entry]!;
    this.#newest[entry] = row;
    this.#newer[before] = row;
    return before;
  }

  #add(high: number, low: number, name: N, from: number, to: number, now: number): void {
    if (this.#count >= MAX_ROWS) this.#sweep(now);
    const row = this.#count++;
    if (row >= this.#from.length) this.#grow();
    this.#from[row] = from;
    this.#to[row] = to;
    this.#highs[row] = high;
    this.#lows[row] = low;
    this.#names[row] = name;
    this.#older[row] = this.#setLatest(high, low, row);
  }

  /** Lets go of what ended before `now`, and of the older half when that is not enough. */
  #sweep(now: number): void {
    const kept: number[] = [];
    for (let row = 0; row < this.#count; row++) if (this.#to[row]! + GRACE > now) kept.push(row);
    this.#keep(kept.length > MAX_ROWS / 2 ? kept.slice(-MAX_ROWS / 2) : kept);
  }

  #keep(rows: readonly number[]): void {
    this.#entries.clear();
    this.#newest.length = 0;
    this.#found.length = 0;
    rows.forEach((from, to) => {
      this.#from[to] = this.#from[from]!;
      this.#to[to] = this.#to[from]!;
      this.#highs[to] = this.#highs[from]!;
      this.#lows[to] = this.#lows[from]!;
      this.#names[to] = this.#names[from]!;
      this.#older[to] = this.#setLatest(this.#highs[to], this.#lows[to], to);
    });
    this.#count = rows.length;
    this.#names.length = rows.length;
  }

  #grow(): void {
    const rows = this.#from.length * 2;
    this.#from = grown(this.#from, new Float64Array(rows));
    this.#to = grown(this.#to, new Float64Array(rows));
    this.#older = grown(this.#older, new Int32Array(rows));
    this.#newer = grown(this.#newer, new Int32Array(rows));
    this.#highs = grown(this.#highs, new Int32Array(rows));
    this.#lows = grown(this.#lows, new Int32Array(rows));
  }
}

function grown<A extends Float64Array | Int32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
