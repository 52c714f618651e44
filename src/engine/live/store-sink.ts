import type {
  EventNo,
  OperationId,
  ProcessId,
  RelTicks,
  ResultId,
  StackId,
  StringId,
} from '../../shared/units.ts';
import { NOT_ENDED } from '../dialect/linux/linux-key.ts';
import { LOSS_KEY, linuxLossPayload } from '../dialect/linux/loss-payload.ts';
import type { Epoch } from '../store/epoch.ts';
import type { EventStore } from '../store/event-store.ts';
import type { HeldBlock, HeldLoss } from './held-events.ts';
import { UNKNOWN_PROCESS } from './live-processes.ts';
import type { LiveProcesses } from './live-processes.ts';

const NO_PATH = 0 as StringId;
const NO_STACK = 0 as StackId;
const NO_DURATION = -1;
/** A power of two. */
const KNOWN_IDS = 4096;

/** Puts rows into one store. */
export class StoreSink {
  readonly store: EventStore;
  readonly #processes: LiveProcesses;
  /** Number of the store among those that the same path tables serve. */
  readonly #no: number;
  #epoch: Epoch | undefined;
  readonly #onEpoch: ((epoch: Epoch) => void) | undefined;
  /** Ids of processes that were looked up in the present epoch, at the last bits of the helper's number. */
  readonly #ids = new Uint16Array(KNOWN_IDS);
  readonly #idOf = new Uint32Array(KNOWN_IDS);

  /** `onEpoch` is called when the first row of an epoch is about to be appended. */
  constructor(store: EventStore, processes: LiveProcesses, no: number, onEpoch?: (epoch: Epoch) => void) {
    this.store = store;
    this.#onEpoch = onEpoch;
    this.#processes = processes;
    this.#no = no;
  }

  /** Appends a row that is no loss. */
  add(block: HeldBlock, row: number): EventNo {
    const start = block.payloadStart(row);
    const end = block.payloadEnd[row]!;
    const epoch = this.store.reserve(end - start);
    if (epoch !== this.#epoch) {
      this.#onEpoch?.(epoch);
      this.#epoch = epoch;
      this.#idOf.fill(UNKNOWN_PROCESS);
    }
    const process = block.process[row]!;
    const known = process & (KNOWN_IDS - 1);
    const id =
      this.#idOf[known] === process && process !== UNKNOWN_PROCESS
        ? (this.#ids[known] as ProcessId)
        : this.#findProcess(epoch, process);
    const path = block.path[row]!;
    return this.store.append(
      id,
      block.tid[row]!,
      epoch.operations.intern(block.operation[row]!) as OperationId,
      epoch.results.intern(block.result[row]!) as ResultId,
      block.time[row] as RelTicks,
      block.duration[row]!,
      path === 0 ? NO_PATH : block.paths.idIn(epoch, this.#no, path),
      NO_STACK,
      block.bytes,
      start,
      end,
    );
  }

  /** Appends a row that stands for lost events. `time` in ticks since the capture's start. */
  addLoss(time: number, { count, cause }: HeldLoss): void {
    const payload = linuxLossPayload(count, cause);
    const epoch = this.store.reserve(payload.length);
    const at = time as RelTicks;
    // Before the row: what looks at it then finds that it stands for a loss.
    this.store.addLoss({ event: this.store.end, time: at, count, cause });
    this.store.append(
      this.#processes.idIn(epoch, UNKNOWN_PROCESS),
      0,
      epoch.operations.intern(LOSS_KEY) as OperationId,
      epoch.results.intern(NOT_ENDED) as ResultId,
      at,
      NO_DURATION,
      NO_PATH,
      NO_STACK,
      payload,
      0,
      payload.length,
    );
  }

  #findProcess(epoch: Epoch, process: number): ProcessId {
    const id = this.#processes.idIn(epoch, process);
    // Of one that is not known yet more may become known.
    if (!this.#processes.isKnown(process)) return id;
    const known = process & (KNOWN_IDS - 1);
    this.#ids[known] = id;
    this.#idOf[known] = process;
    return id;
  }
}
