import { cancelled } from '../../../shared/errors.ts';

/** The event loop gets a turn after this many milliseconds. */
const YIELD_MS = 10;

/** Gives the event loop its turns while a file is read, and looks whether the user has cancelled. */
export class Turns {
  readonly #signal: AbortSignal;
  readonly #onTurn: (done: number) => Promise<void> | undefined;
  #next = performance.now() + YIELD_MS;

  /** `onTurn` is told how far the work is, in the caller's measure; work goes on when its promise is settled. */
  constructor(signal: AbortSignal, onTurn: (done: number) => Promise<void> | undefined = () => undefined) {
    this.#signal = signal;
    this.#onTurn = onTurn;
  }

  get isDue(): boolean {
    return performance.now() >= this.#next;
  }

  /** Errors: 'job/cancelled'. */
  async take(done: number): Promise<void> {
    await this.#onTurn(done);
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (this.#signal.aborted) throw cancelled();
    this.#next = performance.now() + YIELD_MS;
  }
}
