import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import type { Duplex, Readable } from 'node:stream';
import { helperForTests } from '../../linux/support/native-test.ts';

/** A program that waits, found and ready, until it is let go. */
export class Launched {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly #channel: Duplex;
  /** What the launcher has said. */
  said = '';
  output = '';
  errors = '';
  /** The channel has been closed: the program runs, or never will. */
  isSilent = false;

  constructor(args: readonly string[], options: SpawnOptions & { readonly helper?: string } = {}) {
    const { helper = helperForTests(), ...others } = options;
    this.child = spawn(helper, ['launch', ...args], { ...others, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
    this.pid = this.child.pid ?? 0;
    this.#channel = this.child.stdio[3] as Duplex;
    this.#channel.on('data', (chunk: Buffer) => (this.said += chunk.toString()));
    this.#channel.on('close', () => (this.isSilent = true));
    this.#channel.on('error', () => undefined);
    (this.child.stdout as Readable).on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    (this.child.stderr as Readable).on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
  }

  /** Waits for the launcher's line. */
  async line(): Promise<string> {
    while (!this.said.includes('\n')) {
      if (this.isSilent) throw new Error(`The launcher said nothing: ${this.errors}`);
      await Promise.race([once(this.#channel, 'data'), once(this.#channel, 'close')]);
    }
    return this.said;
  }

  /** Waits until the launcher's side of the channel is closed. */
  async silence(): Promise<void> {
    if (!this.isSilent) await once(this.#channel, 'close');
  }

  letGo(): void {
    this.#channel.write('\n');
  }

  /** Closes the channel without a byte. */
  abandon(): void {
    this.#channel.destroy();
  }

  async ended(): Promise<number | null> {
    this.child.stdin?.end();
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'close');
    return this.child.exitCode;
  }
}
