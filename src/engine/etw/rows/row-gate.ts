import type { EventStore } from '../../store/event-store.ts';
import type { EtwProcess } from '../state/etw-process.ts';
import type { Processes } from '../state/processes.ts';
import type { HeldRow } from './held-row.ts';
import { StoreWriter } from './store-writer.ts';

/** Rows that are tested at a time. */
const LOT_ROWS = 4096;

/** Tests rows that were appended to a store of its own. */
export interface RowStage {
  readonly store: EventStore;
  /** Calls `tell` for each of the last `count` rows of the store, in order, with whether it is kept. */
  verdicts(count: number, tell: (isKept: boolean) => void): void;
}

/** Which rows a live capture keeps. */
export interface RowChoice {
  /** Whether rows of a process are wanted; undefined: of each. */
  readonly wants?: ((process: EtwProcess) => boolean) | undefined;
  /** What tests rows; those that it does not keep are dropped. Undefined: none is. */
  readonly stage?: RowStage | undefined;
  /** Rows that may be appended from now on. */
  readonly most?: number | undefined;
}

/**
 * Lets rows through that are wanted, in their order. Rows that stand for losses always pass. Those that are tested wait until
 * there are enough of them, or {@link finish} is called.
 */
export class RowGate {
  readonly #pass: (row: HeldRow) => void;
  readonly #free: (row: HeldRow) => void;
  readonly #processes: Processes;
  #choice: RowChoice = {};
  #stage: StoreWriter | undefined;
  #lot: HeldRow[] = [];
  #staged = 0;
  #passed = 0;
  #dropped = 0;
  #left = Infinity;

  /** Each row goes to `pass` when it is kept, and to `free` in the end. */
  constructor(processes: Processes, pass: (row: HeldRow) => void, free: (row: HeldRow) => void) {
    this.#processes = processes;
    this.#pass = pass;
    this.#free = free;
  }

  /** Rows that passed and stand for no loss. */
  get passed(): number {
    return this.#passed;
  }

  /** Rows that were tested and not kept. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Says which rows are kept from now on, and of those that wait for {@link finish}. */
  choose(choice: RowChoice): void {
    this.finish();
    const { stage, most = Infinity } = choice;
    this.#left = most;
    if (stage !== this.#choice.stage) {
      this.#stage?.close();
      this.#stage = stage === undefined ? undefined : new StoreWriter(stage.store, this.#processes, false);
    }
    this.#choice = choice;
  }

  /** Takes a row. */
  add(row: HeldRow): void {
    if (row.loss === undefined) {
      if (this.#choice.wants?.(row.process ?? this.#processes.unknown) === false) {
        this.#free(row);
        return;
      }
      if (this.#stage !== undefined) {
        this.#stage.add(row);
        this.#staged++;
      }
    }
    if (this.#stage === undefined) this.#let(row);
    else if (this.#lot.push(row) >= LOT_ROWS) this.finish();
  }

  /** Decides about all rows that it was given. */
  finish(): void {
    if (this.#lot.length === 0) return;
    const lot = this.#lot;
    this.#lot = [];
    const kept: boolean[] = [];
    if (this.#staged > 0) this.#choice.stage?.verdicts(this.#staged, (isKept) => kept.push(isKept));
    this.#staged = 0;
    let next = 0;
    for (const row of lot) {
      if (row.loss !== undefined || kept[next++] === true) {
        this.#let(row);
      } else {
        this.#dropped++;
        this.#free(row);
      }
    }
  }

  #let(row: HeldRow): void {
    if (this.#left > 0) {
      if (row.loss === undefined) {
        this.#left--;
        this.#passed++;
      }
      this.#pass(row);
    }
    this.#free(row);
  }
}
