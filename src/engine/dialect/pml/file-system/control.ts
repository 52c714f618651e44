import { groupDigits } from '../../../../shared/format/number.ts';
import type { DetailKey } from '../../detail-key.ts';
import type { DetailWriter } from '../../dialect.ts';
import type { PmlEvent } from '../pml-event.ts';
import { controlCodeCategory, controlCodeName, controlCodeText } from '../texts/control-codes.ts';
import { holdsParameters, slot, tailAt } from './geometry.ts';

export function controlCategory(event: PmlEvent): string {
  return holdsParameters(event) ? controlCodeCategory(event.detail.u32(slot(event, 2))) : '';
}

/** DeviceIoControl and InternalDeviceIoControl. */
export function deviceControl(event: PmlEvent, out: DetailWriter): void {
  if (holdsParameters(event)) out.field('Control', controlCodeText(event.detail.u32(slot(event, 2))));
}

export function deviceControlKey(event: PmlEvent, key: DetailKey): void {
  if (holdsParameters(event)) key.add(event.detail.u32(slot(event, 2)));
}

/** FileSystemControl: some controls show more. */
export function fileSystemControl(event: PmlEvent, out: DetailWriter): void {
  if (!holdsParameters(event)) return;
  const { detail } = event;
  const code = detail.u32(slot(event, 2));
  out.field('Control', controlCodeText(code));
  switch (controlCodeName(code) ?? '') {
    case 'FSCTL_PIPE_INTERNAL_WRITE':
      out.field('Length', groupDigits(detail.u32(slot(event, 0))));
      break;
    case 'FSCTL_PIPE_INTERNAL_READ':
      out.field('Length', groupDigits(detail.u32(slot(event, 1))));
      break;
    case 'FSCTL_PIPE_TRANSCEIVE':
    case 'FSCTL_PIPE_INTERNAL_TRANSCEIVE':
      out.field('WriteLength', groupDigits(detail.u32(slot(event, 0))));
      out.field('ReadLength', groupDigits(detail.u32(slot(event, 1))));
      break;
    case 'FSCTL_OFFLOAD_READ':
      writeRange(event, tailAt(event) + 16, out);
      break;
    case 'FSCTL_OFFLOAD_WRITE':
      writeRange(event, tailAt(event) + 8, out);
      break;
  }
}

/** There is none for copies that the storage makes itself: they show ranges. */
export function fileSystemControlKey(event: PmlEvent, key: DetailKey): void {
  if (!holdsParameters(event)) return;
  const { detail } = event;
  const code = detail.u32(slot(event, 2));
  if (controlCodeName(code)?.startsWith('FSCTL_OFFLOAD_') === true) key.refuse();
  key.add(code);
  key.add(detail.u32(slot(event, 0)));
  key.add(detail.u32(slot(event, 1)));
}

function writeRange({ detail }: PmlEvent, at: number, out: DetailWriter): void {
  if (!detail.holds(at, 16)) return;
  out.field('Offset', detail.groupS64(at));
  out.field('Length', detail.groupU64(at + 8));
}

/** Whether the control shows lengths or a range of which no export was at hand. */
export function hasUnprovenControl(event: PmlEvent): boolean {
  if (!holdsParameters(event)) return false;
  const name = controlCodeName(event.detail.u32(slot(event, 2)));
  return name !== undefined && UNPROVEN_CONTROLS.has(name);
}

const UNPROVEN_CONTROLS: ReadonlySet<string> = new Set([
  'FSCTL_PIPE_INTERNAL_WRITE',
  'FSCTL_PIPE_INTERNAL_READ',
  'FSCTL_PIPE_TRANSCEIVE',
  'FSCTL_PIPE_INTERNAL_TRANSCEIVE',
  'FSCTL_OFFLOAD_WRITE',
]);
