import { DiskEvents } from './disk-events.ts';
import type { EventSchemas } from './event-schemas.ts';
import { FileEvents } from './file-events.ts';
import { GuiEvents } from './gui-events.ts';
import { ImageEvents, isImageRecord } from './image-events.ts';
import { KernelProcessEvents } from './kernel-process-events.ts';
import { KernelRegistryEvents } from './kernel-registry-events.ts';
import { NetworkEvents } from './network-events.ts';
import { OtherEvents } from './other-events.ts';
import { textEnd } from './payload-reader.ts';
import { ProcessEvents } from './process-events.ts';
import { Provider } from './providers.ts';
import type { RawRecord } from './raw-record.ts';
import { RegistryEvents } from './registry-events.ts';
import { StackEvents } from './stack-events.ts';
import { ThreadEvents } from './thread-events.ts';
import type { TraceState } from './trace-state.ts';

/** Of what merging tools add: a path of the kernel and what stands for it. */
const VOLUME_MAPPING = 35;
/** Opcodes of the class of lost events: events, buffers, the file behind them. */
const LOSSES: ReadonlyMap<number, string> = new Map([
  [32, 'The buffers of Windows were full'],
  [33, 'Windows had no buffer free'],
  [34, 'Windows could not write them'],
]);

/** Gives each record to what knows events of its kind. */
export class RecordEvents {
  readonly processes: ProcessEvents;
  readonly #state: TraceState;
  readonly #files: FileEvents;
  readonly #registry: RegistryEvents;
  readonly #kernelRegistry: KernelRegistryEvents;
  readonly #threads: ThreadEvents;
  readonly #images: ImageEvents;
  readonly #kernelProcess: KernelProcessEvents;
  readonly #network: NetworkEvents;
  readonly #gui: GuiEvents;
  readonly #stacks: StackEvents;
  readonly #disks: DiskEvents;
  readonly #other: OtherEvents;

  constructor(state: TraceState, schemas: EventSchemas | undefined) {
    this.#state = state;
    this.#files = new FileEvents(state);
    this.#kernelRegistry = new KernelRegistryEvents(state);
    this.#registry = new RegistryEvents(state, this.#kernelRegistry);
    this.processes = new ProcessEvents(state);
    this.#threads = new ThreadEvents(state);
    this.#images = new ImageEvents(state, this.processes);
    this.#kernelProcess = new KernelProcessEvents(state, this.processes, this.#threads, this.#images);
    this.#network = new NetworkEvents(state);
    this.#gui = new GuiEvents(state);
    this.#stacks = new StackEvents(state);
    this.#disks = new DiskEvents(state);
    this.#other = new OtherEvents(state, schemas);
  }

  /** First pass over a file: names. */
  learn(record: RawRecord): void {
    switch (record.provider) {
      case Provider.FileIo:
      case Provider.KernelFile:
        return this.#files.learn(record);
      case Provider.Registry:
        return this.#registry.learn(record);
      case Provider.Process:
        return isImageRecord(record) ? this.#images.learn(record) : this.processes.learn(record);
      case Provider.Thread:
        return this.#threads.learn(record);
      case Provider.Image:
        return this.#images.learn(record);
      case Provider.KernelProcess:
        return this.#kernelProcess.learn(record);
      case Provider.StackWalk:
        return this.#stacks.learn(record);
      case Provider.PageFault:
        return this.#disks.learn(record);
      case Provider.TcpIp:
      case Provider.UdpIp:
        return this.#network.learn(record);
      case Provider.KernelRegistry:
        return this.#registry.expectManifest();
      case Provider.MergedConfig:
        this.#learnVolume(record);
    }
  }

  /** Makes rows of a record. */
  decode(record: RawRecord): void {
    this.#dispatch(record);
    if (record.extendedCount === 0) return;
    const row = this.#state.rows.lastPut;
    if (row !== undefined) this.#stacks.attachExtended(record, row);
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
      case Provider.DiskIo:
      case Provider.PageFault:
        if (!this.#disks.decode(record)) this.#other.decodeKernel(record);
        return;
      case Provider.Process:
        if (isImageRecord(record) ? this.#images.decode(record) : this.processes.decode(record)) return;
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
        return this.#addLoss(record);
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

  #addLoss({ opcode }: RawRecord): void {
    const { rows, now } = this.#state;
    rows.putLoss(now, undefined, LOSSES.get(opcode) ?? 'Windows does not say');
  }
}
