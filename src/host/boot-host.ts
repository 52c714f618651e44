import { createBootLogging } from '../engine/index.ts';
import type { BootLogging } from '../engine/index.ts';
import type { BootNews } from '../shared/api/shell-contract.ts';
import type { BootCollected } from '../shared/boot.ts';
import { ProcscopeError } from '../shared/errors.ts';
import type { CaptureHelper } from './capture-helper.ts';
import type { EngineClient } from './open-document.ts';

/** What is collected, and where it goes. */
export interface CollectWish {
  /** The log's id. */
  readonly log: string;
  readonly path: string;
  readonly discard: boolean;
}

/**
 * Boot logging as the pages of one host have it: one change at a time. What makes it is the helper, with the rights that the
 * host can ask for.
 */
export class BootHost {
  readonly #helper: CaptureHelper;
  readonly #engine: EngineClient;
  readonly #boot: BootLogging;
  #isBusy = false;

  constructor(
    helper: CaptureHelper,
    engine: EngineClient,
    create: typeof createBootLogging = createBootLogging,
  ) {
    this.#helper = helper;
    this.#engine = engine;
    this.#boot = create({ path: () => helper.path(), elevated: () => helper.asRoot() });
  }

  /** How it is now. Errors: 'boot/failed'. */
  async news(): Promise<BootNews> {
    const [status, plan, needsElevation] = await Promise.all([
      this.#boot.status(),
      this.#boot.plan(),
      this.#needsElevation(),
    ]);
    return { status, plan, needsElevation };
  }

  /** Errors: as `boot/enable`. */
  async enable(signal: AbortSignal): Promise<BootNews> {
    return this.#alone(async () => {
      await this.#boot.enable(signal);
      return this.news();
    });
  }

  /** Errors: as `boot/disable`. */
  async disable(signal: AbortSignal): Promise<BootNews> {
    return this.#alone(async () => {
      await this.#boot.disable(signal);
      return this.news();
    });
  }

  /** Errors: as `boot/discard`. */
  async discard(log: string, signal: AbortSignal): Promise<BootNews> {
    return this.#alone(async () => {
      await this.#boot.discard(log, signal);
      return this.news();
    });
  }

  /** Has the engine write a log as a capture file. Errors: as `boot/collect`. */
  async collect(
    wish: CollectWish,
    onProgress: (progress: { done: number; total: number }) => void,
    signal: AbortSignal,
  ): Promise<{ collected: BootCollected; news: BootNews }> {
    return this.#alone(async () => {
      const { command, args } = await this.#helper.asRoot();
      const helper = this.#helper.path();
      const stop = this.#engine.on('boot/collecting', onProgress);
      try {
        const elevated = { command, args };
        const collected = await this.#engine.call('boot/collect', { ...wish, helper, elevated }, { signal });
        return { collected, news: await this.news() };
      } finally {
        stop();
      }
    });
  }

  /** Two questions for a password at once would confuse, and changes in between would make what is told untrue. */
  async #alone<T>(job: () => Promise<T>): Promise<T> {
    if (this.#isBusy) throw new ProcscopeError('api/busy', 'Boot logging is being changed already.');
    this.#isBusy = true;
    try {
      return await job();
    } finally {
      this.#isBusy = false;
    }
  }

  async #needsElevation(): Promise<boolean> {
    try {
      if ((await this.#helper.asRoot()).command !== this.#helper.path()) return true;
      // A helper that asks by itself does so where it has no rights yet.
      return this.#helper.system.elevation !== undefined && !(await this.#helper.isPrivileged());
    } catch (error) {
      if (error instanceof ProcscopeError) return false;
      throw error;
    }
  }
}
