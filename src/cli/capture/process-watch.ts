import { readFileSync } from 'node:fs';
import { systemCode } from '../../engine/file-error.ts';
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

/**
 * Looks after which a process that is gone counts as ended, although the capture has not told of its end: that may be among
 * what was lost. What it started is told before its end, so until then there may be more of the tree to come.
 */
const PATIENT_LOOKS = 20;

/** A launched program and all that it started, as far as the capture knows them. */
export class ProcessTree {
  readonly #pid: number;
  /** Numbers of the capture. */
  readonly #members = new Set<number>();
  /** Looks at which members were gone whose end was not told; `undefined` stands for the program before it is told of. */
  readonly #gone = new Map<number | undefined, number>();

  constructor(pid: number) {
    this.#pid = pid;
  }

  /** Whether any of them still runs, or may have started what does. `records` are all processes of the capture's present epoch. */
  isRunning(records: readonly ProcessRecord[]): boolean {
    let isAny = false;
    let isKnown = false;
    for (const { uid, pid, parentUid, end } of records) {
      const isMember = pid === this.#pid || (parentUid !== undefined && this.#members.has(parentUid));
      if (isMember) this.#members.add(uid);
      isKnown ||= pid === this.#pid;
      if (end === undefined && this.#members.has(uid) && (startOf(pid) !== undefined || this.#isAwaited(uid)))
        isAny = true;
    }
    return isAny || (!isKnown && this.#isAwaited(undefined));
  }

  /** Whether what is to be told of a process that is gone may still come. */
  #isAwaited(uid: number | undefined): boolean {
    const looks = (this.#gone.get(uid) ?? 0) + 1;
    this.#gone.set(uid, looks);
    return looks <= PATIENT_LOOKS;
  }
}

/**
 * When a process started, in the kernel's ticks, or only that it runs where the system has no /proc; undefined when it has ended.
 * Source: proc_pid_stat(5), fields 3 and 22.
 */
function startOf(pid: number): string | undefined {
  if (process.platform === 'win32') return isThere(pid) ? 'running' : undefined;
  try {
    const fields = /.*\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1]?.split(' ') ?? [];
    const [state = 'X'] = fields;
    return state === 'Z' || state === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function isThere(pid: number): boolean {
  try {
    // Of Windows, too, the number 0 asks and ends nothing.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
