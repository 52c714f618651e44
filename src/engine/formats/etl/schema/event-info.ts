import { InType } from './field-shape.ts';
import type { EventShape, Extent, FieldShape, ValueMap } from './field-shape.ts';
import { eventName } from './event-name.ts';

/** Positions in TRACE_EVENT_INFO. Source: Microsoft, tdh.h. */
const INFO = {
  id: 32,
  version: 34,
  opcode: 37,
  providerName: 52,
  taskName: 68,
  opcodeName: 72,
  properties: 100,
  topLevel: 104,
  array: 112,
} as const;
/** Bytes of an EVENT_PROPERTY_INFO, and bits of its flags. */
const PROPERTY_BYTES = 24;
const PropertyFlag = {
  Struct: 1,
  ParamLength: 2,
  ParamCount: 4,
  FixedLength: 0x10,
  FixedCount: 0x20,
} as const;

const MAX_PROPERTIES = 1024;
const MAX_DEPTH = 8;

/** A schema that a merging tool put into a trace, and what event it is of. */
export interface EventInfo {
  /** Where the provider's GUID begins in the bytes. */
  readonly guidAt: number;
  readonly id: number;
  readonly version: number;
  readonly opcode: number;
  readonly shape: EventShape;
}

/**
 * Reads a TRACE_EVENT_INFO in `bytes` [start, end), which merging tools write for each event of a manifest that the machine
 * knows. `mapOf` gives the names of values by the map's name. Undefined when it is cut or damaged.
 */
export function readEventInfo(
  bytes: Buffer,
  start: number,
  end: number,
  mapOf: (name: string) => ValueMap | undefined,
): EventInfo | undefined {
  if (end - start < INFO.array) return undefined;
  const text = (offset: number): string => wideText(bytes, start + offset, end, offset);
  const count = bytes.readUInt32LE(start + INFO.properties);
  const top = bytes.readUInt32LE(start + INFO.topLevel);
  if (count > MAX_PROPERTIES || top > count || start + INFO.array + count * PROPERTY_BYTES > end)
    return undefined;

  const property = (i: number, depth: number): FieldShape => {
    const at = start + INFO.array + i * PROPERTY_BYTES;
    const flags = bytes.readUInt32LE(at);
    const name = text(bytes.readUInt32LE(at + 4));
    const size = bytes.readUInt16LE(at + 16);
    const countOf: Extent | undefined =
      (flags & PropertyFlag.ParamCount) !== 0
        ? { field: size }
        : (flags & PropertyFlag.FixedCount) !== 0 || size > 1
          ? { value: size }
          : undefined;
    if ((flags & PropertyFlag.Struct) !== 0) {
      const first = bytes.readUInt16LE(at + 8);
      const members = bytes.readUInt16LE(at + 10);
      const isPossible = depth < MAX_DEPTH && first >= top && first + members <= count;
      return {
        name,
        inType: InType.Struct,
        outType: 0,
        count: countOf,
        members: isPossible ? Array.from({ length: members }, (_, k) => property(first + k, depth + 1)) : [],
      };
    }
    const mapName = bytes.readUInt32LE(at + 12);
    const length = bytes.readUInt16LE(at + 18);
    const lengthOf: Extent | undefined =
      (flags & PropertyFlag.ParamLength) !== 0
        ? { field: length }
        : length > 0
          ? { value: length }
          : undefined;
    const inType = bytes.readUInt16LE(at + 8);
    return {
      name,
      inType,
      outType: bytes.readUInt16LE(at + 10),
      count: countOf,
      length: hasLength(inType) ? lengthOf : undefined,
      map: mapName === 0 ? undefined : mapOf(text(mapName)),
    };
  };

  const id = bytes.readUInt16LE(start + INFO.id);
  const opcode = bytes.readUInt8(start + INFO.opcode);
  return {
    guidAt: start,
    id,
    version: bytes.readUInt8(start + INFO.version),
    opcode,
    shape: {
      provider: text(bytes.readUInt32LE(start + INFO.providerName)),
      event: eventName(
        text(bytes.readUInt32LE(start + INFO.taskName)),
        text(bytes.readUInt32LE(start + INFO.opcodeName)),
      ),
      fields: Array.from({ length: top }, (_, i) => property(i, 0)),
    },
  };
}

/** Positions in EVENT_MAP_INFO, which follows the provider's GUID; texts count from it. Source: Microsoft, tdh.h. */
const MAP = { guidBytes: 16, name: 0, flags: 4, entries: 8, array: 16, entryBytes: 8 } as const;
/** Flag: values are bits. */
const MAP_IS_BITS = 2;
const MAX_ENTRIES = 4096;

/** Reads an EVENT_MAP_INFO in `bytes` [start, end): names of values. Undefined when it is cut or damaged. */
export function readMapInfo(
  bytes: Buffer,
  start: number,
  end: number,
): { readonly name: string; readonly map: ValueMap } | undefined {
  const info = start + MAP.guidBytes;
  if (end - info < MAP.array) return undefined;
  const count = bytes.readUInt32LE(info + MAP.entries);
  if (count > MAX_ENTRIES || info + MAP.array + count * MAP.entryBytes > end) return undefined;
  const text = (offset: number): string => wideText(bytes, info + offset, end, offset);
  const names = new Map<number, string>();
  for (let i = 0; i < count; i++) {
    const at = info + MAP.array + i * MAP.entryBytes;
    names.set(bytes.readUInt32LE(at + 4), text(bytes.readUInt32LE(at)));
  }
  const isBits = (bytes.readUInt32LE(info + MAP.flags) & MAP_IS_BITS) !== 0;
  return { name: text(bytes.readUInt32LE(info + MAP.name)), map: { isBits, names } };
}

/** Types whose length is not their own. */
function hasLength(inType: number): boolean {
  return (
    inType === InType.UnicodeString ||
    inType === InType.AnsiString ||
    inType === InType.Binary ||
    inType === InType.HexDump
  );
}

/** The text at a position, up to a NUL or `end`; names of the system end with a blank. Offset 0 is no text. */
function wideText(bytes: Buffer, at: number, end: number, offset: number): string {
  if (offset === 0 || at >= end) return '';
  let stop = at;
  while (stop + 2 <= end && bytes.readUInt16LE(stop) !== 0) stop += 2;
  return bytes.toString('utf16le', at, stop).trimEnd();
}
