import type { ProcessId } from '../../../../shared/units.ts';
import type { Epoch } from '../../../store/epoch.ts';
import type { ModuleRecord, ProcessRecord } from '../../../store/process-table.ts';
import type { LogModule, LogProcess } from './process-record.ts';
import type { LogTexts } from './texts.ts';

/** No process has this index: it stands for a parent that is not known. */
const NO_INDEX = 0xffff_ffff;
/** Where indexes for processes begin whose own number does not fit. */
const FIRST_FREE = 0xe000_0000;
const SYSTEM_PID = 4;
/** The logon session of the system itself. Source: Microsoft, [MS-LSAT] 2.2, SYSTEM_LUID. */
const SYSTEM_LUID = 0x3e7n;

/** The processes of a capture as a log numbers them. A process has one index in all parts. */
export class LogProcesses {
  readonly #texts: LogTexts;
  readonly #icon: (index: number) => number;
  readonly #indexes = new Map<number, number>();
  readonly #taken = new Set<number>();
  #nextFree = FIRST_FREE;
  /** What is known of each process at last. */
  readonly #latest = new Map<number, LogProcess>();
  /** Records of epochs that were made into those of the log. */
  readonly #made = new Map<ProcessRecord, LogProcess>();

  /** `icon` maps icons of the capture to those of the log. */
  constructor(texts: LogTexts, icon: (index: number) => number) {
    this.#texts = texts;
    this.#icon = icon;
  }

  /** The record of a process of an epoch. */
  of(epoch: Epoch, id: number): LogProcess {
    const record = epoch.processes.get(id as ProcessId);
    const known = this.#made.get(record);
    if (known !== undefined) return known;
    const made = this.#make(epoch, record);
    this.#made.set(record, made);
    const before = this.#latest.get(record.uid);
    this.#latest.set(record.uid, before === undefined ? made : joined(before, made));
    return made;
  }

  /** Takes in all processes of an epoch: those without events are in the table, too. */
  addAll(epoch: Epoch): void {
    for (let id = 0; id < epoch.processes.size; id++) this.of(epoch, id);
  }

  /**
   * Makes sure that there is a process `System` with a module: Process Monitor looks there for the module of every kernel
   * address, and does not stand it when there is none. Where the kernel lay is not known, so the module made here has the
   * lowest address of the kernel's space and covers no address of a stack.
   */
  needSystem(systemRoot: string, is64Bit: boolean): void {
    const systems = [...this.#latest].filter(([, { pid }]) => pid === SYSTEM_PID);
    if (systems.some(([, { modules }]) => modules.length > 0)) return;
    const text = (value: string): number => this.#texts.index(value);
    const company = text('Microsoft Corporation');
    const description = text('NT Kernel & System');
    const kernel: LogModule = {
      base: is64Bit ? 0xffff_8000_0000_0000n : 0x8000_0000n,
      size: 0x1000,
      path: text(`${systemRoot === '' ? 'C:\\Windows' : systemRoot}\\system32\\ntoskrnl.exe`),
      version: 0,
      company,
      description,
      timestamp: 0,
    };
    const [known] = systems;
    if (known !== undefined) {
      this.#latest.set(known[0], { ...known[1], modules: [kernel] });
      return;
    }
    const uid = -1;
    this.#latest.set(uid, {
      index: this.#index(uid),
      pid: SYSTEM_PID,
      parentPid: 0,
      parentUid: undefined,
      session: 0,
      authenticationId: SYSTEM_LUID,
      start: 0n,
      end: 0n,
      virtualized: false,
      is64Bit,
      integrity: text('System'),
      user: text('NT AUTHORITY\\SYSTEM'),
      name: text('System'),
      imagePath: text('System'),
      commandLine: 0,
      company,
      version: 0,
      description,
      smallIcon: 0,
      largeIcon: 0,
      modules: [kernel],
    });
  }

  /** The text of a process's user, by the log's index; undefined when there is no such process. */
  userOf(index: number): number | undefined {
    for (const process of this.#latest.values()) if (process.index === index) return process.user;
    return undefined;
  }

  /** All processes by index. `used` are the records that a part's events showed, by the capture's numbers. */
  table(used: ReadonlyMap<number, LogProcess>): { process: LogProcess; parentIndex: number }[] {
    const zero = [...this.#latest.values()].find(({ index }) => index === 0);
    const table = [...this.#latest].map(([uid, latest]) => {
      const shown = used.get(uid);
      const process = shown !== undefined && !looksLike(shown, latest) ? shown : latest;
      const { parentUid, parentPid } = process;
      // 0 is what Process Monitor writes for unknown, but here a process may have that index.
      const unknown = zero?.pid === parentPid ? NO_INDEX : 0;
      return { process, parentIndex: parentUid === undefined ? unknown : this.#index(parentUid) };
    });
    return table.sort((a, b) => a.process.index - b.process.index);
  }

  /** The capture's own number where it fits, so that a log that is read again has the same. */
  #index(uid: number): number {
    const known = this.#indexes.get(uid);
    if (known !== undefined) return known;
    let index = uid;
    const fits = Number.isInteger(uid) && uid >= 0 && uid < NO_INDEX;
    if (!fits || this.#taken.has(uid)) {
      while (this.#taken.has(this.#nextFree)) this.#nextFree++;
      index = this.#nextFree;
    }
    this.#taken.add(index);
    this.#indexes.set(uid, index);
    return index;
  }

  #make(epoch: Epoch, record: ProcessRecord): LogProcess {
    const texts = this.#texts;
    return {
      index: this.#index(record.uid),
      pid: record.pid,
      parentPid: record.parentPid,
      parentUid: record.parentUid,
      session: record.session,
      authenticationId: record.authenticationId,
      start: record.start ?? 0n,
      end: record.end ?? 0n,
      virtualized: record.virtualized,
      is64Bit: record.is64Bit,
      integrity: texts.indexOf(epoch, record.integrity),
      user: texts.indexOf(epoch, record.user),
      name: texts.indexOf(epoch, record.name),
      imagePath: texts.indexOf(epoch, record.imagePath),
      commandLine: texts.indexOf(epoch, record.commandLine),
      company: texts.indexOf(epoch, record.company),
      version: texts.indexOf(epoch, record.version),
      description: texts.indexOf(epoch, record.description),
      smallIcon: this.#icon(record.smallIcon),
      largeIcon: this.#icon(record.largeIcon),
      modules: record.modules.map((module) => this.#module(epoch, module)),
    };
  }

  #module(epoch: Epoch, module: ModuleRecord): LogModule {
    const texts = this.#texts;
    return {
      base: module.base,
      size: module.size,
      path: texts.indexOf(epoch, module.path),
      version: texts.indexOf(epoch, module.version),
      company: texts.indexOf(epoch, module.company),
      description: texts.indexOf(epoch, module.description),
      timestamp: module.timestamp,
    };
  }
}

/** The fields that columns show. */
const SHOWN = [
  'pid',
  'parentPid',
  'session',
  'authenticationId',
  'virtualized',
  'is64Bit',
  'integrity',
  'user',
  'name',
  'imagePath',
  'commandLine',
  'company',
  'version',
  'description',
] as const satisfies readonly (keyof LogProcess)[];

/** Whether the columns of an event show the same for both. */
export function looksLike(a: LogProcess, b: LogProcess): boolean {
  return a === b || SHOWN.every((field) => a[field] === b[field]);
}

/** What a later part of a capture knows of a process, with what only an earlier one knew. */
function joined(before: LogProcess, later: LogProcess): LogProcess {
  return {
    ...later,
    start: later.start === 0n ? before.start : later.start,
    end: later.end === 0n ? before.end : later.end,
    smallIcon: later.smallIcon === 0 ? before.smallIcon : later.smallIcon,
    largeIcon: later.largeIcon === 0 ? before.largeIcon : later.largeIcon,
    modules: joinedModules(before.modules, later.modules),
  };
}

function joinedModules(before: readonly LogModule[], later: readonly LogModule[]): readonly LogModule[] {
  const isSame = (a: LogModule, b: LogModule | undefined): boolean =>
    b !== undefined &&
    a.base === b.base &&
    a.size === b.size &&
    a.path === b.path &&
    a.timestamp === b.timestamp;
  if (before.length <= later.length && before.every((module, i) => isSame(module, later[i]))) return later;
  const key = ({ base, size, path, timestamp }: LogModule): string => `${base}/${size}/${path}/${timestamp}`;
  const there = new Set(later.map(key));
  return [...later, ...before.filter((module) => !there.has(key(module)))];
}
