import type { Epoch } from '../../store/epoch.ts';
import { EtwProcess } from './etw-process.ts';
import type { ProcessContext } from './etw-process.ts';

/** What comes after the end of a process may still be its own: late ends of operations, network events. Ticks. */
const GRACE = 20_000_000;
/** Two sources tell of the same start within this time. Ticks. */
const SAME_START = 10_000_000;
/** Ended processes that stay findable; they go in the order of their ends. */
const MOST_ENDED = 20_000;
/** Rooms for processes without events that an epoch is given at once. */
const MOST_PUT = 32_768;

const IDLE = 0;
const SYSTEM = 4;

/** The processes of a trace by number and time. Source: etw-capture reference, 3.1. */
export class Processes {
  /** Instances of a number, in the order of their starts. */
  readonly #byPid = new Map<number, EtwProcess[]>();
  /** What stands for a process that nothing is known of, not even its number. */
  readonly unknown: EtwProcess;
  readonly #context: ProcessContext;
  #next = 1;
  #ended: EtwProcess[] = [];
  /** Those that ran when the session before this one ended, and were not told of again. */
  #before = new Map<number, EtwProcess>();
  readonly #changed = new Set<EtwProcess>();
  /** Processes that were found last: events of one come in runs. */
  #last: EtwProcess | undefined;

  constructor(context: ProcessContext) {
    this.#context = context;
    this.unknown = new EtwProcess(0, 0, -Infinity);
  }

  get context(): ProcessContext {
    return this.#context;
  }

  /** The process that had a number at a time; undefined when none did. */
  find(pid: number, time: number): EtwProcess | undefined {
    const last = this.#last;
    if (last?.pid === pid && last.from <= time && last.to >= time) return last;
    const all = this.#byPid.get(pid);
    if (all === undefined) return undefined;
    const process = all[lastBefore(all, time)];
    if (process === undefined || process.to + GRACE < time) return undefined;
    this.#last = process;
    return process;
  }

  /** {@link find}; a number that nothing was told of is a process that ran before. */
  at(pid: number, time: number): EtwProcess {
    return this.find(pid, time) ?? this.seen(pid, time);
  }

  /** A process that runs at `time` and did before: as far back as no other had its number. */
  seen(pid: number, time: number): EtwProcess {
    const known = this.find(pid, time);
    if (known !== undefined && known.to >= time) return known;
    const all = this.#byPid.get(pid) ?? [];
    const before = all[lastBefore(all, time)];
    const process = new EtwProcess(this.#next++, pid, before === undefined ? -Infinity : before.to);
    if (pid === IDLE) process.facts.name = 'Idle';
    if (pid === SYSTEM) process.facts.name = 'System';
    this.#insert(all, process);
    return process;
  }

  /** A process starts. The same start told again is the same process. */
  started(pid: number, time: number): EtwProcess {
    const all = this.#byPid.get(pid) ?? [];
    const before = all[lastBefore(all, time)];
    if (before !== undefined && before.from === time) return before;
    if (before !== undefined && before.to > time) this.#end(before, time);
    const process = new EtwProcess(this.#next++, pid, time);
    this.#insert(all, process);
    return process;
  }

  /**
   * A process starts, as another source may have told a moment ago already: the kernel and its manifest provider write of the
   * same start one behind the other. It is then that process, from `time` on.
   */
  startedAgain(pid: number, time: number): EtwProcess {
    const before = this.find(pid, time);
    if (before === undefined || before.isTold || time - before.from > SAME_START)
      return this.started(pid, time);
    before.from = time;
    return before;
  }

  /** The process of a number that starts at `time`, as far as two sources agree about it; undefined when none does. */
  startingAt(pid: number, time: number): EtwProcess | undefined {
    const all = this.#byPid.get(pid) ?? [];
    const last = lastBefore(all, time);
    const [before, behind] = [all[last], all[last + 1]];
    if (before !== undefined && before.to > time && time - before.from <= SAME_START) return before;
    return behind !== undefined && behind.from - time <= SAME_START ? behind : undefined;
  }

  /** A process ends. Returns it. */
  endedAt(pid: number, time: number): EtwProcess {
    const process = this.seen(pid, time);
    if (process.to === Infinity) this.#end(process, time);
    return process;
  }

  /** Another session begins: what ran at `time`, when the one before ended, may have ended since. */
  beginSession(time: number): void {
    this.#ended.push(...this.#before.values());
    this.#before = new Map();
    for (const process of this.all()) {
      if (process.to !== Infinity) continue;
      process.to = time;
      this.#before.set(process.pid, process);
    }
    this.#last = undefined;
  }

  /** A process is told to run: it is the one of the session before when it `isSame`. */
  tellRunning(pid: number, isSame: (process: EtwProcess) => boolean): void {
    const process = this.#before.get(pid);
    if (process === undefined) return;
    this.#before.delete(pid);
    if (this.#byPid.get(pid)?.at(-1) === process && isSame(process)) process.to = Infinity;
    else this.#ended.push(process);
    this.change(process);
  }

  /** Says that something became known of a process. */
  change(process: EtwProcess): void {
    process.change();
    this.#changed.add(process);
  }

  /** Tells the process tables what became known. Costly for each process; to be called now and then. */
  update(): void {
    for (const process of this.#changed) process.update(this.#context);
    this.#changed.clear();
  }

  /** Puts what is known into an epoch that has just begun, as far as there is room: its list of processes is then whole. */
  putInto(epoch: Epoch, time: number): void {
    for (const all of this.#byPid.values()) {
      for (const process of all) {
        if (epoch.processes.size > MOST_PUT) return;
        if (process.to >= time) process.idIn(epoch, this.#context);
      }
    }
  }

  /** Lets go of epochs that are not in use any more. */
  keepEpochs(isInUse: (epoch: Epoch) => boolean): void {
    for (const all of this.#byPid.values()) for (const process of all) process.keepEpochs(isInUse);
    this.unknown.keepEpochs(isInUse);
  }

  /** All processes, in no order. */
  *all(): Iterable<EtwProcess> {
    for (const all of this.#byPid.values()) yield* all;
  }

  #insert(all: EtwProcess[], process: EtwProcess): void {
    let at = all.length;
    while (at > 0 && all[at - 1]!.from > process.from) at--;
    all.splice(at, 0, process);
    this.#byPid.set(process.pid, all);
    this.change(process);
  }

  #end(process: EtwProcess, time: number): void {
    process.to = time;
    this.change(process);
    this.#ended.push(process);
    if (this.#ended.length < MOST_ENDED * 2) return;
    this.#forget(new Set(this.#ended.slice(0, MOST_ENDED)));
    this.#ended = this.#ended.slice(MOST_ENDED);
  }

  #forget(old: ReadonlySet<EtwProcess>): void {
    for (const process of old) {
      process.update(this.#context);
      this.#changed.delete(process);
    }
    for (const pid of new Set([...old].map((process) => process.pid))) {
      const kept = this.#byPid.get(pid)?.filter((process) => !old.has(process)) ?? [];
      if (kept.length === 0) this.#byPid.delete(pid);
      else this.#byPid.set(pid, kept);
    }
    this.#last = undefined;
  }
}

/** Index of the last instance that had started at a time; -1 for none. A number may have been used thousands of times. */
function lastBefore(all: readonly EtwProcess[], time: number): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (all[middle]!.from <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
