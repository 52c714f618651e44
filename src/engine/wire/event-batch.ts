import { MalformedFrame } from './wire-bytes.ts';

const HEAD_BYTES = 8;
const RECORD_BYTES = 48;
const WORD = 4_294_967_296;

/** One event of a batch; filled by {@link EventBatch.read} again and again, so never keep it. */
export class WireEvent {
  /** Ticks since the origin that was given. Exact within 2^53 ticks of it. */
  start = 0;
  /** Ticks. */
  duration = 0;
  /** What the call returned; exact up to 2^53 in size. The halves are exact always. */
  result = 0;
  resultHigh = 0;
  resultLow = 0;
  /** The process's id on the wire; 0 when it is not known. */
  process = 0;
  tid = 0;
  /** The path's string id; 0 when there is none. */
  path = 0;
  operation = 0;
  flags = 0;
  cpu = 0;
  eventClass = 0;
  category = 0;
  /** Where the details lie in the batch's `bytes`. */
  detailStart = 0;
  detailEnd = 0;
}

/** The events of one frame, in the order of their ends, nearly. Valid until the next bytes are pushed. */
export class EventBatch {
  readonly count: number;
  readonly bytes: Buffer;
  readonly #view: DataView;
  #nextIndex = 0;
  #nextDetail: number;
  readonly #details: number;

  /** Errors: a {@link MalformedFrame} when the lengths do not fit together. */
  constructor(payload: Buffer) {
    if (payload.length < HEAD_BYTES) throw new MalformedFrame('A batch of events has no head.');
    this.bytes = payload;
    this.#view = new DataView(payload.buffer, payload.byteOffset, payload.length);
    this.count = this.#view.getUint32(0, true);
    this.#details = HEAD_BYTES + this.count * RECORD_BYTES;
    this.#nextDetail = this.#details;
    if (this.#details + this.#view.getUint32(4, true) !== payload.length) {
      throw new MalformedFrame('The length of a batch of events is not that of its parts.');
    }
    let end = this.#details;
    for (let at = HEAD_BYTES + 40; at < this.#details; at += RECORD_BYTES)
      end += this.#view.getUint16(at, true);
    if (end !== payload.length) throw new MalformedFrame('The details of a batch of events do not add up.');
  }

  /** Reads event `index` into `event`; in rising order it costs nothing to find. Times are relative to `origin`. */
  read(index: number, event: WireEvent, origin: TickOrigin): void {
    if (index < 0 || index >= this.count) throw new RangeError(`There is no event ${index} in the batch`);
    if (index !== this.#nextIndex) this.#seek(index);
    const view = this.#view;
    const at = HEAD_BYTES + index * RECORD_BYTES;
    event.start =
      (view.getUint32(at + 4, true) - origin.high) * WORD + (view.getUint32(at, true) - origin.low);
    event.duration = view.getUint32(at + 12, true) * WORD + view.getUint32(at + 8, true);
    event.resultLow = view.getUint32(at + 16, true);
    event.resultHigh = view.getInt32(at + 20, true);
    event.result = event.resultHigh * WORD + event.resultLow;
    event.process = view.getUint32(at + 24, true);
    event.tid = view.getUint32(at + 28, true);
    event.path = view.getUint32(at + 32, true);
    event.operation = view.getUint16(at + 36, true);
    event.flags = view.getUint16(at + 38, true);
    event.cpu = view.getUint16(at + 42, true);
    event.eventClass = view.getUint8(at + 44);
    event.category = view.getUint8(at + 45);
    event.detailStart = this.#nextDetail;
    event.detailEnd = this.#nextDetail + view.getUint16(at + 40, true);
    this.#nextIndex = index + 1;
    this.#nextDetail = event.detailEnd;
  }

  #seek(index: number): void {
    let detail = this.#details;
    for (let i = 0; i < index; i++) detail += this.#view.getUint16(HEAD_BYTES + i * RECORD_BYTES + 40, true);
    this.#nextDetail = detail;
  }
}

/** An instant of the source's clock in two halves, so that differences to it are exact numbers. */
export interface TickOrigin {
  readonly high: number;
  readonly low: number;
}

/** The origin at a tick count. */
export function tickOrigin(ticks: bigint): TickOrigin {
  return { high: Number(ticks >> 32n), low: Number(ticks & 0xffff_ffffn) };
}
