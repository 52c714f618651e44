import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long a job may hold the thread, in milliseconds: half a frame. */
const SLICE_MS = 8;

/** Divides a long job of the engine thread, so that calls and events get through in between. */
export class TimeSlice {
  #end = performance.now() + SLICE_MS;

  /** Whether it is time to yield. */
  get isOver(): boolean {
    return performance.now() >= this.#end;
  }

  /** Lets everything else that waits have its turn. */
  async yield(): Promise<void> {
    await nextTurn();
    this.#end = performance.now() + SLICE_MS;
  }
}
