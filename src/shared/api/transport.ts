/**
 * Carries messages between two ends, in order, both ways. It only moves them: what they mean is the link's business.
 * Messages are made of plain objects, arrays, texts, numbers, booleans, bigints, undefined, Uint8Array, Uint32Array and
 * Float64Array.
 */
export interface Transport {
  /** Sends a message; does nothing once closed. */
  send(message: unknown): void;
  /** Begins to receive. Messages that came before wait. Called once. */
  start(receiver: TransportReceiver): void;
  /** Closes both ways. The own receiver is not told. */
  close(): void;
}

export interface TransportReceiver {
  message(message: unknown): void;
  /** The other end is gone, or the transport failed; no message follows. `reason` is a sentence where one is known. */
  closed(reason?: string): void;
}
