import { groupDigits, hex } from '../../../../shared/format/number.ts';
import type { DetailWriter } from '../../dialect.ts';
import type { PmlEvent } from '../pml-event.ts';
import { deviceTypeText, fileSystemAttributesText } from '../texts/file-texts.ts';
import { tailAt } from './geometry.ts';

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

/** FILE_FS_LABEL_INFORMATION. */
export function queryLabel({ extra }: PmlEvent, out: DetailWriter): void {
  if (extra.holds(0, 4)) out.field('VolumeLabel', extra.utf16(4, extra.u32(0)));
}

/** FILE_FS_DEVICE_INFORMATION. */
export function queryDevice({ extra, texts }: PmlEvent, out: DetailWriter): void {
  if (!extra.holds(0, 8)) return;
  out.field('DeviceType', deviceTypeText(extra.u32(0)));
  out.field('Characteristics', texts.characteristics(extra.u32(4)));
}

/** FILE_FS_CONTROL_INFORMATION. */
export function queryControl({ extra }: PmlEvent, out: DetailWriter): void {
  if (!extra.holds(0, 44)) return;
  out.field('FreeSpaceStartFiltering', extra.groupS64(0));
  out.field('FreeSpaceThreshold', extra.groupS64(8));
  out.field('FreeSpaceStopFiltering', extra.groupS64(16));
  out.field('DefaultQuotaThreshold', extra.groupS64(24));
  out.field('DefaultQuotaLimit', extra.groupS64(32));
  out.field('FileSystemControlFlags', hex(extra.u32(40)));
}

/** FILE_FS_SECTOR_SIZE_INFORMATION. */
export function querySectorSize({ extra }: PmlEvent, out: DetailWriter): void {
  if (!extra.holds(0, 28)) return;
  out.field('LogicalBytesPerSector', groupDigits(extra.u32(0)));
  out.field('PhysicalBytesPerSectorForAtomicity', groupDigits(extra.u32(4)));
  out.field('PhysicalBytesPerSectorForPerformance', groupDigits(extra.u32(8)));
  out.field('FileSystemEffectivePhysicalBytesPerSectorForAtomicity', groupDigits(extra.u32(12)));
  out.field('Flags', hex(extra.u32(16)));
}

/** SetLabelInformationVolume: FILE_FS_LABEL_INFORMATION behind the path. */
export function setLabel(event: PmlEvent, out: DetailWriter): void {
  const tail = tailAt(event);
  const { detail } = event;
  if (detail.holds(tail, 4)) out.field('VolumeLabel', detail.utf16(tail + 4, detail.u32(tail)));
}
