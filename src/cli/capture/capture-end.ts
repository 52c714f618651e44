import type { LiveSession } from '../../engine/live/live-session.ts';
import type { CaptureJob } from './capture-options.ts';
import { ProcessTree } from './process-watch.ts';
import type { WatchedProcess } from './process-watch.ts';

/** Milliseconds between two looks at the processes of a tree: there may be many. */
const TREE_LOOK_MS = 100;

/** Knows when a capture is to end: by its bounds, or with the processes that it is about. */
export class CaptureEnd {
  readonly #job: CaptureJob;
  readonly #session: LiveSession;
  readonly #began = performance.now();
  readonly #watched: WatchedProcess | undefined;
  #tree: ProcessTree | undefined;
  #treeSeen = -Infinity;

  /** To be made when the capture has begun. `watched` is the process of `--filter-pid`. */
  constructor(job: CaptureJob, session: LiveSession, watched: WatchedProcess | undefined) {
    this.#job = job;
    this.#session = session;
    this.#watched = watched;
  }

  /** Whether it is time. `now` in milliseconds, as of `performance.now()`. */
  isDue(now: number): boolean {
    const { duration, until } = this.#job;
    if (duration !== undefined && now - this.#began >= duration) return true;
    if (this.#session.isFull || !this.#session.isRunning) return true;
    if (until === 'asked') return false;
    if (this.#watched !== undefined) return !this.#watched.isRunning;
    return this.#hasProgramEnded(now);
  }

  #hasProgramEnded(now: number): boolean {
    const { launched, source } = this.#session.state();
    if (launched?.exit === undefined) return false;
    if (this.#job.until === 'program') return true;
    // A tracing helper says itself when the whole tree has ended: the capture then stops.
    if (source === 'ptrace' || now - this.#treeSeen < TREE_LOOK_MS) return false;
    this.#treeSeen = now;
    this.#tree ??= new ProcessTree(launched.pid);
    return !this.#tree.isRunning(this.#session.capture.store.epoch.processes.records);
  }
}
