import { ExtendedType } from './raw-record.ts';
import type { RawRecord } from './raw-record.ts';
import type { HeldRow } from './rows/held-row.ts';
import { NameHistory } from './state/name-history.ts';
import type { TraceState } from './trace-state.ts';

/** Opcodes of the class StackWalk. Source: etw-capture reference, 2.8. */
const Opcode = {
  Stack: 32,
  KeyCreate: 34,
  KeyDelete: 35,
  KeyRundown: 36,
  KeyKernel: 37,
  KeyUser: 38,
} as const;

/** Event time, process and thread stand before the addresses or the key. */
const HEAD_BYTES = 16;
const MOST_FRAMES = 192;
/** Bytes of stacks that are kept by their keys. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Call stacks, which come as records of their own behind the event that they belong to. */
export class StackEvents {
  readonly #state: TraceState;
  readonly #definitions = new NameHistory<Buffer>();
  #bytes = 0;

  constructor(state: TraceState) {
    this.#state = state;
  }

  /** First pass: what keys stand for, which is told when they are dropped. */
  learn(record: RawRecord): void {
    const { opcode } = record;
    if (opcode >= Opcode.KeyCreate && opcode <= Opcode.KeyRundown) this.#define(record);
    else this.#noteDelay(record);
  }

  #noteDelay({ view, start, end }: RawRecord): void {
    if (start + HEAD_BYTES > end) return;
    const state = this.#state;
    const event = state.clock.ticks(view.getUint32(start + 4, true), view.getUint32(start, true));
    state.longestDelay = Math.max(state.longestDelay, state.now - event);
  }

  decode(record: RawRecord): void {
    const { opcode } = record;
    switch (opcode) {
      case Opcode.Stack:
        return this.#attach(record, undefined);
      case Opcode.KeyCreate:
      case Opcode.KeyDelete:
      case Opcode.KeyRundown:
        if (!this.#state.isLearned) this.#define(record);
        return;
      case Opcode.KeyKernel:
      case Opcode.KeyUser:
        return this.#attachKey(record);
    }
  }

  /** Stacks that stand in the record of the event itself: manifest events of a live session. */
  attachExtended(record: RawRecord, row: HeldRow): void {
    for (let i = 0; i < record.extendedCount; i++) {
      const type = record.extendedTypes[i];
      if (type !== ExtendedType.Stack32 && type !== ExtendedType.Stack64) continue;
      const width = type === ExtendedType.Stack32 ? 4 : 8;
      // A number stands before the addresses, which joins the halves of a stack.
      const start = record.extendedStarts[i]! + 8;
      const end = record.extendedEnds[i]!;
      if (start < end) addFrames(row, framesOf(record.bytes, start, end, width));
    }
  }

  #attach(record: RawRecord, frames: Buffer | undefined): void {
    const { bytes, start, end, view, pointerSize } = record;
    if (start + HEAD_BYTES > end) return;
    const row = this.#state.rows.rowOfStack(
      view.getUint32(start + 4, true),
      view.getUint32(start, true),
      view.getUint32(start + 12, true),
    );
    if (row === undefined) return;
    addFrames(row, frames ?? framesOf(bytes, start + HEAD_BYTES, end, pointerSize));
  }

  #attachKey(record: RawRecord): void {
    const at = record.start + HEAD_BYTES;
    if (at + record.pointerSize > record.end) return;
    const frames = this.#definitions.find(
      keyHigh(record, at),
      record.view.getUint32(at, true),
      this.#state.now,
    );
    if (frames !== undefined) this.#attach(record, frames);
  }

  #define(record: RawRecord): void {
    const { bytes, start, end, view, pointerSize, opcode } = record;
    const framesAt = start + pointerSize;
    if (framesAt > end || this.#bytes > MOST_BYTES) return;
    const frames = framesOf(bytes, framesAt, end, pointerSize);
    this.#bytes += frames.length;
    const high = keyHigh(record, start);
    const low = view.getUint32(start, true);
    const { now } = this.#state;
    if (opcode === Opcode.KeyCreate) this.#definitions.begin(high, low, frames, now);
    else if (opcode === Opcode.KeyDelete) this.#definitions.end(high, low, frames, now);
    else this.#definitions.hold(high, low, frames, now);
  }
}

function keyHigh({ view, pointerSize }: RawRecord, at: number): number {
  return pointerSize === 8 ? view.getUint32(at + 4, true) : 0;
}

/** Addresses as 8 bytes each. */
function framesOf(bytes: Buffer, start: number, end: number, width: 4 | 8): Buffer {
  const count = Math.min(Math.floor((end - start) / width), MOST_FRAMES);
  const frames = Buffer.alloc(count * 8);
  if (width === 8) {
    bytes.copy(frames, 0, start, start + count * 8);
    return frames;
  }
  for (let i = 0; i < count; i++) frames.writeUInt32LE(bytes.readUInt32LE(start + i * 4), i * 8);
  return frames;
}

/** The kernel's half of a stack comes before the user's. */
function addFrames(row: HeldRow, frames: Buffer): void {
  if (frames.length === 0) return;
  const isKernel = frames[7]! >= 0x80 || (isNarrow(frames) && frames[3]! >= 0x80);
  if (isKernel) row.kernelStack = joined(row.kernelStack, frames);
  else row.userStack = joined(row.userStack, frames);
}

/** Whether all addresses have 32 bits: the kernel's then begin at 2 GiB. */
function isNarrow(frames: Buffer): boolean {
  for (let at = 4; at < frames.length; at += 8) if (frames.readUInt32LE(at) !== 0) return false;
  return true;
}

function joined(before: Buffer | undefined, frames: Buffer): Buffer {
  return before === undefined ? frames : Buffer.concat([before, frames]);
}
