import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventStore } from '../../../src/engine/store/event-store.ts';
import type { EventStoreOptions } from '../../../src/engine/store/event-store.ts';
import type { SegmentBacking } from '../../../src/engine/store/segment-backing.ts';
import {
  SEGMENT_COLUMN_NAMES,
  SEGMENT_EVENTS,
  SEGMENT_PAYLOAD_BYTES,
  makeColumn,
  makeColumns,
} from '../../../src/engine/store/segment.ts';
import type { Segment, SegmentColumnName, SegmentColumns } from '../../../src/engine/store/segment.ts';
import type { OperationId, ProcessId, RelTicks, ResultId, StackId } from '../../../src/shared/units.ts';

const OPTIONS: EventStoreOptions = {
  operation: (key) => ({ key, eventClass: 3, name: `operation ${key}`, category: '' }),
  resultText: (code) => `result ${code}`,
};

const NOTHING = Buffer.alloc(0);

function append(store: EventStore, time: number, path = 'path', payload: Buffer = NOTHING): number {
  const epoch = store.reserve(payload.length);
  return store.append(
    0 as ProcessId,
    time % 1000,
    epoch.operations.intern(time % 7) as OperationId,
    epoch.results.intern(0) as ResultId,
    time as RelTicks,
    1,
    epoch.strings.intern(path),
    0 as StackId,
    payload,
    0,
    payload.length,
  );
}

/** Keeps copies of sealed segments, as a capture file does. */
class MemoryBacking implements SegmentBacking {
  readonly #columns = new Map<number, SegmentColumns>();
  readonly #payloads = new Map<number, Buffer>();
  reads = 0;

  keep(segment: Segment): void {
    const { columns } = segment;
    if (columns === undefined) throw new Error('The segment is cold already');
    const copy = makeColumns(segment.length, false);
    for (const name of SEGMENT_COLUMN_NAMES) copy[name].set(columns[name].subarray(0, segment.length));
    this.#columns.set(segment.no, copy);
    this.#payloads.set(segment.no, Buffer.from(segment.payload ?? NOTHING));
  }

  readColumn<N extends SegmentColumnName>(segmentNo: number, name: N, length: number): SegmentColumns[N] {
    this.reads++;
    const source = this.#columns.get(segmentNo)?.[name];
    if (source === undefined) throw new Error(`Segment ${segmentNo} was never kept`);
    const column = makeColumn(name, length);
    column.set(source.subarray(0, length));
    return column;
  }

  readPayload(segmentNo: number): Buffer {
    return this.#payloads.get(segmentNo) ?? NOTHING;
  }
}

describe('EventStore', () => {
  it('numbers events from 0 without gaps and finds the segment of each', () => {
    const store = new EventStore(OPTIONS);
    const total = SEGMENT_EVENTS * 2 + 10;
    for (let i = 0; i < total; i++) expect(append(store, i)).toBe(i);
    expect(store.segments.map((segment) => segment.length)).toEqual([SEGMENT_EVENTS, SEGMENT_EVENTS, 10]);
    expect(store.segments.map((segment) => segment.sealed)).toEqual([true, true, false]);
    for (const event of [0, 1, SEGMENT_EVENTS - 1, SEGMENT_EVENTS, total - 1]) {
      const segment = store.segmentOf(event);
      if (segment === undefined) throw new Error(`Event ${event} is in no segment`);
      expect(store.column(segment, 'time')[event - segment.first]).toBe(event);
    }
    expect(store.segmentOf(total)).toBeUndefined();
    expect(store.length).toBe(total);
  });

  it('drops the oldest segments past the history depth and never renumbers', () => {
    const store = new EventStore({ ...OPTIONS, history: { events: SEGMENT_EVENTS } });
    const dropped: number[] = [];
    store.listen({ dropped: (segment) => dropped.push(segment.no) });
    const total = SEGMENT_EVENTS * 3 + 5;
    for (let i = 0; i < total; i++) append(store, i);
    expect(dropped).toEqual([0, 1]);
    expect(store.first).toBe(SEGMENT_EVENTS * 2);
    expect(store.end).toBe(total);
    expect(store.segmentOf(5)).toBeUndefined();
    const segment = store.segmentOf(SEGMENT_EVENTS * 2);
    expect(segment?.first).toBe(SEGMENT_EVENTS * 2);
  });

  it('drops by age', () => {
    const store = new EventStore({ ...OPTIONS, history: { ticks: 1000 } });
    for (let i = 0; i < SEGMENT_EVENTS; i++) append(store, 0);
    for (let i = 0; i < SEGMENT_EVENTS; i++) append(store, 5000);
    expect(store.first).toBe(SEGMENT_EVENTS);
  });

  it('drops by bytes, payloads counted', () => {
    const store = new EventStore({ ...OPTIONS, history: { bytes: 8 * 1024 * 1024 } });
    const payload = Buffer.alloc(100, 1);
    for (let i = 0; i < SEGMENT_EVENTS * 4; i++) append(store, i, 'p', payload);
    expect(store.segments.length).toBeLessThan(4);
    expect(store.end).toBe(SEGMENT_EVENTS * 4);
  });

  it('seals a segment whose payloads are large', () => {
    const store = new EventStore(OPTIONS);
    const payload = Buffer.alloc(1024 * 1024, 7);
    const count = (SEGMENT_PAYLOAD_BYTES / payload.length) * 2 + 1;
    for (let i = 0; i < count; i++) append(store, i, 'p', payload);
    expect(store.segments.length).toBe(3);
    expect(store.length).toBe(count);
    const segment = store.segments[1];
    if (segment === undefined) throw new Error('The second segment is missing');
    const offset = store.column(segment, 'payloadOffset')[3] ?? 0;
    expect(
      store
        .payload(segment)
        .subarray(offset, offset + payload.length)
        .equals(payload),
    ).toBe(true);
  });

  it('lets go of persisted segments past the budget, payloads first, and reads them back', () => {
    const store = new EventStore({ ...OPTIONS, memoryBudget: 12 * 1024 * 1024 });
    const backing = new MemoryBacking();
    store.setBacking(backing);
    store.listen({
      sealed: (segment) => {
        backing.keep(segment);
        store.markPersisted(segment);
      },
    });
    for (let i = 0; i < SEGMENT_EVENTS * 6; i++)
      append(store, i, `path ${i % 50}`, Buffer.from(`payload ${i}`));
    const cold = store.segments.filter((segment) => segment.columns === undefined);
    expect(cold.length).toBeGreaterThan(0);
    expect(store.segments[0]?.payload).toBeUndefined();
    for (const event of [0, 70_000, SEGMENT_EVENTS * 5 + 3]) {
      const segment = store.segmentOf(event);
      if (segment === undefined) throw new Error(`Event ${event} is in no segment`);
      const i = event - segment.first;
      expect(store.column(segment, 'time')[i]).toBe(event);
      const start = store.column(segment, 'payloadOffset')[i] ?? 0;
      const length = store.column(segment, 'payloadLength')[i] ?? 0;
      expect(store.payload(segment).toString('latin1', start, start + length)).toBe(`payload ${event}`);
    }
    expect(backing.reads).toBeGreaterThan(0);
    const before = backing.reads;
    const first = store.segments[0];
    if (first === undefined) throw new Error('There is no segment');
    store.column(first, 'time');
    expect(backing.reads).toBe(before);
  });

  it('uses the memory of what it let go for new events, but not while it is held', () => {
    const store = new EventStore({ ...OPTIONS, memoryBudget: 28 * 1024 * 1024 });
    const backing = new MemoryBacking();
    store.setBacking(backing);
    store.listen({
      sealed: (segment) => {
        backing.keep(segment);
        store.markPersisted(segment);
      },
    });
    const memories = new Set<unknown>();
    const segments = (count: number): void => {
      for (let i = 0; i < SEGMENT_EVENTS * count; i++) append(store, i, 'p', Buffer.from(`${i}`));
      append(store, 0);
      memories.add(store.segments.at(-1)?.columns);
    };
    for (let round = 0; round < 24; round++) segments(1);
    expect(memories.size).toBeLessThan(16);
    const first = store.segments.find((segment) => segment.sealed && segment.columns !== undefined);
    if (first === undefined) throw new Error('All segments are cold');
    const release = store.hold();
    const held = store.column(first, 'time');
    const before = held.slice();
    segments(12);
    expect(first.columns).toBeUndefined();
    expect(held).toEqual(before);
    release();
  });

  it('keeps everything in memory while no file holds it, however large', () => {
    const store = new EventStore({ ...OPTIONS, memoryBudget: 1024 });
    for (let i = 0; i < SEGMENT_EVENTS + 1; i++) append(store, i);
    expect(store.segments[0]?.columns).toBeDefined();
  });

  it('begins a new epoch when a dictionary is full and tells when the last segment of one goes', () => {
    const store = new EventStore({ ...OPTIONS, history: { events: 1000 } });
    const gone: number[] = [];
    store.listen({
      dropped: (segment, epochIsGone) => {
        if (epochIsGone) gone.push(segment.epoch.no);
      },
    });
    for (let code = 0; code < 70_000; code++) {
      const epoch = store.reserve(0);
      const result = epoch.results.intern(code) as ResultId;
      store.append(
        0 as ProcessId,
        0,
        epoch.operations.intern(0) as OperationId,
        result,
        code as RelTicks,
        0,
        epoch.strings.intern('p'),
        0 as StackId,
        NOTHING,
        0,
        0,
      );
    }
    expect(store.epoch.no).toBe(1);
    store.seal();
    for (let i = 0; i < SEGMENT_EVENTS; i++) append(store, 1e9);
    expect(gone).toEqual([0]);
    for (const segment of store.segments) expect(segment.epoch.no).toBe(1);
  });

  it('keeps losses as long as the event that stands for them', () => {
    const store = new EventStore({ ...OPTIONS, history: { events: SEGMENT_EVENTS } });
    const event = append(store, 0);
    const segment = store.segmentOf(event);
    if (segment === undefined) throw new Error('There is no segment');
    store.addLoss({ event: segment.first, time: 0 as RelTicks, count: 12, cause: 'The buffer was full' });
    expect(store.losses).toHaveLength(1);
    for (let i = 0; i < SEGMENT_EVENTS * 3; i++) append(store, i);
    expect(store.losses).toHaveLength(0);
  });

  it('goes on with its numbers after it was cleared', () => {
    const store = new EventStore(OPTIONS);
    for (let i = 0; i < 10; i++) append(store, i);
    store.clear();
    expect(store.length).toBe(0);
    expect(store.memoryBytes).toBe(0);
    expect(append(store, 5)).toBe(10);
    expect(store.first).toBe(10);
  });

  it('shares one base among the events of an external segment', () => {
    const store = new EventStore({ ...OPTIONS, external: true });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 50 }), (bases) => {
        for (const base of bases) {
          const epoch = store.reserve(0);
          store.appendExternal(
            0 as ProcessId,
            1,
            epoch.operations.intern(0) as OperationId,
            epoch.results.intern(0) as ResultId,
            1 as RelTicks,
            0,
            epoch.strings.intern('p'),
            base,
            base * 10 + 1,
          );
        }
        for (const segment of store.segments) {
          const offsets = store.column(segment, 'payloadOffset');
          for (let i = 0; i < segment.length; i++) expect(offsets[i]).toBe(segment.payloadBase * 10 + 1);
        }
      }),
    );
  });
});
