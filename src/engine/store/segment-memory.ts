import type { Epoch } from './epoch.ts';
import { SEGMENT_EVENTS, columnsByteSize, makeColumn, makeColumns } from './segment.ts';
import type { Segment, SegmentColumnName, SegmentColumns } from './segment.ts';
import { SpareMemory } from './spare-memory.ts';

/** 416 MiB: with the runtime and the writer, the engine then stays below 700 MiB resident. */
export const DEFAULT_MEMORY_BUDGET = 416 * 1024 * 1024;

/**
 * The part of the memory budget that payloads may take: rows are filtered by columns far more often, and payloads are
 * wanted of the newest segments. A share of their own, so that letting go keeps pace with what comes.
 */
const PAYLOAD_SHARE = 1 / 8;

/** Bytes up to which a loop copies faster than a call. */
const SMALL_COPY = 96;

/**
 * The memory that segments occupy: gives it, counts it against the budget, and takes it back from segments that a file
 * holds, oldest first. What is taken back serves new segments.
 */
export class SegmentMemory {
  #budget: number;
  readonly #spare = new SpareMemory();
  #columnBytes = 0;
  #payloadBytes = 0;
  #holds = 0;

  /** `budget` in bytes. */
  constructor(budget: number) {
    this.#budget = budget;
  }

  /** Changes the bound, in bytes. */
  setBudget(budget: number): void {
    this.#budget = budget;
  }

  /** Bytes of segments, of the dictionaries that their cells refer to, and of what is kept for reuse. */
  resident(segments: readonly Segment[]): number {
    return this.#inUse(segments) + this.#spare.byteSize;
  }

  /**
   * What the budget bounds. Memory kept for reuse, a few segments' worth, is not in it: what is let go would else not count
   * as gone, and more and more would be let go for nothing.
   */
  #inUse(segments: readonly Segment[]): number {
    return this.#columnBytes + this.#payloadBytes + dictionaryBytesOf(segments);
  }

  /** Whether another `bytes` would still fit the budget. */
  hasRoom(segments: readonly Segment[], bytes: number): boolean {
    return this.#inUse(segments) + bytes <= this.#budget;
  }

  /** See the event store's `hold`. */
  hold(): () => void {
    this.#holds++;
    let isHeld = true;
    return () => {
      if (isHeld) this.#holds--;
      isHeld = false;
    };
  }

  /** Columns for a new segment. `external` leaves out what stays in a source file. */
  makeColumns(external: boolean): SegmentColumns {
    const columns = this.#spare.takeColumns() ?? makeColumns(SEGMENT_EVENTS, external);
    this.#columnBytes += columnsByteSize(columns);
    return columns;
  }

  /** Counts the memory that a segment brought along. */
  adopt(segment: Segment): void {
    if (segment.columns !== undefined) this.#columnBytes += columnsByteSize(segment.columns);
    this.#payloadBytes += segment.payload?.length ?? 0;
  }

  /** Copies payload bytes [start, end) behind those that the segment has. */
  writePayload(segment: Segment, payload: Uint8Array, start: number, end: number): void {
    const needed = segment.payloadBytes + (end - start);
    let target = segment.payload;
    if (target === undefined || target.length < needed) {
      const wanted = target === undefined ? needed : Math.max(needed, target.length * 1.5);
      const grown = this.#spare.takePayload(wanted);
      if (target !== undefined) target.copy(grown, 0, 0, segment.payloadBytes);
      this.#payloadBytes += grown.length - (target?.length ?? 0);
      segment.payload = target = grown;
    }
    // Making a view costs more than copying what most operations carry.
    if (end - start <= SMALL_COPY) {
      for (let from = start, to = segment.payloadBytes; from < end; from++, to++) target[to] = payload[from]!;
    } else {
      target.set(payload.subarray(start, end), segment.payloadBytes);
    }
    segment.payloadBytes = needed;
  }

  /** Gives a sealed segment that is not full columns of just its length. */
  trim(segment: Segment): void {
    this.#spare.expectPayload(segment.payloadBytes);
    const { columns } = segment;
    if (columns === undefined || segment.length === SEGMENT_EVENTS) return;
    segment.columns = copyColumns(columns, segment.length);
    this.#columnBytes += columnsByteSize(segment.columns) - columnsByteSize(columns);
  }

  /** Lets segments that the file holds go until the budget holds: payloads past their share, then columns. */
  letGo(segments: readonly Segment[]): void {
    for (const segment of segments) {
      if (this.#payloadBytes <= this.#budget * PAYLOAD_SHARE) break;
      if (segment.persisted) this.#freePayload(segment);
    }
    for (const segment of segments) {
      if (this.hasRoom(segments, 0)) return;
      if (segment.persisted) this.#freeColumns(segment);
    }
  }

  /** Lets a segment go that was dropped. */
  free(segment: Segment): void {
    this.#freePayload(segment);
    this.#freeColumns(segment);
  }

  /** Forgets what is kept for reuse. */
  clear(): void {
    this.#spare.clear();
  }

  #freePayload(segment: Segment): void {
    if (segment.payload === undefined) return;
    this.#payloadBytes -= segment.payload.length;
    if (this.#mayReuse(segment)) this.#spare.givePayload(segment.payload);
    segment.payload = undefined;
  }

  #freeColumns(segment: Segment): void {
    if (segment.columns === undefined) return;
    this.#columnBytes -= columnsByteSize(segment.columns);
    if (this.#mayReuse(segment)) this.#spare.giveColumns(segment.columns);
    segment.columns = undefined;
  }

  /** The writer reads a segment until it is persisted; others may as long as the store is held. */
  #mayReuse(segment: Segment): boolean {
    return segment.persisted && this.#holds === 0;
  }
}

/** Bytes of the dictionaries that segments refer to. */
export function dictionaryBytesOf(segments: readonly Segment[]): number {
  let bytes = 0;
  let counted: Epoch | undefined;
  for (const { epoch } of segments) {
    if (epoch !== counted) bytes += epoch.dictionaryBytes;
    counted = epoch;
  }
  return bytes;
}

function copyColumns(from: SegmentColumns, length: number): SegmentColumns {
  const copy = <N extends SegmentColumnName>(name: N): SegmentColumns[N] => {
    const source = from[name];
    const kept = Math.min(length, source.length);
    const target = makeColumn(name, kept);
    target.set(source.subarray(0, kept));
    return target;
  };
  return {
    process: copy('process'),
    tid: copy('tid'),
    operation: copy('operation'),
    result: copy('result'),
    time: copy('time'),
    duration: copy('duration'),
    path: copy('path'),
    payloadOffset: copy('payloadOffset'),
    payloadLength: copy('payloadLength'),
    stack: copy('stack'),
  };
}
