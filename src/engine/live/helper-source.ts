import type { Epoch } from '../store/epoch.ts';
import type { EventStore } from '../store/event-store.ts';
import { WireEvent, tickOrigin } from '../wire/event-batch.ts';
import type { EventBatch } from '../wire/event-batch.ts';
import { WireSystem } from '../wire/wire-format.ts';
import type { WireMessage } from '../wire/wire-messages.ts';
import type { BootClock } from './boot-clock.ts';
import { NANOSECONDS_PER_TICK } from './boot-clock.ts';
import { STAGE_ROWS } from './drop-stage.ts';
import type { DropStage } from './drop-stage.ts';
import { HeldEvents } from './held-events.ts';
import type { HeldBlock } from './held-events.ts';
import type { LiveProcesses } from './live-processes.ts';
import type { LiveSource } from './live-source.ts';
import { DAMAGED_STREAM, lossCause } from './loss-causes.ts';
import { PathTable } from './path-table.ts';
import { StoreSink } from './store-sink.ts';

/** How long an event waits for earlier ones, in ticks: 50 ms. */
const WINDOW = 50_000_000 / NANOSECONDS_PER_TICK;
/** The same in milliseconds, for when nothing newer comes. */
const WINDOW_MS = 50;
/** Milliseconds between two looks at what is due. */
export const LOOK_MS = 10;

const EVERYTHING = Number.MAX_VALUE;

export interface HelperSourceOptions {
  readonly store: EventStore;
  readonly clock: BootClock;
  readonly processes: LiveProcesses;
  /** `WireArchitecture` of the helper's machine. */
  readonly architecture: number;
  /** By how many nanoseconds the wall clock was set. */
  readonly onClockStep: (nanoseconds: bigint) => void;
  /** Events that may reach the store; those beyond are left out. Default: no bound. */
  readonly most?: number | undefined;
}

/**
 * Brings what a helper of Linux sends into an event store, in order: see {@link HeldEvents}. One for each time that a helper
 * records. Whoever feeds it calls {@link look} now and then.
 */
export class HelperSource implements LiveSource {
  readonly #options: HelperSourceOptions;
  readonly #most: number;
  readonly #held: HeldEvents;
  readonly #sink: StoreSink;
  #paths = new PathTable();
  #stage: DropStage | undefined;
  #stageSink: StoreSink | undefined;
  #stageEpoch: Epoch | undefined;
  /** What was the newest event at some time, for those looks that wait for it to be old. */
  #marks: { readonly at: number; readonly newest: number }[] = [];
  #lastLook = -Infinity;
  /** Rows of the present release. */
  readonly #lot: { block: HeldBlock; row: number }[] = [];
  #lotRows = 0;
  #stagedRows = 0;
  #recorded = 0;
  #lost = 0;
  #dropped = 0;

  constructor(options: HelperSourceOptions) {
    this.#options = options;
    this.#most = options.most ?? Infinity;
    this.#held = new HeldEvents(this.#paths, options.architecture);
    this.#sink = new StoreSink(options.store, options.processes, 0, (epoch) =>
      options.processes.beginEpoch(epoch),
    );
  }

  /** Events that reached the store. */
  get recorded(): number {
    return this.#recorded;
  }

  /** Events that the source said it lost. */
  get lost(): number {
    return this.#lost;
  }

  /** Events that the drop filter left out. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Events that wait for their turn. */
  get waiting(): number {
    return this.#held.count;
  }

  /** Has events pass a filter from now on; those that wait already too. */
  setStage(stage: DropStage | undefined): void {
    this.#useStageEpoch(undefined);
    this.#stage = stage;
    const { processes } = this.#options;
    this.#stageSink =
      stage === undefined
        ? undefined
        : new StoreSink(stage.store, processes, 1, (epoch) => this.#useStageEpoch(epoch));
    // Its places keep blocks alive.
    this.#lot.length = 0;
  }

  /** Takes a message of the helper. What is not about events is left to others. */
  take(message: WireMessage): void {
    const { clock, processes, store } = this.#options;
    switch (message.type) {
      case 'events':
        if (!clock.isSet) this.#guessClock(message.batch);
        this.#held.add(message.batch, clock.origin);
        if (this.#held.isFull) this.#release(EVERYTHING);
        return;
      case 'strings':
        for (const { id, text } of message.entries) this.#define(id, text);
        return;
      case 'reset':
        this.#forgetPaths();
        return;
      case 'processes':
        processes.take(message.processes, store.epoch);
        return;
      case 'losses':
        for (const { count, to, cause } of message.losses) {
          this.#lost += count;
          this.#held.addLoss(clock.isSet ? clock.ticks(to) : 0, count, lossCause(WireSystem.Linux, cause));
        }
        if (this.#held.isFull) this.#release(EVERYTHING);
        return;
      case 'damage':
        this.addGap(DAMAGED_STREAM);
        return;
      case 'clock': {
        const step = clock.take(message);
        if (step !== 0n) this.#options.onClockStep(step);
        return;
      }
      default:
        return;
    }
  }

  /** Releases what is due. Cheap when it was called a moment ago. */
  look(now = performance.now()): void {
    if (now - this.#lastLook < LOOK_MS) return;
    this.#lastLook = now;
    const { newest } = this.#held;
    let limit = newest - WINDOW;
    // What has waited for the whole window goes on, whatever the times of events say.
    while (this.#marks.length > 0 && now - this.#marks[0]!.at >= WINDOW_MS) {
      limit = Math.max(limit, this.#marks.shift()!.newest);
    }
    if (this.#held.count === 0) {
      this.#marks.length = 0;
      return;
    }
    if (this.#marks.at(-1)?.newest !== newest) this.#marks.push({ at: now, newest });
    this.#release(limit);
  }

  /** Releases what is older than the window, whatever the time is: of a stream that was recorded before. */
  releaseOld(): void {
    this.#release(this.#held.newest - WINDOW);
  }

  /** Releases everything: no more comes. */
  drain(): void {
    this.#release(EVERYTHING);
    this.#marks.length = 0;
  }

  finish(): void {
    this.drain();
  }

  /** Says that events are missing from the newest on, however many. */
  addGap(cause: string): void {
    this.#held.addLoss(Math.max(0, this.#held.newest), undefined, cause);
  }

  #define(id: number, text: string): void {
    if (this.#paths.define(id, text)) return;
    // What said that the helper counts anew was lost.
    this.#forgetPaths();
    this.#paths.define(id, text);
  }

  #forgetPaths(): void {
    // Events that wait still refer to the old texts.
    this.#paths = new PathTable();
    this.#held.usePaths(this.#paths);
  }

  /** The frame with the clock was lost: what comes happened just now. */
  #guessClock(batch: EventBatch): void {
    if (batch.count === 0) return;
    const event = new WireEvent();
    batch.read(batch.count - 1, event, tickOrigin(0n));
    const unixNanoseconds = BigInt(Date.now()) * 1_000_000n;
    this.#options.clock.take({
      ...{ type: 'clock', time: BigInt(event.start + event.duration), unixNanoseconds },
      ...{ reason: 0, uncertainty: 0 },
    });
  }

  #release(limit: number): void {
    if (this.#stage === undefined) {
      this.#held.release(limit, (block, row) => this.#append(block, row));
      return;
    }
    const stage = this.#stage;
    const sink = this.#stageSink!;
    this.#held.release(limit, (block, row) => {
      this.#putIntoLot(block, row);
      if (block.operation[row] !== 0) {
        sink.add(block, row);
        this.#stagedRows++;
      }
      if (this.#lotRows === STAGE_ROWS) this.#finishLot(stage);
    });
    this.#finishLot(stage);
  }

  /** What becomes known of processes goes into one epoch of the stage alone: nobody looks at earlier ones. */
  #useStageEpoch(epoch: Epoch | undefined): void {
    if (this.#stageEpoch !== undefined) this.#options.processes.forgetEpoch(this.#stageEpoch);
    this.#stageEpoch = epoch;
  }

  #append(block: HeldBlock, row: number): void {
    if (this.#recorded >= this.#most) return;
    if (block.operation[row] === 0) {
      this.#sink.addLoss(block.time[row]!, block.losses[block.process[row]!]!);
      return;
    }
    this.#sink.add(block, row);
    this.#recorded++;
  }

  #putIntoLot(block: HeldBlock, row: number): void {
    const place = this.#lot[this.#lotRows];
    if (place === undefined) this.#lot.push({ block, row });
    else {
      place.block = block;
      place.row = row;
    }
    this.#lotRows++;
  }

  /** Appends what of the lot passes the filter, and the losses in between. */
  #finishLot(stage: DropStage): void {
    const kept: boolean[] = [];
    if (this.#stagedRows > 0) stage.verdicts(this.#stagedRows, (isKept) => kept.push(isKept));
    let next = 0;
    for (let i = 0; i < this.#lotRows; i++) {
      const { block, row } = this.#lot[i]!;
      if (block.operation[row] === 0 || kept[next++] === true) this.#append(block, row);
      else this.#dropped++;
    }
    this.#lotRows = 0;
    this.#stagedRows = 0;
  }
}
