import { groupDigits } from '../../../../shared/format/number.ts';
import type { DetailKey } from '../../detail-key.ts';
import type { DetailWriter } from '../../dialect.ts';
import type { PmlEvent } from '../pml-event.ts';
import { byteOffsetAt, holdsParameters, tailAt } from './geometry.ts';

export function lockFile(event: PmlEvent, out: DetailWriter): void {
  const { detail } = event;
  if (!holdsParameters(event)) return;
  const flagsAt = lockFlagsAt(event);
  out.field('Exclusive', detail.bool(flagsAt + 1));
  writeRange(event, out);
  out.field('Fail Immediately', detail.bool(flagsAt));
}

export function unlockFileSingle(event: PmlEvent, out: DetailWriter): void {
  if (holdsParameters(event)) writeRange(event, out);
}

/** Key of both. */
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

/** Process Monitor's own mistake: in 32-bit logs it prints the lower half of the length only. */
function writeRange(event: PmlEvent, out: DetailWriter): void {
  const { detail } = event;
  const tail = tailAt(event);
  out.field('Offset', detail.groupS64(byteOffsetAt(event)));
  if (!detail.holds(tail, 8)) return;
  out.field('Length', event.is64Bit ? detail.groupS64(tail) : groupDigits(detail.u32(tail)));
}
