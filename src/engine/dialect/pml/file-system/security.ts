import type { DetailKey } from '../../detail-key.ts';
import type { DetailWriter } from '../../dialect.ts';
import type { PmlEvent } from '../pml-event.ts';
import { securityInformationText } from '../texts/file-texts.ts';
import { holdsParameters, slot } from './geometry.ts';

/** QuerySecurityFile and SetSecurityFile. */
export function securityFile(event: PmlEvent, out: DetailWriter): void {
  if (holdsParameters(event))
    out.field('Information', securityInformationText(event.detail.u32(slot(event, 0))));
}

export function securityFileKey(event: PmlEvent, key: DetailKey): void {
  if (holdsParameters(event)) key.add(event.detail.u32(slot(event, 0)));
}
