import { EventClass } from '../../../../shared/event-class.ts';
import type { StringId } from '../../../../shared/units.ts';
import type { Capture, StackBytes } from '../../../capture/capture.ts';
import { readFrames } from '../../../capture-file/stack-copy.ts';
import { Payload } from '../../../dialect/payload.ts';
import { pmlKeyClass, pmlKeyOperation } from '../../../dialect/pml/operation-key.ts';
import { runOnBytes } from '../../../dialect/pml/run-on.ts';
import type { Segment, SegmentColumns } from '../../../store/segment.ts';
import { MAX_STACK_FRAMES } from '../../../store/stack-pool.ts';
import { EVENT, EVENT_HEAD_BYTES, MAX_EXTRA_BYTES, STATUS_PENDING } from '../layout.ts';
import type { Chunk } from './chunk.ts';
import type { PartScope } from './part-scope.ts';
import { ToldAccounts } from './told-accounts.ts';

const TWO_32 = 0x1_0000_0000;
/** Room for the fixed part, the deepest stack, and the extra block with its size. */
const HEAD_ROOM = EVENT_HEAD_BYTES + MAX_STACK_FRAMES * 8;
const TAIL_ROOM = 2 + MAX_EXTRA_BYTES + 2;

/** What became of an event: its record is there, or the part's tables cannot hold what it shows. */
export type Encoded = 'written' | 'other-part' | 'no-event';

/**
 * Makes event records. Point it at a segment, then take its rows. What a log does not define is 0: 0x0E, 0x10, 0x2A, and
 * the duration of a pending operation. Source of the layout: procmon-parser, docs/PML Format.md.
 */
export class RecordEncoder {
  /** Whether a stack had an address above user mode. */
  hasKernelFrames = false;
  readonly accounts = new ToldAccounts();
  readonly #capture: Capture;
  readonly #pointerBytes: 4 | 8;
  readonly #payload = new Payload();
  /** Halves of the FILETIME that times count from. */
  readonly #startHigh: number;
  readonly #startLow: number;
  readonly #highestUser: bigint;
  readonly #losses: ReadonlySet<number>;
  #segment: Segment | undefined;
  #columns: Omit<SegmentColumns, 'payloadOffset' | 'payloadLength' | 'stack' | 'time'> | undefined;
  #times: SegmentColumns['time'] = new Float64Array(0);
  #scope: PartScope | undefined;
  #indexes: number[] = [];

  /** `highestUser` is the highest address of user mode. */
  constructor(capture: Capture, pointerBytes: 4 | 8, highestUser: bigint) {
    this.#capture = capture;
    this.#pointerBytes = pointerBytes;
    this.#highestUser = highestUser;
    const start = BigInt.asUintN(64, capture.meta.startTime);
    this.#startHigh = Number(start >> 32n);
    this.#startLow = Number(start & 0xffff_ffffn);
    this.#losses = new Set(capture.store.losses.map(({ event }) => event));
  }

  /** Takes the rows of `segment` from now on, for a part with the tables of `scope`. */
  point(segment: Segment, scope: PartScope): void {
    if (segment === this.#segment && scope === this.#scope) return;
    const { store } = this.#capture;
    if (segment !== this.#segment) {
      this.#columns = {
        process: store.column(segment, 'process'),
        tid: store.column(segment, 'tid'),
        operation: store.column(segment, 'operation'),
        result: store.column(segment, 'result'),
        duration: store.column(segment, 'duration'),
        path: store.column(segment, 'path'),
      };
      this.#times = store.column(segment, 'time');
    }
    this.#segment = segment;
    this.#scope = scope;
    this.#indexes = scope.indexes(segment.epoch);
  }

  /**
   * Appends the record of row `row` to `chunk`. `isForced` takes what the part's tables already say where they differ.
   * 'no-event' is a row that stands for lost events. Nothing is appended unless it says 'written'.
   */
  encode(row: number, chunk: Chunk, isForced: boolean): Encoded {
    const segment = this.#segment!;
    const columns = this.#columns!;
    const { epoch } = segment;
    const operation = epoch.operations.get(columns.operation[row]!);
    if (operation.eventClass === EventClass.Lost || this.#losses.has(segment.first + row)) return 'no-event';
    const processId = columns.process[row]!;
    const index = this.#indexes[processId] ?? this.#scope!.use(epoch, processId, isForced);
    if (index === undefined) return 'other-part';

    const start = chunk.length;
    chunk.need(HEAD_ROOM);
    chunk.length = start + EVENT_HEAD_BYTES;
    const frames = this.#appendFrames(segment, row, chunk);
    // Behind the stack: to load a payload moves what the stack was read from.
    const payload = this.#payload;
    this.#capture.payloads.load(segment, row, payload);
    const { bytes, detailStart, detailEnd, extraStart, limit } = payload;
    if (operation.eventClass === EventClass.Network) {
      const path = columns.path[row]!;
      const { names } = this.#scope!;
      if (!names.knows(epoch, path)) {
        const text = epoch.strings.get(path as StringId);
        if (!names.settle(payload, path, text, isForced)) {
          chunk.length = start;
          return 'other-part';
        }
      }
    }
    if (operation.eventClass === EventClass.Process) this.accounts.add(operation.key, payload);
    const wanted = operation.eventClass === EventClass.Registry ? runOnBytes(payload, operation.key) : 0;
    const runOn = Math.min(wanted, limit - (payload.hasExtra ? payload.extraEnd : detailEnd));
    chunk.need(detailEnd - detailStart + TAIL_ROOM + runOn);
    chunk.append(bytes, detailStart, detailEnd);
    let extraOffset = 0;
    let end = detailEnd;
    if (payload.hasExtra) {
      extraOffset = chunk.length - start;
      end = Math.min(payload.extraEnd, extraStart + MAX_EXTRA_BYTES);
      chunk.view.setUint16(chunk.length, end - extraStart, true);
      chunk.length += 2;
      chunk.append(bytes, extraStart, end);
    }
    if (wanted > 0) {
      // Process Monitor finds records by the list of their offsets and leaves gaps itself. What its text of this event runs
      // on into goes along in such a gap, so that the text stays as it is, whatever event comes next.
      chunk.append(bytes, end, end + runOn);
      // The text ended for want of bytes: a NUL ends it here.
      if (runOn < wanted) {
        chunk.view.setUint16(chunk.length, 0, true);
        chunk.length += 2;
      }
    }

    const { view } = chunk;
    view.setUint32(start, index, true);
    view.setUint32(start + EVENT.tid, columns.tid[row]!, true);
    view.setUint32(start + EVENT.eventClass, pmlKeyClass(operation.key), true);
    view.setUint32(start + EVENT.operation, pmlKeyOperation(operation.key), true);
    view.setUint32(start + 0x10, 0, true);
    const status = epoch.results.key(columns.result[row]!);
    const duration = columns.duration[row]!;
    this.#setTicks(view, start + EVENT.duration, 0, status === STATUS_PENDING || duration < 0 ? 0 : duration);
    this.#setTicks(view, start + EVENT.time, this.#startHigh, this.#startLow + this.#times[row]!);
    view.setUint32(start + EVENT.status, status, true);
    view.setUint32(start + EVENT.frames, frames, true);
    view.setUint32(start + EVENT.detailBytes, detailEnd - detailStart, true);
    view.setUint32(start + EVENT.extraOffset, extraOffset, true);
    return 'written';
  }

  /** Writes a 64-bit number as `high` times 2^32 plus `low`, which may be larger than 32 bits or negative. */
  #setTicks(view: DataView, at: number, high: number, low: number): void {
    const carry = Math.floor(low / TWO_32);
    const top = high + carry;
    if (top < 0 || top >= TWO_32) {
      // Only of damaged logs: the ends of what a record can say.
      const end = top < 0 ? 0 : 0xffff_ffff;
      view.setUint32(at, end, true);
      view.setUint32(at + 4, end, true);
      return;
    }
    view.setUint32(at, low - carry * TWO_32, true);
    view.setUint32(at + 4, top, true);
  }

  #appendFrames(segment: Segment, row: number, chunk: Chunk): number {
    const frames = readFrames(this.#capture.payloads, segment, row);
    const { bytes, start, count, width } = frames;
    const count16 = Math.min(count, MAX_STACK_FRAMES);
    if (!this.hasKernelFrames) this.hasKernelFrames = hasFrameAbove(frames, this.#highestUser);
    if (width === this.#pointerBytes) {
      chunk.append(bytes, start, start + count16 * width);
      return count16;
    }
    const { view } = chunk;
    for (let i = 0; i < count16; i++) {
      view.setUint32(chunk.length, bytes.readUInt32LE(start + i * width), true);
      if (this.#pointerBytes === 8) view.setUint32(chunk.length + 4, 0, true);
      chunk.length += this.#pointerBytes;
    }
    return count16;
  }
}

function hasFrameAbove({ bytes, start, count, width }: StackBytes, highest: bigint): boolean {
  const highestTop = Number(highest >> 32n);
  const highestLow = Number(highest & 0xffff_ffffn);
  for (let i = 0; i < count; i++) {
    const at = start + i * width;
    const top = width === 8 ? bytes.readUInt32LE(at + 4) : 0;
    if (top > highestTop || (top === highestTop && bytes.readUInt32LE(at) > highestLow)) return true;
  }
  return false;
}
