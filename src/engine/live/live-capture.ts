import type { CaptureMeta } from '../../shared/capture-info.ts';
import type { HistoryDepthChoice } from '../../shared/api/live-contract.ts';
import { ProcscopeError } from '../../shared/errors.ts';
import { TICKS_PER_SECOND } from '../../shared/units.ts';
import type { Capture, HostRecord, IconRecord, PayloadSource, PortRecord } from '../capture/capture.ts';
import { StoredPayloads } from '../capture/stored-payloads.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { EventStore } from '../store/event-store.ts';
import type { HistoryDepth } from '../store/event-store.ts';
import { DEFAULT_MEMORY_BUDGET } from '../store/segment-memory.ts';
import { fileTimeOfUnix } from './boot-clock.ts';
import { LiveFile } from './live-file.ts';
import type { LiveFilePlace } from './live-file.ts';
import type { RecordedSystem } from './live-source.ts';

/** Parts into which a bound of the history is divided: no more than one of them is kept beyond it. */
const HISTORY_PARTS = 8;
/** Events of the smallest part. */
const LEAST_PART = 1024;
/** Part of the budget that is kept once nothing can be written: the rest is for dictionaries and what is being built. */
const SHARE_WITHOUT_FILE = 0.75;

const SECONDS_PER_MINUTE = 60;

export interface LiveCaptureOptions extends LiveFilePlace {
  readonly system: RecordedSystem;
  /** Bytes of events in memory. */
  readonly memoryBudget?: number | undefined;
  readonly history?: HistoryDepthChoice | undefined;
  /** Something that the user has to know: the file cannot be written any more, or names fill memory. */
  readonly onNotice: (error: ProcscopeError) => void;
  /** The file may not grow beyond this many pages: writing then fails as on a full disk. */
  readonly maxPages?: number | undefined;
}

/** A capture that grows, and the file that it is written to meanwhile. */
export class LiveCapture implements Capture {
  readonly meta: CaptureMeta;
  readonly store: EventStore;
  readonly dialect: Dialect;
  readonly payloads: PayloadSource;
  readonly icons: readonly IconRecord[] = [];
  readonly hosts: readonly HostRecord[] = [];
  readonly ports: readonly PortRecord[] = [];
  readonly system: RecordedSystem;
  readonly #memoryBudget: number;
  readonly #onNotice: (error: ProcscopeError) => void;
  #budget: number;
  #history: HistoryDepthChoice;
  #file: LiveFile | undefined;
  /** Bytes of events that the file holds at the size that was chosen, once it is known. */
  #fitting = Infinity;
  #isInMemory = false;
  #stays: boolean | undefined;

  private constructor({ system, memoryBudget, history = {}, onNotice }: LiveCaptureOptions) {
    const { dialect } = system;
    this.system = system;
    this.dialect = dialect;
    this.meta = {
      format: 'native',
      dialect: dialect.name,
      bitness: 64,
      system: system.info,
      startTime: fileTimeOfUnix(system.startUnix),
    };
    this.#memoryBudget = memoryBudget ?? DEFAULT_MEMORY_BUDGET;
    this.#history = history;
    this.#budget = this.#chosenBudget();
    this.store = new EventStore({
      operation: (key) => dialect.operation(key),
      resultText: (code) => dialect.resultText(code),
      memoryBudget: this.#budget,
      history: this.#bounds(),
    });
    this.payloads = new StoredPayloads(this.store);
    this.#onNotice = onNotice;
    this.store.listen({
      sealed: () => {
        this.#keepToMemory();
        this.#sayThatNamesFillMemory();
      },
    });
  }

  /** Makes a capture without events, and its file. Errors: 'file/...', 'capture/busy'. */
  static async create(options: LiveCaptureOptions): Promise<LiveCapture> {
    const capture = new LiveCapture(options);
    capture.#file = await LiveFile.create(capture.store, options, {
      meta: capture.meta,
      accounts: capture.accounts,
      onError: (error) => options.onNotice(capture.#goOnInMemory(error)),
      ...(options.maxPages === undefined ? {} : { maxPages: options.maxPages }),
    });
    return capture;
  }

  readonly accountOf = (id: string): string | undefined => this.system.accountOf(id);

  get accounts(): RecordedSystem['accounts'] {
    return this.system.accounts;
  }

  get file(): LiveFile {
    if (this.#file === undefined) throw new Error('The capture has no file yet');
    return this.#file;
  }

  /** Changes how much is kept; what is beyond goes at once. */
  setHistory(history: HistoryDepthChoice): void {
    if (history.disk !== this.#history.disk) this.#fitting = Infinity;
    this.#history = history;
    this.#budget = this.#chosenBudget();
    this.store.setMemoryBudget(this.#budget);
    this.sealWhenDue();
    this.store.setHistory(this.#bounds());
  }

  /** Forgets all events; what runs stays known. */
  clear(): void {
    this.store.clear();
    this.system.beginEpoch(this.store.epoch);
  }

  /**
   * Ends the segment that is being built where the history is to be short: only whole segments are dropped. To be called
   * now and then.
   */
  sealWhenDue(): void {
    const last = this.store.segments.at(-1);
    if (last === undefined || last.sealed) return;
    const { events, disk, minutes } = this.#history;
    const bytes = last.payloadBytes + last.length * 42;
    const isDue =
      (events !== undefined && last.length >= Math.max(LEAST_PART, events / HISTORY_PARTS)) ||
      (disk !== undefined && last.length >= LEAST_PART && bytes >= disk / HISTORY_PARTS) ||
      (minutes !== undefined && last.maxTime - last.minTime >= ticksOf(minutes) / HISTORY_PARTS);
    if (isDue) this.store.seal();
  }

  /**
   * Keeps the file to the size that was chosen, in about: `size` is what it has now. Room of dropped events is used again but
   * not given back, so how much fits is learned when it is full; events are never fewer than would fit uncompressed.
   */
  holdToDisk(size: number): void {
    const { disk } = this.#history;
    if (disk === undefined || size <= disk) return;
    this.#fitting = Math.max(disk, (Math.min(this.#fitting, this.store.byteSize) * disk) / size);
    this.store.setHistory(this.#bounds());
  }

  /** Whether the file stays when the capture is closed. Default: if the user chose it. */
  keepFile(stays: boolean): void {
    this.#stays = stays;
  }

  async close(): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    this.#file = undefined;
    // What was dropped when memory was short is nowhere else.
    await file.close(this.#stays ?? (file.isBacked || this.#isInMemory));
    this.payloads.close();
  }

  #chosenBudget(): number {
    return Math.min(this.#memoryBudget, this.#history.memory ?? Infinity);
  }

  #bounds(): HistoryDepth {
    const { events, minutes } = this.#history;
    const bytes = Math.min(this.#fitting, this.#isInMemory ? this.#budget * SHARE_WITHOUT_FILE : Infinity);
    return {
      dictionaryBytes: this.#memoryBudget,
      ...(events === undefined ? {} : { events }),
      ...(bytes === Infinity ? {} : { bytes }),
      ...(minutes === undefined ? {} : { ticks: ticksOf(minutes) }),
    };
  }

  /** Once nothing can be written and memory is full, only what fits in memory is kept. */
  #keepToMemory(): void {
    if (this.#isInMemory || this.#file?.failure === undefined || this.store.hasRoom(0)) return;
    this.#isInMemory = true;
    this.store.setHistory(this.#bounds());
  }

  /** The store then drops what is older than the newest names. */
  #sayThatNamesFillMemory(): void {
    const { store } = this;
    if (store.segments[0]?.epoch === store.epoch || store.dictionaryBytes <= this.#memoryBudget) return;
    const mib = Math.floor(this.#memoryBudget / 2 ** 20);
    this.#onNotice(
      new ProcscopeError(
        'live/notice',
        `So many files and processes had a part in what was recorded that their names alone fill ${mib} MiB: the oldest events are dropped. Filter and drop filtered events, or choose a History Depth, to decide yourself what is kept.`,
      ),
    );
  }

  #goOnInMemory(error: ProcscopeError): ProcscopeError {
    const mib = Math.floor((this.#budget * SHARE_WITHOUT_FILE) / 2 ** 20);
    return new ProcscopeError(
      error.code,
      `${error.message} The capture goes on in memory, where the newest ${mib} MiB of events are kept. To keep more, make room and save the capture.`,
      error.facts,
      error,
    );
  }
}

function ticksOf(minutes: number): number {
  return minutes * SECONDS_PER_MINUTE * TICKS_PER_SECOND;
}
