import { bootStatus } from '../../shared/boot.ts';
import type { BootCollected, BootPlan, BootStatus } from '../../shared/boot.ts';
import { ProcscopeError } from '../../shared/errors.ts';
import { toErrorInfo } from '../../shared/api/envelope.ts';
import type { BootHelper, BootLogging, CollectOptions } from './boot-logging.ts';
import { runHelper } from './run-helper.ts';

/** Reading the state is quick; a helper that does not answer is as bad as none. In ms. */
const STATUS_MS = 10_000;

/**
 * Boot logging as the helper's own commands do it: `boot status`, which needs no rights and prints one JSON object,
 * `boot enable`, `boot disable` and `boot discard ID`. What a log is made of is for each system to say.
 */
export abstract class HelperBootLogging implements BootLogging {
  protected readonly helper: BootHelper;

  constructor(helper: BootHelper) {
    this.helper = helper;
  }

  abstract plan(): Promise<BootPlan>;

  abstract collect(id: string, target: string, options: CollectOptions): Promise<BootCollected>;

  async status(): Promise<BootStatus> {
    let command: string;
    try {
      command = this.helper.path();
    } catch (error) {
      // Without the helper nothing is known of logs either; that it is missing is what there is to say.
      if (!(error instanceof ProcscopeError)) throw error;
      return { isArmed: false, logs: [], leftovers: [], unsupported: toErrorInfo(error) };
    }
    const text = await this.#ask(command);
    try {
      return bootStatus.parse(JSON.parse(text));
    } catch (error) {
      const sentence = 'The helper for boot logging does not say how it is. Install Procscope again.';
      throw new ProcscopeError('boot/failed', sentence, {}, error);
    }
  }

  async enable(signal: AbortSignal): Promise<void> {
    await this.#run(['enable'], signal);
  }

  async disable(signal: AbortSignal): Promise<void> {
    await this.#run(['disable'], signal);
  }

  async discard(id: string, signal: AbortSignal): Promise<void> {
    await this.#run(['discard', id], signal);
  }

  async #ask(command: string): Promise<string> {
    const patience = AbortSignal.timeout(STATUS_MS);
    try {
      return await runHelper({ command, args: [] }, ['boot', 'status'], patience);
    } catch (error) {
      if (!patience.aborted) throw error;
      const sentence = 'The helper for boot logging does not answer. Try again, or restart the system.';
      throw new ProcscopeError('boot/failed', sentence, {}, error);
    }
  }

  async #run(words: readonly string[], signal: AbortSignal): Promise<void> {
    await runHelper(await this.helper.elevated(), ['boot', ...words], signal);
  }
}
