import { decodeFrame } from './decode-frame.ts';
import { FrameReader } from './frame-reader.ts';
import { MalformedFrame } from './wire-bytes.ts';
import type { WireMessage } from './wire-messages.ts';

/** Strings that a helper may define between two resets; more are not kept. */
const MAX_STRINGS = 1 << 20;

/**
 * Reads what a helper sends. Keeps the strings that events refer to until the helper resets them. Never throws for what
 * arrives: damage is a message, and what follows it is read.
 */
export class WireStream {
  readonly #reader = new FrameReader();
  #strings: (string | undefined)[] = [''];

  /**
   * Takes bytes and gives the messages that are complete. Batches and raw records in them are valid until the next call.
   */
  *push(chunk: Uint8Array): Generator<WireMessage, void> {
    this.#reader.push(chunk);
    for (let frame = this.#reader.next(); frame !== undefined; frame = this.#reader.next()) {
      const damage = this.#reader.takeDamage();
      if (damage !== undefined) yield { type: 'damage', ...damage };
      let message: WireMessage;
      try {
        message = decodeFrame(frame);
      } catch (error) {
        if (!(error instanceof MalformedFrame)) throw error;
        yield { type: 'damage', bytes: frame.payload.length, frames: 1, reason: error.message };
        continue;
      }
      if (message.type === 'reset') this.#strings = [''];
      if (message.type === 'strings') this.#define(message.entries);
      yield message;
    }
  }

  /** What is to say when the stream has ended: whether it broke off. */
  end(): WireMessage | undefined {
    const damage = this.#reader.takeDamage();
    const bytes = (damage?.bytes ?? 0) + this.#reader.unfinished;
    const frames = (damage?.frames ?? 0) + (this.#reader.unfinished > 0 ? 1 : 0);
    return bytes === 0 && frames === 0 ? undefined : { type: 'damage', bytes, frames };
  }

  /** The text of a string id; undefined when its definition was lost. */
  string(id: number): string | undefined {
    return this.#strings[id];
  }

  #define(entries: readonly { readonly id: number; readonly text: string }[]): void {
    for (const { id, text } of entries) {
      if (id === 0 || id >= MAX_STRINGS) continue;
      while (this.#strings.length < id) this.#strings.push(undefined);
      this.#strings[id] = text;
    }
  }
}
