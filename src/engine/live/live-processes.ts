import type { ProcessId } from '../../shared/units.ts';
import { commandLineText } from '../dialect/linux/command-line.ts';
import type { Epoch } from '../store/epoch.ts';
import { blankProcess } from '../store/process-table.ts';
import type { ProcessRecord } from '../store/process-table.ts';
import { containerOfGroup } from '../wire/container-id.ts';
import { mergedProcess } from '../wire/merged-process.ts';
import type { WireProcess } from '../wire/wire-messages.ts';
import { ProcessFlag } from '../wire/wire-format.ts';
import type { BootClock } from './boot-clock.ts';
import { EndedPrograms, textSize } from './ended-programs.ts';
import { processName } from './process-name.ts';

/** The process of events whose process the helper does not know, and of rows that stand for losses. */
export const UNKNOWN_PROCESS = 0;

/** Programs that are known at all: twice what a helper keeps. Reached only when it is not told of their ends. */
const MOST_KNOWN = 262_144;

/** Processes that a new epoch begins with: half of its room. */
const MOST_PUT = 32_768;

interface Place {
  readonly epoch: Epoch;
  readonly id: ProcessId;
}

/** A program that a process runs or ran. */
interface LiveProcess {
  readonly uid: number;
  wire: WireProcess;
  /** When it ran no more: its process ended or ran another program. Undefined while it runs. */
  end: bigint | undefined;
  /** Where it was put, the latest last: the epoch now in use and the one before. */
  places: Place[];
}

/**
 * The processes that a helper tells of, and the records that stores get of them. A process has a number of its own for every
 * program that it runs, which no other of the capture has, also when another helper goes on with it. Bounded, whatever happens:
 * what ran long ago is forgotten, events have it in their epoch.
 */
export class LiveProcesses {
  readonly #clock: BootClock;
  readonly #accountOf: (id: string) => string | undefined;
  /** By the helper's number. */
  #known = new Map<number, LiveProcess>();
  /** The helper's number of the newest program by PID. */
  #byPid = new Map<number, number>();
  /** What was there when an earlier helper ended: by PID and start. */
  #earlier = new Map<string, LiveProcess>();
  readonly #ended = new EndedPrograms();
  #epoch: Epoch | undefined;
  #epochBefore: Epoch | undefined;
  #nextUid = UNKNOWN_PROCESS + 1;

  /** `accountOf` gives the name of `uid:N`. */
  constructor(clock: BootClock, accountOf: (id: string) => string | undefined) {
    this.#clock = clock;
    this.#accountOf = accountOf;
  }

  /** How many are known. */
  get count(): number {
    return this.#known.size;
  }

  /** Whether anything was told of the process with the helper's number `id`. */
  isKnown(id: number): boolean {
    return this.#known.has(id);
  }

  /** Another helper counts from 1 again. What still runs keeps its number. */
  beginSession(): void {
    this.#earlier = new Map();
    for (const process of this.#known.values()) {
      if (process.end === undefined) this.#earlier.set(identity(process.wire), process);
    }
    this.#known = new Map();
    this.#byPid = new Map();
    this.#ended.clear();
  }

  /** Takes what a helper tells of processes, and puts it into `epoch` and wherever they were put before. */
  take(entries: readonly WireProcess[], epoch: Epoch): void {
    for (const entry of entries) {
      const process = this.#merge(entry);
      this.#putAgain(process);
      // Where the table is full, the next event begins another epoch, and puts the process there.
      if (!process.places.some((place) => place.epoch === epoch) && !epoch.processes.isFull) {
        this.idIn(epoch, entry.id);
      }
    }
  }

  /** The id of the process with the helper's number `id` in an epoch. */
  idIn(epoch: Epoch, id: number): ProcessId {
    const process = this.#known.get(id);
    if (process === undefined) {
      return epoch.processes.find(UNKNOWN_PROCESS) ?? epoch.processes.put(blankProcess(UNKNOWN_PROCESS));
    }
    for (let i = process.places.length - 1; i >= 0; i--) {
      const place = process.places[i]!;
      if (place.epoch === epoch) return place.id;
    }
    const put = epoch.processes.put(this.#record(process, epoch));
    process.places.push({ epoch, id: put });
    return put;
  }

  /**
   * Events go into another epoch of the capture from now on. What becomes known of processes goes into it and the one before: an
   * event that is shown may lie there.
   */
  beginEpoch(epoch: Epoch): void {
    if (epoch === this.#epoch) return;
    if (this.#epochBefore !== undefined) this.forgetEpoch(this.#epochBefore);
    this.#epochBefore = this.#epoch;
    this.#epoch = epoch;
    if (this.#epochBefore !== undefined) this.#putRunning(epoch);
  }

  /** Puts what runs into an epoch that has just begun, as far as there is room: its list of processes is then whole. */
  #putRunning(epoch: Epoch): void {
    for (const [id, { end }] of this.#known) {
      if (epoch.processes.size > MOST_PUT) return;
      if (end === undefined) this.idIn(epoch, id);
    }
  }

  /** Lets go of an epoch: what becomes known of processes no longer goes there. */
  forgetEpoch(epoch: Epoch): void {
    for (const process of this.#known.values()) {
      if (process.places.some((place) => place.epoch === epoch))
        process.places = process.places.filter((place) => place.epoch !== epoch);
    }
  }

  /** The epochs that are told what becomes known of processes. */
  get epochs(): ReadonlySet<Epoch> {
    const found = new Set<Epoch>();
    for (const { places } of this.#known.values()) for (const { epoch } of places) found.add(epoch);
    return found;
  }

  #merge(entry: WireProcess): LiveProcess {
    let process = this.#known.get(entry.id);
    if (process === undefined) {
      process = this.#earlierOne(entry) ?? { uid: this.#nextUid++, wire: entry, end: undefined, places: [] };
      this.#known.set(entry.id, process);
      this.#replaceProgram(entry);
    }
    process.wire = this.#asForked(mergedProcess(process.wire, entry));
    if (process.wire.end !== undefined) this.#endProgram(entry.id, process, process.wire.end);
    return process;
  }

  /** What the same PID stood for until now runs no more: helpers tell of the new program alone. */
  #replaceProgram({ id, pid, begin }: WireProcess): void {
    const before = this.#byPid.get(pid);
    if (before !== undefined && before > id) return;
    this.#byPid.set(pid, id);
    const replaced = before === undefined ? undefined : this.#known.get(before);
    if (before !== undefined && replaced !== undefined && replaced.end === undefined) {
      this.#endProgram(before, replaced, begin);
      this.#putAgain(replaced);
    }
    if (this.#known.size > MOST_KNOWN) this.#forget(this.#known.keys().next().value ?? id);
  }

  #endProgram(id: number, process: LiveProcess, end: bigint): void {
    const wasRunning = process.end === undefined;
    process.end = end;
    if (!wasRunning) return;
    for (const old of this.#ended.add(id, textSize(process.wire))) this.#forget(old);
  }

  #forget(id: number): void {
    const process = this.#known.get(id);
    if (process === undefined) return;
    this.#known.delete(id);
    if (this.#byPid.get(process.wire.pid) === id) this.#byPid.delete(process.wire.pid);
  }

  #putAgain(process: LiveProcess): void {
    for (const { epoch } of process.places) epoch.processes.put(this.#record(process, epoch));
  }

  /** A process that runs the program of its parent has its command line, which is told with the program. */
  #asForked(wire: WireProcess): WireProcess {
    const isForked = (wire.flags & (ProcessFlag.Forked | ProcessFlag.Exec)) === ProcessFlag.Forked;
    if (!isForked || wire.arguments.length > 0 || wire.parentId === undefined) return wire;
    const parent = this.#known.get(wire.parentId)?.wire;
    if (parent === undefined || parent.image !== wire.image) return wire;
    return { ...wire, arguments: parent.arguments };
  }

  /** What an earlier helper told of the same program of the same process. */
  #earlierOne(entry: WireProcess): LiveProcess | undefined {
    if (this.#earlier.size === 0) return undefined;
    const key = identity(entry);
    const earlier = this.#earlier.get(key);
    if (earlier === undefined || earlier.wire.image !== entry.image) return undefined;
    this.#earlier.delete(key);
    return earlier;
  }

  #record({ uid, wire, end }: LiveProcess, epoch: Epoch): ProcessRecord {
    const { strings } = epoch;
    const parent = wire.parentId === undefined ? undefined : this.#known.get(wire.parentId);
    return {
      ...blankProcess(uid),
      pid: wire.pid,
      parentPid: wire.parentPid,
      parentUid: parent?.uid,
      session: wire.session ?? 0,
      authenticationId: BigInt(wire.loginUid ?? 0),
      start: this.#clock.fileTime(wire.start),
      end: end === undefined ? undefined : this.#clock.fileTime(end),
      is64Bit: (wire.flags & ProcessFlag.Is64Bit) !== 0,
      user: strings.intern(this.#accountOf(`uid:${wire.uid}`) ?? String(wire.uid)),
      name: strings.intern(processName(wire)),
      imagePath: strings.intern(wire.image),
      commandLine: strings.intern(commandLineText(wire.arguments)),
      linux: {
        uid: wire.uid,
        euid: wire.euid,
        gid: wire.gid,
        egid: wire.egid,
        loginUid: wire.loginUid,
        session: wire.session,
        capabilities: wire.capabilities,
        pidNamespace: wire.pidNamespace,
        mountNamespace: wire.mountNamespace,
        netNamespace: wire.netNamespace,
        innerPid: wire.innerPid,
        generation: wire.generation,
        exitStatus: wire.exitStatus,
        directory: strings.intern(wire.directory),
        cgroup: strings.intern(wire.cgroup),
        container: strings.intern(containerOfGroup(wire.cgroup)),
        isKernelThread: (wire.flags & ProcessFlag.Kernel) !== 0,
        isCommandCut: (wire.flags & ProcessFlag.CommandCut) !== 0,
        isImageDeleted: (wire.flags & ProcessFlag.ImageDeleted) !== 0,
      },
    };
  }
}

function identity({ pid, start }: WireProcess): string {
  return `${pid}/${start}`;
}
