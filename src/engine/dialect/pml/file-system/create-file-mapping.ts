import { hex } from '../../../../shared/format/number.ts';
import type { DetailKey } from '../../detail-key.ts';
import type { DetailWriter } from '../../dialect.ts';
import type { PmlEvent } from '../pml-event.ts';
import type { FlagText } from '../texts/flags.ts';
import { holdsParameters, slot } from './geometry.ts';

const CREATE_SECTION = 1;
const NO_CACHE = 0x200;
/** The protection is a member of 32 bits behind the type, in logs of either bitness. Source: WDK, FLT_PARAMETERS. */
const PROTECTION_AT = 0x14;

/** The bits that are looked at: the others are of a pointer, and differ from event to event. */
const PROTECTION_MASK = 0x27e;

const PROTECTIONS: readonly FlagText[] = [
  [0x2, 'PAGE_READONLY'],
  [0x4, 'PAGE_READWRITE'],
  [0x8, 'PAGE_WRITECOPY'],
  [0x10, 'PAGE_EXECUTE'],
  [0x20, 'PAGE_EXECUTE_READ'],
  [0x40, 'PAGE_EXECUTE_READWRITE'],
];

export function createFileMapping(event: PmlEvent, out: DetailWriter): void {
  writeMapping(event, PROTECTION_AT, out);
}

export function createFileMappingKey(event: PmlEvent, key: DetailKey): void {
  addMapping(event, PROTECTION_AT, key);
}

/** As Process Monitor prints it: in 64-bit logs the protection is the lower half of a kernel pointer. */
export function createFileMappingOfSlot(event: PmlEvent, out: DetailWriter): void {
  writeMapping(event, slot(event, 1), out);
}

export function createFileMappingOfSlotKey(event: PmlEvent, key: DetailKey): void {
  addMapping(event, slot(event, 1), key);
}

function writeMapping(event: PmlEvent, protectionAt: number, out: DetailWriter): void {
  if (!holdsParameters(event)) return;
  const type = event.detail.u32(slot(event, 0));
  out.field('SyncType', syncTypeText(type));
  if (type === CREATE_SECTION) out.field('PageProtection', protectionText(event.detail.u32(protectionAt)));
}

function addMapping(event: PmlEvent, protectionAt: number, key: DetailKey): void {
  if (!holdsParameters(event)) return;
  const type = event.detail.u32(slot(event, 0));
  key.add(type);
  if (type === CREATE_SECTION) key.add(event.detail.u32(protectionAt) & PROTECTION_MASK);
}

function syncTypeText(type: number): string {
  if (type === 0) return 'SyncTypeOther';
  return type === CREATE_SECTION ? 'SyncTypeCreateSection' : `Unknown: ${hex(type)}`;
}

/** The first bit that is set, and whether caching is off. */
function protectionText(protection: number): string {
  const first = PROTECTIONS.find(([bit]) => (protection & bit) !== 0);
  return (first === undefined ? '' : first[1]) + ((protection & NO_CACHE) === 0 ? '' : '|PAGE_NOCACHE');
}
