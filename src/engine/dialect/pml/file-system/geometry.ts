import { Block } from '../block.ts';
import type { PmlEvent } from '../pml-event.ts';

/** IRP flags in the low bits, operation flags above. */
export const IRP_FLAGS_AT = 8;
/** Callback-data flags: IRP operation, fast I/O, or file-system filter operation. */
export const CALLBACK_FLAGS_AT = 0x0c;
/** Where FLT_PARAMETERS begin: five slots of a pointer each and eight bytes more. */
const PARAMETERS_AT = 0x10;

/** Where slot `i` of the operation's FLT_PARAMETERS begins. */
export function slot(event: PmlEvent, i: number): number {
  return PARAMETERS_AT + i * (event.is64Bit ? 8 : 4);
}

/** Where a LARGE_INTEGER behind two 32-bit members begins; aligned members do not fall on slots in 32-bit logs. */
export function byteOffsetAt(event: PmlEvent): number {
  return event.is64Bit ? 0x20 : 0x18;
}

/** Where the info word of the path begins. */
export function pathInfoAt(event: PmlEvent): number {
  return event.is64Bit ? 0x40 : 0x2c;
}

/** Where what follows the path begins; behind the block's end when the block is cut. */
export function tailAt(event: PmlEvent): number {
  const infoAt = pathInfoAt(event);
  return infoAt + 4 + Block.textBytes(event.detail.u16(infoAt));
}

/** Whether the block holds all that stands in front of the path. */
export function holdsParameters(event: PmlEvent): boolean {
  return event.detail.holds(pathInfoAt(event), 4);
}
