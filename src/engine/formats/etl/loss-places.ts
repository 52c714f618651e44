import { counted } from '../pml/damage-log.ts';
import type { BufferTable } from './buffer-table.ts';
import { BufferFlag } from './layout.ts';
import type { LogfileHeader } from './logfile-header.ts';

/** Events are missing from here on. */
export interface LossPlace {
  /** Raw time since the clock's start. */
  readonly time: number;
  /** How many; undefined where the trace does not say. */
  readonly count: number | undefined;
  readonly cause: string;
}

interface Flagged {
  readonly events: number[];
  readonly buffers: number[];
}

/**
 * Finds out where events are missing in the files of a trace: buffers say that some were lost before them, the header says how
 * many there were in all. Either may be missing.
 */
export class LossPlaces {
  readonly #files: Flagged[] = [];
  #last = 0;

  /** Notes a buffer that was read; `time` is that of its first record. */
  note(file: number, table: BufferTable, buffer: number, time: number | undefined): void {
    const flags = table.flags(buffer);
    if (time !== undefined && time > this.#last) this.#last = time;
    if ((flags & (BufferFlag.EventsLost | BufferFlag.BufferLost)) === 0) return;
    const known = (this.#files[file] ??= { events: [], buffers: [] });
    const at = time ?? this.#last;
    if ((flags & BufferFlag.EventsLost) !== 0) known.events.push(at);
    if ((flags & BufferFlag.BufferLost) !== 0) known.buffers.push(at);
  }

  /**
   * All places in order. `end` is the time of the last record: losses without a place are told there. `failed` counts, by file,
   * the records that stand for an event that could not be written.
   */
  places(headers: readonly LogfileHeader[], end: number, failed: readonly number[]): readonly LossPlace[] {
    const places = headers.flatMap(({ eventsLost, buffersLost }, file) => {
      const { events, buffers } = this.#files[file] ?? { events: [], buffers: [] };
      return [
        ...eventPlaces(events, eventsLost, end),
        ...bufferPlaces(buffers, buffersLost, end),
        ...failedPlaces(failed[file] ?? 0, end),
      ];
    });
    return places.toSorted((a, b) => a.time - b.time);
  }
}

function eventPlaces(times: readonly number[], lost: number, end: number): readonly LossPlace[] {
  if (times.length === 0) {
    if (lost === 0) return [];
    return [
      {
        time: end,
        count: lost,
        cause: 'Windows lost them while the trace was written; it does not say when',
      },
    ];
  }
  const [first] = times;
  if (times.length === 1 && first !== undefined && lost > 0)
    return [{ time: first, count: lost, cause: 'Windows had no buffer free' }];
  const inAll = lost === 0 ? '' : `; ${counted(lost, 'event')} of the whole trace`;
  return times.map((time) => ({ time, count: undefined, cause: `Windows had no buffer free${inAll}` }));
}

function bufferPlaces(times: readonly number[], lost: number, end: number): readonly LossPlace[] {
  if (times.length === 0) {
    if (lost === 0) return [];
    const cause = `Windows lost ${counted(lost, 'buffer')} of events; it does not say when`;
    return [{ time: end, count: undefined, cause }];
  }
  return times.map((time) => ({ time, count: undefined, cause: 'Windows lost a buffer of events' }));
}

function failedPlaces(count: number, end: number): readonly LossPlace[] {
  return count === 0 ? [] : [{ time: end, count, cause: 'Windows could not write them' }];
}
