import type { TickOrigin, EventBatch } from '../wire/event-batch.ts';
import { WireEvent } from '../wire/event-batch.ts';
import { EventFlag } from '../wire/wire-format.ts';
import { linuxOperationKey, linuxResultCode } from '../dialect/linux/linux-key.ts';
import { LOSS_KEY } from '../dialect/linux/loss-payload.ts';
import { LinuxPayloadWriter } from '../dialect/linux/linux-payload.ts';
import { NANOSECONDS_PER_TICK } from './boot-clock.ts';
import type { PathTable } from './path-table.ts';

/** Events of a block, and log2 of it. */
const BLOCK_EVENTS = 8192;
const BLOCK_BITS = 13;
/** Payload bytes of a block when it is made; it grows. */
const BLOCK_BYTES = 512 * 1024;
/** Blocks that are kept for reuse, and payload bytes up to which one is. */
const SPARE_BLOCKS = 8;
const SPARE_BYTES = 2 * 1024 * 1024;
/** Blocks that may wait: beyond it events go on at once, in the order in which they came. A bound of memory. */
const MOST_BLOCKS = 64;
const MOST_BYTES = 48 * 1024 * 1024;

/**
 * Calls up to this long, in ticks, stand where they began; longer ones where they ended: what began long ago has its
 * neighbours no longer waiting.
 */
const SHORT_CALL = 200_000;

/** The key of what a helper gives the number of losses: no operation has it. */
const NO_OPERATION = 0xffff;

/** Places of a row are packed beneath its key: 2^20 rows. */
const PLACE = 2 ** 20;

/**
 * Losses of one cause closer together than this, in ticks, are one row: a source that cannot keep up may lose something
 * thousands of times a second.
 */
const ONE_LOSS = 100_000;

/** Lost events, at the place of the stream where they are missing. */
export interface HeldLoss {
  /** Undefined when the source does not say. */
  count: number | undefined;
  readonly cause: string;
}

interface LossPlace {
  readonly loss: HeldLoss;
  readonly block: HeldBlock;
  readonly row: number;
}

/** Rows that wait for their turn, column by column. */
export class HeldBlock {
  paths: PathTable;
  count = 0;
  /** Rows that have not had their turn. */
  left = 0;
  /** What rows are put in order by, in ticks; Infinity for those that had their turn. */
  readonly key = new Float64Array(BLOCK_EVENTS);
  /** Ticks since the capture's start. */
  readonly time = new Float64Array(BLOCK_EVENTS);
  /** Ticks; -1 when the call was under way. */
  readonly duration = new Float64Array(BLOCK_EVENTS);
  /** The helper's number of the process. For a loss: its index in `losses`. */
  readonly process = new Uint32Array(BLOCK_EVENTS);
  readonly tid = new Uint32Array(BLOCK_EVENTS);
  /** The helper's number of the path. */
  readonly path = new Uint32Array(BLOCK_EVENTS);
  /** Key of the dialect; 0 for a loss. */
  readonly operation = new Uint32Array(BLOCK_EVENTS);
  readonly result = new Uint32Array(BLOCK_EVENTS);
  /** Where the payload ends in `bytes`; it begins where the row before ends. */
  readonly payloadEnd = new Uint32Array(BLOCK_EVENTS);
  bytes = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  readonly losses: HeldLoss[] = [];

  constructor(paths: PathTable) {
    this.paths = paths;
  }

  payloadStart(row: number): number {
    return row === 0 ? 0 : this.payloadEnd[row - 1]!;
  }
}

/** Takes rows in their order. */
export type RowTaker = (block: HeldBlock, row: number) => void;

/**
 * Puts events in order: they come by their ends, and some milliseconds late. Each waits until what comes is so much newer
 * that nothing earlier is to be expected.
 */
export class HeldEvents {
  #blocks: HeldBlock[] = [];
  readonly #spare: HeldBlock[] = [];
  readonly #event = new WireEvent();
  readonly #writer = new LinuxPayloadWriter();
  #order = new Float64Array(BLOCK_EVENTS);
  #paths: PathTable;
  /** By cause. */
  readonly #lastLosses = new Map<string, LossPlace>();
  readonly #architecture: number;
  /** When the newest event ended, in ticks since the capture's start. */
  #newest = -Infinity;

  /** `architecture`: `WireArchitecture` of the helper's machine. */
  constructor(paths: PathTable, architecture: number) {
    this.#paths = paths;
    this.#architecture = architecture;
  }

  get newest(): number {
    return this.#newest;
  }

  /** Rows that wait. */
  get count(): number {
    let count = 0;
    for (const block of this.#blocks) count += block.left;
    return count;
  }

  /** Whether so much waits that it has to go on whatever its order. */
  get isFull(): boolean {
    if (this.#blocks.length >= MOST_BLOCKS) return true;
    let bytes = 0;
    for (const block of this.#blocks) bytes += block.bytes.length;
    return bytes > MOST_BYTES;
  }

  /** What paths of events refer to from now on. */
  usePaths(paths: PathTable): void {
    this.#paths = paths;
    for (const block of this.#spare) block.paths = paths;
  }

  /** Adds the events of a batch. */
  add(batch: EventBatch, origin: TickOrigin): void {
    const event = this.#event;
    const writer = this.#writer;
    let block = this.#block();
    for (let i = 0; i < batch.count; i++) {
      batch.read(i, event, origin);
      if (block.count === BLOCK_EVENTS) block = this.#block();
      const row = block.count;
      const time = Math.floor(event.start / NANOSECONDS_PER_TICK);
      const end = Math.floor((event.start + event.duration) / NANOSECONDS_PER_TICK);
      if (end > this.#newest) this.#newest = end;
      block.key[row] = end - time <= SHORT_CALL ? time : end;
      block.time[row] = time;
      block.duration[row] = (event.flags & EventFlag.NoExit) === 0 ? end - time : -1;
      block.process[row] = event.process;
      block.tid[row] = event.tid;
      block.path[row] = event.path;
      const { operation, eventClass, category } = event;
      const key = linuxOperationKey(operation, eventClass, category, this.#architecture);
      block.operation[row] = key === LOSS_KEY ? NO_OPERATION : key;
      block.result[row] = linuxResultCode(event);
      const length = writer.write(batch.bytes, event);
      block.payloadEnd[row] = writePayload(block, block.payloadStart(row), writer.bytes, length);
      block.count = row + 1;
      block.left++;
    }
  }

  /** Adds a loss at a time in ticks since the capture's start; `count` is undefined when nobody knows. */
  addLoss(time: number, count: number | undefined, cause: string): void {
    if (time > this.#newest) this.#newest = time;
    const last = this.#lastLosses.get(cause);
    if (last !== undefined && isClose(last, time)) {
      const { loss } = last;
      loss.count = loss.count === undefined || count === undefined ? undefined : loss.count + count;
      return;
    }
    const loss = { count, cause };
    const block = this.#block();
    const row = block.count;
    block.key[row] = block.time[row] = time;
    block.duration[row] = 0;
    block.process[row] = block.losses.push(loss) - 1;
    block.tid[row] = block.path[row] = block.operation[row] = block.result[row] = 0;
    block.payloadEnd[row] = block.payloadStart(row);
    block.count = row + 1;
    block.left++;
    this.#lastLosses.set(cause, { loss, block, row });
  }

  /** Gives the rows up to `limit` their turn, in order. Returns how many they were. */
  release(limit: number, take: RowTaker): number {
    const rows = this.#collect(limit);
    if (rows === 0) return 0;
    const order = this.#order.subarray(0, rows);
    let isInOrder = true;
    for (let i = 1; i < rows && isInOrder; i++) isInOrder = order[i - 1]! <= order[i]!;
    if (!isInOrder) order.sort();
    for (let i = 0; i < rows; i++) {
      const value = order[i]!;
      // Several times faster than the remainder of a number beyond 32 bits.
      const place = value - Math.floor(value / PLACE) * PLACE;
      take(this.#blocks[place >>> BLOCK_BITS]!, place & (BLOCK_EVENTS - 1));
    }
    this.#forgetEmpty();
    return rows;
  }

  /** Writes key and place of each row that is due into the order, and marks it. */
  #collect(limit: number): number {
    let base = Infinity;
    for (const block of this.#blocks) {
      if (block.left === 0) continue;
      for (let row = 0; row < block.count; row++) if (block.key[row]! < base) base = block.key[row]!;
    }
    let rows = 0;
    for (let b = 0; b < this.#blocks.length; b++) {
      const block = this.#blocks[b]!;
      if (block.left === 0) continue;
      const { key } = block;
      if (this.#order.length < rows + block.left) this.#growOrder(rows + block.left);
      const order = this.#order;
      for (let row = 0; row < block.count; row++) {
        const at = key[row]!;
        if (at > limit || at === Infinity) continue;
        // Beyond 2^33 ticks, a quarter of an hour, exact order does not matter: both are late.
        order[rows++] = Math.min(at - base, 2 ** 33 - 1) * PLACE + b * BLOCK_EVENTS + row;
        key[row] = Infinity;
        block.left--;
      }
    }
    return rows;
  }

  #growOrder(rows: number): void {
    const grown = new Float64Array(Math.max(rows, this.#order.length * 2));
    grown.set(this.#order);
    this.#order = grown;
  }

  #block(): HeldBlock {
    const last = this.#blocks.at(-1);
    if (last !== undefined && last.count < BLOCK_EVENTS && last.paths === this.#paths) return last;
    const block = this.#spare.pop() ?? new HeldBlock(this.#paths);
    block.paths = this.#paths;
    this.#blocks.push(block);
    return block;
  }

  #forgetEmpty(): void {
    const kept: HeldBlock[] = [];
    for (const block of this.#blocks) {
      if (block.left > 0) {
        kept.push(block);
        continue;
      }
      block.count = 0;
      block.losses.length = 0;
      // Texts that no event waits for any more must not be kept by it.
      block.paths = this.#paths;
      if (block.bytes.length <= SPARE_BYTES && this.#spare.length < SPARE_BLOCKS) this.#spare.push(block);
    }
    this.#blocks = kept;
  }
}

/** Whether a loss still waits, and happened at about `time`. */
function isClose({ loss, block, row }: LossPlace, time: number): boolean {
  const isThere = row < block.count && block.losses[block.process[row]!] === loss;
  return isThere && Math.abs(time - block.key[row]!) < ONE_LOSS;
}

/** Copies a payload to `at`. Returns where it ends. */
function writePayload(block: HeldBlock, at: number, from: Buffer, length: number): number {
  const end = at + length;
  if (block.bytes.length < end) {
    const grown = Buffer.allocUnsafeSlow(Math.max(end, block.bytes.length * 2));
    block.bytes.copy(grown, 0, 0, at);
    block.bytes = grown;
  }
  if (length <= 96) {
    const { bytes } = block;
    for (let i = 0; i < length; i++) bytes[at + i] = from[i]!;
  } else {
    from.copy(block.bytes, at, 0, length);
  }
  return end;
}
