/** Milliseconds over which a rate is measured. */
const WINDOW_MS = 1000;

/** How many a second: of a count that only grows, over the last second. */
export class LiveMeter {
  #samples: { readonly at: number; readonly count: number }[] = [];

  /** Notes the count now; to be called several times a second. */
  note(count: number, now: number): void {
    this.#samples.push({ at: now, count });
    // One sample of before the window stays, so that the window is covered.
    while (this.#samples.length > 2 && now - this.#samples[1]!.at >= WINDOW_MS) this.#samples.shift();
  }

  /** A second; 0 until there is something to measure. */
  get rate(): number {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.at <= first.at) return 0;
    return Math.round(((last.count - first.count) * 1000) / (last.at - first.at));
  }

  /** Nothing comes any more. */
  stop(): void {
    this.#samples = [];
  }
}
