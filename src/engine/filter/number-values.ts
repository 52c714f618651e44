import type { EventStore } from '../store/event-store.ts';
import type { Segment } from '../store/segment.ts';
import type { LocalClock } from './local-clock.ts';
import type { NumberColumn } from './plan.ts';

/**
 * Writes what `columnValue` gives for the cells of a column, without making their texts: `out[k]` is the value of row `from + k`
 * of the segment, NaN where the cell is empty.
 */
export function readNumbers(
  store: EventStore,
  clock: LocalClock,
  column: NumberColumn,
  segment: Segment,
  from: number,
  to: number,
  out: Float64Array,
): void {
  const count = to - from;
  switch (column) {
    case 'sequence':
      for (let k = 0; k < count; k++) out[k] = segment.first + from + k + 1;
      return;
    case 'tid': {
      const tid = store.column(segment, 'tid');
      for (let k = 0; k < count; k++) out[k] = tid[from + k]!;
      return;
    }
    case 'duration': {
      const duration = store.column(segment, 'duration');
      for (let k = 0; k < count; k++) out[k] = duration[from + k]! < 0 ? NaN : duration[from + k]!;
      return;
    }
    case 'relativeTime': {
      const time = store.column(segment, 'time');
      for (let k = 0; k < count; k++) out[k] = time[from + k]!;
      return;
    }
    case 'timeOfDay': {
      const time = store.column(segment, 'time');
      for (let k = 0; k < count; k++) out[k] = clock.timeOfDay(time[from + k]!);
      return;
    }
    case 'dateAndTime': {
      const time = store.column(segment, 'time');
      for (let k = 0; k < count; k++) out[k] = clock.dateAndTime(time[from + k]!);
      return;
    }
    case 'completionTime': {
      const time = store.column(segment, 'time');
      const duration = store.column(segment, 'duration');
      for (let k = 0; k < count; k++) {
        const took = duration[from + k]!;
        out[k] = took < 0 ? NaN : clock.timeOfDay(time[from + k]! + took);
      }
      return;
    }
  }
}
