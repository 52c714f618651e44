import { crc32 } from 'node:zlib';
import {
  FilterFlag,
  FRAME_HEAD_BYTES,
  FrameKind,
  StartFlag,
  WIRE_MAGIC,
  WIRE_VERSION,
} from './wire-format.ts';

/** What to do with one process, or with it and all its descendants. The nearest scope of a process decides. */
export interface CaptureScope {
  readonly pid: number;
  readonly record: boolean;
  readonly tree: boolean;
}

/** What the helper records; what it leaves out never existed for anyone. */
export interface CaptureFilter {
  /** Bit n: wire class n. Default: all. */
  readonly classMask?: number;
  /** Operations of the helper's table; default: its usual set. */
  readonly operations?: readonly number[];
  readonly failuresOnly?: boolean;
  /** Memory calls that map no code too. */
  readonly allMemory?: boolean;
  /** Whether processes that no scope names are left out. */
  readonly skipOthers?: boolean;
  /** Ticks. */
  readonly minimumDuration?: bigint;
  readonly scopes?: readonly CaptureScope[];
}

/** How often the helper sends, and how much at most. Undefined leaves what is, but for the limit: then there is none. */
export interface CaptureRate {
  readonly flushMilliseconds?: number;
  readonly statisticsMilliseconds?: number;
  readonly eventsPerSecond?: number;
}

/** Makes the commands that a helper takes, with their numbers. One for each helper. */
export class ControlWriter {
  #sequence = 0;

  /** Begins recording. The token comes back in the answer; 0 asks for none. */
  start(token: number, options: { snapshot?: boolean; stacks?: boolean } = {}): Buffer {
    const payload = Buffer.alloc(16);
    payload.writeUInt16LE(WIRE_VERSION.major, 0);
    payload.writeUInt16LE(WIRE_VERSION.minor, 2);
    payload.writeUInt32LE(token, 4);
    const flags =
      (options.snapshot === false ? StartFlag.NoSnapshot : 0) |
      (options.stacks === true ? StartFlag.Stacks : 0);
    payload.writeUInt32LE(flags, 8);
    return this.#frame(FrameKind.Start, payload);
  }

  /** Ends recording; everything captured comes before the answer. */
  stop(token: number): Buffer {
    return this.#frame(FrameKind.Stop, tokenPayload(token));
  }

  /** Ends the helper. */
  shutdown(token: number): Buffer {
    return this.#frame(FrameKind.Shutdown, tokenPayload(token));
  }

  filter(token: number, filter: CaptureFilter): Buffer {
    const operations = filter.operations ?? [];
    const scopes = filter.scopes ?? [];
    const payload = Buffer.alloc(24 + operations.length * 2 + scopes.length * 8);
    payload.writeUInt32LE(token, 0);
    payload.writeUInt32LE((filter.classMask ?? 0xffff_ffff) >>> 0, 4);
    payload.writeUInt32LE(filterFlags(filter), 8);
    payload.writeUInt16LE(operations.length, 12);
    payload.writeUInt16LE(scopes.length, 14);
    payload.writeBigUInt64LE(filter.minimumDuration ?? 0n, 16);
    let at = 24;
    for (const operation of operations) at = payload.writeUInt16LE(operation, at);
    for (const scope of scopes) {
      payload.writeUInt32LE(scope.pid, at);
      payload.writeUInt8(scope.record ? 1 : 0, at + 4);
      payload.writeUInt8(scope.tree ? 1 : 0, at + 5);
      at += 8;
    }
    return this.#frame(FrameKind.Filter, payload);
  }

  rate(token: number, rate: CaptureRate): Buffer {
    const payload = Buffer.alloc(16);
    payload.writeUInt32LE(token, 0);
    payload.writeUInt32LE(rate.flushMilliseconds ?? 0, 4);
    payload.writeUInt32LE(rate.statisticsMilliseconds ?? 0, 8);
    payload.writeUInt32LE(rate.eventsPerSecond ?? 0, 12);
    return this.#frame(FrameKind.Rate, payload);
  }

  #frame(kind: number, payload: Buffer): Buffer {
    return encodeFrame(kind, this.#sequence++, payload);
  }
}

function filterFlags(filter: CaptureFilter): number {
  return (
    (filter.failuresOnly === true ? FilterFlag.FailuresOnly : 0) |
    (filter.operations === undefined ? 0 : FilterFlag.Operations) |
    (filter.allMemory === true ? FilterFlag.AllMemory : 0) |
    (filter.skipOthers === true ? FilterFlag.SkipOthers : 0)
  );
}

function tokenPayload(token: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32LE(token, 0);
  return payload;
}

/** One frame around a payload. */
export function encodeFrame(kind: number, sequence: number, payload: Uint8Array): Buffer {
  const frame = Buffer.alloc(FRAME_HEAD_BYTES + payload.length);
  frame.writeUInt32LE(WIRE_MAGIC, 0);
  frame.writeUInt16LE(kind, 4);
  frame.writeUInt32LE(payload.length, 8);
  frame.writeUInt32LE(sequence >>> 0, 12);
  frame.writeUInt32LE(crc32(payload), 16);
  frame.writeUInt32LE(crc32(frame.subarray(0, 20)), 20);
  frame.set(payload, FRAME_HEAD_BYTES);
  return frame;
}
