import { groupDigits, hex } from '../../../../shared/format/number.ts';
import type { DetailKey } from '../../detail-key.ts';
import type { DetailWriter } from '../../dialect.ts';
import type { PmlEvent } from '../pml-event.ts';
import { IRP_FLAGS_AT, byteOffsetAt, holdsParameters, slot, tailAt } from './geometry.ts';

/** Flags for which the field is printed at all; the three bits between are the priority. */
const SHOWN_FLAGS = 0xe0_00ff;
const PRIORITY_SHIFT = 17;
const PRIORITIES: readonly string[] = ['', 'Very Low', 'Low', 'Normal', 'High', 'Critical'];

/** ReadFile and WriteFile. The length is that of what was moved, where the log knows it, else what was asked for. */
export function readWrite(event: PmlEvent, out: DetailWriter): void {
  const { detail, extra, texts } = event;
  if (!holdsParameters(event)) return;
  const flags = detail.u32(IRP_FLAGS_AT);
  out.field('Offset', detail.groupS64(byteOffsetAt(event)));
  out.field('Length', groupDigits(extra.holds(0, 4) ? extra.u32(0) : detail.u32(slot(event, 0))));
  if ((flags & SHOWN_FLAGS) !== 0) out.field('I/O Flags', texts.ioFlags(flags & SHOWN_FLAGS));
  const priority = (flags >>> PRIORITY_SHIFT) & 7;
  if (priority !== 0) out.field('Priority', PRIORITIES[priority] ?? hex(priority));
}

export function readWriteKey(event: PmlEvent, key: DetailKey): void {
  const { detail, extra } = event;
  if (!holdsParameters(event)) return;
  const offset = byteOffsetAt(event);
  key.add(detail.u32(IRP_FLAGS_AT));
  key.add(detail.u32(offset));
  key.add(detail.u32(offset + 4));
  key.add(extra.holds(0, 4) ? extra.u32(0) : detail.u32(slot(event, 0)));
}

/** FASTIO_ACQUIRE_FOR_MOD_WRITE. */
export function acquireForModWrite(event: PmlEvent, out: DetailWriter): void {
  const tail = tailAt(event);
  if (event.detail.holds(tail, 8)) out.field('EndingOffset', event.detail.groupS64(tail));
}

export function acquireForModWriteKey(event: PmlEvent, key: DetailKey): void {
  const { detail } = event;
  const tail = tailAt(event);
  if (!detail.holds(tail, 8)) return;
  key.add(detail.u32(tail));
  key.add(detail.u32(tail + 4));
}

/** Whether the offset is one of the special values, -1 for the end of the file among them. */
export function hasNegativeOffset(event: PmlEvent): boolean {
  return holdsParameters(event) && event.detail.s32(byteOffsetAt(event) + 4) < 0;
}

/** FASTIO_MDL_READ_COMPLETE: the parameters are the chain alone. */
export function mdlReadComplete(event: PmlEvent, out: DetailWriter): void {
  if (holdsParameters(event)) out.field('MDL', pointerText(event, slot(event, 0)));
}

/** FASTIO_MDL_WRITE_COMPLETE: an offset of 64 bits, then the chain. Source: WDK, FLT_PARAMETERS, MdlWriteComplete. */
export function mdlWriteComplete(event: PmlEvent, out: DetailWriter): void {
  if (!holdsParameters(event)) return;
  const at = slot(event, 0);
  out.field('Offset', event.detail.groupS64(at));
  out.field('MDL', pointerText(event, at + 8));
}

function pointerText({ detail, is64Bit }: PmlEvent, at: number): string {
  return is64Bit ? detail.hexU64(at) : hex(detail.u32(at));
}

/** FASTIO_CHECK_IF_POSSIBLE. Source: WDK, FLT_PARAMETERS, FastIoCheckIfPossible: the flag stands behind the lock's key. */
export function checkIfPossible(event: PmlEvent, out: DetailWriter): void {
  if (!holdsParameters(event)) return;
  const { detail } = event;
  const at = slot(event, 0);
  out.field('Operation', detail.u8(event.is64Bit ? at + 0x18 : at + 0x10) === 0 ? 'Write' : 'Read');
  out.field('Offset', detail.groupS64(at));
  out.field('Length', groupDigits(detail.u32(at + 8)));
}
