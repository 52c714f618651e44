import { groupSigned64 } from '../../../../shared/format/number.ts';
import type { DetailKey } from '../../detail-key.ts';
import type { DetailWriter } from '../../dialect.ts';
import type { PmlEvent } from '../pml-event.ts';
import { holdsParameters, slot, tailAt } from './geometry.ts';
import { accountText } from './security-identifier.ts';

const DISPOSITIONS: readonly string[] = ['Supersede', 'Open', 'Create', 'OpenIf', 'Overwrite', 'OverwriteIf'];
const OPEN = 1;
const OVERWRITE = 4;
const OPEN_RESULTS: readonly string[] = [
  'Superseded',
  'Opened',
  'Created',
  'Overwritten',
  'Exists',
  'DoesNotExist',
];
const UNKNOWN = '<unknown>';

export function createFile(event: PmlEvent, out: DetailWriter): void {
  const { detail, extra, texts } = event;
  const tail = tailAt(event);
  if (!holdsParameters(event) || !detail.holds(tail, 5)) return;
  const dispositionAndOptions = detail.u32(slot(event, 1));
  const disposition = dispositionAndOptions >>> 24;
  const attributesAt = slot(event, 2);
  out.field('Desired Access', texts.fileAccess(detail.u32(tail)));
  out.field('Disposition', DISPOSITIONS[disposition] ?? UNKNOWN);
  out.field('Options', texts.createOptions(dispositionAndOptions & 0xff_ffff));
  out.field('Attributes', texts.fileAttributes(detail.u16(attributesAt)));
  out.field('ShareMode', texts.shareMode(detail.u16(attributesAt + 2)));
  out.field('AllocationSize', makesFile(disposition) ? allocationSize(event) : 'n/a');
  const sidLength = detail.u8(tail + 4);
  if (sidLength > 0) out.field('Impersonating', accountText(event, tail + 8, sidLength));
  if (extra.holds(0, 4)) out.field('OpenResult', OPEN_RESULTS[extra.u32(0)] ?? UNKNOWN);
}

/** There is none for an event with an account: its name may become known later. */
export function createFileKey(event: PmlEvent, key: DetailKey): void {
  const { detail, extra } = event;
  const tail = tailAt(event);
  if (!holdsParameters(event) || !detail.holds(tail, 5)) return;
  if (detail.u8(tail + 4) > 0) key.refuse();
  const dispositionAndOptions = detail.u32(slot(event, 1));
  key.add(detail.u32(tail));
  key.add(dispositionAndOptions);
  key.add(detail.u32(slot(event, 2)));
  key.add(extra.holds(0, 4) ? 1 : 0);
  key.add(extra.u32(0));
  if (!makesFile(dispositionAndOptions >>> 24)) return;
  key.add(detail.u32(slot(event, 5)));
  key.add(detail.u32(slot(event, 5) + 4));
}

/** Whether a file may come into being, so that it has a first size. */
function makesFile(disposition: number): boolean {
  return disposition < DISPOSITIONS.length && disposition !== OPEN && disposition !== OVERWRITE;
}

function allocationSize(event: PmlEvent): string {
  const at = slot(event, 5);
  return groupSigned64(event.detail.u32(at + 4), event.detail.u32(at));
}

/** Write when a file was made or emptied, or, while the outcome is unknown, could have been. */
export function createFileCategory(event: PmlEvent): string {
  const { detail, extra } = event;
  if (extra.holds(0, 4)) {
    const result = extra.u32(0);
    return result === 0 || result === 2 || result === 3 ? 'Write' : '';
  }
  if (!holdsParameters(event)) return '';
  const disposition = detail.u32(slot(event, 1)) >>> 24;
  return disposition < DISPOSITIONS.length && disposition !== OPEN ? 'Write' : '';
}

/** Whether the event names an account that only its SID is known of: Process Monitor asks the machine for the name. */
export function hasUnknownAccount(event: PmlEvent): boolean {
  const tail = tailAt(event);
  const length = event.detail.u8(tail + 4);
  return length > 0 && /^(?:S-|0x)/.test(accountText(event, tail + 8, length));
}

/**
 * CreatePipe and CreateMailSlot: what they have in common with CreateFile. Source: WDK, FLT_PARAMETERS, CreatePipe and
 * CreateMailslot: security context, options, a reserved word of 16 bits, share access.
 */
export function createEndpoint(event: PmlEvent, out: DetailWriter): void {
  if (!holdsParameters(event)) return;
  const { detail, extra, texts } = event;
  const dispositionAndOptions = detail.u32(slot(event, 1));
  out.field('Disposition', DISPOSITIONS[dispositionAndOptions >>> 24] ?? UNKNOWN);
  out.field('Options', texts.createOptions(dispositionAndOptions & 0xff_ffff));
  out.field('ShareMode', texts.shareMode(detail.u16(slot(event, 2) + 2)));
  if (extra.holds(0, 4)) out.field('OpenResult', OPEN_RESULTS[extra.u32(0)] ?? UNKNOWN);
}
