import { RecordKind } from '../../etw/raw-record.ts';

/** Bytes of the header of every buffer; the first record follows. */
export const BUFFER_HEAD_BYTES = 72;
/** No session has larger buffers: 16 MiB since Windows 8. Merged files are given some room. */
export const MAX_BUFFER_BYTES = 64 * 1024 * 1024;

/** Positions in WMI_BUFFER_HEADER. Source: etw-capture reference, 1.1. */
export const BUFFER = {
  /** u32, bytes in the file; of a compressed buffer the compressed bytes. */
  size: 0x00,
  /** u32, end of the records after decompression. */
  savedOffset: 0x04,
  timeStamp: 0x10,
  sequence: 0x18,
  processor: 0x28,
  logger: 0x2a,
  /** u32; in the first buffer of a compressed file the kind of compression. */
  state: 0x2c,
  /** u32, end of the records of an uncompressed buffer. */
  offset: 0x30,
  flags: 0x34,
  type: 0x36,
} as const;

/** Bits of a buffer's flags. */
export const BufferFlag = {
  EventsLost: 0x02,
  BufferLost: 0x04,
  ProcessorIndex: 0x20,
  Compressed: 0x40,
} as const;

/** Kinds of compression that a file may name. */
export const Compression = { Lznt1: 2, Xpress: 3, XpressHuffman: 4 } as const;

/** The last kind of buffer that is known: debug information. */
export const MAX_BUFFER_TYPE = 7;
/** The kind of the first buffer of a file. */
export const HEADER_BUFFER = 4;

/** Flags in the fourth byte of a record. */
export const RecordFlag = {
  /** Every record has it. */
  Trace: 0x80,
  /** The third byte is a header type. */
  HasType: 0x40,
  /** A message of WPP, when there is no header type. */
  Message: 0x10,
} as const;

/** Header type of records that say that logging failed: only their size is known. */
export const ERROR_TYPE = 13;
const TYPES = 32;

/** What a header type stands for, by type: a {@link RecordKind}, or {@link NO_KIND}. */
export const KIND_OF_TYPE = new Uint8Array(256).fill(255);
/** Types that are not known, or that hold no event. */
export const NO_KIND = 255;
/** Bytes of the header, by type; 0 for what is unknown. */
export const HEAD_OF_TYPE = new Uint8Array(256);
/** Bytes of a pointer in the payload, by type. */
export const POINTER_OF_TYPE = new Uint8Array(256).fill(8);

// Source: etw-capture reference, 1.2 and 1.9.
for (const [kind, headBytes, narrow, wide] of [
  [RecordKind.System, 32, 1, 2],
  [RecordKind.Compact, 24, 3, 4],
  [RecordKind.PerfInfo, 16, 16, 17],
  [RecordKind.Full, 48, 10, 20],
  [RecordKind.Instance, 72, 11, 21],
  [RecordKind.Event, 80, 18, 19],
] as const) {
  for (const type of [narrow, wide]) {
    if (type >= TYPES) throw new RangeError('No such header type');
    KIND_OF_TYPE[type] = kind;
    HEAD_OF_TYPE[type] = headBytes;
    POINTER_OF_TYPE[type] = type === narrow ? 4 : 8;
  }
}

/** The kinds whose size is their third word and whose class is a group number: they come from the kernel. */
export function isKernelKind(kind: number): boolean {
  return kind <= RecordKind.PerfInfo;
}

/** The word of a record that means that no more records follow in its buffer. */
export const END_OF_RECORDS = 0xffff_ffff;

/** Where a record that begins at `at` is followed by the next one: records begin at multiples of 8 of their buffer. */
export function nextRecord(at: number, size: number): number {
  return at + ((size + 7) & ~7);
}
