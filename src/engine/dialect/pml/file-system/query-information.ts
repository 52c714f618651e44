import { groupDigits, hex } from '../../../../shared/format/number.ts';
import type { DetailWriter } from '../../dialect.ts';
import type { PmlEvent } from '../pml-event.ts';
import { BASIC_BYTES, STANDARD_BYTES, writeBasic, writeStandard, writeTimes } from './information.ts';

/** Bytes of FILE_NETWORK_OPEN_INFORMATION that are read. */
const NETWORK_OPEN_BYTES = 52;

const ALIGNMENTS: ReadonlyMap<number, string> = new Map([
  [0, 'Byte'],
  [1, 'Word'],
  [3, 'Long'],
  [7, 'Quad'],
  [0xf, 'Octa'],
]);

export function queryBasic(event: PmlEvent, out: DetailWriter): void {
  if (event.extra.holds(0, BASIC_BYTES)) writeBasic(event, event.extra, 0, out);
}

export function queryStandard({ extra }: PmlEvent, out: DetailWriter): void {
  if (extra.holds(0, STANDARD_BYTES)) writeStandard(extra, 0, out);
}

export function queryInternal({ extra }: PmlEvent, out: DetailWriter): void {
  if (extra.holds(0, 8)) out.field('IndexNumber', extra.hexU64(0));
}

export function queryEa({ extra }: PmlEvent, out: DetailWriter): void {
  if (extra.holds(0, 4)) out.field('EaSize', groupDigits(extra.u32(0)));
}

export function queryName({ extra }: PmlEvent, out: DetailWriter): void {
  if (extra.holds(0, 4)) out.field('Name', extra.utf16(4, extra.u32(0)));
}

export function queryPosition({ extra }: PmlEvent, out: DetailWriter): void {
  if (extra.holds(0, 8)) out.field('Position', extra.groupU64(0));
}

/** FILE_ALL_INFORMATION; its name is not printed. */
export function queryAll(event: PmlEvent, out: DetailWriter): void {
  const { extra, texts } = event;
  if (!extra.holds(0, 96)) return;
  writeBasic(event, extra, 0, out);
  writeStandard(extra, 40, out);
  out.field('IndexNumber', extra.hexU64(64));
  out.field('EaSize', groupDigits(extra.u32(72)));
  out.field('Access', texts.fileAccess(extra.u32(76)));
  out.field('Position', extra.groupU64(80));
  out.field('Mode', texts.createOptions(extra.u32(88)));
  const alignment = extra.u32(92);
  out.field('AlignmentRequirement', ALIGNMENTS.get(alignment) ?? `<Unknown: ${alignment}>`);
}

/** FILE_NETWORK_OPEN_INFORMATION, which QueryOpen gives too when the fast way is open to it. */
export function queryNetworkOpen(event: PmlEvent, out: DetailWriter): void {
  const { extra } = event;
  if (!extra.holds(0, NETWORK_OPEN_BYTES)) return;
  writeTimes(event, extra, 0, out);
  out.field('AllocationSize', extra.groupU64(32));
  out.field('EndOfFile', extra.groupU64(40));
  out.field('FileAttributes', event.texts.fileAttributes(extra.u32(48)));
}

/** As Process Monitor prints it: the two sizes as dates. */
export function queryNetworkOpenAsDates(event: PmlEvent, out: DetailWriter): void {
  const { extra } = event;
  if (!extra.holds(0, NETWORK_OPEN_BYTES)) return;
  writeTimes(event, extra, 0, out);
  out.field('AllocationSize', event.date(extra, 32));
  out.field('EndOfFile', event.date(extra, 40));
  out.field('FileAttributes', event.texts.fileAttributes(extra.u32(48)));
}

export function queryAttributeTag({ extra, texts }: PmlEvent, out: DetailWriter): void {
  if (!extra.holds(0, 8)) return;
  out.field('Attributes', texts.fileAttributes(extra.u32(0)));
  out.field('ReparseTag', hex(extra.u32(4)));
}
