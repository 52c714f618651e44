import { eventNo } from '../../shared/units.ts';
import type {
  EventNo,
  OperationId,
  ProcessId,
  RelTicks,
  ResultId,
  StackId,
  StringId,
} from '../../shared/units.ts';
import { ByteBudgetCache } from './byte-budget-cache.ts';
import { Epoch } from './epoch.ts';
import type { SegmentBacking } from './segment-backing.ts';
import { DEFAULT_MEMORY_BUDGET, SegmentMemory, dictionaryBytesOf } from './segment-memory.ts';
import { SEGMENT_EVENTS, SEGMENT_PAYLOAD_BYTES } from './segment.ts';
import type { Segment, SegmentColumnName, SegmentColumns } from './segment.ts';
import type { OperationInfo } from '../dialect/dialect.ts';

/** Events that are missing at a place of the capture: counted, timed, never silent. */
export interface LossRecord {
  /** The event that stands for the loss in the list. */
  readonly event: EventNo;
  readonly time: RelTicks;
  /** How many events were lost; undefined when the source does not say. */
  readonly count: number | undefined;
  /** In words, such as `The kernel's buffer was full`. */
  readonly cause: string;
}

/** How much of a capture is kept. Undefined bounds do not apply. */
export interface HistoryDepth {
  readonly events?: number | undefined;
  /** Bytes of columns and payloads, in memory or on disk. */
  readonly bytes?: number | undefined;
  /** Ticks of 100 ns back from the newest event. */
  readonly ticks?: number | undefined;
  /** Bytes of the dictionaries of all epochs, which are in memory whether events are or not. The newest epoch always stays. */
  readonly dictionaryBytes?: number | undefined;
}

export interface EventStoreOptions {
  /** Describes operation keys and result codes for new epochs. */
  readonly operation: (key: number) => OperationInfo;
  readonly resultText: (code: number) => string;
  /** Whether payloads and stacks stay in a source file. */
  readonly external?: boolean;
  /** Bytes of segments kept in memory; the default is {@link DEFAULT_MEMORY_BUDGET}. */
  readonly memoryBudget?: number;
  readonly history?: HistoryDepth;
}

/** Bytes of cold segments that were read back and are kept for the next reader. */
const COLD_COLUMN_BYTES = 32 * 1024 * 1024;
const COLD_PAYLOAD_BYTES = 32 * 1024 * 1024;

/** What happens to segments; each is called after the store has changed. */
export interface EventStoreListener {
  /** The segment was just sealed; no event will be added to it. */
  sealed?(segment: Segment): void;
  /** The oldest segment is gone; its epoch too when no other segment uses it. */
  dropped?(segment: Segment, epochIsGone: boolean): void;
}

/**
 * The events of a capture: a ring of segments. Event numbers never move; the oldest segments are dropped past the
 * history depth; sealed segments that a capture file holds are let go from memory past the budget, payloads first because
 * rows are shown and filtered by columns far more often.
 */
export class EventStore {
  readonly #options: EventStoreOptions;
  #segments: Segment[] = [];
  #epoch: Epoch;
  #building: Segment | undefined;
  #columns: SegmentColumns | undefined;
  #end = 0;
  #nextSegment = 0;
  #history: HistoryDepth;
  readonly #memory: SegmentMemory;
  #backing: SegmentBacking | undefined;
  #losses: LossRecord[] = [];
  readonly #coldColumns = new ByteBudgetCache<SegmentColumns[SegmentColumnName]>(COLD_COLUMN_BYTES);
  readonly #coldPayloads = new ByteBudgetCache<Buffer>(COLD_PAYLOAD_BYTES);
  readonly #listeners = new Set<EventStoreListener>();

  constructor(options: EventStoreOptions) {
    this.#options = options;
    this.#history = options.history ?? {};
    this.#memory = new SegmentMemory(options.memoryBudget ?? DEFAULT_MEMORY_BUDGET);
    this.#epoch = new Epoch(0, options.operation, options.resultText);
  }

  /** The kept segments, oldest first. The last may still be growing. */
  get segments(): readonly Segment[] {
    return this.#segments;
  }

  /** The epoch that the next event belongs to. Read it anew for every event: appending may begin another. */
  get epoch(): Epoch {
    return this.#epoch;
  }

  /** Number of the oldest event that is kept; equal to `end` when there is none. */
  get first(): EventNo {
    return this.#segments[0]?.first ?? (this.#end as EventNo);
  }

  /** Number that the next event will get. */
  get end(): EventNo {
    return this.#end as EventNo;
  }

  /** Events that are kept. */
  get length(): number {
    return this.#end - this.first;
  }

  /** Losses among the events that are kept, in order. */
  get losses(): readonly LossRecord[] {
    return this.#losses;
  }

  /** Bytes of segments and their dictionaries in memory, caches of cold segments included. */
  get memoryBytes(): number {
    return this.#memory.resident(this.#segments) + this.#coldColumns.byteSize + this.#coldPayloads.byteSize;
  }

  /** Bytes of columns and payloads of the events that are kept, in memory or not. */
  get byteSize(): number {
    let bytes = 0;
    for (const segment of this.#segments) bytes += segmentBytes(segment, this.isExternal);
    return bytes;
  }

  /** Bytes of the dictionaries of all events that are kept. */
  get dictionaryBytes(): number {
    return dictionaryBytesOf(this.#segments);
  }

  /** Whether payloads and stacks stay in a source file. */
  get isExternal(): boolean {
    return this.#options.external === true;
  }

  /** Gives the store the file that cold segments are read back from. Without one nothing is let go. */
  setBacking(backing: SegmentBacking | undefined): void {
    this.#backing = backing;
  }

  /** Calls `listener` until the returned function is called. */
  listen(listener: EventStoreListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Changes how much is kept; what is beyond goes at once. */
  setHistory(history: HistoryDepth): void {
    this.#history = history;
    this.#dropOld();
  }

  /** Changes how many bytes of segments are kept in memory; what is beyond is let go as far as a file holds it. */
  setMemoryBudget(bytes: number): void {
    this.#memory.setBudget(bytes);
    this.#letGo();
  }

  /**
   * Makes room for one more event and returns the epoch in which its ids must be interned before {@link append}.
   * Seals a full segment and begins a new epoch where one is due.
   */
  reserve(payloadBytes: number): Epoch {
    const building = this.#building;
    if (building !== undefined) {
      // Dictionaries keep headroom for the events between two looks at them.
      const isFull = (building.length & 0xff) === 0 && this.#epoch.isFull;
      const tooLarge = building.payloadBytes + payloadBytes > SEGMENT_PAYLOAD_BYTES && building.length > 0;
      if (!isFull && !tooLarge) return this.#epoch;
      this.seal();
    }
    if (this.#epoch.isFull) this.#beginEpoch();
    return this.#epoch;
  }

  /** Begins a new epoch with the next segment; sealing what is being built. For sources that change dictionaries. */
  beginEpoch(): Epoch {
    this.seal();
    this.#beginEpoch();
    return this.#epoch;
  }

  /**
   * Adds an event whose ids were interned in the epoch that {@link reserve} returned.
   * `payload` [start, end) is copied; in an external store pass the file position (from the segment's base) instead by
   * {@link appendExternal}.
   */
  append(
    process: ProcessId,
    tid: number,
    operation: OperationId,
    result: ResultId,
    time: RelTicks,
    duration: number,
    path: StringId,
    stack: StackId,
    payload: Uint8Array,
    start: number,
    end: number,
  ): EventNo {
    const segment = this.#building ?? this.#begin(0);
    const columns = this.#columns!;
    const i = segment.length;
    const length = end - start;
    columns.stack[i] = stack;
    columns.payloadLength[i] = length;
    if (length > 0) this.#memory.writePayload(segment, payload, start, end);
    return this.#finishRow(
      segment,
      columns,
      i,
      process,
      tid,
      operation,
      result,
      time,
      duration,
      path,
      segment.payloadBytes - length,
    );
  }

  /**
   * Adds an event whose payload stays in its source file at `base + offset`. All events of a segment share one base: an
   * offset that does not fit 32 bits, or another base, seals the segment.
   */
  appendExternal(
    process: ProcessId,
    tid: number,
    operation: OperationId,
    result: ResultId,
    time: RelTicks,
    duration: number,
    path: StringId,
    base: number,
    offset: number,
  ): EventNo {
    if (this.#building !== undefined && this.#building.payloadBase !== base) this.seal();
    const segment = this.#building ?? this.#begin(base);
    return this.#finishRow(
      segment,
      this.#columns!,
      segment.length,
      process,
      tid,
      operation,
      result,
      time,
      duration,
      path,
      offset,
    );
  }

  /** Says that the event `loss.event` stands for lost events. */
  addLoss(loss: LossRecord): void {
    this.#losses.push(loss);
  }

  /** Seals the segment that is being built, if it has events. */
  seal(): void {
    const segment = this.#building;
    if (segment === undefined) return;
    this.#building = undefined;
    this.#columns = undefined;
    this.#memory.trim(segment);
    segment.sealed = true;
    for (const listener of this.#listeners) listener.sealed?.(segment);
    this.#dropOld();
    this.#letGo();
  }

  /**
   * Adds a sealed segment that a capture file holds, in order. Its columns and payload may be given or left undefined: they
   * are then read when they are needed. Beyond the memory budget they are let go again.
   */
  addStored(segment: Segment): void {
    if (segment.first < this.#end) throw new Error('Segments must be added in order');
    this.seal();
    this.#epoch = segment.epoch;
    this.#segments.push(segment);
    this.#end = segment.first + segment.length;
    this.#nextSegment = Math.max(this.#nextSegment, segment.no + 1);
    this.#memory.adopt(segment);
    this.#letGo();
  }

  /** Whether another `bytes` of columns would still fit the memory budget. */
  hasRoom(bytes: number): boolean {
    return this.#memory.hasRoom(this.#segments, bytes);
  }

  /**
   * Keeps the memory of segments that are let go from being used for new events until the returned function is called.
   * Whoever keeps a column or payload while other code may run, such as a long export, must hold the store meanwhile.
   */
  hold(): () => void {
    return this.#memory.hold();
  }

  /** Says that the capture file now holds the segment; memory may let go of it. */
  markPersisted(segment: Segment): void {
    segment.persisted = true;
    this.#letGo();
  }

  /** The segment of an event, undefined when the event was dropped or has not come yet. Logarithmic time. */
  segmentOf(event: number): Segment | undefined {
    const segments = this.#segments;
    let low = 0;
    let high = segments.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const segment = segments[middle]!;
      if (event < segment.first) high = middle - 1;
      else if (event >= segment.first + segment.length) low = middle + 1;
      else return segment;
    }
    return undefined;
  }

  /**
   * One column of a segment, from memory or read back. Ask for it once per segment, not per row; good until control goes
   * back to the event loop, unless the store is {@link hold | held}.
   */
  column<N extends SegmentColumnName>(segment: Segment, name: N): SegmentColumns[N];
  column(segment: Segment, name: SegmentColumnName): SegmentColumns[SegmentColumnName] {
    if (segment.columns !== undefined) return segment.columns[name];
    return this.#coldColumns.get(`${segment.no}/${name}`, () => {
      const column = this.#requireBacking().readColumn(segment.no, name, segment.length);
      return { value: column, bytes: column.byteLength };
    });
  }

  /** The stored payloads of a segment, as {@link column}; empty where payloads stay in a source file. */
  payload(segment: Segment): Buffer {
    if (segment.payload !== undefined) return segment.payload;
    if (segment.payloadBytes === 0) return Buffer.alloc(0);
    return this.#coldPayloads.get(String(segment.no), () => {
      const bytes = this.#requireBacking().readPayload(segment.no, segment.payloadBytes);
      return { value: bytes, bytes: bytes.length };
    });
  }

  /** Forgets every event. Numbers go on from where they were. */
  clear(): void {
    this.seal();
    this.#beginEpoch();
    while (this.#segments.length > 0) this.#dropFirst();
    this.#coldColumns.clear();
    this.#coldPayloads.clear();
    this.#memory.clear();
  }

  #requireBacking(): SegmentBacking {
    if (this.#backing === undefined) throw new Error('A cold segment has nothing to be read from');
    return this.#backing;
  }

  #begin(base: number): Segment {
    const columns = this.#memory.makeColumns(this.isExternal);
    const segment: Segment = {
      no: this.#nextSegment++,
      first: eventNo(this.#end),
      length: 0,
      sealed: false,
      epoch: this.#epoch,
      columns,
      payload: undefined,
      payloadBytes: 0,
      payloadBase: base,
      persisted: false,
      minTime: 0,
      maxTime: 0,
    };
    this.#columns = columns;
    this.#building = segment;
    this.#segments.push(segment);
    return segment;
  }

  #finishRow(
    segment: Segment,
    columns: SegmentColumns,
    i: number,
    process: ProcessId,
    tid: number,
    operation: OperationId,
    result: ResultId,
    time: RelTicks,
    duration: number,
    path: StringId,
    payloadOffset: number,
  ): EventNo {
    columns.process[i] = process;
    columns.tid[i] = tid;
    columns.operation[i] = operation;
    columns.result[i] = result;
    columns.time[i] = time;
    columns.duration[i] = duration;
    columns.path[i] = path;
    columns.payloadOffset[i] = payloadOffset;
    if (i === 0) segment.minTime = segment.maxTime = time;
    else if (time > segment.maxTime) segment.maxTime = time;
    else if (time < segment.minTime) segment.minTime = time;
    segment.length = i + 1;
    const event = this.#end;
    this.#end = event + 1;
    if (segment.length === SEGMENT_EVENTS) this.seal();
    return event as EventNo;
  }

  #beginEpoch(): void {
    this.#epoch = new Epoch(this.#epoch.no + 1, this.#options.operation, this.#options.resultText);
  }

  #dropOld(): void {
    const { events, bytes, ticks, dictionaryBytes } = this.#history;
    const newest = this.#segments.at(-1)?.maxTime ?? 0;
    while (this.#segments.length > 1) {
      const oldest = this.#segments[0]!;
      if (!oldest.sealed) break;
      const tooMany = events !== undefined && this.length - oldest.length >= events;
      const tooLarge = bytes !== undefined && this.byteSize > bytes;
      const tooOld = ticks !== undefined && newest - oldest.maxTime > ticks;
      const tooWordy =
        dictionaryBytes !== undefined &&
        oldest.epoch !== this.#epoch &&
        dictionaryBytesOf(this.#segments) > dictionaryBytes;
      if (!tooMany && !tooLarge && !tooOld && !tooWordy) break;
      this.#dropFirst();
    }
  }

  #dropFirst(): void {
    const oldest = this.#segments.shift();
    if (oldest === undefined) return;
    this.#memory.free(oldest);
    const firstKept = this.first;
    if (this.#losses.length > 0) this.#losses = this.#losses.filter((loss) => loss.event >= firstKept);
    const epochIsGone = this.#segments[0]?.epoch !== oldest.epoch && this.#epoch !== oldest.epoch;
    for (const listener of this.#listeners) listener.dropped?.(oldest, epochIsGone);
  }

  #letGo(): void {
    if (this.#backing !== undefined) this.#memory.letGo(this.#segments);
  }
}

/** Bytes of a segment's columns and payloads, wherever they are. */
function segmentBytes(segment: Segment, external: boolean): number {
  const cell = external ? 34 : 42;
  return segment.length * cell + segment.payloadBytes;
}
