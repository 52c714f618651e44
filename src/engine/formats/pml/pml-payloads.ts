import { ProcscopeError } from '../../../shared/errors.ts';
import type { PayloadSource, StackBytes } from '../../capture/capture.ts';
import type { Payload } from '../../dialect/payload.ts';
import type { EventStore } from '../../store/event-store.ts';
import type { Segment, SegmentColumns } from '../../store/segment.ts';
import { MAX_STACK_FRAMES } from '../../store/stack-pool.ts';
import { EVENT, EVENT_HEAD_BYTES, MAX_EXTRA_BYTES } from './layout.ts';
import type { PageReader } from './page-reader.ts';

/** What a part's number is multiplied by in `payloadBase`: more than any position in a file. */
export const PART_BASE = 2 ** 40;

/** Bytes behind a block that formatters may read, because some texts of Process Monitor run on there. */
export const OVERRUN_BYTES = 4096;

/** A longer detail block comes from damage; its beginning is given. The longest known are environments of some 64 KiB. */
const MAX_DETAIL_BYTES = 4 * 1024 * 1024;

interface OpenPart {
  readonly pages: PageReader;
  readonly pointerBytes: 4 | 8;
}

/** Payloads and stacks of a log, read from its files when they are asked for, through a small cache of pages. */
export class PmlPayloads implements PayloadSource {
  readonly #store: EventStore;
  readonly #parts: OpenPart[] = [];
  readonly #onClose: () => void;
  #isClosed = false;
  #segment: Segment | undefined;
  #segmentOffsets: SegmentColumns['payloadOffset'] = new Uint32Array(0);
  #scratch = Buffer.alloc(0);

  /** `onClose` is told that the files are no longer needed. */
  constructor(store: EventStore, onClose: () => void) {
    this.#store = store;
    this.#onClose = onClose;
  }

  /** Adds the next part, whose events have the payload base `number * PART_BASE`. */
  addPart(pages: PageReader, is64Bit: boolean): void {
    this.#parts.push({ pages, pointerBytes: is64Bit ? 8 : 4 });
  }

  /** See {@link PayloadSource.load}. What lies outside the file is left out. */
  load(segment: Segment, index: number, into: Payload): void {
    const { pages, pointerBytes } = this.#part(segment);
    const position = this.#offsets(segment)[index] ?? 0;
    if (pages.fetch(position, EVENT_HEAD_BYTES) < EVENT_HEAD_BYTES) return setEmpty(into);
    const head = pages.at;
    const detailStart =
      position + EVENT_HEAD_BYTES + pages.bytes.readUInt16LE(head + EVENT.frames) * pointerBytes;
    const said = pages.bytes.readUInt32LE(head + EVENT.detailBytes);
    const detailBytes = detailStart + said > pages.size ? 0 : Math.min(said, MAX_DETAIL_BYTES);
    const detailEnd = detailStart + detailBytes;
    const extraOffset = pages.bytes.readUInt32LE(head + EVENT.extraOffset);
    const extraAt = position + extraOffset;
    if (extraOffset === 0 || extraAt === detailEnd) {
      this.#loadAdjacent(pages, detailStart, detailEnd, extraOffset !== 0, into);
    } else {
      this.#loadApart(pages, detailStart, detailEnd, extraOffset < EVENT_HEAD_BYTES ? -1 : extraAt, into);
    }
  }

  /** See {@link PayloadSource.stack}. */
  stack(segment: Segment, index: number): readonly bigint[] {
    const { pages, pointerBytes } = this.#part(segment);
    const position = this.#offsets(segment)[index] ?? 0;
    if (pages.fetch(position, EVENT_HEAD_BYTES) < EVENT_HEAD_BYTES) return [];
    const depth = Math.min(pages.bytes.readUInt16LE(pages.at + EVENT.frames), MAX_STACK_FRAMES);
    const there = pages.fetch(position + EVENT_HEAD_BYTES, depth * pointerBytes);
    const frames: bigint[] = [];
    for (let i = 0; i + pointerBytes <= there; i += pointerBytes) {
      const at = pages.at + i;
      frames.push(
        pointerBytes === 8 ? pages.bytes.readBigUInt64LE(at) : BigInt(pages.bytes.readUInt32LE(at)),
      );
    }
    return frames;
  }

  /** See {@link PayloadSource.stackBytes}. */
  stackBytes(segment: Segment, index: number, into: StackBytes): void {
    const { pages, pointerBytes } = this.#part(segment);
    const position = this.#offsets(segment)[index] ?? 0;
    into.width = pointerBytes;
    into.count = 0;
    if (pages.fetch(position, EVENT_HEAD_BYTES) < EVENT_HEAD_BYTES) return;
    const depth = Math.min(pages.bytes.readUInt16LE(pages.at + EVENT.frames), MAX_STACK_FRAMES);
    const there = pages.fetch(position + EVENT_HEAD_BYTES, depth * pointerBytes);
    into.bytes = pages.bytes;
    into.start = pages.at;
    into.count = Math.floor(there / pointerBytes);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onClose();
  }

  /** The column of the segment asked for last is kept: a cold one must be looked up by its name. */
  #offsets(segment: Segment): SegmentColumns['payloadOffset'] {
    if (segment !== this.#segment) {
      this.#segmentOffsets = this.#store.column(segment, 'payloadOffset');
      this.#segment = segment;
    }
    return this.#segmentOffsets;
  }

  #part(segment: Segment): OpenPart {
    const part = this.#parts[Math.floor(segment.payloadBase / PART_BASE)];
    if (part === undefined) throw new Error(`There is no part for the payload base ${segment.payloadBase}`);
    if (this.#isClosed) throw new ProcscopeError('file/io', 'The log was closed.');
    return part;
  }

  /** The common case: the extra block follows the details, so one piece of the file holds all. */
  #loadAdjacent(
    pages: PageReader,
    detailStart: number,
    detailEnd: number,
    hasExtra: boolean,
    into: Payload,
  ): void {
    const detailBytes = detailEnd - detailStart;
    let wanted = detailBytes + OVERRUN_BYTES;
    let there = pages.fetch(detailStart, wanted);
    let extraBytes = -1;
    if (hasExtra && there >= detailBytes + 2) {
      extraBytes = pages.bytes.readUInt16LE(pages.at + detailBytes);
      if (detailEnd + 2 + extraBytes > pages.size) extraBytes = -1;
      wanted = detailBytes + 2 + extraBytes + OVERRUN_BYTES;
      if (extraBytes >= 0) there = pages.fetch(detailStart, wanted);
    }
    const at = pages.at;
    into.bytes = pages.bytes;
    into.limit = at + there;
    into.detailStart = at;
    into.detailEnd = Math.min(at + detailBytes, into.limit);
    into.extraStart = extraBytes < 0 ? into.detailEnd : Math.min(at + detailBytes + 2, into.limit);
    into.extraEnd = extraBytes < 0 ? -1 : Math.min(into.extraStart + extraBytes, into.limit);
  }

  /** An extra block that is elsewhere, as no known log has it: both blocks are copied together. */
  #loadApart(
    pages: PageReader,
    detailStart: number,
    detailEnd: number,
    extraAt: number,
    into: Payload,
  ): void {
    const size = detailEnd - detailStart + MAX_EXTRA_BYTES + OVERRUN_BYTES;
    if (this.#scratch.length < size) this.#scratch = Buffer.allocUnsafeSlow(size);
    const extraBytes =
      extraAt >= 0 && pages.fetch(extraAt, 2) === 2 ? pages.bytes.readUInt16LE(pages.at) : -1;
    const hasExtra = extraBytes >= 0 && extraAt + 2 + extraBytes <= pages.size;
    const detailBytes = pages.fetch(detailStart, detailEnd - detailStart);
    pages.bytes.copy(this.#scratch, 0, pages.at, pages.at + detailBytes);
    const behind = hasExtra
      ? pages.fetch(extraAt + 2, extraBytes + OVERRUN_BYTES)
      : pages.fetch(detailEnd, OVERRUN_BYTES);
    pages.bytes.copy(this.#scratch, detailBytes, pages.at, pages.at + behind);
    into.bytes = this.#scratch;
    into.detailStart = 0;
    into.detailEnd = detailBytes;
    into.limit = detailBytes + behind;
    into.extraStart = detailBytes;
    into.extraEnd = hasExtra ? Math.min(detailBytes + extraBytes, into.limit) : -1;
  }
}

function setEmpty(into: Payload): void {
  into.bytes = Buffer.alloc(0);
  into.detailStart = into.detailEnd = into.extraStart = into.limit = 0;
  into.extraEnd = -1;
}
