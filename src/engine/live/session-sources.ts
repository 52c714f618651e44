import type { ProcscopeError } from '../../shared/errors.ts';
import type { LiveCapture } from './live-capture.ts';
import type { HelperProcess } from './helper-process.ts';
import type { LiveSource } from './live-source.ts';
import { clockNotice } from './session-notices.ts';
import type { SessionLog } from './session-log.ts';
import type { EventCounts, SessionStatus } from './session-status.ts';

const NANOSECONDS = 1_000_000_000;

export interface SessionSourcesOptions {
  readonly capture: Pick<LiveCapture, 'store' | 'system'>;
  readonly status: Pick<SessionStatus, 'notice'>;
  readonly log: Pick<SessionLog, 'add' | 'addLast'>;
  /** Events that are recorded in all; what comes beyond is left out. */
  readonly mostEvents: number;
}

/** The source of a capture's events: another one for each helper. What is counted goes on. */
export class SessionSources {
  readonly #options: SessionSourcesOptions;
  #current: LiveSource;
  /** Of sources before the present one. */
  #before: EventCounts = { recorded: 0, lost: 0, dropped: 0 };

  constructor(helper: Pick<HelperProcess, 'hello'>, options: SessionSourcesOptions) {
    this.#options = options;
    this.#current = this.#make(helper);
  }

  get current(): LiveSource {
    return this.#current;
  }

  /** Another helper sends from now on. */
  change(helper: Pick<HelperProcess, 'hello'>): void {
    this.#before = this.counts();
    this.#current = this.#make(helper);
  }

  counts(): EventCounts {
    const { recorded, lost, dropped } = this.#before;
    return {
      recorded: recorded + this.#current.recorded,
      lost: lost + this.#current.lost,
      dropped: dropped + this.#current.dropped,
    };
  }

  #make({ hello }: Pick<HelperProcess, 'hello'>): LiveSource {
    const { capture, status, log, mostEvents } = this.#options;
    const notice = (error: ProcscopeError): void => {
      status.notice(error);
      log.add(error.message);
    };
    return capture.system.makeSource({
      most: mostEvents - this.#before.recorded,
      store: capture.store,
      hello,
      onClockStep: (nanoseconds) => notice(clockNotice(Number(nanoseconds) / NANOSECONDS)),
      onNotice: notice,
      log: log.addLast,
    });
  }
}
