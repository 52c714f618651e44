import type { EventNo } from '../../shared/units.ts';
import { toWindow } from './channel-messages.ts';
import type { Channel, OwnerState, Place, ToOwner, ToWindow } from './channel-messages.ts';

/** Milliseconds without an answer after which the owner is taken to be gone. */
export const OWNER_PATIENCE = 3000;

export interface OwnerListener {
  /** The list has another selection, filter or capture, or the owner has answered to this window's coming. */
  changed(state: OwnerState): void;
  /** The owner has answered, or has not. */
  present(isPresent: boolean): void;
}

interface Waiting {
  settle(answer: Answer | undefined): void;
  /** The owner is at work: it may take as long as it needs. */
  wait(): void;
}

/** What a request is answered with. */
type Answer = Extract<ToWindow, { kind: 'place' | 'highlighted' | 'selected' }>;

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type Request = DistributiveOmit<Extract<ToOwner, { request: number }>, 'window' | 'request'>;

/** The end of an Event Properties window: asks the page with the list, its owner, where events stand. */
export class OwnerLink {
  readonly #channel: Channel;
  readonly #window: string;
  readonly #listener: OwnerListener;
  readonly #waiting = new Map<number, Waiting>();
  #nextRequest = 0;
  #helloTimer: ReturnType<typeof setTimeout> | undefined;

  /** `window` names this window on the channel. */
  constructor(channel: Channel, window: string, listener: OwnerListener) {
    this.#channel = channel;
    this.#window = window;
    this.#listener = listener;
    channel.onmessage = ({ data }) => this.#receive(data);
    this.#helloTimer = setTimeout(() => this.#gone(), OWNER_PATIENCE);
    this.#send({ kind: 'hello' });
  }

  /** Where an event stands in the list. Undefined when the owner does not answer. */
  async ask(event: EventNo): Promise<Place | undefined> {
    const answer = await this.#request({ kind: 'ask', event });
    return answer?.kind === 'place' ? answer.place : undefined;
  }

  /** The highlighted event before or after another one. Undefined when there is none, or the owner does not answer. */
  async highlighted(event: EventNo, direction: 1 | -1): Promise<EventNo | undefined> {
    const answer = await this.#request({ kind: 'find-highlighted', event, direction });
    return answer?.kind === 'highlighted' ? answer.event : undefined;
  }

  /** Selects an event in the list. Settled when that is done, or the owner does not answer. */
  async select(event: EventNo): Promise<void> {
    await this.#request({ kind: 'select', event });
  }

  close(): void {
    clearTimeout(this.#helloTimer);
    this.#channel.close();
    this.#settleAll();
  }

  #request(message: Request): Promise<Answer | undefined> {
    const request = this.#nextRequest++;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(request);
        this.#gone();
        resolve(undefined);
      }, OWNER_PATIENCE);
      this.#waiting.set(request, {
        settle: (answer) => {
          clearTimeout(timer);
          this.#waiting.delete(request);
          resolve(answer);
        },
        wait: () => clearTimeout(timer),
      });
      this.#send({ ...message, window: this.#window, request });
    });
  }

  #receive(data: unknown): void {
    const parsed = toWindow.safeParse(data);
    if (!parsed.success) return;
    const message = parsed.data;
    if (message.kind === 'bye') {
      this.#gone();
      return;
    }
    clearTimeout(this.#helloTimer);
    this.#listener.present(true);
    if (message.kind === 'state') this.#listener.changed(message);
    else if (message.window === this.#window) {
      const waiting = this.#waiting.get(message.request);
      if (message.kind === 'searching') waiting?.wait();
      else waiting?.settle(message);
    }
  }

  #gone(): void {
    this.#settleAll();
    this.#listener.present(false);
  }

  #settleAll(): void {
    for (const waiting of [...this.#waiting.values()]) waiting.settle(undefined);
  }

  #send(message: ToOwner): void {
    this.#channel.postMessage(message);
  }
}
