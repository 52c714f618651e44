/**
 * Milliseconds for which a helper that owes an answer may send nothing at all, and for which one that should end may go on.
 * A helper that was stopped, or hangs, must not keep the app from ending.
 */
const PATIENCE_MS = 10_000;
const LOOKS = 10;

export interface PatienceOptions {
  /** Whether anything is waited for. */
  readonly isOwed: () => boolean;
  /** Whether nothing can come, because nobody reads. */
  readonly isDeaf: () => boolean;
  /** Nothing came for as long as there is patience. */
  readonly onOver: () => void;
  /** And nothing again. */
  readonly onHopeless: () => void;
}

/**
 * Waits for as long as something comes, and then for {@link PATIENCE_MS}. Counts looks and not time: after this process itself
 * was stopped, or the machine slept, there is something to read.
 */
export class Patience {
  readonly #options: PatienceOptions;
  #timer: NodeJS.Timeout | undefined;
  /** Looks since something came. */
  #quiet = 0;

  constructor(options: PatienceOptions) {
    this.#options = options;
  }

  /** Something is waited for from now on. */
  begin(): void {
    this.#quiet = 0;
    this.#timer ??= setInterval(() => this.#look(), PATIENCE_MS / LOOKS);
  }

  /** Something came. */
  hear(): void {
    this.#quiet = 0;
  }

  /** Nothing is waited for any more. */
  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    const { isOwed, isDeaf, onOver, onHopeless } = this.#options;
    if (!isOwed()) {
      this.end();
      return;
    }
    if (!isDeaf()) this.#quiet++;
    if (this.#quiet === LOOKS) onOver();
    if (this.#quiet === LOOKS * 2) onHopeless();
  }
}
