import { groupDigits, hex } from '../../../../shared/format/number.ts';
import type { DetailWriter } from '../../dialect.ts';
import type { PmlEvent } from '../pml-event.ts';
import { writeTimes } from './information.ts';

/**
 * Information of files of which Process Monitor's own column says nothing.
 * Source: Microsoft's WDK documentation of the FILE_*_INFORMATION structures.
 */

/** Streams that are shown: no block of 65,535 bytes can hold more than this many. */
const MAX_STREAMS = 2731;
const STREAM_NAME_AT = 24;

/** FILE_STREAM_INFORMATION: a chain of streams, numbered from 1. */
export function queryStreams({ extra }: PmlEvent, out: DetailWriter): void {
  let at = 0;
  for (let no = 1; no <= MAX_STREAMS && extra.holds(at, STREAM_NAME_AT); no++) {
    out.field(String(no), extra.utf16(at + STREAM_NAME_AT, extra.u32(at + 4)));
    out.field('StreamSize', extra.groupU64(at + 8));
    const step = extra.u32(at);
    if (step < STREAM_NAME_AT) return;
    at += step;
  }
}

/** FILE_COMPRESSION_INFORMATION. */
export function queryCompression({ extra }: PmlEvent, out: DetailWriter): void {
  if (!extra.holds(0, 10)) return;
  out.field('CompressedFileSize', extra.groupU64(0));
  out.field('CompressionFormat', hex(extra.u16(8)));
}

/** FILE_IS_REMOTE_DEVICE_INFORMATION. */
export function queryIsRemoteDevice({ extra }: PmlEvent, out: DetailWriter): void {
  if (extra.holds(0, 1)) out.field('IsRemote', extra.bool(0));
}

/** FILE_STANDARD_LINK_INFORMATION. */
export function queryStandardLinks({ extra }: PmlEvent, out: DetailWriter): void {
  if (!extra.holds(0, 10)) return;
  out.field('NumberOfAccessibleLinks', groupDigits(extra.u32(0)));
  out.field('TotalNumberOfLinks', groupDigits(extra.u32(4)));
  out.field('DeletePending', extra.bool(8));
  out.field('Directory', extra.bool(9));
}

/** FILE_ID_INFORMATION: the identifier is shown as it is stored. */
export function queryFileId({ extra }: PmlEvent, out: DetailWriter): void {
  if (!extra.holds(0, 24)) return;
  out.field('VolumeSerialNumber', extra.hexU64(0));
  out.field('FileId', extra.bytes.toString('hex', extra.start + 8, extra.start + 24).toUpperCase());
}

/** FILE_STAT_INFORMATION, with which FILE_STAT_LX_INFORMATION begins too. */
export function queryStat(event: PmlEvent, out: DetailWriter): void {
  const { extra, texts } = event;
  if (!extra.holds(0, 72)) return;
  out.field('FileId', extra.hexU64(0));
  writeTimes(event, extra, 8, out);
  out.field('AllocationSize', extra.groupU64(40));
  out.field('EndOfFile', extra.groupU64(48));
  out.field('FileAttributes', texts.fileAttributes(extra.u32(56)));
  out.field('ReparseTag', hex(extra.u32(60)));
  out.field('NumberOfLinks', groupDigits(extra.u32(64)));
  out.field('EffectiveAccess', texts.fileAccess(extra.u32(68)));
}

/** FILE_CASE_SENSITIVE_INFORMATION: bit 0 says that names in the directory tell case apart. */
export function queryCaseSensitive({ extra }: PmlEvent, out: DetailWriter): void {
  if (extra.holds(0, 4)) out.field('Flags', hex(extra.u32(0)));
}

/** FILE_STORAGE_RESERVE_ID_INFORMATION. */
export function queryStorageReserve({ extra }: PmlEvent, out: DetailWriter): void {
  if (extra.holds(0, 4)) out.field('StorageReserveId', String(extra.u32(0)));
}
