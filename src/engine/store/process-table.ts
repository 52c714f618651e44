import type { FileTime, ProcessId, StringId } from '../../shared/units.ts';
import { DICTIONARY_HEADROOM, DICTIONARY_LIMIT } from './dictionary.ts';

/** An image loaded in a process. Addresses are absolute; texts are of the epoch's string pool. */
export interface ModuleRecord {
  readonly base: bigint;
  /** Bytes. */
  readonly size: number;
  readonly path: StringId;
  readonly version: StringId;
  readonly company: StringId;
  readonly description: StringId;
  /** Seconds since 1970 from the image's header; 0 when unknown. */
  readonly timestamp: number;
}

/** The empty text: the first that each string pool gets. */
const EMPTY = 0 as StringId;

/** What only a process of Linux has. Texts are of the epoch's string pool. */
export interface LinuxProcess {
  /** Real and effective user and group. */
  readonly uid: number;
  readonly euid: number;
  readonly gid: number;
  readonly egid: number;
  /** Who logged in, and the session of that login, as audit knows them; undefined for none. */
  readonly loginUid: number | undefined;
  readonly session: number | undefined;
  /** Effective capabilities, one bit each. */
  readonly capabilities: bigint;
  /** Inode numbers of its namespaces. */
  readonly pidNamespace: number;
  readonly mountNamespace: number;
  readonly netNamespace: number;
  /** Its PID as its own namespace has it. */
  readonly innerPid: number;
  /** Programs that the same process ran before. */
  readonly generation: number;
  /** As wait() gives it; undefined while the process runs. */
  readonly exitStatus: number | undefined;
  readonly directory: StringId;
  readonly cgroup: StringId;
  /** Id of its container; an empty text for none. */
  readonly container: StringId;
  readonly isKernelThread: boolean;
  /** Whether the command line is longer than what was recorded. */
  readonly isCommandCut: boolean;
  /** Whether the file of its program was deleted. */
  readonly isImageDeleted: boolean;
}

/** Identifier that no logon session has. */
export const NO_AUTHENTICATION_ID = 0xffff_ffff_ffff_ffffn;

/** A process as its capture knows it. Texts are of the epoch's string pool. */
export interface ProcessRecord {
  /** Identity over the whole capture, also when the PID is used again: the source's process index. */
  readonly uid: number;
  readonly pid: number;
  readonly parentPid: number;
  /** The parent's `uid`; undefined when the capture does not know it. */
  readonly parentUid: number | undefined;
  readonly session: number;
  /** Locally unique identifier of the logon session, 64 bits; {@link NO_AUTHENTICATION_ID} where the source does not tell it. */
  readonly authenticationId: bigint;
  /** Undefined when unknown. */
  readonly start: FileTime | undefined;
  /** Undefined while the process runs. */
  readonly end: FileTime | undefined;
  /** Undefined where it does not apply. */
  readonly virtualized: boolean | undefined;
  readonly is64Bit: boolean;
  readonly integrity: StringId;
  readonly user: StringId;
  readonly name: StringId;
  readonly imagePath: StringId;
  readonly commandLine: StringId;
  readonly company: StringId;
  readonly version: StringId;
  readonly description: StringId;
  /** Indexes into the capture's icons; 0 is none. */
  readonly smallIcon: number;
  readonly largeIcon: number;
  readonly modules: readonly ModuleRecord[];
  /** Undefined for processes of other systems; session, authentication and virtualization then count instead. */
  readonly linux?: LinuxProcess | undefined;
}

/** A process of which nothing is known but what a caller adds. Its texts are the empty one, which every string pool has. */
export function blankProcess(uid: number): ProcessRecord {
  return {
    uid,
    pid: 0,
    parentPid: 0,
    parentUid: undefined,
    session: 0,
    authenticationId: 0n,
    start: undefined,
    end: undefined,
    virtualized: undefined,
    is64Bit: true,
    integrity: EMPTY,
    user: EMPTY,
    name: EMPTY,
    imagePath: EMPTY,
    commandLine: EMPTY,
    company: EMPTY,
    version: EMPTY,
    description: EMPTY,
    smallIcon: 0,
    largeIcon: 0,
    modules: [],
  };
}

/** The session that a process belongs to; undefined where it has none. */
export function sessionOf({ linux, session }: ProcessRecord): number | undefined {
  return linux === undefined ? session : linux.session;
}

/** About what a record takes without texts and modules: some forty members, of which several are objects. */
const RECORD_BYTES = 600;

/**
 * The processes of one epoch. A record may be replaced when more becomes known (its end, its modules): `version` then
 * grows, and tests that were decided on it are decided anew.
 */
export class ProcessTable {
  readonly #records: ProcessRecord[] = [];
  readonly #ids = new Map<number, ProcessId>();
  #version = 0;
  #changed = new Set<number>();

  get size(): number {
    return this.#records.length;
  }

  /** About how many bytes of memory the records take. */
  get byteSize(): number {
    return this.#records.length * RECORD_BYTES;
  }

  /** Grows whenever an existing record is replaced. */
  get version(): number {
    return this.#version;
  }

  /** Whether a new epoch is due; a few more processes still fit. */
  get isFull(): boolean {
    return this.#records.length >= DICTIONARY_LIMIT - DICTIONARY_HEADROOM;
  }

  /** The id of the process `uid`, undefined when it is not in the table. */
  find(uid: number): ProcessId | undefined {
    return this.#ids.get(uid);
  }

  /** Adds a process, or replaces what is known of it. Errors: a RangeError when the table is full. */
  put(record: ProcessRecord): ProcessId {
    const known = this.#ids.get(record.uid);
    if (known !== undefined) {
      this.#records[known] = record;
      this.#version++;
      this.#changed.add(known);
      return known;
    }
    if (this.#records.length >= DICTIONARY_LIMIT) throw new RangeError('The process table is full');
    const id = this.#records.length as ProcessId;
    this.#records.push(record);
    this.#ids.set(record.uid, id);
    this.#changed.add(id);
    return id;
  }

  /** Errors: a RangeError for an id that is not of this table. */
  get(id: ProcessId): ProcessRecord {
    const record = this.#records[id];
    if (record === undefined) throw new RangeError(`There is no process ${id}`);
    return record;
  }

  /** All records, by id. */
  get records(): readonly ProcessRecord[] {
    return this.#records;
  }

  /** The ids that were added or replaced since the last call: what a journal still has to write. */
  takeChanges(): readonly number[] {
    if (this.#changed.size === 0) return [];
    const changes = [...this.#changed];
    this.#changed = new Set();
    return changes;
  }
}
