import type { FileTime, RelTicks } from '../../shared/units.ts';
import type { EventStore } from '../store/event-store.ts';
import { EndpointEvents } from './endpoint-events.ts';
import type { ToldEndpoints } from './endpoint-events.ts';
import type { EventSchemas } from './event-schemas.ts';
import type { ProviderTable } from './providers.ts';
import type { RawRecord } from './raw-record.ts';
import { RecordEvents } from './record-events.ts';
import type { TraceClock } from './trace-clock.ts';
import type { RowChoice } from './rows/row-gate.ts';
import { TraceState } from './trace-state.ts';
import { ShownPath } from './state/shown-path.ts';
import type { VolumeName } from './state/volumes.ts';

/** How long rows are held in their order, in ticks: two seconds of the trace. */
const FILE_WINDOW = 20_000_000;
/** Units of 100 ns that CPU times count in where the trace does not say. */
const TIMER_RESOLUTION = 156_250;

export interface EtwDecoderOptions {
  readonly store: EventStore;
  readonly clock: TraceClock;
  readonly providers: ProviderTable;
  /** Units of 100 ns that CPU times count in; 0 where it is not known. */
  readonly timerResolution?: number;
  readonly schemas?: EventSchemas | undefined;
  /** How long rows wait for their order, in ticks of the trace. */
  readonly holdTicks?: number;
}

/** A process that a helper found running or asked. */
export interface ToldProcess {
  readonly pid: number;
  readonly parentPid: number;
  readonly session: number;
  readonly start?: FileTime | undefined;
  readonly is64Bit: boolean;
  readonly virtualized?: boolean | undefined;
  /** `S-1-16-...` */
  readonly integritySid?: string | undefined;
  readonly authenticationId?: bigint | undefined;
  readonly sid?: string | undefined;
  /** As users know it. */
  readonly imagePath: string;
  readonly commandLine: string;
}

/**
 * Makes the rows of a capture of the records of Windows' event tracing, in the order of their times. A file is gone through
 * twice: {@link learn} gathers the names, which a session mostly writes at its end; after {@link beginRows}, {@link decode}
 * makes the rows. A live session is decoded as it comes. Never throws for what records hold.
 */
export class EtwDecoder {
  readonly #state: TraceState;
  readonly #holdTicks: number;
  readonly #records: RecordEvents;
  readonly #endpoints: EndpointEvents;

  constructor(options: EtwDecoderOptions) {
    const { store, clock, providers, timerResolution = 0, schemas, holdTicks = FILE_WINDOW } = options;
    const resolution = timerResolution > 0 ? timerResolution : TIMER_RESOLUTION;
    const state = new TraceState(store, clock, providers, resolution, holdTicks);
    this.#state = state;
    this.#holdTicks = holdTicks;
    this.#records = new RecordEvents(state, schemas);
    this.#endpoints = new EndpointEvents(state);
  }

  /** Rows that are not in the store yet. */
  get held(): number {
    return this.#state.rows.held;
  }

  /** Rows that reached the store since the first choice, and stand for no loss. */
  get passed(): number {
    return this.#state.rows.passed;
  }

  /** Rows that were left out by what {@link choose} was given to test them. */
  get dropped(): number {
    return this.#state.rows.dropped;
  }

  /** Says which rows reach the store from now on. Default: all. */
  choose(choice: RowChoice): void {
    this.#state.rows.choose(choice);
  }

  /** The account of a security identifier, where it is known. */
  accountOf(sid: string): string | undefined {
    return this.#state.accounts.get(sid);
  }

  /** What {@link accountOf} knows so far. */
  get accounts(): Iterable<readonly [sid: string, name: string]> {
    return this.#state.accounts;
  }

  /** Says what stands for the kernel's paths; replaces what was said before. */
  tellVolumes(volumes: readonly VolumeName[]): void {
    this.#state.volumes.tell(volumes);
  }

  /** Whether the trace, or who opened it, said what volumes are called. */
  get knowsVolumes(): boolean {
    return this.#state.volumes.told.length > 0;
  }

  /** Whether a path is shown by what was said of volumes. */
  get showsVolumes(): boolean {
    return this.#state.volumes.areShown;
  }

  tellAccounts(accounts: Iterable<readonly [sid: string, name: string]>): void {
    const { processes } = this.#state;
    for (const [sid, name] of accounts) this.#state.accounts.set(sid, name);
    for (const process of processes.all()) if (process.facts.sid !== '') processes.change(process);
  }

  /** Says what is known of processes that run; what an event told already is kept where it says more. */
  tellProcesses(told: readonly ToldProcess[]): void {
    const { processes, now } = this.#state;
    for (const each of told) {
      const process = processes.at(each.pid, now);
      const { facts } = process;
      facts.parentPid = each.parentPid;
      facts.session = each.session;
      facts.is64Bit = each.is64Bit;
      facts.virtualized = each.virtualized;
      if (each.integritySid !== undefined) facts.integritySid = each.integritySid;
      if (each.authenticationId !== undefined) facts.authenticationId = each.authenticationId;
      if (each.sid !== undefined) facts.sid = each.sid;
      if (each.commandLine !== '') facts.commandLine = each.commandLine;
      if (each.start !== undefined && process.from === -Infinity) process.created = each.start;
      if (each.imagePath !== '') this.#records.processes.tellProgram(process, new ShownPath(each.imagePath));
      process.keyView = undefined;
      processes.change(process);
    }
  }

  /** Makes rows of what a lookup of ports found at `time`. To be called in the order of times, among records. */
  tellEndpoints(time: RelTicks, told: ToldEndpoints): void {
    const { rows } = this.#state;
    this.#state.now = time;
    rows.advance(time);
    rows.lastPut = undefined;
    this.#endpoints.tell(told);
  }

  /** First pass over a file: names. To be called for every record, in order. */
  learn(record: RawRecord): void {
    const state = this.#state;
    state.now = state.clock.ticks(record.timeHigh, record.timeLow);
    this.#records.learn(record);
  }

  /** All names of the file are known; the rows come next. */
  beginRows(): void {
    const state = this.#state;
    state.isLearned = true;
    state.rows.window = state.neededWindow(this.#holdTicks);
    state.threads.begin();
  }

  /** Makes rows of a record. Records come in the order of their times. */
  decode(record: RawRecord): void {
    const state = this.#state;
    state.now = state.clock.ticks(record.timeHigh, record.timeLow);
    state.rows.advance(state.now);
    state.rows.lastPut = undefined;
    this.#records.decode(record);
  }

  /** Lets rows go on that waited long enough, when nothing comes that would. `now`: how far the trace has come. */
  advance(now: RelTicks): void {
    this.#state.rows.advance(now);
    this.#state.rows.settle();
  }

  /** Another session begins, at its beginning: nobody told what ended since the one before. */
  beginSession(): void {
    this.#state.processes.beginSession(this.#state.now);
  }

  /** Events are missing at a time; `count` is undefined where nobody knows how many. */
  addLoss(time: RelTicks, count: number | undefined, cause: string): void {
    this.#state.rows.putLoss(time, count, cause);
  }

  /** What was seen of things that are not certain of Windows since this was asked the last time: lines for a log. */
  takeReport(): readonly string[] {
    const filters = this.#state.notifyFilters.take();
    return filters === '' ? [] : [`Numbers of NotifyChangeDirectory, taken for filters: ${filters}`];
  }

  /** There are no more records: puts everything into the store. */
  finish(): void {
    this.#state.rows.flush();
  }
}
