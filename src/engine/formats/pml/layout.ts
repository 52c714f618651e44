/**
 * Where things lie in a PML file. All integers are little-endian; `P` is the width of a pointer of the log, 4 or 8 bytes.
 * Source: procmon-parser, docs/PML Format.md; checked against logs of Process Monitor 3.4 to 4.01.
 */

/** The header, and the position of the first event. */
export const HEADER_BYTES = 0x3a8;

/** One entry of the event offset array: u32 position, u8 flags. */
export const OFFSET_ENTRY_BYTES = 5;

/** The fixed part of an event record. */
export const EVENT_HEAD_BYTES = 0x34;

/** Fields of an event record, from its start. */
export const EVENT = {
  processIndex: 0x00,
  tid: 0x04,
  eventClass: 0x08,
  operation: 0x0c,
  duration: 0x14,
  time: 0x1c,
  status: 0x24,
  frames: 0x28,
  detailBytes: 0x2c,
  extraOffset: 0x30,
} as const;

/** The record's result while the operation is pending: its duration is then garbage. */
export const STATUS_PENDING = 0x103;

/** The longest extra block: its size is 16 bits wide. */
export const MAX_EXTRA_BYTES = 0xffff;

/** A process record without its pointer-sized fields and modules. */
export const PROCESS_BYTES = 0x64;

/** A module of a process record without its two pointers. */
export const MODULE_BYTES = 48;

/** A UTF-16 text of a detail block has at most this many units: 15 bits count them. */
export const MAX_DETAIL_UNITS = 0x7fff;

/** Reads a 64-bit number as a double: exact below 2^53, else rounded. */
export function readU64(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 0x1_0000_0000;
}
