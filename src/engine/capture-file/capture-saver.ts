import type { EventNo } from '../../shared/units.ts';
import { eventNo } from '../../shared/units.ts';
import type { Capture } from '../capture/capture.ts';
import type { Epoch } from '../store/epoch.ts';
import type { LossRecord } from '../store/event-store.ts';
import { SEGMENT_COLUMN_NAMES, columnsByteSize } from '../store/segment.ts';
import type { Segment, SegmentColumns } from '../store/segment.ts';
import { firstRows } from './first-rows.ts';
import { DictionaryTracker, epochDictionaries } from './dictionary-tracker.ts';
import { SegmentFiller, makeFillerMemory } from './segment-filler.ts';
import type { FillerMemory } from './segment-filler.ts';
import { PartialEpoch, WholeEpoch } from './target-epoch.ts';
import type { TargetEpoch } from './target-epoch.ts';
import type { SegmentJob, WriterBatch } from './writer-protocol.ts';
import type { WriterClient } from './writer-client.ts';

/** Rows between two looks at the clock. */
const STEP_ROWS = 2048;

/** Hands a capture, as it is when this is made, to a writer, piece by piece. */
export class CaptureSaver {
  /** Events written so far. */
  events = 0;
  readonly total: number;
  readonly #capture: Capture;
  #client: WriterClient | undefined;
  readonly #chosen: Iterable<EventNo> | undefined;
  /** Segments with their lengths at the beginning: a capture in progress goes on growing. */
  readonly #segments: readonly { readonly segment: Segment; readonly length: number }[];
  readonly #free: FillerMemory[] = [];
  readonly #losses: LossRecord[] = [];
  #nextSegment = 0;
  #nextEpoch = 0;
  #epoch: { target: TargetEpoch; tracker: DictionaryTracker; processes: number; version: number } | undefined;

  /** `chosen` are the events to write, ascending; undefined is all. */
  constructor(capture: Capture, chosen: Iterable<EventNo> | undefined) {
    this.#capture = capture;
    this.#chosen = chosen;
    this.#segments = capture.store.segments.map((segment) => ({ segment, length: segment.length }));
    this.total = this.#segments.reduce((sum, { length }) => sum + length, 0);
  }

  /** Does a piece of the work at every step; gives how many source events were passed. */
  *steps(client: WriterClient): Generator<number> {
    this.#client = client;
    if (this.#chosen !== undefined) yield* this.#chosenEvents(this.#chosen);
    else if (this.#capture.store.isExternal) yield* this.#refilledSegments();
    else yield* this.#storedSegments();
    this.#endEpoch();
    const { icons, hosts, ports, accounts, store } = this.#capture;
    const losses = this.#chosen === undefined ? store.losses : this.#losses;
    void this.#post({ icons, hosts, ports, accounts: [...(accounts ?? [])], losses }, 0);
  }

  /** Segments that hold their payloads go into the file as they are. */
  *#storedSegments(): Generator<number> {
    const { store } = this.#capture;
    let done = 0;
    for (const { segment, length } of this.#segments) {
      done += length;
      // Dropped meanwhile, by a capture that goes on.
      if (segment.first < store.first) continue;
      const epoch = this.#epochFor(segment.epoch, false);
      const columns = allColumns(store, segment, length);
      const { no, first, payloadBase, minTime, maxTime } = segment;
      const payload = segment.payloadBytes === 0 ? undefined : store.payload(segment);
      void this.#send({
        no,
        epoch: epoch.no,
        firstEvent: first,
        length,
        payloadBytes: segment.payloadBytes,
        payloadBase,
        minTime,
        maxTime,
        columns,
        payload,
      });
      this.events += length;
      yield done;
    }
  }

  /** Segments whose payloads and stacks are in another file: these are fetched row by row. */
  *#refilledSegments(): Generator<number> {
    let filler: SegmentFiller | undefined;
    let done = 0;
    for (const { segment, length } of this.#segments) {
      const columns = allColumns(this.#capture.store, segment, length);
      for (let i = 0; i < length; i++) {
        if (filler?.epoch.source !== segment.epoch || !filler.add(segment, columns, i)) {
          filler = this.#nextFiller(filler, segment.epoch, segment.first + i);
          filler.add(segment, columns, i);
        }
        this.events++;
        if (++done % STEP_ROWS === 0) yield done;
      }
    }
    this.#seal(filler);
  }

  *#chosenEvents(chosen: Iterable<EventNo>): Generator<number> {
    const { store } = this.#capture;
    const losses = new Map(store.losses.map((loss) => [loss.event, loss]));
    let filler: SegmentFiller | undefined;
    let at = -1;
    let columns: SegmentColumns | undefined;
    let before = -1;
    for (const event of chosen) {
      if (event <= before) throw new Error('The events to save must ascend');
      before = event;
      let source = this.#segments[at];
      if (source === undefined || event >= source.segment.first + source.length) {
        do source = this.#segments[++at];
        while (source !== undefined && event >= source.segment.first + source.length);
        columns = undefined;
      }
      if (source === undefined) break;
      const { segment, length } = source;
      const row = event - segment.first;
      // Dropped meanwhile, by a capture that goes on.
      if (row < 0 || segment.first < store.first) continue;
      columns ??= allColumns(store, segment, length);
      if (filler?.epoch.source !== segment.epoch || !filler.add(segment, columns, row)) {
        filler = this.#nextFiller(filler, segment.epoch, this.events);
        filler.add(segment, columns, row);
      }
      const loss = losses.get(event);
      if (loss !== undefined) this.#losses.push({ ...loss, event: eventNo(this.events) });
      if (++this.events % STEP_ROWS === 0) yield event - store.first;
    }
    this.#seal(filler);
  }

  #nextFiller(filler: SegmentFiller | undefined, source: Epoch, firstEvent: number): SegmentFiller {
    this.#seal(filler);
    const epoch = this.#epochFor(source, true);
    return new SegmentFiller(
      this.#capture,
      epoch,
      this.#free.pop() ?? makeFillerMemory(),
      this.#nextSegment++,
      firstEvent,
    );
  }

  #seal(filler: SegmentFiller | undefined): void {
    if (filler === undefined || filler.length === 0) return;
    void this.#send(filler.job()).then(
      () => this.#free.push(filler.memory),
      () => undefined,
    );
  }

  #epochFor(source: Epoch, isRefilled: boolean): TargetEpoch {
    const current = this.#epoch?.target;
    if (current !== undefined && current.source === source && !(isRefilled && current.isFull)) return current;
    this.#endEpoch();
    const { store, dialect } = this.#capture;
    const target =
      this.#chosen === undefined
        ? new WholeEpoch(this.#nextEpoch++, source, !store.isExternal)
        : new PartialEpoch(this.#nextEpoch++, source, dialect);
    const tracker = new DictionaryTracker(epochDictionaries(target.written, target.stacks, target.no));
    this.#epoch = { target, tracker, processes: 0, version: target.written.processes.version };
    return target;
  }

  /** What was learned of processes after their records were handed over. */
  #endEpoch(): void {
    const epoch = this.#epoch;
    if (epoch === undefined) return;
    this.#sendDictionaries();
    const { processes } = epoch.target.written;
    if (processes.version === epoch.version) return;
    const taken = epoch.tracker.take(processes.records.map((record, id) => ({ id, record })));
    if (taken !== undefined) void this.#post({ dictionaries: [taken.delta] }, taken.bytes);
  }

  #send(segment: SegmentJob): Promise<void> {
    this.#sendDictionaries();
    return this.#post({ segment }, columnsByteSize(segment.columns) + segment.payloadBytes);
  }

  #sendDictionaries(): void {
    const epoch = this.#epoch;
    if (epoch === undefined) return;
    const { records } = epoch.target.written.processes;
    const fresh = records.slice(epoch.processes).map((record, i) => ({ id: epoch.processes + i, record }));
    epoch.processes = records.length;
    const taken = epoch.tracker.take(fresh);
    if (taken !== undefined) void this.#post({ dictionaries: [taken.delta] }, taken.bytes);
  }

  #post(batch: WriterBatch, bytes: number): Promise<void> {
    if (this.#client === undefined) throw new Error('There is no writer yet');
    const written = this.#client.post(batch, bytes);
    // The first failure is read from the client, once.
    written.catch(() => undefined);
    return written;
  }
}

function allColumns(store: Capture['store'], segment: Segment, length: number): SegmentColumns {
  const take = <N extends keyof SegmentColumns>(name: N): SegmentColumns[N] => store.column(segment, name);
  const columns: SegmentColumns = {
    process: take('process'),
    tid: take('tid'),
    operation: take('operation'),
    result: take('result'),
    time: take('time'),
    duration: take('duration'),
    path: take('path'),
    payloadOffset: take('payloadOffset'),
    payloadLength: take('payloadLength'),
    stack: take('stack'),
  };
  return SEGMENT_COLUMN_NAMES.some((name) => columns[name].length > length)
    ? firstRows(columns, length)
    : columns;
}
