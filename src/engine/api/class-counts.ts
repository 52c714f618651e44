import { CLASS_COUNT } from '../../shared/event-class.ts';
import type { Epoch } from '../store/epoch.ts';
import type { EventStore } from '../store/event-store.ts';
import type { Segment } from '../store/segment.ts';

interface Counted {
  /** Events of the segment that are counted. */
  length: number;
  readonly counts: Float64Array;
}

/** Events of each class of a store's kept events; every event is looked at once. */
export class ClassCounts {
  readonly #store: EventStore;
  readonly #segments = new Map<number, Counted>();
  readonly #classes = new WeakMap<Epoch, Uint8Array>();

  constructor(store: EventStore) {
    this.#store = store;
  }

  /** The counts by EventClass, of what the store holds now. */
  now(): number[] {
    const total = new Array<number>(CLASS_COUNT).fill(0);
    const oldest = this.#store.segments[0]?.no ?? Infinity;
    for (const no of this.#segments.keys()) if (no < oldest) this.#segments.delete(no);
    for (const segment of this.#store.segments) {
      const { counts } = this.#counted(segment);
      for (let k = 0; k < CLASS_COUNT; k++) total[k]! += counts[k]!;
    }
    return total;
  }

  #counted(segment: Segment): Counted {
    let counted = this.#segments.get(segment.no);
    if (counted === undefined) {
      counted = { length: 0, counts: new Float64Array(CLASS_COUNT) };
      this.#segments.set(segment.no, counted);
    }
    if (counted.length < segment.length) {
      const operation = this.#store.column(segment, 'operation');
      const classes = this.#classesOf(segment.epoch);
      const { counts } = counted;
      for (let i = counted.length; i < segment.length; i++) counts[classes[operation[i]!]!]! += 1;
      counted.length = segment.length;
    }
    return counted;
  }

  /** The class of each operation id of an epoch. */
  #classesOf(epoch: Epoch): Uint8Array {
    const known = this.#classes.get(epoch);
    if (known !== undefined && known.length === epoch.operations.size) return known;
    const classes = new Uint8Array(epoch.operations.size);
    for (let id = 0; id < classes.length; id++) classes[id] = epoch.operations.get(id).eventClass;
    this.#classes.set(epoch, classes);
    return classes;
  }
}
