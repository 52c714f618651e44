import type { Transport, TransportReceiver } from './transport.ts';

/**
 * Two transports that are each other's other end, within one thread. Messages arrive later, never within `send`, as on
 * every other transport; they are not copied, so a sender must not change what it sent.
 */
export function inProcessPair(): [Transport, Transport] {
  const a = new InProcessEnd();
  const b = new InProcessEnd();
  a.other = b;
  b.other = a;
  return [a, b];
}

class InProcessEnd implements Transport {
  other: InProcessEnd | undefined;
  #receiver: TransportReceiver | undefined;
  #waiting: unknown[] = [];
  #closedByOther = false;
  #isClosed = false;
  #scheduled = false;

  send(message: unknown): void {
    if (!this.#isClosed) this.other?.take(message);
  }

  start(receiver: TransportReceiver): void {
    this.#receiver = receiver;
    this.#schedule();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#waiting = [];
    this.other?.closeLater();
  }

  take(message: unknown): void {
    if (this.#isClosed) return;
    this.#waiting.push(message);
    this.#schedule();
  }

  closeLater(): void {
    this.#closedByOther = true;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#receiver === undefined) return;
    this.#scheduled = true;
    void Promise.resolve().then(() => this.#deliver());
  }

  #deliver(): void {
    this.#scheduled = false;
    const batch = this.#waiting;
    this.#waiting = [];
    for (const message of batch) {
      if (this.#isClosed) return;
      this.#receiver?.message(message);
    }
    if (this.#isClosed || !this.#closedByOther) return;
    if (this.#waiting.length > 0) {
      this.#schedule();
      return;
    }
    this.#isClosed = true;
    this.#receiver?.closed();
  }
}
