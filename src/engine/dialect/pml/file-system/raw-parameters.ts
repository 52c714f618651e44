import { hex } from '../../../../shared/format/number.ts';
import type { DetailWriter } from '../../dialect.ts';
import type { PmlEvent } from '../pml-event.ts';
import { CALLBACK_FLAGS_AT, IRP_FLAGS_AT, holdsParameters, slot } from './geometry.ts';

/**
 * The parameters as they are, which Process Monitor prints from version 4 on of what it does not decode: four slots, the
 * second of them as 32 bits. Source: procmon-parser of 2026, whose tests hold it against an export of Windows 11.
 */
export function rawParameters(event: PmlEvent, out: DetailWriter): void {
  const { detail } = event;
  if (!holdsParameters(event)) return;
  const pointer = (at: number): string => (event.is64Bit ? detail.hexU64(at) : hex(detail.u32(at)));
  out.field('Minor ID', hex(event.sub));
  out.field('IRP Flags', hex(detail.u32(IRP_FLAGS_AT)));
  out.field('Flags', hex(detail.u32(CALLBACK_FLAGS_AT)));
  out.field('Arg1', pointer(slot(event, 0)));
  out.field('Arg2', hex(detail.u32(slot(event, 1))));
  out.field('Arg3', pointer(slot(event, 2)));
  out.field('Arg4', pointer(slot(event, 3)));
}
