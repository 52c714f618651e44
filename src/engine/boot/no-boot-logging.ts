import { toErrorInfo } from '../../shared/api/envelope.ts';
import type { BootCollected, BootPlan, BootStatus } from '../../shared/boot.ts';
import { ProcscopeError } from '../../shared/errors.ts';
import type { BootLogging } from './boot-logging.ts';

/** Boot logging where there is none: says so, and why. */
export class NoBootLogging implements BootLogging {
  readonly #reason: ProcscopeError;

  constructor(reason: ProcscopeError) {
    this.#reason = reason;
  }

  plan(): Promise<BootPlan> {
    return Promise.resolve({ changes: [], limit: 0, beyond: 'oldest' });
  }

  status(): Promise<BootStatus> {
    return Promise.resolve({
      isArmed: false,
      logs: [],
      leftovers: [],
      unsupported: toErrorInfo(this.#reason),
    });
  }

  enable(): Promise<void> {
    return Promise.reject(this.#reason);
  }

  disable(): Promise<void> {
    return Promise.reject(this.#reason);
  }

  collect(): Promise<BootCollected> {
    return Promise.reject(this.#reason);
  }

  discard(): Promise<void> {
    return Promise.reject(this.#reason);
  }
}

/** The reason on a system that Procscope does not capture. */
export function noBootHere(): ProcscopeError {
  return new ProcscopeError(
    'shell/unsupported',
    'Procscope does not record the start of this system; it opens logs that were recorded elsewhere.',
  );
}
