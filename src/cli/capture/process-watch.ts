import { readFileSync } from 'node:fs';
import type { ProcessRecord } from '../../engine/store/process-table.ts';

/** A process that runs already: its number may be given to another one after its end. */
export class WatchedProcess {
  readonly #pid: number;
  readonly #start: string | undefined;

  constructor(pid: number) {
    this.#pid = pid;
    this.#start = startOf(pid);
  }

  get isRunning(): boolean {
    return this.#start !== undefined && startOf(this.#pid) === this.#start;
  }
}

/** A launched program and all that it started, as far as the capture knows them. */
export class ProcessTree {
  readonly #pid: number;
  /** Numbers of the capture. */
  readonly #members = new Set<number>();

  constructor(pid: number) {
    this.#pid = pid;
  }

  /** Whether any of them still runs. `records` are all processes of the capture's present epoch. */
  isRunning(records: readonly ProcessRecord[]): boolean {
    let isAny = false;
    for (const { uid, pid, parentUid, end } of records) {
      const isMember = pid === this.#pid || (parentUid !== undefined && this.#members.has(parentUid));
      if (isMember) this.#members.add(uid);
      // That a process has ended may be among what was lost.
      if (end === undefined && this.#members.has(uid) && startOf(pid) !== undefined) isAny = true;
    }
    return isAny;
  }
}

/** When a process started, in the kernel's ticks; undefined when it has ended. Source: proc_pid_stat(5), fields 3 and 22. */
function startOf(pid: number): string | undefined {
  try {
    const fields = /.*\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1]?.split(' ') ?? [];
    const [state = 'X'] = fields;
    return state === 'Z' || state === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
