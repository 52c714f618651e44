import { groupDigits } from '../../../../shared/format/number.ts';
import type { DetailKey } from '../../detail-key.ts';
import type { DetailWriter } from '../../dialect.ts';
import type { PmlEvent } from '../pml-event.ts';
import { ioFlagsText } from '../texts/file-texts.ts';
import { IRP_FLAGS_AT, byteOffsetAt, holdsParameters, slot, tailAt } from './geometry.ts';

/** Flags for which the field is printed at all; the three bits between are the priority. */
const SHOWN_FLAGS = 0xe0_00ff;
const PRIORITY_SHIFT = 17;
const PRIORITIES: readonly string[] = ['', 'Very Low', 'Low', 'Normal', 'High', 'Critical'];

/** ReadFile and WriteFile. The length is that of what was moved, where the log knows it, else what was asked for. */
export function readWrite(event: PmlEvent, out: DetailWriter): void {
  const { detail, extra } = event;
  if (!holdsParameters(event)) return;
  const flags = detail.u32(IRP_FLAGS_AT);
  out.field('Offset', detail.groupS64(byteOffsetAt(event)));
  out.field('Length', groupDigits(extra.holds(0, 4) ? extra.u32(0) : detail.u32(slot(event, 0))));
  if ((flags & SHOWN_FLAGS) !== 0) out.field('I/O Flags', ioFlagsText(flags & SHOWN_FLAGS));
  const priority = (flags >>> PRIORITY_SHIFT) & 7;
  if (priority !== 0) out.field('Priority', PRIORITIES[priority] ?? `<Unknown: ${priority}>`);
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

/** FASTIO_MDL_READ_COMPLETE and FASTIO_MDL_WRITE_COMPLETE. */
export function mdlComplete(event: PmlEvent, out: DetailWriter): void {
  if (!holdsParameters(event)) return;
  const at = slot(event, 0);
  out.field('MDL', event.is64Bit ? event.detail.hexU64(at) : `0x${event.detail.u32(at).toString(16)}`);
}
