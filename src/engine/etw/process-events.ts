import { EtwField } from '../dialect/etw/etw-fields.ts';
import { EtwOperation, etwKey } from '../dialect/etw/etw-key.ts';
import { ProcessFields } from './process-fields.ts';
import { NO_ID } from './raw-record.ts';
import type { RawRecord } from './raw-record.ts';
import type { HeldRow } from './rows/held-row.ts';
import type { EtwProcess } from './state/etw-process.ts';
import { ShownPath } from './state/shown-path.ts';
import type { TraceState } from './trace-state.ts';

/** Opcodes of the class Process. Source: etw-capture reference, 2.1. */
const Opcode = {
  Start: 1,
  End: 2,
  DcStart: 3,
  DcEnd: 4,
  Terminate: 11,
  Counters: 32,
  CountersAtEnd: 33,
  Defunct: 39,
} as const;

/** Bits of the process's flags. */
const WOW64 = 2;
/** Starts whose program's path may still come. */
const MOST_STARTS = 1024;

/** The memory that a process used, which an event of its own tells beside its end. */
interface Counters {
  readonly privateBytes: bigint;
  readonly peakPrivateBytes: bigint;
  readonly workingSet: bigint;
  readonly peakWorkingSet: bigint;
}

/** Processes that start, end and run. */
export class ProcessEvents {
  readonly #state: TraceState;
  /** Rows whose path is the program's, while that is not known. */
  readonly #starts = new Map<EtwProcess, { readonly row: HeldRow; readonly serial: number }>();
  readonly #fields = new ProcessFields();
  readonly #counters = new Map<number, Counters>();
  readonly #exits = new Map<number, { readonly row: HeldRow; readonly serial: number }>();

  constructor(state: TraceState) {
    this.#state = state;
  }

  /** First pass: who ran when. */
  learn(record: RawRecord): void {
    const { opcode } = record;
    if (opcode === Opcode.Start || opcode === Opcode.End || opcode === Opcode.DcStart) this.#tell(record);
    else if (opcode === Opcode.DcEnd || opcode === Opcode.Defunct) this.#tell(record);
  }

  /** A record of the class Process; false when it is none that is known, or too short for its fields. */
  decode(record: RawRecord): boolean {
    const { opcode } = record;
    switch (opcode) {
      case Opcode.Start: {
        const process = this.#tell(record);
        if (process !== undefined) this.addStart(record, process);
        return process !== undefined;
      }
      case Opcode.End: {
        const process = this.#tell(record);
        if (process !== undefined) this.addExitRow(record, process, this.#fields.exitStatus);
        return process !== undefined;
      }
      case Opcode.DcStart:
        // A session that tells who runs tells starts as well; those of a file were counted in a first pass.
        if (!this.#state.isLearned) this.#state.kernel.processes = true;
        this.#tell(record);
        return true;
      case Opcode.DcEnd:
      case Opcode.Defunct:
        this.#tell(record);
        return true;
      case Opcode.Counters:
        this.#tellCounters(record);
        return true;
      case Opcode.Terminate:
      case Opcode.CountersAtEnd:
        return true;
      default:
        return false;
    }
  }

  /** Two rows, as Process Monitor has them: one of who made the process, one of the process itself. */
  addStart(record: RawRecord, process: EtwProcess): void {
    const { rows, processes, now } = this.#state;
    const { facts } = process;
    const creator = record.pid === NO_ID ? processes.at(facts.parentPid, now) : this.#state.processOf(record);
    const create = this.#state.row(record, creator, record.tid, etwKey(EtwOperation.ProcessCreate));
    create.number(EtwField.Pid, process.pid);
    create.text(EtwField.CommandLine, facts.commandLine);
    create.path = imagePathOf(process);
    if (facts.image === undefined) this.#awaitImage(process, create);
    rows.put(create);

    const start = this.#state.row(record, process, 0, etwKey(EtwOperation.ProcessStart));
    start.number(EtwField.ParentPid, facts.parentPid);
    start.text(EtwField.CommandLine, facts.commandLine);
    if (facts.packageName !== '') start.text(EtwField.PackageName, facts.packageName);
    rows.put(start);
  }

  /** An image was loaded into a process: the first one of its program's name is the program. */
  tellImage(process: EtwProcess, path: ShownPath): void {
    const { facts } = process;
    if (facts.image !== undefined) return;
    const file = path.raw.slice(path.raw.lastIndexOf('\\') + 1);
    if (facts.name !== '' && file.toLowerCase() !== facts.name.toLowerCase()) return;
    this.tellProgram(process, path);
  }

  /** The program of a process became known. */
  tellProgram(process: EtwProcess, image: ShownPath): void {
    const { facts } = process;
    facts.image = image;
    this.#state.processes.change(process);
    const waiting = this.#starts.get(process);
    if (waiting === undefined) return;
    this.#starts.delete(process);
    if (waiting.row.serial === waiting.serial) waiting.row.path = image;
  }

  /** The row of a process's end. */
  addExitRow(record: RawRecord, process: EtwProcess, status: number): HeldRow {
    const { rows } = this.#state;
    const tid = record.pid === process.pid ? record.tid : 0;
    const row = this.#state.row(record, process, tid, etwKey(EtwOperation.ProcessExit));
    row.number(EtwField.ExitStatus, status);
    if (process.userTime + process.kernelTime > 0 && process.from !== -Infinity) {
      row.double(EtwField.UserTime, process.userTime);
      row.double(EtwField.KernelTime, process.kernelTime);
    }
    const counters = this.#counters.get(process.pid);
    if (counters === undefined) this.#awaitCounters(process, row);
    else writeCounters(row, counters);
    this.#counters.delete(process.pid);
    rows.put(row);
    rows.abandon(process);
    return row;
  }

  /** Learns what a record says of a process; undefined when it does not even say its number. */
  #tell(record: RawRecord): EtwProcess | undefined {
    const { processes, kernel, now } = this.#state;
    const fields = this.#fields;
    if (record.opcode === Opcode.Start || record.opcode === Opcode.End) kernel.processes = true;
    if (!fields.read(record)) return undefined;
    if (record.opcode === Opcode.DcStart)
      processes.tellRunning(fields.pid, (before) => isSame(before, fields));
    const process = this.#instance(record.opcode, fields.pid);
    // A first pass has learned it from the same record.
    if (this.#state.isLearned && process.isTold) return process;
    this.#learnTexts(process);
    const { facts } = process;
    facts.parentPid = fields.parentPid;
    facts.session = fields.session;
    facts.sid = said(fields.sid, facts.sid);
    facts.is64Bit = record.pointerSize === 8 && ((fields.flags ?? 0) & WOW64) === 0;
    process.parent ??= processes.find(facts.parentPid, this.#birth(process, now));
    process.isTold = true;
    processes.change(process);
    return process;
  }

  /** Programs may change their own command line: that of the start is kept, and a later one fills a gap alone. */
  #learnTexts({ facts, isTold }: EtwProcess): void {
    const { name, commandLine, packageName } = this.#fields;
    facts.name = said(name, facts.name);
    facts.commandLine = isTold ? said(facts.commandLine, commandLine) : said(commandLine, facts.commandLine);
    facts.packageName = said(packageName, facts.packageName);
  }

  #birth(process: EtwProcess, now: number): number {
    return process.from === -Infinity ? now : process.from;
  }

  #instance(opcode: number, pid: number): EtwProcess {
    const { processes, now } = this.#state;
    switch (opcode) {
      case Opcode.Start:
        return processes.startedAgain(pid, now);
      case Opcode.End:
        return processes.endedAt(pid, now);
      // A process that has ended and is still kept by a handle: it ended before.
      case Opcode.Defunct:
        return processes.find(pid, now) ?? processes.endedAt(pid, now);
      default:
        return processes.seen(pid, now);
    }
  }

  #awaitImage(process: EtwProcess, row: HeldRow): void {
    if (this.#starts.size >= MOST_STARTS) this.#starts.clear();
    this.#starts.set(process, { row, serial: row.serial });
  }

  #awaitCounters(process: EtwProcess, row: HeldRow): void {
    if (this.#exits.size >= MOST_STARTS) this.#exits.clear();
    this.#exits.set(process.pid, { row, serial: row.serial });
  }

  #tellCounters(record: RawRecord): void {
    const { bytes, start, end, pointerSize } = record;
    const at = (index: number): number => start + 16 + index * pointerSize;
    if (at(11) > end) return;
    const read = (index: number): bigint =>
      pointerSize === 8 ? bytes.readBigUInt64LE(at(index)) : BigInt(bytes.readUInt32LE(at(index)));
    const pid = bytes.readUInt32LE(start);
    const counters: Counters = {
      peakWorkingSet: read(1),
      peakPrivateBytes: read(2),
      workingSet: read(6),
      privateBytes: read(10),
    };
    const exit = this.#exits.get(pid);
    this.#exits.delete(pid);
    if (exit !== undefined && exit.row.serial === exit.serial) {
      writeCounters(exit.row, counters);
      return;
    }
    if (this.#counters.size >= MOST_STARTS) this.#counters.clear();
    this.#counters.set(pid, counters);
  }
}

/** The program of a process as the Path column shows it: a placeholder while only its file name is known. */
function imagePathOf({ facts }: EtwProcess): ShownPath {
  if (facts.image !== undefined) return facts.image;
  return new ShownPath(facts.name === '' ? '<Unknown>' : `<Unknown>\\${facts.name}`);
}

/** An empty text does not take back what is known. */
function said(text: string, known: string): string {
  return text === '' ? known : text;
}

function writeCounters(row: HeldRow, counters: Counters): void {
  const { privateBytes, peakPrivateBytes, workingSet, peakWorkingSet } = counters;
  row.double(EtwField.PrivateBytes, Number(privateBytes));
  row.double(EtwField.PeakPrivateBytes, Number(peakPrivateBytes));
  row.double(EtwField.WorkingSet, Number(workingSet));
  row.double(EtwField.PeakWorkingSet, Number(peakWorkingSet));
}

/** Whether a process with the number of an earlier one is that one. */
function isSame({ facts }: EtwProcess, fields: ProcessFields): boolean {
  const { parentPid, sid, name } = fields;
  const isLikeIt = facts.parentPid === parentPid && facts.sid === sid && facts.name === name;
  // To be asked for behind the name.
  return isLikeIt && facts.commandLine.trim() === fields.commandLine.trim();
}
