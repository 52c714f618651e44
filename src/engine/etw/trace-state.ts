import type { EventStore } from '../store/event-store.ts';
import { absoluteTime } from '../../shared/units.ts';
import type { RelTicks } from '../../shared/units.ts';
import { isNewer, newerPartOf } from './newer-records.ts';
import type { ProviderTable } from './providers.ts';
import { NO_ID } from './raw-record.ts';
import type { RawRecord } from './raw-record.ts';
import { RowSink } from './rows/row-sink.ts';
import type { HeldRow } from './rows/held-row.ts';
import type { EtwProcess } from './state/etw-process.ts';
import { FileNames } from './state/file-names.ts';
import { KeyCache } from './state/key-names.ts';
import type { KeyNode, KeyView } from './state/key-names.ts';
import { NameHistory } from './state/name-history.ts';
import { PathCache } from './state/path-cache.ts';
import { SeenNumbers } from './state/seen-numbers.ts';
import { Processes } from './state/processes.ts';
import { Threads } from './state/threads.ts';
import { Volumes } from './state/volumes.ts';
import type { TraceClock } from './trace-clock.ts';

const SUCCESS = 0;
/** What rows wait at least for what is written beside them: the memory that a process used, the image of its program. */
const LEAST_WINDOW = 2_500_000;
/** The control set that is the current one unless the trace says another. */
const FIRST_CONTROL_SET = 1;

/** Accounts that every Windows has. */
const WELL_KNOWN: readonly (readonly [sid: string, name: string])[] = [
  ['S-1-5-18', 'NT AUTHORITY\\SYSTEM'],
  ['S-1-5-19', 'NT AUTHORITY\\LOCAL SERVICE'],
  ['S-1-5-20', 'NT AUTHORITY\\NETWORK SERVICE'],
];

/** Kinds of events that a trace may have twice, from the kernel and from a manifest provider. The kernel's then count. */
export interface KernelKinds {
  files: boolean;
  processes: boolean;
  threads: boolean;
  images: boolean;
  network: boolean;
  registry: boolean;
}

/** What a decoder knows while it goes through a trace. */
export class TraceState {
  readonly clock: TraceClock;
  readonly providers: ProviderTable;
  readonly volumes = new Volumes();
  readonly paths: PathCache;
  readonly files = new FileNames();
  readonly keys = new NameHistory<KeyNode>();
  readonly keyCache = new KeyCache();
  readonly processes: Processes;
  readonly threads: Threads;
  readonly rows: RowSink;
  /** What folders that are watched are watched for, as records say it. */
  readonly notifyFilters = new SeenNumbers();
  readonly accounts = new Map<string, string>(WELL_KNOWN);
  readonly kernel: KernelKinds = {
    files: false,
    processes: false,
    threads: false,
    images: false,
    network: false,
    registry: false,
  };
  /** Ticks of the clock that CPU times count in, each 100 ns. */
  readonly timerResolution: number;
  /** Whether a first pass has learned all names, so that they are only asked for. */
  isLearned = false;
  /** The time of the record at hand, in ticks. */
  now = 0;
  /** Whether a first pass met operations that other records end, or that are told when they end. */
  hasEnds = false;
  /** The longest that a stack came behind its event, or a fault behind its beginning, in a first pass; ticks. */
  longestDelay = 0;
  #controlSet = FIRST_CONTROL_SET;
  #noUser: KeyView = { sid: '', controlSet: FIRST_CONTROL_SET, no: 0 };
  readonly #views = new Map<string, KeyView>();

  constructor(
    store: EventStore,
    clock: TraceClock,
    providers: ProviderTable,
    timerResolution: number,
    window: number,
  ) {
    this.clock = clock;
    this.providers = providers;
    this.timerResolution = timerResolution;
    this.paths = new PathCache(this.volumes);
    this.processes = new Processes({
      fileTimeOf: (ticks) => absoluteTime(ticks as RelTicks, clock.start),
      accountOf: (sid) => this.accounts.get(sid),
    });
    this.threads = new Threads(this.processes);
    this.rows = new RowSink(store, this.processes, window);
  }

  get controlSet(): number {
    return this.#controlSet;
  }

  /** The number of the current control set, as the trace says it. */
  set controlSet(value: number) {
    if (value === this.#controlSet) return;
    this.#controlSet = value;
    this.#noUser = { sid: '', controlSet: value, no: 0 };
    this.#views.clear();
    this.keyCache.forget();
    for (const process of this.processes.all()) process.keyView = undefined;
  }

  /**
   * How long rows are to be held after a first pass, at most `most` ticks. Where nothing comes late they wait for little: many
   * that wait fill the processor's caches, which costs a fifth of the speed.
   */
  neededWindow(most: number): number {
    return this.hasEnds ? most : Math.min(most, Math.max(LEAST_WINDOW, this.longestDelay + 1));
  }

  /** How keys are shown to a process. */
  keyViewOf(process: EtwProcess): KeyView {
    const { sid } = process.facts;
    if (sid === '') return this.#noUser;
    const view = process.keyView;
    if (view !== undefined && view.sid === sid) return view;
    let shared = this.#views.get(sid);
    if (shared === undefined) {
      shared = { sid, controlSet: this.#controlSet, no: this.#views.size + 1 };
      this.#views.set(sid, shared);
    }
    return (process.keyView = shared);
  }

  /** The process that a record says, by its thread or its own number. */
  processOf({ pid, tid }: RawRecord): EtwProcess {
    if (pid !== NO_ID) return this.processes.at(pid, this.now);
    const owner = tid === NO_ID ? undefined : this.threads.find(tid);
    return owner ?? this.processes.unknown;
  }

  /** The process of the thread that issued an operation; the record may have been written on another thread. */
  processOfThread(issuer: number, { pid, tid }: RawRecord): EtwProcess {
    if (tid === issuer && pid !== NO_ID) return this.processes.at(pid, this.now);
    const owner = this.threads.find(issuer);
    if (owner !== undefined) return owner;
    return pid === NO_ID ? this.processes.unknown : this.processes.at(pid, this.now);
  }

  /** Begins a row at the time of the record at hand, which is complete unless more is said of it. */
  row(record: RawRecord, process: EtwProcess, tid: number, operation: number): HeldRow {
    const row = this.rows.make();
    row.time = this.now;
    row.duration = 0;
    row.result = SUCCESS;
    row.process = process;
    row.tid = tid === NO_ID ? 0 : tid;
    row.operation = operation;
    row.recordHigh = record.timeHigh;
    row.recordLow = record.timeLow;
    if (isNewer(record)) row.newer = newerPartOf(record, false);
    return row;
  }
}
