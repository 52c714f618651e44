import type { DetailField } from '../dialect/dialect.ts';
import type { LossRecord } from '../store/event-store.ts';
import type { Capture } from '../capture/capture.ts';

/** What the rows that stand for lost events say in the Operation column. */
export const LOSS_OPERATION = 'Events Lost';

/** Finds what is known of the loss that a row stands for. */
export class LossTexts {
  readonly #byEvent: ReadonlyMap<number, LossRecord>;

  constructor(capture: Capture) {
    this.#byEvent = new Map(capture.store.losses.map((loss) => [loss.event, loss]));
  }

  /** Whether event `event` stands for lost events. */
  has(event: number): boolean {
    return this.#byEvent.size > 0 && this.#byEvent.has(event);
  }

  /** Detail of the row that is event `event`; `unknown` where the source does not say. */
  fields(event: number): readonly DetailField[] {
    const loss = this.#byEvent.get(event);
    return [
      { name: 'Lost', value: loss?.count === undefined ? 'unknown' : String(loss.count) },
      { name: 'Cause', value: loss?.cause ?? 'unknown' },
    ];
  }
}
