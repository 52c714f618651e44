import { EtwOperation, etwKey } from '../../dialect/etw/etw-key.ts';
import { PayloadArena } from '../../dialect/etw/payload-arena.ts';
import type { EventStore } from '../../store/event-store.ts';
import type { EtwProcess } from '../state/etw-process.ts';
import type { Processes } from '../state/processes.ts';
import { HeldRow, RowPlace } from './held-row.ts';
import { RowGate } from './row-gate.ts';
import type { RowChoice } from './row-gate.ts';
import { RowQueue } from './row-queue.ts';
import { StackWaiters } from './stack-waiters.ts';
import { StoreWriter } from './store-writer.ts';

/** Rows that are held at once: a bound of memory. Beyond it the earliest goes on. */
const MOST_HELD = 32_768;
/** Operations that are waited for beyond the window. Beyond it the one that waits longest goes on without its end. */
const MOST_PARKED = 65_536;
/** Rows between two updates of the process tables. */
const UPDATE_ROWS = 16_384;

/**
 * Holds rows until what belongs before them or to them has come, then puts them into the event store. A row waits for a
 * window of the trace's own time, so that registry events, which are told when they end, stand where they began. An operation
 * that takes longer than the window leaves the queue and is appended when it ends: its time is right, its place is where it
 * ended. One whose end never comes is shown without a result.
 */
export class RowSink {
  readonly #writer: StoreWriter;
  /** What rows have to pass; none where all are kept. */
  #gate: RowGate | undefined;
  readonly #processes: Processes;
  #window: number;
  readonly #queue = new RowQueue();
  readonly #rows: HeldRow[] = [];
  readonly #free: HeldRow[] = [];
  readonly #arena = new PayloadArena();
  readonly #waiters = new StackWaiters();
  /** In the order in which they were parked; those that have ended are skipped. */
  #parked: { readonly row: HeldRow; readonly serial: number }[] = [];
  #parkedCount = 0;
  #serial = 0;
  #sinceUpdate = 0;
  /** The row that was taken last. */
  lastPut: HeldRow | undefined;
  #expectsStacks = false;

  /** `window` in ticks. */
  constructor(store: EventStore, processes: Processes, window: number) {
    this.#writer = new StoreWriter(store, processes, true);
    this.#processes = processes;
    this.#window = window;
  }

  /** Rows that wait. */
  get held(): number {
    return this.#queue.length + this.#parkedCount;
  }

  /** Rows that reached the store since the first choice, and stand for no loss. */
  get passed(): number {
    return this.#gate?.passed ?? 0;
  }

  /** Rows that were left out by what {@link choose} was given to test them. */
  get dropped(): number {
    return this.#gate?.dropped ?? 0;
  }

  /** How long rows are held, in ticks of the trace. */
  set window(ticks: number) {
    this.#window = ticks;
  }

  /** Says which rows reach the store from now on. Default: all. */
  choose(choice: RowChoice): void {
    this.#gate ??= new RowGate(
      this.#processes,
      (row) => this.#writer.add(row),
      (row) => this.#release(row),
    );
    this.#gate.choose(choice);
  }

  /** A row that is nobody's. {@link put} follows. */
  make(): HeldRow {
    let row = this.#free.pop();
    if (row === undefined) {
      row = new HeldRow(this.#rows.length, this.#arena);
      this.#rows.push(row);
    }
    row.reset(++this.#serial);
    return row;
  }

  /** Takes a row whose time, operation and process are known. */
  put(row: HeldRow): void {
    row.place = RowPlace.Queued;
    this.lastPut = row;
    this.#queue.add(row);
    if (this.#expectsStacks) this.#waiters.add(row);
    if (this.#queue.length > MOST_HELD) this.#goOn();
  }

  /** The row with an index. */
  row(index: number): HeldRow | undefined {
    return this.#rows[index];
  }

  /** The row of a record: see {@link StackWaiters.find}. */
  rowOfStack(high: number, low: number, tid: number): HeldRow | undefined {
    if (!this.#expectsStacks) {
      this.#expectsStacks = true;
      for (const row of this.#rows) if (row.place !== RowPlace.Free) this.#waiters.add(row);
    }
    return this.#waiters.find(high, low, tid);
  }

  /** Says that a row is complete, or that nothing more will come of it. */
  finish(row: HeldRow): void {
    row.isPending = false;
    if (row.place !== RowPlace.Parked) return;
    this.#parkedCount--;
    this.#append(row);
  }

  /** Lets rows go on that waited long enough; `now` in ticks of the trace. */
  advance(now: number): void {
    const limit = now - this.#window;
    for (let first = this.#queue.first; first !== undefined && first.time <= limit; first = this.#queue.first)
      this.#goOn();
  }

  /** The process has ended: nothing of it is waited for beyond the window. */
  abandon(process: EtwProcess): void {
    for (const { row, serial } of this.#parked) {
      if (row.serial === serial && row.place === RowPlace.Parked && row.process === process) this.finish(row);
    }
  }

  /** Puts everything into the store; what has not ended has no result. */
  flush(): void {
    while (this.#queue.length > 0) {
      const row = this.#queue.shift()!;
      this.#append(row);
    }
    for (const { row, serial } of this.#parked)
      if (row.serial === serial && row.place === RowPlace.Parked) this.finish(row);
    this.#parked = [];
    this.settle();
  }

  /** Has the store's process tables be told what became known, and rows that are tested reach the store. */
  settle(): void {
    this.#processes.update();
    this.#sinceUpdate = 0;
    this.#gate?.finish();
  }

  #goOn(): void {
    const row = this.#queue.shift();
    if (row === undefined) return;
    if (row.isPending && !row.isImpatient) this.#park(row);
    else this.#append(row);
  }

  #park(row: HeldRow): void {
    row.place = RowPlace.Parked;
    this.#parked.push({ row, serial: row.serial });
    this.#parkedCount++;
    if (this.#parked.length < MOST_PARKED) return;
    const waiting = this.#parked.filter((each) => isParked(each));
    const tooMany = waiting.length - MOST_PARKED / 2;
    this.#parked = tooMany > 0 ? waiting.slice(tooMany) : waiting;
    for (let i = 0; i < tooMany; i++) this.finish(waiting[i]!.row);
  }

  #append(row: HeldRow): void {
    this.#waiters.delete(row);
    row.place = RowPlace.Free;
    row.closePayload();
    // Whoever still has the row must not take it for the operation that it was.
    row.serial = 0;
    row.isPending = false;
    if (this.#gate === undefined) {
      this.#writer.add(row);
      this.#release(row);
    } else {
      this.#gate.add(row);
    }
    if (++this.#sinceUpdate < UPDATE_ROWS) return;
    this.#sinceUpdate = 0;
    this.#processes.update();
  }

  /** Nobody needs the row any more. */
  #release(row: HeldRow): void {
    row.freePayload();
    this.#free.push(row);
  }

  /** Adds a row that stands for lost events. */
  putLoss(time: number, count: number | undefined, cause: string): void {
    const row = this.make();
    row.time = time;
    row.operation = etwKey(EtwOperation.Lost);
    row.named('Lost', count === undefined ? 'unknown' : String(count));
    row.named('Cause', cause);
    row.loss = { count, cause };
    row.process = this.#processes.unknown;
    this.put(row);
  }
}

function isParked({ row, serial }: { readonly row: HeldRow; readonly serial: number }): boolean {
  return row.serial === serial && row.place === RowPlace.Parked;
}
