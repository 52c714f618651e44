/** Different numbers that are counted each for itself. */
const MOST_NUMBERS = 64;

/** Counts how often numbers came: the first different ones each, the others together. */
export class SeenNumbers {
  readonly #counts = new Map<number, number>();
  #others = 0;

  add(number: number): void {
    const count = this.#counts.get(number);
    if (count === undefined && this.#counts.size >= MOST_NUMBERS) this.#others++;
    else this.#counts.set(number, (count ?? 0) + 1);
  }

  /** What came since this was asked the last time, such as `0x11 (3), 0x2 (1)`; empty for nothing. */
  take(): string {
    const texts = [...this.#counts]
      .sort(([a, countOfA], [b, countOfB]) => (countOfA === countOfB ? a - b : countOfB - countOfA))
      .map(([number, count]) => `0x${number.toString(16)} (${count})`);
    if (this.#others > 0) texts.push(`others (${this.#others})`);
    this.#counts.clear();
    this.#others = 0;
    return texts.join(', ');
  }
}
