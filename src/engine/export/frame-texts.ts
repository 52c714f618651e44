import type { ProcessId } from '../../shared/units.ts';
import type { Capture, StackBytes } from '../capture/capture.ts';
import { ModuleMap } from '../capture/module-map.ts';
import type { Epoch } from '../store/epoch.ts';
import type { Segment } from '../store/segment.ts';
import type { ByteWriter } from './byte-writer.ts';

/** One frame of a stack. */
export interface FrameText {
  /** `0xfffff8023c8b1234`. */
  readonly address: string;
  /** Path of the module; empty when it is not known. */
  readonly path: string;
  /** `ntoskrnl.exe + 0x3f1234`; the address where the module is not known. Symbols are not resolved. */
  readonly location: string;
}

/** Frames whose text is kept, in slots by hash: the same few addresses stand in most stacks. */
const SLOTS = 32_768;
const NONE = new Uint8Array(0);

/** Puts the frames of stacks, innermost first, each text made once for as long as its slot is its own. */
export class FrameTexts {
  readonly #capture: Capture;
  readonly #make: (frame: FrameText) => string;
  readonly #modules: ModuleMap;
  readonly #stack: StackBytes = { bytes: Buffer.alloc(0), start: 0, count: 0, width: 8 };
  readonly #high = new Uint32Array(SLOTS);
  readonly #low = new Uint32Array(SLOTS);
  readonly #process = new Int32Array(SLOTS).fill(-1);
  readonly #texts = new Array<Uint8Array>(SLOTS).fill(NONE);
  #epoch: Epoch | undefined;
  #processVersion = -1;

  constructor(capture: Capture, make: (frame: FrameText) => string) {
    this.#capture = capture;
    this.#make = make;
    this.#modules = new ModuleMap(capture);
  }

  /** Calls `begin` with the depth of each frame, then puts its text. `process` is the ProcessId of the row. */
  put(
    segment: Segment,
    index: number,
    process: number,
    begin: (depth: number) => void,
    out: ByteWriter,
  ): void {
    this.#use(segment.epoch);
    const stack = this.#load(segment, index);
    for (let depth = 0; depth < stack.count; depth++) {
      begin(depth);
      const at = stack.start + depth * stack.width;
      const low = stack.bytes.readUInt32LE(at);
      out.raw(this.#text(process, stack.width === 8 ? stack.bytes.readUInt32LE(at + 4) : 0, low));
    }
  }

  #text(process: number, high: number, low: number): Uint8Array {
    const slot =
      (Math.imul(low ^ Math.imul(high, 31) ^ Math.imul(process, 0x9e37), 0x9e3779b1) >>> 8) % SLOTS;
    if (this.#low[slot] === low && this.#high[slot] === high && this.#process[slot] === process)
      return this.#texts[slot]!;
    this.#low[slot] = low;
    this.#high[slot] = high;
    this.#process[slot] = process;
    return (this.#texts[slot] = Buffer.from(
      this.#make(this.#frame(process, (BigInt(high) << 32n) | BigInt(low))),
    ));
  }

  #frame(process: number, address: bigint): FrameText {
    const epoch = this.#epoch!;
    const text = hexAddress(address);
    const module = this.#modules.find(epoch, epoch.processes.get(process as ProcessId), address);
    if (module === undefined) return { address: text, path: '', location: text };
    const path = epoch.strings.get(module.path);
    const name = path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);
    return { address: text, path, location: `${name} + ${hexAddress(address - module.base)}` };
  }

  #load(segment: Segment, index: number): StackBytes {
    const { payloads } = this.#capture;
    const stack = this.#stack;
    if (payloads.stackBytes !== undefined) {
      payloads.stackBytes(segment, index, stack);
      return stack;
    }
    const addresses = payloads.stack(segment, index);
    stack.bytes = Buffer.alloc(addresses.length * 8);
    addresses.forEach((address, i) => stack.bytes.writeBigUInt64LE(address, i * 8));
    stack.start = 0;
    stack.count = addresses.length;
    stack.width = 8;
    return stack;
  }

  #use(epoch: Epoch): void {
    const { version } = epoch.processes;
    if (epoch === this.#epoch && version === this.#processVersion) return;
    this.#epoch = epoch;
    this.#processVersion = version;
    this.#process.fill(-1);
  }
}

/** `0x7ff6e0a41000`. */
export function hexAddress(address: bigint): string {
  return `0x${address.toString(16)}`;
}
