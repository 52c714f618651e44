import { fileTime } from '../../../shared/units.ts';
import type { ProcessId, StringId } from '../../../shared/units.ts';
import type { Epoch } from '../../store/epoch.ts';
import { blankProcess } from '../../store/process-table.ts';
import type { ModuleRecord, ProcessRecord } from '../../store/process-table.ts';
import { counted } from './damage-log.ts';
import type { DamageLog } from './damage-log.ts';
import { MODULE_BYTES, PROCESS_BYTES } from './layout.ts';
import type { PageReader } from './page-reader.ts';
import type { Region } from './part-plan.ts';
import type { ProcessIdentities } from './process-identities.ts';
import type { StringTable } from './string-table.ts';

/** More processes than a log of 4 GiB can sensibly have; the rest is left out. */
const MAX_PROCESSES = 1_000_000;
/** As many modules are kept over all processes: about 150 MB of records. */
const MAX_MODULES = 1_000_000;
/** Indexes without a record that get a name of their own; the others share one, so that damage cannot fill the table. */
const MAX_UNKNOWN = 4096;
/** The process that the kernel's modules are listed under. */
const SYSTEM_PID = 4;

/** What a record's head says of a process. */
interface Head {
  readonly pid: number;
  readonly start: bigint;
}

/** The processes of one part of a log: found by process index, read from the file when they are needed. */
export class Processes {
  readonly #pages: PageReader;
  readonly #strings: StringTable;
  readonly #identities: ProcessIdentities;
  readonly #damage: DamageLog;
  readonly #name: string;
  readonly #pointerBytes: number;
  readonly #end: number;
  /** Positions of records in the file, by process index, in the table's order. */
  readonly #positions = new Map<number, number>();
  /** Maps an icon index of this part to one of the capture. */
  readonly #icon: (index: number) => number;
  #epoch: Epoch | undefined;
  /** Ids in this epoch. */
  readonly #ids = new Map<number, ProcessId>();
  #modulesLeft = MAX_MODULES;
  readonly #unknown = new Set<number>();

  constructor(
    pages: PageReader,
    region: Region | undefined,
    is64Bit: boolean,
    name: string,
    strings: StringTable,
    identities: ProcessIdentities,
    icon: (index: number) => number,
    damage: DamageLog,
  ) {
    this.#pages = pages;
    this.#strings = strings;
    this.#identities = identities;
    this.#icon = icon;
    this.#damage = damage;
    this.#name = name;
    this.#pointerBytes = is64Bit ? 8 : 4;
    this.#end = region?.end ?? 0;
    if (region !== undefined) this.#readIndex(region);
  }

  /** The process indexes that have a record, in the table's order. */
  get indexes(): Iterable<number> {
    return this.#positions.keys();
  }

  get size(): number {
    return this.#positions.size;
  }

  /** The id of a process in `epoch`, added when it is not there yet; unknown indexes give a process named so. */
  resolve(index: number, epoch: Epoch): ProcessId {
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#modulesLeft = MAX_MODULES;
      this.#strings.usePool(epoch.strings);
      this.#ids.clear();
    }
    const known = this.#ids.get(index);
    if (known !== undefined) return known;
    const record = this.#read(index);
    const id = epoch.processes.find(record.uid) ?? epoch.processes.put(record);
    this.#ids.set(index, id);
    return id;
  }

  /** The user that a process runs as, in a string pool; undefined without a record. */
  userOf(index: number, epoch: Epoch): StringId | undefined {
    const position = this.#positions.get(index);
    if (position === undefined) return undefined;
    this.#strings.usePool(epoch.strings);
    return this.#strings.intern(this.#pages.u32(position + 0x3c) ?? 0);
  }

  /** Puts the process with the kernel's modules into an epoch: kernel addresses of stacks are looked up there. */
  resolveSystem(epoch: Epoch): void {
    for (const index of this.#positions.keys()) {
      if (this.#head(index)?.pid !== SYSTEM_PID) continue;
      this.resolve(index, epoch);
      return;
    }
  }

  #readIndex(region: Region): void {
    const said = this.#pages.u32(region.start) ?? 0;
    const room = Math.floor((region.end - region.start - 4) / 8);
    const count = Math.min(said, room, MAX_PROCESSES);
    let left = said - count;
    for (let i = 0; i < count; i++) {
      const index = this.#pages.u32(region.start + 4 + i * 4);
      const offset = this.#pages.u32(region.start + 4 + (said + i) * 4);
      const position = region.start + (offset ?? 0);
      if (index === undefined || offset === undefined || position + this.#recordBytes > region.end) left++;
      else if (!this.#positions.has(index)) this.#positions.set(index, position);
    }
    if (left > 0) {
      this.#damage.warn(
        'pml/damaged',
        'processes-unread',
        this.#name,
        `${counted(left, 'process', 'processes')} of "${this.#name}" could not be read: the table of processes is damaged or cut off.`,
        { count: left },
      );
    }
  }

  /** Bytes of a record without its modules. */
  get #recordBytes(): number {
    return PROCESS_BYTES + this.#pointerBytes;
  }

  #head(index: number): Head | undefined {
    const position = this.#positions.get(index);
    if (position === undefined || this.#pages.fetch(position, this.#recordBytes) < this.#recordBytes)
      return undefined;
    const { bytes, at } = this.#pages;
    return { pid: bytes.readUInt32LE(at + 0x04), start: bytes.readBigUInt64LE(at + 0x20) };
  }

  /** The parent's number; undefined when the log has no record of it. */
  #parentUid(index: number, pid: number): number | undefined {
    const head = this.#head(index);
    // 0 stands for unknown, unless a process really has that index.
    if (head === undefined || (index === 0 && head.pid !== pid)) return undefined;
    return this.#identities.uid(index, head.pid, head.start);
  }

  #read(index: number): ProcessRecord {
    const head = this.#head(index);
    const position = this.#positions.get(index);
    if (head === undefined || position === undefined) return this.#unknownProcess(index);
    // A copy: reading texts moves the window of the page reader.
    const bytes = Buffer.from(this.#pages.bytes.subarray(this.#pages.at, this.#pages.at + this.#recordBytes));
    const u32 = (at: number): number => bytes.readUInt32LE(at);
    const end = bytes.readBigUInt64LE(0x28);
    const virtualized = u32(0x30);
    return {
      uid: this.#identities.uid(index, head.pid, head.start),
      pid: head.pid,
      parentPid: u32(0x08),
      parentUid: this.#parentUid(u32(0x0c), u32(0x08)),
      session: u32(0x18),
      authenticationId: bytes.readBigUInt64LE(0x10),
      start: head.start === 0n ? undefined : fileTime(head.start),
      end: end === 0n ? undefined : fileTime(end),
      virtualized: virtualized > 1 ? undefined : virtualized === 1,
      is64Bit: u32(0x34) !== 0,
      integrity: this.#strings.intern(u32(0x38)),
      user: this.#strings.intern(u32(0x3c)),
      name: this.#strings.intern(u32(0x40)),
      imagePath: this.#strings.intern(u32(0x44)),
      commandLine: this.#strings.intern(u32(0x48)),
      company: this.#strings.intern(u32(0x4c)),
      version: this.#strings.intern(u32(0x50)),
      description: this.#strings.intern(u32(0x54)),
      smallIcon: this.#icon(u32(0x58)),
      largeIcon: this.#icon(u32(0x5c)),
      modules: this.#modules(position + this.#recordBytes, u32(0x60 + this.#pointerBytes)),
    };
  }

  #modules(start: number, said: number): readonly ModuleRecord[] {
    const width = this.#pointerBytes;
    const size = MODULE_BYTES + 2 * width;
    const count = Math.min(said, Math.floor((this.#end - start) / size), this.#modulesLeft);
    this.#modulesLeft -= count;
    if (count < said) {
      this.#damage.count(
        'pml/damaged',
        'modules-cut',
        this.#name,
        (processes) =>
          `The list of modules of ${counted(processes, 'process', 'processes')} in "${this.#name}" is damaged or cut off.`,
      );
    }
    const modules: ModuleRecord[] = [];
    for (let i = 0; i < count; i++) {
      if (this.#pages.fetch(start + i * size, size) < size) break;
      const { bytes, at } = this.#pages;
      const fields = at + 2 * width;
      const base = width === 8 ? bytes.readBigUInt64LE(at + width) : BigInt(bytes.readUInt32LE(at + width));
      const imageBytes = bytes.readUInt32LE(fields);
      const path = bytes.readUInt32LE(fields + 4);
      const version = bytes.readUInt32LE(fields + 8);
      const company = bytes.readUInt32LE(fields + 12);
      const description = bytes.readUInt32LE(fields + 16);
      const timestamp = bytes.readUInt32LE(fields + 20);
      modules.push({
        base,
        size: imageBytes,
        path: this.#strings.intern(path),
        version: this.#strings.intern(version),
        company: this.#strings.intern(company),
        description: this.#strings.intern(description),
        timestamp,
      });
    }
    return modules;
  }

  #unknownProcess(index: number): ProcessRecord {
    if (this.#unknown.size < MAX_UNKNOWN) this.#unknown.add(index);
    const isNamed = this.#unknown.has(index);
    const name = isNamed ? `<unknown process ${index}>` : '<unknown process>';
    // No process starts before 1601: never the same as one that has a record.
    const uid = this.#identities.uid(isNamed ? index : 0xffff_ffff, 0, isNamed ? -1n : -2n);
    return {
      ...blankProcess(uid),
      is64Bit: this.#pointerBytes === 8,
      name: this.#strings.internText(name),
    };
  }
}
