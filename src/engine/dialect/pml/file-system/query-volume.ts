import { groupDigits } from '../../../../shared/format/number.ts';
import type { DetailWriter } from '../../dialect.ts';
import type { PmlEvent } from '../pml-event.ts';
import { fileSystemAttributesText } from '../texts/file-texts.ts';

export function queryVolume(event: PmlEvent, out: DetailWriter): void {
  const { extra } = event;
  if (!extra.holds(0, 18)) return;
  out.field('VolumeCreationTime', event.date(extra, 0));
  out.field('VolumeSerialNumber', serialNumberText(extra.u32(8)));
  out.field('SupportsObjects', extra.bool(16));
  out.field('VolumeLabel', extra.utf16(18, extra.u32(12)));
}

/** `1A2B-3C4D` */
function serialNumberText(serial: number): string {
  const digits = serial.toString(16).toUpperCase().padStart(8, '0');
  return `${digits.slice(0, 4)}-${digits.slice(4)}`;
}

export function querySize({ extra }: PmlEvent, out: DetailWriter): void {
  if (!extra.holds(0, 24)) return;
  out.field('TotalAllocationUnits', extra.groupU64(0));
  out.field('AvailableAllocationUnits', extra.groupU64(8));
  out.field('SectorsPerAllocationUnit', groupDigits(extra.u32(16)));
  out.field('BytesPerSector', groupDigits(extra.u32(20)));
}

export function queryFileSystemAttributes({ extra }: PmlEvent, out: DetailWriter): void {
  if (!extra.holds(0, 12)) return;
  out.field('FileSystemAttributes', fileSystemAttributesText(extra.u32(0)));
  out.field('MaximumComponentNameLength', groupDigits(extra.u32(4)));
  out.field('FileSystemName', extra.utf16(12, extra.u32(8)));
}

export function queryFullSize({ extra }: PmlEvent, out: DetailWriter): void {
  if (!extra.holds(0, 32)) return;
  out.field('TotalAllocationUnits', extra.groupU64(0));
  out.field('CallerAvailableAllocationUnits', extra.groupU64(8));
  out.field('ActualAvailableAllocationUnits', extra.groupU64(16));
  out.field('SectorsPerAllocationUnit', groupDigits(extra.u32(24)));
  out.field('BytesPerSector', groupDigits(extra.u32(28)));
}

/** The sixteen bytes in the order in which they are stored. */
export function queryObjectId({ extra }: PmlEvent, out: DetailWriter): void {
  if (!extra.holds(0, 16)) return;
  out.field('ObjectId', extra.bytes.toString('hex', extra.start, extra.start + 16).toUpperCase());
}
