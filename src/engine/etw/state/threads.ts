import type { EtwProcess } from './etw-process.ts';
import type { Processes } from './processes.ts';

/** Threads that are kept: more than any machine runs. */
const MAX_THREADS = 500_000;

/**
 * Which process a thread belongs to. An ended thread stays until its number is used again: ends of its operations may come
 * later.
 */
export class Threads {
  readonly #processes: Processes;
  readonly #owners = new Map<number, EtwProcess>();
  /** Threads that the first event about them found running already: number to process number and time. */
  readonly #before = new Map<number, { readonly pid: number; readonly time: number }>();
  readonly #started = new Set<number>();

  constructor(processes: Processes) {
    this.#processes = processes;
  }

  /** A first pass over a file meets a thread: `starts` when this is its beginning. */
  learn(tid: number, pid: number, time: number, starts: boolean): void {
    if (this.#started.has(tid) || this.#before.has(tid) || this.#started.size > MAX_THREADS) return;
    if (starts) this.#started.add(tid);
    else this.#before.set(tid, { pid, time });
  }

  /** The second pass begins: what ran before is known from the start. */
  begin(): void {
    for (const [tid, { pid, time }] of this.#before) this.#owners.set(tid, this.#processes.at(pid, time));
    this.#before.clear();
    this.#started.clear();
  }

  /** The thread belongs to a process from now on. */
  belongs(tid: number, process: EtwProcess): void {
    if (this.#owners.size >= MAX_THREADS) this.#owners.clear();
    this.#owners.set(tid, process);
  }

  find(tid: number): EtwProcess | undefined {
    return this.#owners.get(tid);
  }
}
