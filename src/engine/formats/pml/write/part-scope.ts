import type { Epoch } from '../../../store/epoch.ts';
import { looksLike } from './log-processes.ts';
import type { LogProcesses } from './log-processes.ts';
import { PartNames } from './part-names.ts';
import type { CaptureNames } from './part-names.ts';
import { offsetTable } from './offset-table.ts';
import { processRecord } from './process-record.ts';
import type { LogProcess } from './process-record.ts';

/**
 * What the events of one part say of processes and names. Each part has tables of its own, so that a process that looked
 * otherwise in an earlier part of the capture can stand in another part of the log.
 */
export class PartScope {
  readonly names: PartNames;
  readonly #processes: LogProcesses;
  readonly #used = new Map<number, LogProcess>();
  /** Process indexes by the epoch's ids, plus one. */
  readonly #indexes = new Map<Epoch, number[]>();

  constructor(processes: LogProcesses, names: CaptureNames) {
    this.#processes = processes;
    this.names = new PartNames(names);
  }

  /** Indexes by process id of an epoch, as far as they are known: see {@link use}. */
  indexes(epoch: Epoch): number[] {
    const known = this.#indexes.get(epoch);
    if (known !== undefined) return known;
    const made: number[] = [];
    this.#indexes.set(epoch, made);
    return made;
  }

  /**
   * The index of a process; undefined when this part's events already show another record of it. `isForced` leaves it at
   * that one.
   */
  use(epoch: Epoch, id: number, isForced: boolean): number | undefined {
    const process = this.#processes.of(epoch, id);
    const uid = epoch.processes.records[id]!.uid;
    const used = this.#used.get(uid);
    if (used === undefined) this.#used.set(uid, process);
    else if (!looksLike(used, process) && !isForced) return undefined;
    this.indexes(epoch)[id] = process.index;
    return process.index;
  }

  /** The table of processes. */
  processTable(pointerBytes: 4 | 8): Buffer {
    const table = this.#processes.table(this.#used);
    return offsetTable(
      table.map(({ process, parentIndex }) => processRecord(process, parentIndex, pointerBytes)),
      table.map(({ process }) => process.index),
    );
  }
}
