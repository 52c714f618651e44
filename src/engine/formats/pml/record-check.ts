import { EVENT, EVENT_HEAD_BYTES } from './layout.ts';
import type { PageReader } from './page-reader.ts';

/**
 * Highest operation code of each class that is taken for an event's when records are looked for; with room for codes
 * that newer versions of Process Monitor may have added.
 */
const MAX_OPERATION = [0, 15, 31, 63, 7, 15, 63];

/** More frames than any stack that Process Monitor records. */
const MAX_FRAMES = 1024;

/** High halves of FILETIMEs: 2000-01-01 and 2100-01-01. */
const EARLIEST = 0x01bf_53eb;
const LATEST = 0x022f_7163;

/** Tells event records from other bytes. The checks are strict: nothing else says where a record begins. */
export class RecordCheck {
  readonly #pages: PageReader;
  readonly #pointerBytes: number;
  /** No record reaches beyond this position. */
  readonly #end: number;

  constructor(pages: PageReader, is64Bit: boolean, end: number) {
    this.#pages = pages;
    this.#pointerBytes = is64Bit ? 8 : 4;
    this.#end = end;
  }

  /** Whether the bytes at `position` could be an event, whatever its extra block says. */
  looksLikeEvent(position: number): boolean {
    return this.#detailEnd(position) >= 0;
  }

  /** Where the record at `position` ends; -1 when there is no valid record. The extra block must follow the details. */
  recordEnd(position: number): number {
    const detailEnd = this.#detailEnd(position);
    if (detailEnd < 0) return -1;
    if (this.#pages.fetch(position, EVENT_HEAD_BYTES) < EVENT_HEAD_BYTES) return -1;
    const extraOffset = this.#pages.bytes.readUInt32LE(this.#pages.at + EVENT.extraOffset);
    if (extraOffset === 0) return detailEnd;
    if (position + extraOffset !== detailEnd || detailEnd + 2 > this.#end) return -1;
    if (this.#pages.fetch(detailEnd, 2) < 2) return -1;
    const end = detailEnd + 2 + this.#pages.bytes.readUInt16LE(this.#pages.at);
    return end > this.#end ? -1 : end;
  }

  #detailEnd(position: number): number {
    if (position + EVENT_HEAD_BYTES > this.#end) return -1;
    if (this.#pages.fetch(position, EVENT_HEAD_BYTES) < EVENT_HEAD_BYTES) return -1;
    const { bytes, at } = this.#pages;
    const eventClass = bytes.readUInt32LE(at + EVENT.eventClass);
    const operation = bytes.readUInt16LE(at + EVENT.operation);
    if (eventClass < 1 || eventClass > 6 || operation > MAX_OPERATION[eventClass]!) return -1;
    const timeHigh = bytes.readUInt32LE(at + EVENT.time + 4);
    if (timeHigh < EARLIEST || timeHigh > LATEST) return -1;
    const frames = bytes.readUInt16LE(at + EVENT.frames);
    if (frames > MAX_FRAMES) return -1;
    const end =
      position + EVENT_HEAD_BYTES + frames * this.#pointerBytes + bytes.readUInt32LE(at + EVENT.detailBytes);
    return end > this.#end ? -1 : end;
  }
}
