import { ProcscopeError, cancelled } from '../../../shared/errors.ts';
import type { RunningHelper } from '../run-helper.ts';
import { expectDiscarded, failureOf, readLogHead } from './boot-answers.ts';
import type { LogHead } from './boot-answers.ts';

/** A line of an answer is never longer, in bytes. */
const LINE_BYTES = 1024 * 1024;
const LINE_END = 0x0a;

/**
 * A log as `procscope-helper boot send` writes it: a line of facts, its bytes, and when it was asked to delete the log, a line of
 * what came of that. Errors of each part: what the helper tells instead, how it ended, 'job/cancelled'.
 */
export class SentLog {
  readonly #running: RunningHelper;
  readonly #signal: AbortSignal;
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(running: RunningHelper, signal: AbortSignal) {
    this.#running = running;
    this.#signal = signal;
    // Left before its end the output stays as it is: the helper still waits for an answer.
    const output = running.output.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    this.#chunks = output[Symbol.asyncIterator]();
  }

  async head(): Promise<LogHead> {
    return readLogHead(await this.#line());
  }

  /** The bytes of the log. Errors also: 'boot/failed' when fewer come than were announced. */
  async *bytes({ bytes }: LogHead): AsyncGenerator<Buffer, void> {
    let left = Number(bytes);
    while (left > 0) {
      const chunk = this.#rest.length > 0 ? this.#rest : await this.#next();
      if (chunk === undefined) throw await this.#brokenOff();
      const part = chunk.subarray(0, left);
      this.#rest = chunk.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }

  /** Has the log deleted. */
  async discard(): Promise<void> {
    this.#running.input.end('discard\n');
    expectDiscarded(await this.#line());
    await this.#running.ended;
  }

  /** Leaves the log where it is. */
  async keep(): Promise<void> {
    this.#running.input.end();
    this.#running.output.resume();
    await this.#running.ended;
  }

  async #line(): Promise<string> {
    let bytes = this.#rest;
    for (;;) {
      const end = bytes.indexOf(LINE_END);
      if (end >= 0) {
        this.#rest = bytes.subarray(end + 1);
        return bytes.toString('utf8', 0, end);
      }
      const chunk = bytes.length < LINE_BYTES ? await this.#next() : undefined;
      if (chunk === undefined) throw failureOf(bytes.toString('utf8')) ?? (await this.#brokenOff());
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    }
  }

  async #next(): Promise<Buffer | undefined> {
    try {
      const next: IteratorResult<Buffer, unknown> = await this.#chunks.next();
      return next.done === true ? undefined : next.value;
    } catch (error) {
      // Whoever cancels closes the output.
      if (this.#signal.aborted) throw cancelled();
      throw error;
    }
  }

  async #brokenOff(): Promise<ProcscopeError> {
    if (this.#signal.aborted) return cancelled();
    try {
      await this.#running.ended;
    } catch (error) {
      if (error instanceof ProcscopeError) return error;
    }
    return new ProcscopeError(
      'boot/failed',
      'The helper for boot logging ended before the whole log had come. The log is still there: try again.',
    );
  }
}
