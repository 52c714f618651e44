/** A bounded store of values that are dear to make: the least recently used go first when the bytes exceed the budget. */
export class ByteBudgetCache<V> {
  readonly #entries = new Map<string, { readonly value: V; readonly bytes: number }>();
  readonly #budget: number;
  #bytes = 0;

  /** `budget` in bytes; the entry used last is kept even when it alone is larger. */
  constructor(budget: number) {
    this.#budget = budget;
  }

  get byteSize(): number {
    return this.#bytes;
  }

  /** The value of `key`, made by `make` (which tells its size in bytes) when it is not there. */
  get(key: string, make: () => { value: V; bytes: number }): V {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known.value;
    }
    const made = make();
    this.#entries.set(key, made);
    this.#bytes += made.bytes;
    for (const [oldest, entry] of this.#entries) {
      if (this.#bytes <= this.#budget || oldest === key) break;
      this.#entries.delete(oldest);
      this.#bytes -= entry.bytes;
    }
    return made.value;
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }
}
