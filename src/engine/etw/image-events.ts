import { EtwField } from '../dialect/etw/etw-fields.ts';
import { EtwOperation, etwKey } from '../dialect/etw/etw-key.ts';
import { offsetOf } from './layouts/layout.ts';
import { imageLayout } from './layouts/process-layouts.ts';
import { textEnd } from './payload-reader.ts';
import { Provider } from './providers.ts';
import type { RawRecord } from './raw-record.ts';
import type { ProcessEvents } from './process-events.ts';
import type { EtwProcess } from './state/etw-process.ts';
import { ShownPath } from './state/shown-path.ts';
import type { TraceState } from './trace-state.ts';

/** Opcodes of images. Source: etw-capture reference, 2.3. */
const Opcode = { Unload: 2, DcStart: 3, DcEnd: 4, Load: 10 } as const;
/** Events of Kernel-Process. */
const EVENT_LOAD = 5;

const SYSTEM = 4;

interface ImageOffsets {
  readonly size: number;
  readonly imageSize: number;
  readonly isSizePointer: boolean;
  /** -1 where the layout has none. */
  readonly processId: number;
  readonly timestamp: number;
}

function makeOffsets(version: number, pointerSize: 4 | 8): ImageOffsets {
  const layout = imageLayout(Opcode.Load, version);
  if (layout === undefined) throw new Error('The layout of images is missing');
  return {
    size: offsetOf(layout, 'FileName', pointerSize),
    imageSize: offsetOf(layout, 'ImageSize', pointerSize),
    isSizePointer: version > 0,
    processId: version === 0 ? -1 : offsetOf(layout, 'ProcessId', pointerSize),
    timestamp: version < 2 ? -1 : offsetOf(layout, 'TimeDateStamp', pointerSize),
  };
}

const OFFSETS = [0, 1, 2, 3].map((version) => [makeOffsets(version, 4), makeOffsets(version, 8)] as const);
/** Kernel-Process: base, size, process, checksum, time, default base, name. */
const EVENT_OFFSETS = [eventOffsets(4), eventOffsets(8)] as const;

function eventOffsets(pointerSize: 4 | 8): ImageOffsets {
  const process = 2 * pointerSize;
  return {
    size: process + 12 + pointerSize,
    imageSize: pointerSize,
    isSizePointer: true,
    processId: process,
    timestamp: process + 8,
  };
}

/** Programs, libraries and drivers that are loaded. */
export class ImageEvents {
  readonly #state: TraceState;
  readonly #processes: ProcessEvents;

  constructor(state: TraceState, processes: ProcessEvents) {
    this.#state = state;
    this.#processes = processes;
  }

  /** First pass: programs of processes, and what is loaded where. */
  learn(record: RawRecord): void {
    const { opcode } = record;
    const isImage = opcode === Opcode.Load || (opcode >= Opcode.Unload && opcode <= Opcode.DcEnd);
    if (!isImage) return;
    if (opcode === Opcode.Load) this.#state.kernel.images = true;
    this.#tell(record, this.#offsets(record));
  }

  /** A classic record of an image; false when it is none that is known, or too short for its fields. */
  decode(record: RawRecord): boolean {
    const { opcode } = record;
    const { kernel } = this.#state;
    switch (opcode) {
      case Opcode.Load:
      case Opcode.Unload:
        kernel.images = true;
        return this.#add(record, this.#offsets(record), opcode === Opcode.Load);
      case Opcode.DcStart:
      case Opcode.DcEnd:
        this.#tell(record, this.#offsets(record));
        return true;
      case 33:
      case 34:
        return true;
      default:
        return false;
    }
  }

  /** An event of Kernel-Process; false when it is too short for its fields. */
  decodeEvent(record: RawRecord): boolean {
    const offsets = EVENT_OFFSETS[record.pointerSize === 8 ? 1 : 0];
    if (this.#state.kernel.images) return true;
    return this.#add(record, offsets, record.id === EVENT_LOAD);
  }

  learnEvent(record: RawRecord): void {
    if (record.id === EVENT_LOAD) this.#tell(record, EVENT_OFFSETS[record.pointerSize === 8 ? 1 : 0]);
  }

  #offsets({ version, pointerSize }: RawRecord): ImageOffsets {
    return OFFSETS[Math.min(version, OFFSETS.length - 1)]![pointerSize === 8 ? 1 : 0];
  }

  #add(record: RawRecord, offsets: ImageOffsets, isLoad: boolean): boolean {
    const told = this.#tell(record, offsets);
    if (told === undefined) return false;
    const { rows } = this.#state;
    const { process, path, isDriver } = told;
    const operation = isDriver
      ? isLoad
        ? EtwOperation.LoadDriver
        : EtwOperation.UnloadDriver
      : isLoad
        ? EtwOperation.LoadImage
        : EtwOperation.UnloadImage;
    const tid = record.pid === process.pid ? record.tid : 0;
    const row = this.#state.row(record, process, tid, etwKey(operation));
    row.path = path;
    row.number64(EtwField.ImageBase, baseHigh(record), record.view.getUint32(record.start, true));
    row.double(EtwField.ImageSize, sizeOf(record, offsets));
    rows.put(row);
    return true;
  }

  #tell(
    record: RawRecord,
    offsets: ImageOffsets,
  ): { process: EtwProcess; path: ShownPath; isDriver: boolean } | undefined {
    const { processes, volumes, now } = this.#state;
    const { bytes, start, end, view } = record;
    if (start + offsets.size > end) return undefined;
    const textAt = start + offsets.size;
    const text = bytes.toString('utf16le', textAt, textEnd(bytes, textAt, end));
    const path = new ShownPath(text, volumes.shownImage);
    const pid = offsets.processId < 0 ? record.pid : view.getUint32(start + offsets.processId, true);
    // Process 0 stands for the kernel. What System has in the user's half is its own, such as ntdll.
    const isDriver = pid === 0;
    const process = processes.at(isDriver ? SYSTEM : pid, now);
    const isLoaded = !(record.isClassic && record.opcode === Opcode.Unload);
    if (isLoaded) {
      process.addModule({
        base: (BigInt(baseHigh(record)) << 32n) | BigInt(view.getUint32(start, true)),
        size: sizeOf(record, offsets),
        path,
        timestamp: offsets.timestamp < 0 ? 0 : view.getUint32(start + offsets.timestamp, true),
      });
      processes.change(process);
    }
    // Of a program whose load was lost, the end of the process tells it.
    if (!isDriver) this.#processes.tellImage(process, path);
    return { process, path, isDriver };
  }
}

/** Whether a classic record is about an image: loads are in the class Process, and in their own in a live session. */
export function isImageRecord({ provider, opcode }: RawRecord): boolean {
  return provider === Provider.Image || (provider === Provider.Process && opcode === Opcode.Load);
}

function baseHigh({ view, start, pointerSize }: RawRecord): number {
  return pointerSize === 8 ? view.getUint32(start + 4, true) : 0;
}

function sizeOf({ view, start, pointerSize }: RawRecord, { imageSize, isSizePointer }: ImageOffsets): number {
  const low = view.getUint32(start + imageSize, true);
  const isWide = isSizePointer && pointerSize === 8;
  return isWide ? view.getUint32(start + imageSize + 4, true) * 0x1_0000_0000 + low : low;
}
