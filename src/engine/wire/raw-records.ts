import type { PayloadReader } from './wire-bytes.ts';
import { MalformedFrame } from './wire-bytes.ts';
import type { RawProvidersMessage, RawRecordsMessage } from './wire-messages.ts';

const BATCH_HEAD_BYTES = 8;
const RECORD_HEAD_BYTES = 48;
const ITEM_HEAD_BYTES = 8;
/** Items of one record that are read; the source writes at most 26. */
const MAX_ITEMS = 32;

function padded(length: number): number {
  return (length + 7) & ~7;
}

/** One raw record of a batch; filled by {@link RawBatch.read} again and again, so never keep it. */
export class WireRawRecord {
  /** Where it begins in the batch's `bytes`, and where the next one does. */
  at = 0;
  next = 0;
  /** Index of a provider that was told before. */
  provider = 0;
  eventId = 0;
  version = 0;
  opcode = 0;
  level = 0;
  channel = 0;
  task = 0;
  flags = 0;
  keywordHigh = 0;
  keywordLow = 0;
  /** Ticks, as unsigned halves. */
  timeHigh = 0;
  timeLow = 0;
  pid = 0;
  tid = 0;
  cpu = 0;
  /** Item i has its data in the batch's `bytes` [itemStarts[i], itemEnds[i]). */
  itemCount = 0;
  readonly itemTypes = new Uint16Array(MAX_ITEMS);
  readonly itemStarts = new Uint32Array(MAX_ITEMS);
  readonly itemEnds = new Uint32Array(MAX_ITEMS);
  /** The user data are the batch's `bytes` [userStart, userEnd). */
  userStart = 0;
  userEnd = 0;
}

/** The raw records of one frame: of another system's making, forwarded as they are. Valid until the next bytes are pushed. */
export class RawBatch {
  readonly count: number;
  readonly bytes: Buffer;
  readonly #view: DataView;

  /** Takes a payload, its head included. Errors: a {@link MalformedFrame} when its records do not fill it exactly. */
  constructor(payload: Buffer) {
    if (payload.length < BATCH_HEAD_BYTES) throw new MalformedFrame('A batch of raw records has no head.');
    this.bytes = payload;
    this.#view = new DataView(payload.buffer, payload.byteOffset, payload.length);
    this.count = this.#view.getUint32(4, true);
    let at = BATCH_HEAD_BYTES;
    for (let i = 0; i < this.count; i++) at = this.#checkedEnd(at);
    if (at !== payload.length) throw new MalformedFrame('The raw records of a batch do not add up.');
  }

  /** Where the first record begins: what {@link read} takes first. */
  get first(): number {
    return BATCH_HEAD_BYTES;
  }

  /** Ticks of the record that begins at `at`. */
  timeOf(at: number): bigint {
    return this.#view.getBigUint64(at + 24, true);
  }

  /** Reads the record that begins at `at`; `record.next` is where the next one does. */
  read(at: number, record: WireRawRecord): void {
    const view = this.#view;
    record.at = at;
    record.next = at + view.getUint32(at, true);
    record.provider = view.getUint16(at + 4, true);
    record.eventId = view.getUint16(at + 6, true);
    record.version = view.getUint8(at + 8);
    record.opcode = view.getUint8(at + 9);
    record.level = view.getUint8(at + 10);
    record.channel = view.getUint8(at + 11);
    record.task = view.getUint16(at + 12, true);
    record.flags = view.getUint16(at + 14, true);
    record.keywordLow = view.getUint32(at + 16, true);
    record.keywordHigh = view.getUint32(at + 20, true);
    record.timeLow = view.getUint32(at + 24, true);
    record.timeHigh = view.getUint32(at + 28, true);
    record.pid = view.getUint32(at + 32, true);
    record.tid = view.getUint32(at + 36, true);
    record.cpu = view.getUint16(at + 40, true);
    const items = view.getUint16(at + 42, true);
    let position = at + RECORD_HEAD_BYTES;
    record.itemCount = Math.min(items, MAX_ITEMS);
    for (let i = 0; i < items; i++) {
      const length = view.getUint32(position + 4, true);
      if (i < MAX_ITEMS) {
        record.itemTypes[i] = view.getUint16(position, true);
        record.itemStarts[i] = position + ITEM_HEAD_BYTES;
        record.itemEnds[i] = position + ITEM_HEAD_BYTES + length;
      }
      position += ITEM_HEAD_BYTES + padded(length);
    }
    record.userStart = position;
    record.userEnd = position + view.getUint32(at + 44, true);
  }

  /** The end of the record at `at`, whose parts lie within it. */
  #checkedEnd(at: number): number {
    const view = this.#view;
    const end = this.bytes.length;
    if (end - at < RECORD_HEAD_BYTES) throw new MalformedFrame('The payload ends too early.');
    const size = view.getUint32(at, true);
    if (size < RECORD_HEAD_BYTES || size % 8 !== 0 || size > end - at)
      throw new MalformedFrame('A raw record has an impossible size.');
    let left = size - RECORD_HEAD_BYTES;
    const items = view.getUint16(at + 42, true);
    for (let i = 0; i < items; i++) {
      // Lengths are below 2^32, so sums of two of them are exact.
      const length = left < ITEM_HEAD_BYTES ? left : view.getUint32(at + size - left + 4, true);
      left -= ITEM_HEAD_BYTES + length + ((8 - (length % 8)) % 8);
      if (left < 0) throw new MalformedFrame('The size of a raw record is not that of its parts.');
    }
    const user = view.getUint32(at + 44, true);
    if (user + ((8 - (user % 8)) % 8) !== left)
      throw new MalformedFrame('The size of a raw record is not that of its parts.');
    return at + size;
  }
}

export function decodeRawRecords(payload: Buffer): RawRecordsMessage {
  const batch = new RawBatch(payload);
  return { type: 'raw-records', source: payload.readUInt16LE(0), batch };
}

export function decodeRawProviders(reader: PayloadReader): RawProvidersMessage {
  const count = reader.u32();
  const providers: { index: number; guid: string }[] = [];
  for (let i = 0; i < count; i++) {
    const index = reader.u16();
    reader.skip(2);
    providers.push({ index, guid: reader.slice(16).toString('hex') });
  }
  return { type: 'raw-providers', providers };
}
