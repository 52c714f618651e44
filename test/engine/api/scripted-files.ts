import { ProcscopeError, cancelled } from '../../../src/shared/errors.ts';
import type { OpenOptions, OpenReport, OpeningCapture } from '../../../src/engine/capture/capture.ts';
import type { EventStore } from '../../../src/engine/store/event-store.ts';
import { SyntheticEvents, syntheticCapture, syntheticStore } from '../../bench/synthetic-events.ts';

/** One for all files: making its batches takes longer than most tests. */
const events = new SyntheticEvents(1);

/** A file that is read in the steps in which the test lets it. Its events are synthetic, 4,096 a batch. */
export class ScriptedFile {
  readonly store: EventStore = syntheticStore();
  readonly #firstRows = Promise.withResolvers<void>();
  readonly #end = Promise.withResolvers<OpenReport>();
  #options: OpenOptions = {};
  isClosed = false;
  wasAborted = false;

  constructor() {
    // A test need not wait for the end.
    this.#end.promise.catch(() => undefined);
  }

  /** Called when the engine opens the file. */
  async open(options: OpenOptions): Promise<OpeningCapture> {
    this.#options = options;
    const onAbort = (): void => {
      this.wasAborted = true;
      this.#firstRows.reject(cancelled());
      this.#end.reject(cancelled());
    };
    options.signal?.addEventListener('abort', onAbort);
    if (options.signal?.aborted === true) onAbort();
    await this.#firstRows.promise;
    const capture = { ...syntheticCapture(this.store), close: async () => void (this.isClosed = true) };
    return { capture, finished: this.#end.promise };
  }

  /** Some batches of events come; the first are the first rows. */
  arrive(batches: number): this {
    for (let n = 0; n < batches; n++) events.appendBatch(this.store);
    this.#firstRows.resolve();
    return this;
  }

  progress(done: number, total: number): void {
    this.#options.onProgress?.({ done, total });
  }

  finish(warnings: readonly ProcscopeError[] = []): this {
    this.#end.resolve({ warnings });
    return this;
  }

  fail(error: Error): this {
    this.#firstRows.reject(error);
    this.#end.reject(error);
    return this;
  }
}

/** Files by path; a path that is not there is not found. */
export class ScriptedFiles {
  readonly #files = new Map<string, ScriptedFile>();

  add(path: string): ScriptedFile {
    const file = new ScriptedFile();
    this.#files.set(path, file);
    return file;
  }

  readonly open = (path: string, options: OpenOptions): Promise<OpeningCapture> => {
    const file = this.#files.get(path);
    if (file === undefined)
      return Promise.reject(new ProcscopeError('file/not-found', `There is no file "${path}".`, { path }));
    return file.open(options);
  };
}
