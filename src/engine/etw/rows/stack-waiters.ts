import type { HeldRow } from './held-row.ts';

const SLOTS = 1 << 14;
const MASK = SLOTS - 1;

/** Held rows by the raw times of their records: a stack names the event that it belongs to by its time and thread. */
export class StackWaiters {
  readonly #slots: (HeldRow | undefined)[] = Array.from({ length: SLOTS }, () => undefined);

  add(row: HeldRow): void {
    const slot = slotOf(row.recordLow);
    row.nextWaiter = this.#slots[slot];
    row.isWaiting = true;
    this.#slots[slot] = row;
  }

  delete(row: HeldRow): void {
    if (!row.isWaiting) return;
    row.isWaiting = false;
    const slot = slotOf(row.recordLow);
    let each = this.#slots[slot];
    if (each === row) {
      this.#slots[slot] = row.nextWaiter;
      return;
    }
    while (each !== undefined && each.nextWaiter !== row) each = each.nextWaiter;
    if (each !== undefined) each.nextWaiter = row.nextWaiter;
  }

  /** The row of a record at a raw time, of the thread where the row has one; undefined when no held row is it. */
  find(high: number, low: number, tid: number): HeldRow | undefined {
    let other: HeldRow | undefined;
    for (let row = this.#slots[slotOf(low)]; row !== undefined; row = row.nextWaiter) {
      if (row.recordLow !== low || row.recordHigh !== high) continue;
      if (row.tid === tid) return row;
      // Network events do not say their thread.
      if (row.tid === 0) other ??= row;
    }
    return other;
  }
}

function slotOf(low: number): number {
  return (low ^ (low >>> 14)) & MASK;
}
