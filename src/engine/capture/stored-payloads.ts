import type { StackId } from '../../shared/units.ts';
import { readStoredPayload } from '../dialect/payload.ts';
import type { Payload } from '../dialect/payload.ts';
import type { EventStore } from '../store/event-store.ts';
import type { Segment } from '../store/segment.ts';
import type { PayloadSource, StackBytes } from './capture.ts';

/** Payloads and stacks that the event store itself holds: live captures and native capture files. */
export class StoredPayloads implements PayloadSource {
  readonly #store: EventStore;

  constructor(store: EventStore) {
    this.#store = store;
  }

  load(segment: Segment, index: number, into: Payload): void {
    const offset = this.#store.column(segment, 'payloadOffset')[index] ?? 0;
    const length = this.#store.column(segment, 'payloadLength')[index] ?? 0;
    readStoredPayload(this.#store.payload(segment), offset, length, into);
  }

  stack(segment: Segment, index: number): readonly bigint[] {
    const id = this.#store.column(segment, 'stack')[index] ?? 0;
    return segment.epoch.stacks.get(id as StackId);
  }

  /** See {@link PayloadSource.stackBytes}. */
  stackBytes(segment: Segment, index: number, into: StackBytes): void {
    const id = this.#store.column(segment, 'stack')[index] ?? 0;
    const { bytes } = segment.epoch.stacks;
    into.bytes = bytes.chunk(id);
    into.start = bytes.start(id);
    into.count = Math.floor(bytes.length(id) / 8);
    into.width = 8;
  }

  close(): void {
    // Nothing is held open: the store owns the bytes.
  }
}
