import { hex } from '../../../../shared/format/number.ts';
import type { DetailWriter } from '../../dialect.ts';
import type { PmlEvent } from '../pml-event.ts';
import { CALLBACK_FLAGS_AT, IRP_FLAGS_AT, holdsParameters, slot } from './geometry.ts';

const SLOTS = 5;

/** The parameters as they are; what Process Monitor prints from version 4 on of operations that it does not know. */
export function rawParameters(event: PmlEvent, out: DetailWriter): void {
  const { detail } = event;
  if (event.options.procmonVersion < 4 || !holdsParameters(event)) return;
  out.field('Minor ID', hex(event.sub));
  out.field('IRP Flags', hex(detail.u32(IRP_FLAGS_AT)));
  out.field('Flags', hex(detail.u32(CALLBACK_FLAGS_AT)));
  for (let i = 0; i < SLOTS; i++) {
    const at = slot(event, i);
    out.field(`Arg${i + 1}`, event.is64Bit ? detail.hexU64(at) : hex(detail.u32(at)));
  }
}
