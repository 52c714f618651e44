import type { EventNo, OperationId, RelTicks, ResultId, StackId, StringId } from '../../../shared/units.ts';
import type { Epoch } from '../../store/epoch.ts';
import type { EventStore } from '../../store/event-store.ts';
import type { Processes } from '../state/processes.ts';
import type { HeldRow } from './held-row.ts';
import { NO_RESULT } from '../../dialect/etw/results.ts';

const NO_STACK = 0 as StackId;
const NO_STRING = 0 as StringId;
const SUCCESS = 0;

/** Appends rows to one event store. */
export class StoreWriter {
  readonly #store: EventStore;
  readonly #processes: Processes;
  readonly #isWhole: boolean;
  #epoch: Epoch | undefined;
  /** Epochs whose process tables are told what becomes known. */
  readonly #epochs = new Set<Epoch>();
  #stackScratch = Buffer.alloc(4096);
  #successId = 0 as ResultId;

  /** With `isWhole`, each epoch has all processes that run, also those without events. */
  constructor(store: EventStore, processes: Processes, isWhole: boolean) {
    this.#store = store;
    this.#processes = processes;
    this.#isWhole = isWhole;
  }

  /** Appends a row whose payload is closed. */
  add(row: HeldRow): EventNo {
    const store = this.#store;
    const epoch = store.reserve(row.length);
    if (epoch !== this.#epoch) this.#begin(epoch, row.time);
    if (row.loss !== undefined) this.#tellLoss(row);
    return store.append(
      (row.process ?? this.#processes.unknown).idIn(epoch, this.#processes.context),
      row.tid,
      epoch.operations.intern(row.operation) as OperationId,
      row.result === SUCCESS ? this.#successId : (epoch.results.intern(row.result) as ResultId),
      row.time as RelTicks,
      row.result === NO_RESULT ? -1 : row.duration,
      row.path.raw === '' ? NO_STRING : row.path.idIn(epoch),
      this.#stackOf(row, epoch),
      row.bytes,
      row.start,
      row.start + row.length,
    );
  }

  /** Nothing is appended any more: what becomes known of processes no longer goes to its epochs. */
  close(): void {
    this.#keep(new Set());
  }

  #begin(epoch: Epoch, time: number): void {
    this.#epoch = epoch;
    this.#successId = epoch.results.intern(SUCCESS) as ResultId;
    const kept = new Set(this.#isWhole ? this.#store.segments.map((segment) => segment.epoch) : []);
    this.#keep(kept.add(epoch));
    this.#epochs.add(epoch);
    if (this.#isWhole) this.#processes.putInto(epoch, time);
  }

  #keep(kept: ReadonlySet<Epoch>): void {
    const gone = new Set([...this.#epochs].filter((epoch) => !kept.has(epoch)));
    if (gone.size === 0) return;
    for (const epoch of gone) this.#epochs.delete(epoch);
    this.#processes.keepEpochs((epoch) => !gone.has(epoch));
  }

  #tellLoss({ loss, time }: HeldRow): void {
    if (loss === undefined) return;
    // Before the row: what looks at it then finds that it stands for a loss.
    this.#store.addLoss({
      event: this.#store.end,
      time: time as RelTicks,
      count: loss.count,
      cause: loss.cause,
    });
  }

  #stackOf(row: HeldRow, epoch: Epoch): StackId {
    const { kernelStack: kernel, userStack: user } = row;
    if (kernel === undefined && user === undefined) return NO_STACK;
    const length = (kernel?.length ?? 0) + (user?.length ?? 0);
    if (this.#stackScratch.length < length) this.#stackScratch = Buffer.alloc(length * 2);
    const scratch = this.#stackScratch;
    const middle = kernel?.copy(scratch, 0) ?? 0;
    user?.copy(scratch, middle);
    return epoch.stacks.intern(scratch, 0, length / 8, 8);
  }
}
