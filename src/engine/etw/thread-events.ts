import { EtwField } from '../dialect/etw/etw-fields.ts';
import { EtwOperation, etwKey } from '../dialect/etw/etw-key.ts';
import { RecordKind } from './raw-record.ts';
import type { RawRecord } from './raw-record.ts';
import type { EtwProcess } from './state/etw-process.ts';
import type { TraceState } from './trace-state.ts';

/** Opcodes of the class Thread. Source: etw-capture reference, 2.2. */
const Opcode = { Start: 1, End: 2, DcStart: 3, DcEnd: 4, SetName: 72 } as const;

/** Threads that start, end and run. */
export class ThreadEvents {
  readonly #state: TraceState;

  constructor(state: TraceState) {
    this.#state = state;
  }

  /** First pass: whose threads ran before. */
  learn(record: RawRecord): void {
    const { opcode, start, end } = record;
    if (opcode < Opcode.Start || opcode > Opcode.DcEnd || start + 8 > end) return;
    this.#state.threads.learn(tidOf(record), pidOf(record), this.#state.now, opcode === Opcode.Start);
    if (opcode <= Opcode.End) this.#state.kernel.threads = true;
  }

  /** A record of the class Thread; false when it is none that is known, or too short for its fields. */
  decode(record: RawRecord): boolean {
    const { opcode, start, end } = record;
    if (opcode === Opcode.SetName) return true;
    if (opcode < Opcode.Start || opcode > Opcode.DcEnd || start + 8 > end) return false;
    const { processes, threads, kernel, now } = this.#state;
    const tid = tidOf(record);
    const process = processes.at(pidOf(record), now);
    threads.belongs(tid, process);
    if (opcode === Opcode.Start) this.addStart(record, process, tid);
    else if (opcode === Opcode.End) this.addEnd(record, process, tid);
    if (opcode <= Opcode.End) kernel.threads = true;
    return true;
  }

  addStart(record: RawRecord, process: EtwProcess, tid: number): void {
    const { rows } = this.#state;
    const row = this.#state.row(record, process, tid, etwKey(EtwOperation.ThreadCreate));
    row.number(EtwField.ThreadId, tid);
    rows.put(row);
  }

  addEnd(record: RawRecord, process: EtwProcess, tid: number): void {
    const { rows, timerResolution } = this.#state;
    const row = this.#state.row(record, process, tid, etwKey(EtwOperation.ThreadExit));
    row.number(EtwField.ThreadId, tid);
    // The header of its end has the times of the thread itself, where it has any.
    if (record.tid === tid && hasTimes(record)) {
      const userTime = record.userTime * timerResolution;
      const kernelTime = record.kernelTime * timerResolution;
      row.double(EtwField.ThreadUserTime, userTime);
      row.double(EtwField.ThreadKernelTime, kernelTime);
      process.userTime += userTime;
      process.kernelTime += kernelTime;
    }
    rows.put(row);
  }
}

function hasTimes({ kind, userTime, kernelTime }: RawRecord): boolean {
  return kind === RecordKind.System || userTime !== 0 || kernelTime !== 0;
}

/** Version 0 has the two the other way round. */
function pidOf({ view, start, version }: RawRecord): number {
  return view.getUint32(version === 0 ? start + 4 : start, true);
}

function tidOf({ view, start, version }: RawRecord): number {
  return view.getUint32(version === 0 ? start : start + 4, true);
}
