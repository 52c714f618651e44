import { groupDigits } from '../../../../shared/format/number.ts';
import type { DetailKey } from '../../detail-key.ts';
import type { DetailWriter } from '../../dialect.ts';
import type { PmlEvent } from '../pml-event.ts';
import { byteOffsetAt, holdsParameters, tailAt } from './geometry.ts';

export function lockFile(event: PmlEvent, out: DetailWriter): void {
  writeLock(event, wholeLength, out);
}

export function unlockFileSingle(event: PmlEvent, out: DetailWriter): void {
  if (holdsParameters(event)) writeRange(event, wholeLength, out);
}

/** As Process Monitor prints it: in 32-bit logs the lower half of the length only. */
export function lockFileCut(event: PmlEvent, out: DetailWriter): void {
  writeLock(event, cutLength, out);
}

/** See {@link lockFileCut}. */
export function unlockFileSingleCut(event: PmlEvent, out: DetailWriter): void {
  if (holdsParameters(event)) writeRange(event, cutLength, out);
}

type LengthText = (event: PmlEvent, at: number) => string;

const wholeLength: LengthText = ({ detail }, at) => detail.groupS64(at);
const cutLength: LengthText = ({ detail, is64Bit }, at) =>
  is64Bit ? detail.groupS64(at) : groupDigits(detail.u32(at));

function writeLock(event: PmlEvent, length: LengthText, out: DetailWriter): void {
  const { detail } = event;
  if (!holdsParameters(event)) return;
  const flagsAt = lockFlagsAt(event);
  out.field('Exclusive', detail.bool(flagsAt + 1));
  writeRange(event, length, out);
  out.field('Fail Immediately', detail.bool(flagsAt));
}

/** Key of all. */
export function lockKey(event: PmlEvent, key: DetailKey): void {
  const { detail } = event;
  if (!holdsParameters(event)) return;
  const tail = tailAt(event);
  key.add(detail.u16(lockFlagsAt(event)));
  key.add(detail.u32(byteOffsetAt(event)));
  key.add(detail.u32(byteOffsetAt(event) + 4));
  if (!detail.holds(tail, 8)) return;
  key.add(detail.u32(tail));
  key.add(detail.u32(tail + 4));
}

function lockFlagsAt(event: PmlEvent): number {
  return event.is64Bit ? 0x30 : 0x24;
}

function writeRange(event: PmlEvent, length: LengthText, out: DetailWriter): void {
  const { detail } = event;
  const tail = tailAt(event);
  out.field('Offset', detail.groupS64(byteOffsetAt(event)));
  if (!detail.holds(tail, 8)) return;
  out.field('Length', length(event, tail));
}
