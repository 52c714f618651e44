import type { EventStore } from '../store/event-store.ts';
import type { Segment, SegmentColumns } from '../store/segment.ts';

/** The columns of the segment whose rows are being written: asked of the store once a segment, not once a row. */
export class RowColumns {
  readonly #store: EventStore;
  #segment: Segment | undefined;
  process: SegmentColumns['process'] = new Uint16Array(0);
  operation: SegmentColumns['operation'] = new Uint16Array(0);
  result: SegmentColumns['result'] = new Uint16Array(0);
  path: SegmentColumns['path'] = new Uint32Array(0);
  tid: SegmentColumns['tid'] = new Uint32Array(0);
  time: SegmentColumns['time'] = new Float64Array(0);
  duration: SegmentColumns['duration'] = new Float64Array(0);

  constructor(store: EventStore) {
    this.#store = store;
  }

  /** Says which segment the next rows are of. */
  use(segment: Segment): void {
    if (segment === this.#segment) return;
    const store = this.#store;
    this.process = store.column(segment, 'process');
    this.operation = store.column(segment, 'operation');
    this.result = store.column(segment, 'result');
    this.path = store.column(segment, 'path');
    this.tid = store.column(segment, 'tid');
    this.time = store.column(segment, 'time');
    this.duration = store.column(segment, 'duration');
    this.#segment = segment;
  }
}
