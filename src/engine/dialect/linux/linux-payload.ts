import { PAYLOAD_HEAD_BYTES, writePayloadHead } from '../payload.ts';
import type { WireEvent } from '../../wire/event-batch.ts';
import { EventFlag } from '../../wire/wire-format.ts';

/**
 * Numbers of two fields that are no fields of the wire: the event's own flags, and what the call returned when it is neither
 * 0 nor an error. They stand behind the event's details and are built like these.
 */
export const FLAGS_FIELD = 0;
export const RESULT_FIELD = 255;

/** Flags that the Detail column tells something of; the others are told by the path or the result. */
const KEPT_FLAGS =
  EventFlag.NoEntry |
  EventFlag.Unreadable |
  EventFlag.PathCut |
  EventFlag.Compat |
  EventFlag.NoExit |
  EventFlag.DetailCut |
  EventFlag.Chroot;

/** Behind the details: two fields with a head of 2 bytes each, of at most 2 and 8 bytes. */
const MOST_ADDED = 2 + 2 + 2 + 8;
const FIRST_BYTES = 4096;

/**
 * Makes the stored payload of events: head, the details as they came, then flags and result. The bytes are good until the
 * next call: the event store copies them.
 */
export class LinuxPayloadWriter {
  /** The payload lies in [0, length). */
  bytes = Buffer.alloc(FIRST_BYTES);
  length = 0;

  /** `source` holds the event's details. Returns the length of the payload; 0 when there is nothing to keep. */
  write(source: Buffer, event: WireEvent): number {
    const { detailStart, detailEnd } = event;
    const most = PAYLOAD_HEAD_BYTES + (detailEnd - detailStart) + MOST_ADDED;
    if (this.bytes.length < most) this.bytes = Buffer.alloc(most * 2);
    const { bytes } = this;
    let at = PAYLOAD_HEAD_BYTES;
    if (detailEnd - detailStart < 64) {
      // Byte by byte is faster than a call for what most events have.
      for (let from = detailStart; from < detailEnd; from++) bytes[at++] = source[from]!;
    } else {
      at += source.copy(bytes, at, detailStart, detailEnd);
    }
    const flags = event.flags & KEPT_FLAGS;
    if (flags !== 0) at = this.#add(at, FLAGS_FIELD, flags, 0);
    const isValue = (event.flags & (EventFlag.Failed | EventFlag.NoExit)) === 0;
    if (isValue && (event.resultLow | event.resultHigh) !== 0) {
      at = this.#add(at, RESULT_FIELD, event.resultLow, event.resultHigh);
    }
    this.length = at === PAYLOAD_HEAD_BYTES ? 0 : at;
    if (this.length > 0) writePayloadHead(bytes, 0, at - PAYLOAD_HEAD_BYTES, undefined);
    return this.length;
  }

  /** Adds a field of 64 bits without its leading zero bytes. */
  #add(start: number, field: number, low: number, high: number): number {
    const { bytes } = this;
    let at = start + 2;
    for (let rest = low >>> 0; rest !== 0 || (high !== 0 && at < start + 6); rest >>>= 8) bytes[at++] = rest;
    for (let rest = high >>> 0; rest !== 0; rest >>>= 8) bytes[at++] = rest;
    bytes[start] = field;
    bytes[start + 1] = at - start - 2;
    return at;
  }
}
