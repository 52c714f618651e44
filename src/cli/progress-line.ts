import type { Progress } from '../engine/capture/capture.ts';

/** At most ten times a second: a terminal over a slow line is not kept busy. */
const INTERVAL_MS = 100;
const ERASE_LINE = '\r\x1b[K';

/** What a progress line is drawn on: standard error, or nothing where it is not a terminal. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** One line that says what a job does and how far it is. Draws only on a terminal, so that logs hold no control codes. */
export class ProgressLine {
  readonly #stream: ProgressStream;
  readonly #isOn: boolean;
  #drawnAt = -Infinity;
  #isDrawn = false;

  /** `isWanted` false keeps it quiet also on a terminal: where rows go to the same terminal. */
  constructor(stream: ProgressStream, isWanted = true) {
    this.#stream = stream;
    this.#isOn = isWanted && stream.isTTY === true;
  }

  /** Draws what a job without an end does, such as `Capturing`. `text` is asked only when it is time to draw. */
  show(text: () => string): void {
    if (!this.#isOn) return;
    const now = performance.now();
    if (now - this.#drawnAt < INTERVAL_MS) return;
    this.#drawnAt = now;
    this.#isDrawn = true;
    this.#stream.write(`${ERASE_LINE}${text()}`);
  }

  /** A listener that draws the progress of one step, such as `Opening`. */
  step(label: string): (progress: Progress) => void {
    return ({ done, total }) => {
      this.show(() => {
        const percent = total > 0 ? ` ${Math.min(100, Math.floor((done / total) * 100))} %` : '';
        return `${label}${percent}`;
      });
    };
  }

  /** Writes a line that stays: what became of the job. */
  last(text: () => string): void {
    if (!this.#isOn) return;
    this.clear();
    this.#stream.write(`${text()}\n`);
  }

  /** Takes the line away: before other text, and at the end. */
  clear(): void {
    if (!this.#isDrawn) return;
    this.#isDrawn = false;
    this.#drawnAt = -Infinity;
    this.#stream.write(ERASE_LINE);
  }
}
