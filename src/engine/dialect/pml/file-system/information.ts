import type { DetailKey } from '../../detail-key.ts';
import type { DetailWriter } from '../../dialect.ts';
import type { Block } from '../block.ts';
import type { PmlEvent } from '../pml-event.ts';
import { groupDigits } from '../../../../shared/format/number.ts';

/** Bytes of FILE_BASIC_INFORMATION that are read. */
export const BASIC_BYTES = 36;
/** Bytes of FILE_STANDARD_INFORMATION that are read. */
export const STANDARD_BYTES = 22;

/** The four times at `at` of a block. */
export function writeTimes(event: PmlEvent, block: Block, at: number, out: DetailWriter): void {
  out.field('CreationTime', event.date(block, at));
  out.field('LastAccessTime', event.date(block, at + 8));
  out.field('LastWriteTime', event.date(block, at + 16));
  out.field('ChangeTime', event.date(block, at + 24));
}

/** FILE_BASIC_INFORMATION at `at` of a block. */
export function writeBasic(event: PmlEvent, block: Block, at: number, out: DetailWriter): void {
  writeTimes(event, block, at, out);
  out.field('FileAttributes', event.texts.fileAttributes(block.u32(at + 32)));
}

/** FILE_STANDARD_INFORMATION at `at` of a block. */
export function writeStandard(block: Block, at: number, out: DetailWriter): void {
  out.field('AllocationSize', block.groupU64(at));
  out.field('EndOfFile', block.groupU64(at + 8));
  out.field('NumberOfLinks', groupDigits(block.u32(at + 16)));
  out.field('DeletePending', block.bool(at + 20));
  out.field('Directory', block.bool(at + 21));
}

/** Key of what is written from the extra block alone. */
export function extraKey({ extra, hasExtra }: PmlEvent, key: DetailKey): void {
  if (hasExtra) key.addBytes(extra.bytes, extra.start, extra.end);
}
