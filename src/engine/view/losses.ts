import type { LossRecord } from '../store/event-store.ts';

/** Whether an event stands for a loss; the records are in order. */
export function isLoss(losses: readonly LossRecord[], event: number): boolean {
  let low = 0;
  let high = losses.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const at = losses[middle]!.event;
    if (at === event) return true;
    if (at < event) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
