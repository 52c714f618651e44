/** How a value is written in a payload. Numbers are those of TDH_INTYPE_*; TraceLogging uses the same up to 25. */
export const InType = {
  Null: 0,
  UnicodeString: 1,
  AnsiString: 2,
  Int8: 3,
  UInt8: 4,
  Int16: 5,
  UInt16: 6,
  Int32: 7,
  UInt32: 8,
  Int64: 9,
  UInt64: 10,
  Float: 11,
  Double: 12,
  Boolean: 13,
  Binary: 14,
  Guid: 15,
  Pointer: 16,
  FileTime: 17,
  SystemTime: 18,
  Sid: 19,
  HexInt32: 20,
  HexInt64: 21,
  /** UTF-16 text after its length in bytes. */
  CountedString: 22,
  CountedAnsiString: 23,
  Struct: 24,
  CountedBinary: 25,
  ManifestCountedString: 300,
  ManifestCountedAnsiString: 301,
  ReversedCountedString: 302,
  ReversedCountedAnsiString: 303,
  NonNullTerminatedString: 304,
  NonNullTerminatedAnsiString: 305,
  UnicodeChar: 306,
  AnsiChar: 307,
  SizeT: 308,
  HexDump: 309,
  WbemSid: 310,
} as const;

/** How a value is to be shown: TDH_OUTTYPE_*. Those that change nothing here are left out. */
export const OutType = {
  HexBinary: 15,
  HexInt8: 16,
  HexInt16: 17,
  HexInt32: 18,
  HexInt64: 19,
  Port: 22,
  IPv4: 23,
  IPv6: 24,
  Win32Error: 30,
  NtStatus: 31,
  HResult: 32,
  Json: 34,
  Utf8: 35,
  CodePointer: 37,
} as const;

/** How many values stand one after the other, or how long one is: a number, or the value of another field, by its index. */
export type Extent = { readonly value: number } | { readonly field: number };

/** Names for the values of a field: one for each value, or one for each bit. */
export interface ValueMap {
  readonly isBits: boolean;
  readonly names: ReadonlyMap<number, string>;
}

/** One field as a schema describes it. */
export interface FieldShape {
  readonly name: string;
  readonly inType: number;
  readonly outType: number;
  /** Undefined: one value, no array. `prefix`: a u16 in front says how many. */
  readonly count?: Extent | 'prefix' | undefined;
  /** Units of a text, bytes of a binary; undefined: the value itself tells. */
  readonly length?: Extent | undefined;
  readonly map?: ValueMap | undefined;
  /** Of a structure; `inType` is then {@link InType.Struct}. */
  readonly members?: readonly FieldShape[] | undefined;
}

/** What a schema says of an event. */
export interface EventShape {
  readonly provider: string;
  readonly event: string;
  readonly fields: readonly FieldShape[];
}
