/** How many values a dictionary of 16-bit ids holds. */
export const DICTIONARY_LIMIT = 65_536;

/** Entries that are kept free for what arrives until the owner looks at `isFull` again. */
export const DICTIONARY_HEADROOM = 1024;

/**
 * Distinct numeric keys of one epoch, each with a value made once, named by a 16-bit id in order of arrival.
 * Used for operations and results: a test on them runs once per entry.
 */
export class Dictionary<V> {
  readonly #ids = new Map<number, number>();
  readonly #keys: number[] = [];
  readonly #values: V[] = [];
  readonly #make: (key: number) => V;

  constructor(make: (key: number) => V) {
    this.#make = make;
  }

  get size(): number {
    return this.#values.length;
  }

  /** Whether a new epoch is due; {@link DICTIONARY_HEADROOM} more keys still fit. */
  get isFull(): boolean {
    return this.#values.length >= DICTIONARY_LIMIT - DICTIONARY_HEADROOM;
  }

  /** The id of `key`, added when it is new. Errors: a RangeError when the dictionary is full. */
  intern(key: number): number {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    if (this.#values.length >= DICTIONARY_LIMIT) throw new RangeError('The dictionary is full');
    const id = this.#values.length;
    this.#ids.set(key, id);
    this.#keys.push(key);
    this.#values.push(this.#make(key));
    return id;
  }

  /** The key of `id`. Errors: a RangeError for an id that is not of this dictionary. */
  key(id: number): number {
    const key = this.#keys[id];
    if (key === undefined) throw new RangeError(`There is no entry ${id}`);
    return key;
  }

  /** The value of `id`. Errors: a RangeError for an id that is not of this dictionary. */
  get(id: number): V {
    const value = this.#values[id];
    if (value === undefined) throw new RangeError(`There is no entry ${id}`);
    return value;
  }
}
