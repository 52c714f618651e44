import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { ControlWriter } from '../../../../src/engine/wire/control-frames.ts';
import type { CaptureFilter } from '../../../../src/engine/wire/control-frames.ts';
import type { WireMessage } from '../../../../src/engine/wire/wire-messages.ts';
import { WireStream } from '../../../../src/engine/wire/wire-stream.ts';
import { startUnderWine, windowsHelper } from './wine.ts';

type MessageOf<Type extends WireMessage['type']> = Extract<WireMessage, { type: Type }>;

/** A helper under Wine, and what it has sent so far. Raw records are only given to `onMessage`: they do not keep. */
export class TestHelper {
  readonly process: ChildProcessWithoutNullStreams;
  readonly messages: WireMessage[] = [];
  readonly controls = new ControlWriter();
  onMessage: ((message: WireMessage) => void) | undefined;
  /** What it wrote to standard error. */
  said = '';
  readonly #stream = new WireStream();
  readonly #closed: Promise<number | NodeJS.Signals>;
  #hasClosed = false;
  #chunks = 0;
  readonly #waiting = new Set<() => void>();

  constructor(args: readonly string[] = [], program = windowsHelper()) {
    this.process = startUnderWine(program, args);
    this.process.stdout.on('data', (chunk: Buffer) => {
      this.#chunks++;
      for (const message of this.#stream.push(chunk)) {
        this.onMessage?.(message);
        if (message.type !== 'raw-records') this.messages.push(message);
      }
      for (const wake of [...this.#waiting]) wake();
    });
    this.process.stderr.on(
      'data',
      (chunk: Buffer) => (this.said += chunk.toString('utf8').replaceAll('\r', '')),
    );
    this.process.stdin.on('error', () => undefined);
    this.#closed = once(this.process, 'exit').then(async ([code, signal]) => {
      await this.#rest();
      this.#hasClosed = true;
      const rest = this.#stream.end();
      if (rest !== undefined) this.messages.push(rest);
      for (const wake of [...this.#waiting]) wake();
      return (code ?? signal) as number | NodeJS.Signals;
    });
  }

  /**
   * What it wrote before it ended, which is in the pipe by then. The end of the pipe may never come: Wine's own processes,
   * which the first one with a window starts, keep it open.
   */
  async #rest(): Promise<void> {
    for (let before = -1; before !== this.#chunks;) {
      before = this.#chunks;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    this.process.stdout.destroy();
    this.process.stderr.destroy();
  }

  send(frame: Buffer): void {
    this.process.stdin.write(frame);
  }

  filter(token: number, filter: CaptureFilter): void {
    this.send(this.controls.filter(token, filter));
  }

  /** The first message that a test accepts, now or later. Errors: the helper ended without. */
  async until<Type extends WireMessage['type']>(
    type: Type,
    accept: (message: MessageOf<Type>) => boolean = () => true,
  ): Promise<MessageOf<Type>> {
    for (;;) {
      const found = this.all(type).find(accept);
      if (found !== undefined) return found;
      if (this.#hasClosed) {
        const types = this.messages.map((message) => message.type).join(' ');
        throw new Error(`The helper ended without the message that was awaited: ${types} ${this.said}`);
      }
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#waiting.delete(wake);
          resolve();
        };
        this.#waiting.add(wake);
      });
    }
  }

  all<Type extends WireMessage['type']>(type: Type): MessageOf<Type>[] {
    return this.messages.filter((message): message is MessageOf<Type> => message.type === type);
  }

  state(state: number, token = 0): Promise<MessageOf<'state'>> {
    return this.until('state', (message) => message.state === state && message.token === token);
  }

  /** Its status, or the signal that ended it, when it has ended and all it sent was read. */
  ended(): Promise<number | NodeJS.Signals> {
    return this.#closed;
  }
}
