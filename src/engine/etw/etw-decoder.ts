import type { FileTime, RelTicks } from '../../shared/units.ts';
import type { EventStore } from '../store/event-store.ts';
import { EndpointEvents } from './endpoint-events.ts';
import type { ToldEndpoints } from './endpoint-events.ts';
import type { EventSchemas } from './event-schemas.ts';
import { FileEvents } from './file-events.ts';
import { GuiEvents } from './gui-events.ts';
import { ImageEvents, isImageRecord } from './image-events.ts';
import { KernelProcessEvents } from './kernel-process-events.ts';
import { KernelRegistryEvents } from './kernel-registry-events.ts';
import { NetworkEvents } from './network-events.ts';
import { OtherEvents } from './other-events.ts';
import { ProcessEvents } from './process-events.ts';
import { Provider } from './providers.ts';
import type { ProviderTable } from './providers.ts';
import type { RawRecord } from './raw-record.ts';
import { RegistryEvents } from './registry-events.ts';
import { StackEvents } from './stack-events.ts';
import { ThreadEvents } from './thread-events.ts';
import type { TraceClock } from './trace-clock.ts';
import type { RowChoice } from './rows/row-gate.ts';
import { TraceState } from './trace-state.ts';
import { textEnd } from './payload-reader.ts';
import { ShownPath } from './state/shown-path.ts';
import type { VolumeName } from './state/volumes.ts';

/** How long rows are held in their order, in ticks: two seconds of the trace. */
const FILE_WINDOW = 20_000_000;
/** Units of 100 ns that CPU times count in where the trace does not say. */
const TIMER_RESOLUTION = 156_250;
/** Of what merging tools add: a path of the kernel and what stands for it. */
const VOLUME_MAPPING = 35;
/** Opcodes of the class of lost events: events, buffers, the file behind them. */
const LOSSES: ReadonlyMap<number, string> = new Map([
  [32, 'The buffers of Windows were full'],
  [33, 'Windows had no buffer free'],
  [34, 'Windows could not write them'],
]);

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
  readonly #files: FileEvents;
  readonly #registry: RegistryEvents;
  readonly #kernelRegistry: KernelRegistryEvents;
  readonly #processes: ProcessEvents;
  readonly #threads: ThreadEvents;
  readonly #images: ImageEvents;
  readonly #kernelProcess: KernelProcessEvents;
  readonly #network: NetworkEvents;
  readonly #gui: GuiEvents;
  readonly #stacks: StackEvents;
  readonly #other: OtherEvents;
  readonly #endpoints: EndpointEvents;

  constructor(options: EtwDecoderOptions) {
    const { store, clock, providers, timerResolution = 0, schemas, holdTicks = FILE_WINDOW } = options;
    const resolution = timerResolution > 0 ? timerResolution : TIMER_RESOLUTION;
    const state = new TraceState(store, clock, providers, resolution, holdTicks);
    this.#state = state;
    this.#holdTicks = holdTicks;
    this.#files = new FileEvents(state);
    this.#kernelRegistry = new KernelRegistryEvents(state);
    this.#registry = new RegistryEvents(state, this.#kernelRegistry);
    this.#processes = new ProcessEvents(state);
    this.#threads = new ThreadEvents(state);
    this.#images = new ImageEvents(state, this.#processes);
    this.#kernelProcess = new KernelProcessEvents(state, this.#processes, this.#threads, this.#images);
    this.#network = new NetworkEvents(state);
    this.#gui = new GuiEvents(state);
    this.#stacks = new StackEvents(state);
    this.#other = new OtherEvents(state, schemas);
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
      if (each.imagePath !== '') this.#processes.tellProgram(process, new ShownPath(each.imagePath));
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
    switch (record.provider) {
      case Provider.FileIo:
      case Provider.KernelFile:
        return this.#files.learn(record);
      case Provider.Registry:
        return this.#registry.learn(record);
      case Provider.Process:
        return isImageRecord(record) ? this.#images.learn(record) : this.#processes.learn(record);
      case Provider.Thread:
        return this.#threads.learn(record);
      case Provider.Image:
        return this.#images.learn(record);
      case Provider.KernelProcess:
        return this.#kernelProcess.learn(record);
      case Provider.StackWalk:
        return this.#stacks.learn(record);
      case Provider.TcpIp:
      case Provider.UdpIp:
        return this.#network.learn(record);
      case Provider.KernelRegistry:
        return this.#registry.expectManifest();
      case Provider.MergedConfig:
        this.#learnVolume(record);
    }
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
    this.#dispatch(record);
    if (record.extendedCount > 0) {
      const row = state.rows.lastPut;
      if (row !== undefined) this.#stacks.attachExtended(record, row);
    }
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

  /** There are no more records: puts everything into the store. */
  finish(): void {
    this.#state.rows.flush();
  }

  #dispatch(record: RawRecord): void {
    switch (record.provider) {
      case Provider.FileIo:
        if (!this.#files.decode(record)) this.#other.decodeKernel(record);
        return;
      case Provider.Registry:
        if (!this.#registry.decode(record)) this.#other.decodeKernel(record);
        return;
      case Provider.StackWalk:
        return this.#stacks.decode(record);
      case Provider.Process:
        if (isImageRecord(record) ? this.#images.decode(record) : this.#processes.decode(record)) return;
        return this.#other.decodeKernel(record);
      case Provider.Image:
        if (!this.#images.decode(record)) this.#other.decodeKernel(record);
        return;
      case Provider.Thread:
        if (!this.#threads.decode(record)) this.#other.decodeKernel(record);
        return;
      case Provider.TcpIp:
      case Provider.UdpIp:
        if (!this.#network.decode(record)) this.#other.decodeKernel(record);
        return;
      // What they say is no event: the header, the machine, where images come from.
      case Provider.EventTrace:
      case Provider.SystemConfig:
      case Provider.ImageId:
        return;
      case Provider.MergedConfig:
        if (!this.#state.isLearned) this.#learnVolume(record);
        return;
      case Provider.LostEvents:
        return this.addLoss(
          this.#state.now as RelTicks,
          undefined,
          LOSSES.get(record.opcode) ?? 'Windows does not say',
        );
      default:
        if (!this.#decodeEvent(record)) this.#decodeOther(record);
    }
  }

  /** Events of the manifest providers that this program knows; false for others. */
  #decodeEvent(record: RawRecord): boolean {
    if (record.isClassic) return false;
    switch (record.provider) {
      case Provider.KernelFile:
        return this.#files.decode(record);
      case Provider.KernelProcess:
        return this.#kernelProcess.decode(record);
      case Provider.KernelRegistry:
        this.#registry.expectManifest();
        return this.#kernelRegistry.decode(record);
      case Provider.KernelNetwork:
        return this.#network.decode(record);
      case Provider.Win32k:
        return this.#gui.decode(record);
      case Provider.AuditApiCalls:
        return this.#gui.decodeAudit(record);
      case Provider.DnsClient:
        return this.#network.decodeDns(record);
      default:
        return false;
    }
  }

  #decodeOther(record: RawRecord): void {
    if (record.provider < Provider.KernelProcess) this.#other.decodeKernel(record);
    else this.#other.decode(record);
  }

  #learnVolume({ opcode, bytes, start, end }: RawRecord): void {
    if (opcode !== VOLUME_MAPPING) return;
    const ntEnd = textEnd(bytes, start, end);
    const dosStart = Math.min(ntEnd + 2, end);
    const nt = bytes.toString('utf16le', start, ntEnd);
    if (nt === '') return;
    this.#state.volumes.add({ nt, dos: bytes.toString('utf16le', dosStart, textEnd(bytes, dosStart, end)) });
  }
}
