import type { Epoch } from '../store/epoch.ts';
import type { EventStore } from '../store/event-store.ts';
import { SEGMENT_EVENTS } from '../store/segment.ts';
import type { Segment } from '../store/segment.ts';
import { EventScan } from './event-scan.ts';

/** The columns of a segment that hold ids of its epoch's dictionaries. */
export type IdColumn = 'process' | 'operation' | 'result' | 'path';

/** How often each id of a dictionary occurs among the events of an epoch. */
export interface EpochCounts {
  readonly epoch: Epoch;
  /** By id; may be shorter or longer than the dictionary. */
  readonly counts: Uint32Array;
}

/** Counts the ids of one column over all events of a capture, epoch by epoch. */
export class IdCounts {
  readonly #store: EventStore;
  readonly #column: IdColumn;
  readonly #scan: EventScan;
  #epochs: { readonly epoch: Epoch; counts: Uint32Array }[] = [];

  constructor(store: EventStore, column: IdColumn) {
    this.#store = store;
    this.#column = column;
    this.#scan = new EventScan(
      store,
      SEGMENT_EVENTS,
      () => (this.#epochs = []),
      (segment, from, to) => this.#count(segment, from, to),
    );
  }

  /** Counts some more events, about a millisecond's worth. Returns whether all are counted. Errors: 'file/...'. */
  advance(): boolean {
    return this.#scan.advance();
  }

  /** What is counted so far, oldest epoch first. */
  get epochs(): readonly EpochCounts[] {
    return this.#epochs;
  }

  #count(segment: Segment, from: number, to: number): void {
    const ids = this.#store.column(segment, this.#column);
    const { epoch } = segment;
    let entry = this.#epochs.at(-1);
    if (entry?.epoch !== epoch) {
      entry = { epoch, counts: new Uint32Array(64) };
      this.#epochs.push(entry);
    }
    const limit = limitOf(epoch, this.#column);
    if (limit > entry.counts.length) {
      const grown = new Uint32Array(Math.max(limit, entry.counts.length * 2));
      grown.set(entry.counts);
      entry.counts = grown;
    }
    const { counts } = entry;
    for (let row = from; row < to; row++) counts[ids[row]!]!++;
  }
}

/** Above every id of the dictionary. */
function limitOf(epoch: Epoch, column: IdColumn): number {
  switch (column) {
    case 'process':
      return epoch.processes.size;
    case 'operation':
      return epoch.operations.size;
    case 'result':
      return epoch.results.size;
    case 'path':
      return epoch.strings.limit;
  }
}
