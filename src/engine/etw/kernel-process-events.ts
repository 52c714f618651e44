import type { FileTime } from '../../shared/units.ts';
import type { ImageEvents } from './image-events.ts';
import { payloadFields } from './payload-fields.ts';
import type { FieldValue } from './payload-fields.ts';
import type { ProcessEvents } from './process-events.ts';
import type { RawRecord } from './raw-record.ts';
import type { EtwProcess } from './state/etw-process.ts';
import { ShownPath } from './state/shown-path.ts';
import type { ThreadEvents } from './thread-events.ts';
import type { TraceState } from './trace-state.ts';

/** Events of Microsoft-Windows-Kernel-Process. Source: etw-capture reference, 2.10. */
const Event = {
  ProcessStart: 1,
  ProcessStop: 2,
  ThreadStart: 3,
  ThreadStop: 4,
  ImageLoad: 5,
  ImageUnload: 6,
  ProcessRundown: 15,
} as const;

/** What the manifest provider adds to the kernel's own events; where those are missing, it makes the rows. */
export class KernelProcessEvents {
  readonly #state: TraceState;
  readonly #processes: ProcessEvents;
  readonly #threads: ThreadEvents;
  readonly #images: ImageEvents;

  constructor(state: TraceState, processes: ProcessEvents, threads: ThreadEvents, images: ImageEvents) {
    this.#state = state;
    this.#processes = processes;
    this.#threads = threads;
    this.#images = images;
  }

  learn(record: RawRecord): void {
    switch (record.id) {
      case Event.ProcessStart:
      case Event.ProcessRundown:
      case Event.ProcessStop:
        this.#tell(record);
        return;
      case Event.ImageLoad:
        this.#images.learnEvent(record);
        return;
    }
  }

  /** False when it is none that is known, or too short for its fields. */
  decode(record: RawRecord): boolean {
    const { id } = record;
    const { kernel } = this.#state;
    switch (id) {
      case Event.ProcessStart: {
        const process = this.#tell(record)?.process;
        if (process !== undefined && !kernel.processes) this.#processes.addStart(record, process);
        return process !== undefined;
      }
      case Event.ProcessStop: {
        const told = this.#tell(record);
        if (told !== undefined && !kernel.processes)
          this.#processes.addExitRow(record, told.process, told.exitStatus);
        return told !== undefined;
      }
      case Event.ProcessRundown:
        this.#tell(record);
        return true;
      case Event.ThreadStart:
      case Event.ThreadStop:
        return this.#thread(record);
      case Event.ImageLoad:
      case Event.ImageUnload:
        return this.#images.decodeEvent(record);
      default:
        return false;
    }
  }

  #thread(record: RawRecord): boolean {
    const { view, start, end, id } = record;
    if (start + 8 > end) return false;
    if (this.#state.kernel.threads) return true;
    const { processes, threads, now } = this.#state;
    const process = processes.at(view.getUint32(start, true), now);
    const tid = view.getUint32(start + 4, true);
    threads.belongs(tid, process);
    if (id === Event.ThreadStart) this.#threads.addStart(record, process, tid);
    else this.#threads.addEnd(record, process, tid);
    return true;
  }

  #tell(record: RawRecord): { process: EtwProcess; exitStatus: number } | undefined {
    const decoded = payloadFields(record);
    if (decoded === undefined) return undefined;
    const values = new Map(decoded.fields.map(({ name, value }) => [name, value] as const));
    const pid = values.get('ProcessID');
    if (typeof pid !== 'number') return undefined;
    const process = this.#instance(record.id, pid, ticksOf(values.get('CreateTime')));
    const { facts } = process;
    if (record.id === Event.ProcessStop) {
      return { process, exitStatus: numberOf(values.get('ExitCode')) };
    }
    facts.parentPid = numberOf(values.get('ParentProcessID'), facts.parentPid);
    facts.session = numberOf(values.get('SessionID'), facts.session);
    const image = values.get('ImageName');
    if (typeof image === 'string' && image !== '' && facts.image === undefined)
      this.#processes.tellProgram(process, new ShownPath(image, this.#state.volumes.shownImage));
    const label = values.get('MandatoryLabel');
    if (typeof label === 'string') facts.integritySid = label;
    const packageName = values.get('PackageFullName');
    if (typeof packageName === 'string') facts.packageName = packageName;
    const created = ticksOf(values.get('CreateTime'));
    if (created !== undefined && process.from === -Infinity) process.created = created;
    this.#state.processes.change(process);
    return { process, exitStatus: 0 };
  }

  /** The kernel's own event of the same start or end has nearly the same time, and makes the process. */
  #instance(id: number, pid: number, created: FileTime | undefined): EtwProcess {
    const { processes, kernel, clock, now } = this.#state;
    if (id === Event.ProcessStart) return processes.startingAt(pid, now) ?? processes.started(pid, now);
    if (id === Event.ProcessStop && !kernel.processes) return processes.endedAt(pid, now);
    if (created === undefined) return processes.at(pid, now);
    const time = Number(created - clock.start);
    return processes.find(pid, Math.max(time, now)) ?? processes.at(pid, now);
  }
}

function ticksOf(value: FieldValue | undefined): FileTime | undefined {
  return typeof value === 'string' && /^\d{1,20}$/.test(value) ? (BigInt(value) as FileTime) : undefined;
}

function numberOf(value: FieldValue | undefined, other = 0): number {
  return typeof value === 'number' ? value : other;
}
