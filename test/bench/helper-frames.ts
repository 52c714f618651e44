import { EventFlag, FrameKind, WireClass } from '../../src/engine/wire/wire-format.ts';
import { WireFrames } from '../engine/live/support/wire-frames.ts';
import type { PlainProcess } from '../engine/live/support/wire-frames.ts';
import { SeededRandom } from '../support/random.ts';

/** Events of a batch: the most that a helper sends at a time. */
const BATCH_EVENTS = 8192;
/** Bytes of an event's record on the wire, and of the head of a batch. */
const RECORD_BYTES = 48;
const HEAD_BYTES = 8;
/** Batches that are sent again and again with new times. */
const BATCHES = 16;

export const HELPER_PATHS = 20_000;
export const HELPER_PROCESSES = 300;

/** Of a machine on which new files and processes come with every batch: so many of each. */
export const NEW_PATHS = 64;
export const NEW_PROCESSES = 24;
/** Texts after which a helper begins to number anew. Source: `native/protocol/PROTOCOL.md`, RESET. */
const MOST_STRINGS = 262_144;

/** Calls with their class, category, and bytes of details, about as often as in builds and shell scripts. */
const CALLS = [
  {
    operation: 10,
    eventClass: WireClass.FileSystem,
    category: 1,
    details: [1, 1, 5, 29, 2, 0, 16, 31, 2, 0, 4],
  },
  { operation: 15, eventClass: WireClass.FileSystem, category: 2, details: [1, 1, 6, 29, 2, 0, 2] },
  {
    operation: 2,
    eventClass: WireClass.FileSystem,
    category: 0,
    details: [5, 1, 156, 59, 3, 0, 0, 8, 57, 0],
  },
  { operation: 5, eventClass: WireClass.FileSystem, category: 0, details: [1, 1, 7] },
  { operation: 10, eventClass: WireClass.Network, category: 1, details: [1, 1, 9, 29, 2, 0, 64] },
  { operation: 25, eventClass: WireClass.FileSystem, category: 0, details: [1, 1, 5, 32, 1, 1, 68, 1, 2] },
  { operation: 9, eventClass: WireClass.Memory, category: 0, details: [29, 2, 0, 16] },
] as const;

/**
 * What a helper sends on a busy machine, made beforehand: batches of events whose times are brought up to date when they are
 * sent. Some events come late, as calls of different length and of several processors do.
 */
export class HelperFrames {
  readonly frames = new WireFrames();
  readonly #batches: readonly Buffer[];
  readonly #offsets: readonly Float64Array[];
  #next = 0;
  #sent = 0;
  #lastPath = HELPER_PATHS;
  #lastProcess = HELPER_PROCESSES;

  constructor() {
    const seeded = new SeededRandom(7);
    const random = (): number => seeded.below(2 ** 30) / 2 ** 30;
    const offsets: Float64Array[] = [];
    this.#batches = Array.from({ length: BATCHES }, () => {
      const { bytes, starts } = makeBatch(random);
      offsets.push(starts);
      return bytes;
    });
    this.#offsets = offsets;
  }

  /** What comes first: the clock, processes and paths. */
  definitions(clock: number): Buffer[] {
    const { frames } = this;
    const processes = Array.from({ length: HELPER_PROCESSES }, (_, n) => ({
      ...{ id: n + 1, pid: 1000 + n, parentPid: 1, start: clock, name: `worker-${n % 40}` },
      ...{ image: `/usr/bin/worker-${n % 40}`, arguments: ['worker', '--number', String(n)] },
    }));
    return [
      frames.clock(clock, BigInt(Date.now()) * 1_000_000n),
      frames.processes(...processes),
      ...this.#paths(),
    ];
  }

  /**
   * What is new with the next batch, which then tells of it: files, and processes that run another program and end soon. Now and
   * then everything is numbered anew.
   */
  news(time: number): Buffer[] {
    const { frames } = this;
    const parts: Buffer[] = [];
    if (this.#lastPath + NEW_PATHS > MOST_STRINGS) {
      this.#lastPath = HELPER_PATHS;
      parts.push(frames.reset(), ...this.#paths());
    }
    const paths: [number, string][] = [];
    const processes: PlainProcess[] = [];
    const records = this.#batches[this.#next % BATCHES]!;
    for (let i = 0; i < NEW_PATHS; i++) {
      const id = ++this.#lastPath;
      paths.push([id, `/tmp/build-${this.#sent % 977}/object-${this.#sent + i}.o`]);
      records.writeUInt32LE(id, HEAD_BYTES + i * RECORD_BYTES + 32);
    }
    for (let i = 0; i < NEW_PROCESSES; i++) {
      const [forked, executed] = [++this.#lastProcess, ++this.#lastProcess];
      const pid = 2000 + (forked % 30_000);
      const common = { pid, parentPid: 1000, parentId: 1, start: time };
      const program = { image: '/usr/bin/cc', arguments: ['cc', '-c', `source-${executed}.c`], name: 'cc' };
      processes.push({ ...common, id: forked, name: 'sh', image: '/bin/sh' });
      processes.push({ ...common, ...program, id: executed });
      processes.push({ ...common, ...program, id: executed, end: time + 1_000_000 });
      records.writeUInt32LE(executed, HEAD_BYTES + i * RECORD_BYTES + 24);
    }
    return [...parts, frames.strings(Object.fromEntries(paths)), frames.processes(...processes)];
  }

  #paths(): Buffer[] {
    const { frames } = this;
    const parts: Buffer[] = [];
    for (let from = 0; from < HELPER_PATHS; from += 2000) {
      const entries = Array.from({ length: 2000 }, (_, n) => [from + n + 1, pathOf(from + n)] as const);
      parts.push(frames.strings(Object.fromEntries(entries)));
    }
    return parts;
  }

  /** The next batch of `count` events or fewer, which ended from `time` on, one in `step` nanoseconds. */
  batch(time: number, step: number): { frame: Buffer; events: number } {
    const index = this.#next++ % BATCHES;
    const bytes = this.#batches[index]!;
    const starts = this.#offsets[index]!;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let i = 0; i < BATCH_EVENTS; i++) {
      const start = time + Math.floor(i * step - starts[i]!);
      const at = HEAD_BYTES + i * RECORD_BYTES;
      view.setUint32(at, start % 2 ** 32, true);
      view.setUint32(at + 4, Math.floor(start / 2 ** 32), true);
      view.setUint32(at + 28, this.#sent + i, true);
    }
    this.#sent += BATCH_EVENTS;
    return { frame: this.frames.raw(FrameKind.Events, bytes), events: BATCH_EVENTS };
  }
}

function makeBatch(random: () => number): { bytes: Buffer; starts: Float64Array } {
  const starts = new Float64Array(BATCH_EVENTS);
  const records = Buffer.alloc(BATCH_EVENTS * RECORD_BYTES);
  const details: Buffer[] = [];
  for (let i = 0; i < BATCH_EVENTS; i++) {
    const call = CALLS[Math.floor(random() * CALLS.length)]!;
    const at = i * RECORD_BYTES;
    // Most calls take microseconds, few take milliseconds.
    const duration = Math.floor(random() < 0.01 ? random() * 30e6 : 500 + random() * 20_000);
    const hasFailed = random() < 0.1;
    starts[i] = duration;
    records.writeBigUInt64LE(BigInt(duration), at + 8);
    records.writeBigInt64LE(hasFailed ? -2n : BigInt(Math.floor(random() * 4096)), at + 16);
    records.writeUInt32LE(1 + Math.floor(random() * HELPER_PROCESSES), at + 24);
    records.writeUInt32LE(1 + Math.floor(random() * random() * HELPER_PATHS), at + 32);
    records.writeUInt16LE(call.operation, at + 36);
    records.writeUInt16LE(hasFailed ? EventFlag.Failed : 0, at + 38);
    records.writeUInt16LE(call.details.length, at + 40);
    records.writeUInt8(call.eventClass, at + 44);
    records.writeUInt8(call.category, at + 45);
    details.push(Buffer.from(call.details));
  }
  const all = Buffer.concat(details);
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(BATCH_EVENTS, 0);
  head.writeUInt32LE(all.length, 4);
  return { bytes: Buffer.concat([head, records, all]), starts };
}

function pathOf(n: number): string {
  return `/usr/src/project-${n % 37}/module-${n % 411}/source-file-${n}.c`;
}
