/** A value of a column and how many events have it. */
export interface ValueCount {
  readonly text: string;
  readonly events: number;
}

/** The most frequent of many values, in bounded memory: a heap whose root is the least frequent of those that are kept. */
export class TopValues {
  readonly #limit: number;
  readonly #keys: number[] = [];
  readonly #events: number[] = [];
  /** Values that were offered. */
  #offered = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether every value that was offered is kept. */
  get isComplete(): boolean {
    return this.#offered <= this.#limit;
  }

  /** Offers a value by some number that stands for it. Of equally frequent ones, those that were offered first are kept. */
  offer(key: number, events: number): void {
    this.#offered++;
    if (this.#keys.length < this.#limit) {
      this.#keys.push(key);
      this.#events.push(events);
      this.#rise(this.#keys.length - 1);
    } else if (events > this.#events[0]!) {
      this.#keys[0] = key;
      this.#events[0] = events;
      this.#sink();
    }
  }

  /** The kept values, the most frequent first, equally frequent ones by their text. `text` makes the text of a key. */
  values(text: (key: number) => string): ValueCount[] {
    return this.#keys
      .map((key, i) => ({ text: text(key), events: this.#events[i]! }))
      .sort((a, b) => (a.events === b.events ? (a.text < b.text ? -1 : 1) : b.events - a.events));
  }

  #rise(from: number): void {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1;
      if (this.#events[parent]! <= this.#events[at]!) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(): void {
    const { length } = this.#keys;
    for (let at = 0; ;) {
      let least = at;
      for (const child of [at * 2 + 1, at * 2 + 2])
        if (child < length && this.#events[child]! < this.#events[least]!) least = child;
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #swap(a: number, b: number): void {
    const key = this.#keys[a]!;
    const events = this.#events[a]!;
    this.#keys[a] = this.#keys[b]!;
    this.#events[a] = this.#events[b]!;
    this.#keys[b] = key;
    this.#events[b] = events;
  }
}
