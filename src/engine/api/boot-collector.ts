import type { CallInput } from '../../shared/api/contract.ts';
import type { HOST_CONTRACT } from '../../shared/api/host-contract.ts';
import type { BootCollected } from '../../shared/boot.ts';
import { ProcscopeError } from '../../shared/errors.ts';
import { createBootLogging } from '../boot/create-boot-logging.ts';
import type { BootLogging } from '../boot/boot-logging.ts';
import { notOrdinary } from '../export/file-export.ts';
import { outputPlace } from '../export/output-file.ts';

type CollectRequest = CallInput<typeof HOST_CONTRACT, 'boot/collect'>;
type CollectOptions = Omit<Parameters<BootLogging['collect']>[2], 'discard'>;

/** Turns logs of boot logging into capture files, one at a time. */
export class BootCollector {
  readonly #create: typeof createBootLogging;
  readonly #end = new AbortController();
  #running: Promise<unknown> | undefined;

  constructor(create: typeof createBootLogging = createBootLogging) {
    this.#create = create;
  }

  /** `open` is the path of the capture that is open. Errors: those of `boot/collect`. */
  async collect(
    { log, path, discard, helper, elevated }: CollectRequest,
    open: string | undefined,
    options: CollectOptions,
  ): Promise<BootCollected> {
    if (this.#running !== undefined) {
      throw new ProcscopeError('api/busy', 'Another boot log is being saved already.');
    }
    const boot = this.#create({ path: () => helper, elevated: () => Promise.resolve(elevated) });
    const signal = AbortSignal.any([options.signal, this.#end.signal]);
    const job = async (): Promise<BootCollected> => {
      // What is wrong with the target is said before a password is asked for and before a recording is ended.
      const { final } = await outputPlace(path, open);
      if (final === undefined) throw notOrdinary(path, 'a capture');
      return boot.collect(log, final, { ...options, signal, discard });
    };
    const running = job();
    this.#running = running;
    try {
      return await running;
    } finally {
      this.#running = undefined;
    }
  }

  /** Stops what is being collected: log and target stay as they were. */
  async close(): Promise<void> {
    this.#end.abort();
    await this.#running?.catch(() => undefined);
  }
}
