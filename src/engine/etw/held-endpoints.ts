import type { EndpointsMessage } from '../wire/wire-messages.ts';
import type { EtwDecoder } from './etw-decoder.ts';
import type { TraceClock } from './trace-clock.ts';

interface Held {
  readonly message: EndpointsMessage;
  /** Raw units since the clock's beginning, of the lookup. */
  readonly at: number;
}

/** What lookups of ports found, waiting as records do for those before it: whose ports they are, records say. */
export class HeldEndpoints {
  /** In the order of their times. */
  #held: Held[] = [];

  get isEmpty(): boolean {
    return this.#held.length === 0;
  }

  /** Returns the time of the lookup in raw units. */
  add(message: EndpointsMessage, clock: TraceClock): number {
    const at = clock.since(...halves(message.time));
    this.#held.push({ message, at });
    return at;
  }

  /** Tells what is not later than `limit`; `before` is called with the time of each, for the records before it. */
  release(
    limit: number,
    clock: TraceClock,
    sink: Pick<EtwDecoder, 'tellEndpoints'>,
    before: (at: number) => void,
  ): void {
    while (this.#held.length > 0 && this.#held[0]!.at <= limit) {
      const { message, at } = this.#held.shift()!;
      const { time, since, isWhole, hasMore, endpoints } = message;
      before(at);
      const span = since === undefined ? undefined : Math.max(0, clock.toTicks(Number(time - since)));
      sink.tellEndpoints(clock.at(at), { span, isWhole, hasMore, endpoints });
    }
  }
}

/** The halves of a raw time. */
export function halves(raw: bigint): readonly [high: number, low: number] {
  return [Number(raw >> 32n), Number(raw & 0xffff_ffffn)];
}
