import type { DetailField } from '../dialect/dialect.ts';
import { lossFields } from '../dialect/loss-fields.ts';
import type { LossRecord } from '../store/event-store.ts';
import type { Capture } from '../capture/capture.ts';

/** Finds what is known of the loss that a row stands for. */
export class LossTexts {
  readonly #store: Capture['store'];
  #newest: LossRecord | undefined;
  #byEvent: ReadonlyMap<number, LossRecord> = new Map();

  constructor(capture: Capture) {
    this.#store = capture.store;
  }

  /** Whether event `event` stands for lost events; it may have come since the last question. */
  has(event: number): boolean {
    const { losses } = this.#store;
    if (losses.length === 0) return false;
    const newest = losses[losses.length - 1];
    if (newest !== this.#newest) {
      this.#newest = newest;
      this.#byEvent = new Map(losses.map((loss) => [loss.event, loss]));
    }
    return this.#byEvent.has(event);
  }

  /** Detail of the row that is event `event`; `unknown` where the source does not say. */
  fields(event: number): readonly DetailField[] {
    const loss = this.#byEvent.get(event);
    return lossFields({ count: loss?.count, cause: loss?.cause });
  }
}
