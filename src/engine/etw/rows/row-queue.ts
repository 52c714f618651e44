import type { HeldRow } from './held-row.ts';

/** Free places in front are taken away when there are this many. */
const MAX_SLACK = 8192;

/** Rows in the order of their times; those of one time in the order in which they came. */
export class RowQueue {
  #rows: (HeldRow | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#rows.length - this.#head;
  }

  /** The row of the earliest time. */
  get first(): HeldRow | undefined {
    return this.#rows[this.#head];
  }

  /** Adds a row where its time belongs; most belong at the end. */
  add(row: HeldRow): void {
    const rows = this.#rows;
    const { time } = row;
    const last = rows.length - 1;
    if (last < this.#head || rows[last]!.time <= time) {
      rows.push(row);
      return;
    }
    let low = this.#head;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (rows[middle]!.time <= time) low = middle + 1;
      else high = middle;
    }
    // Moves what is behind as memory, which copyWithin does place by place.
    rows.splice(low, 0, row);
  }

  /** Takes the first row. */
  shift(): HeldRow | undefined {
    const row = this.#rows[this.#head];
    if (row === undefined) return undefined;
    this.#rows[this.#head++] = undefined;
    if (this.#head === this.#rows.length) {
      this.#rows.length = 0;
      this.#head = 0;
    } else if (this.#head >= MAX_SLACK && this.#head * 2 >= this.#rows.length) {
      this.#rows = this.#rows.slice(this.#head);
      this.#head = 0;
    }
    return row;
  }
}
