import { hex } from '../../../../shared/format/number.ts';
import type { DetailWriter } from '../../dialect.ts';
import type { PmlEvent } from '../pml-event.ts';
import { Block } from '../block.ts';
import { dispositionFlagsText, linkFlagsText, renameFlagsText } from '../texts/file-texts.ts';
import { holdsParameters, slot, tailAt } from './geometry.ts';
import { BASIC_BYTES, writeBasic } from './information.ts';

const READ_MODES: readonly string[] = ['FILE_PIPE_BYTE_STREAM_MODE', 'FILE_PIPE_MESSAGE_MODE'];
const COMPLETION_MODES: readonly string[] = ['FILE_PIPE_QUEUE_OPERATION', 'FILE_PIPE_COMPLETE_OPERATION'];

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

/** SetValidDataLengthInformationFile. */
export function setValidDataLength(event: PmlEvent, out: DetailWriter): void {
  writeSize(event, 'ValidDataLength', out);
}

/** SetPipeInformation: FILE_PIPE_INFORMATION. Source: WDK. */
export function setPipe(event: PmlEvent, out: DetailWriter): void {
  const { detail } = event;
  const tail = tailAt(event);
  if (!detail.holds(tail, 8)) return;
  out.field('ReadMode', READ_MODES[detail.u32(tail)] ?? hex(detail.u32(tail)));
  out.field('CompletionMode', COMPLETION_MODES[detail.u32(tail + 4)] ?? hex(detail.u32(tail + 4)));
}

/** SetShortNameInformation: FILE_NAME_INFORMATION. Source: WDK. */
export function setShortName(event: PmlEvent, out: DetailWriter): void {
  const { detail } = event;
  const tail = tailAt(event);
  if (detail.holds(tail, 4)) out.field('Name', detail.utf16(tail + 4, detail.u32(tail)));
}

/** SetStorageReservedIdInformation: FILE_STORAGE_RESERVE_ID_INFORMATION. Source: WDK. */
export function setStorageReserve(event: PmlEvent, out: DetailWriter): void {
  const tail = tailAt(event);
  if (event.detail.holds(tail, 4)) out.field('StorageReserveId', String(event.detail.u32(tail)));
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

/** SetLinkInformationEx: the driver puts no path behind the structure, so the name is as the caller gave it. */
export function setLinkEx(event: PmlEvent, out: DetailWriter): void {
  const tail = tailAt(event);
  if (!event.detail.holds(tail, 4)) return;
  out.field('Flags', linkFlagsText(event.detail.u32(tail)));
  const name = givenName(event, tail);
  if (name !== undefined) out.field('FileName', name);
}

/**
 * The destination. Behind the caller's structure, whose length is in slot 0, the driver puts it as a path that is shown;
 * where it did not, the name is as the caller gave it.
 */
function writeDestination(event: PmlEvent, tail: number, out: DetailWriter): void {
  const { detail } = event;
  if (!holdsParameters(event)) return;
  const infoAt = tail + detail.u32(slot(event, 0));
  const info = detail.holds(infoAt, 2) ? detail.u16(infoAt) : 0;
  const length = Block.textBytes(info);
  const name =
    length > 0 && detail.holds(infoAt + 2, length) ? detail.text(infoAt + 2, info) : givenName(event, tail);
  if (name !== undefined) out.field('FileName', name);
}

/** The name in FILE_RENAME_INFORMATION or FILE_LINK_INFORMATION: flags, a handle, the length in bytes, the name. */
function givenName({ detail, is64Bit }: PmlEvent, tail: number): string | undefined {
  const lengthAt = tail + (is64Bit ? 16 : 8);
  return detail.holds(lengthAt, 4) ? detail.utf16(lengthAt + 4, detail.u32(lengthAt)) : undefined;
}
