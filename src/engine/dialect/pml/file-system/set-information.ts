import type { DetailWriter } from '../../dialect.ts';
import type { PmlEvent } from '../pml-event.ts';
import { dispositionFlagsText, renameFlagsText } from '../texts/file-texts.ts';
import { holdsParameters, slot, tailAt } from './geometry.ts';
import { BASIC_BYTES, writeBasic } from './information.ts';

export function setBasic(event: PmlEvent, out: DetailWriter): void {
  const tail = tailAt(event);
  if (event.detail.holds(tail, BASIC_BYTES)) writeBasic(event, event.detail, tail, out);
}

/** SetDispositionInformationFile. */
export function setDisposition(event: PmlEvent, out: DetailWriter): void {
  const tail = tailAt(event);
  if (event.detail.holds(tail, 1)) out.field('Delete', event.detail.bool(tail));
}

/** A deletion is the one change of information that counts as Write. */
export function setDispositionCategory(event: PmlEvent): string {
  const tail = tailAt(event);
  return event.detail.holds(tail, 1) && event.detail.u8(tail) !== 0 ? 'Write' : 'Write Metadata';
}

export function setDispositionEx(event: PmlEvent, out: DetailWriter): void {
  const tail = tailAt(event);
  if (event.detail.holds(tail, 4)) out.field('Flags', dispositionFlagsText(event.detail.u32(tail)));
}

export function setAllocation(event: PmlEvent, out: DetailWriter): void {
  writeSize(event, 'AllocationSize', out);
}

export function setEndOfFile(event: PmlEvent, out: DetailWriter): void {
  writeSize(event, 'EndOfFile', out);
}

export function setPosition(event: PmlEvent, out: DetailWriter): void {
  writeSize(event, 'Position', out);
}

function writeSize(event: PmlEvent, name: string, out: DetailWriter): void {
  const tail = tailAt(event);
  if (event.detail.holds(tail, 8)) out.field(name, event.detail.groupU64(tail));
}

/** SetRenameInformationFile and SetLinkInformationFile. */
export function setRename(event: PmlEvent, out: DetailWriter): void {
  const tail = tailAt(event);
  if (!event.detail.holds(tail, 1)) return;
  out.field('ReplaceIfExists', event.detail.bool(tail));
  writeDestination(event, tail, out);
}

export function setRenameEx(event: PmlEvent, out: DetailWriter): void {
  const tail = tailAt(event);
  if (!event.detail.holds(tail, 4)) return;
  out.field('Flags', renameFlagsText(event.detail.u32(tail)));
  writeDestination(event, tail, out);
}

/** Behind the caller's structure, whose length is in slot 0, the driver put the destination as a path that is shown. */
function writeDestination(event: PmlEvent, tail: number, out: DetailWriter): void {
  const { detail } = event;
  if (!holdsParameters(event)) return;
  const infoAt = tail + detail.u32(slot(event, 0));
  if (detail.holds(infoAt, 2)) out.field('FileName', detail.text(infoAt + 2, detail.u16(infoAt)));
}
