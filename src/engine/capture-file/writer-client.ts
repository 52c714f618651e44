import { Worker } from 'node:worker_threads';
import { ProcscopeError } from '../../shared/errors.ts';
import { errorOf, plainError } from './file-errors.ts';
import type { WriterBatch, WriterOptions, WriterReply, WriterRequest } from './writer-protocol.ts';

/** Bytes that may wait for the writer thread before {@link WriterClient.ready} asks to wait: some segments with payloads. */
const QUEUE_BYTES = 24 * 1024 * 1024;

/**
 * Milliseconds that the oldest batch of a live capture may wait before {@link WriterClient.ready} asks to wait. On a slow
 * disk few bytes are much time, and what waits is lost in a crash.
 */
const QUEUE_MS = 100;

/**
 * Starts the writer's thread. The only place that knows where its module is; the build puts the address of the bundled
 * one in the place of this `new URL(...)`.
 */
export function startWriterThread(): Worker {
  const module = new URL('./writer-thread.ts', import.meta.url);
  return new Worker(module, { name: 'capture-writer' });
}

interface Waiting {
  readonly bytes: number;
  /** Of `performance.now()`. */
  readonly posted: number;
  readonly resolve: () => void;
  readonly reject: (error: ProcscopeError) => void;
}

/** The engine's end of a writer thread. */
export class WriterClient {
  readonly #worker: Worker;
  readonly #maxWait: number;
  readonly #waiting = new Map<number, Waiting>();
  #seq = 0;
  #queuedBytes = 0;
  #failure: ProcscopeError | undefined;
  #readiness: { promise: Promise<void>; resolve: () => void } | undefined;
  #isClosed = false;
  #hasExited = false;

  private constructor(worker: Worker, { path, mode }: WriterOptions) {
    this.#worker = worker;
    this.#maxWait = mode === 'live' ? QUEUE_MS : Infinity;
    worker.on('message', (message: WriterReply) => this.#receive(message));
    worker.on('error', (error: unknown) => {
      const { code, sentence, facts } = plainError(error, path);
      this.#fail(new ProcscopeError(code, sentence, facts, error));
    });
    worker.on('exit', () => {
      this.#hasExited = true;
      this.#fail(new ProcscopeError('file/io', 'The writer of the capture file ended.', { path }));
    });
  }

  /** Makes the file and the thread that writes it. Errors: of the file system, as {@link ProcscopeError}. */
  static async open(options: WriterOptions): Promise<WriterClient> {
    const client = new WriterClient(startWriterThread(), options);
    try {
      await client.#request((seq) => ({ kind: 'open', seq, options }), 0);
      return client;
    } catch (error) {
      await client.#end();
      throw error;
    }
  }

  /** Lets the process end although the thread still runs. */
  unref(): void {
    this.#worker.unref();
  }

  /** The first failure; nothing was written after it. */
  get failure(): ProcscopeError | undefined {
    return this.#failure;
  }

  /** Bytes that were posted and are not yet written. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /**
   * Hands a batch of about `bytes` bytes to the thread. The promise settles when it is committed.
   * Errors: that of the file; also for all later batches.
   */
  post(batch: WriterBatch, bytes: number): Promise<void> {
    return this.#request((seq) => ({ kind: 'batch', seq, batch }), bytes);
  }

  /** Undefined when there is room for more, else a promise to wait for. Never rejects. */
  ready(): Promise<void> | undefined {
    if (!this.#isBehind()) return undefined;
    if (this.#readiness === undefined) {
      let settle = (): void => undefined;
      const promise = new Promise<void>((resolve) => (settle = resolve));
      this.#readiness = { promise, resolve: settle };
    }
    return this.#readiness.promise;
  }

  /** Ends the file and the thread. Errors: that of the file, which then is as {@link close} leaves it. */
  async finish(): Promise<void> {
    try {
      await this.#request((seq) => ({ kind: 'finish', seq }), 0);
    } catch (error) {
      await this.close();
      throw error;
    }
    await this.#end();
  }

  /** Closes the file as it is, when what was posted is written, and ends the thread. Never rejects. */
  async close(): Promise<void> {
    if (this.#isClosed || this.#hasExited) return;
    await new Promise<void>((resolve) => {
      const seq = this.#seq++;
      this.#waiting.set(seq, { bytes: 0, posted: performance.now(), resolve, reject: () => resolve() });
      this.#worker.postMessage({ kind: 'close', seq } satisfies WriterRequest);
    });
    await this.#end();
  }

  async #end(): Promise<void> {
    this.#isClosed = true;
    await this.#worker.terminate();
  }

  #request(make: (seq: number) => WriterRequest, bytes: number): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const seq = this.#seq++;
    const promise = new Promise<void>((resolve, reject) =>
      this.#waiting.set(seq, { bytes, posted: performance.now(), resolve, reject }),
    );
    this.#queuedBytes += bytes;
    this.#worker.postMessage(make(seq));
    return promise;
  }

  #receive(message: WriterReply): void {
    if (message.kind === 'failed') this.#failure ??= errorOf(message.error);
    const waiting = this.#waiting.get(message.seq);
    this.#waiting.delete(message.seq);
    if (waiting !== undefined) {
      this.#queuedBytes -= waiting.bytes;
      if (message.kind === 'done') waiting.resolve();
      else waiting.reject(errorOf(message.error));
    }
    if (!this.#isBehind()) this.#settleReadiness();
  }

  #isBehind(): boolean {
    if (this.#failure !== undefined) return false;
    if (this.#queuedBytes > QUEUE_BYTES) return true;
    const oldest = this.#waiting.values().next().value;
    return oldest !== undefined && performance.now() - oldest.posted > this.#maxWait;
  }

  #settleReadiness(): void {
    this.#readiness?.resolve();
    this.#readiness = undefined;
  }

  #fail(error: ProcscopeError): void {
    if (this.#isClosed) return;
    this.#failure ??= error;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
    this.#queuedBytes = 0;
    this.#settleReadiness();
  }
}
