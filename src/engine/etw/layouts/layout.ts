/**
 * How one field stands in a payload. `pointer` has the width of the record's pointers, `align` is no field but fills up to a
 * multiple of that width. Numbers that people read in hexadecimal, flags and addresses, have types of their own, so that the
 * raw fields of an event can be shown without knowing more of it.
 */
export type FieldType =
  | 'pointer'
  | 'align'
  | 'u8'
  | 'u16'
  | 'u32'
  | 'i32'
  | 'u64'
  | 'i64'
  | 'hex16'
  | 'hex32'
  | 'hex64'
  /** A number as wide as a pointer: a thread id in events of Windows 7. */
  | 'wide'
  /** A port: the only number that is big-endian. */
  | 'port'
  | 'ipv4'
  | 'ipv6'
  /** TOKEN_USER and SID, or four zero bytes for none. */
  | 'user'
  /** A SID alone. */
  | 'sid'
  | 'guid'
  | 'filetime'
  /** Text of 8-bit characters up to a NUL. */
  | 'text8'
  /** Text of UTF-16 up to a NUL. */
  | 'text'
  /** Text of at most `count` UTF-16 units in a space of just that size. */
  | 'units'
  /** Bytes, `count` of them; without a count all that are left. */
  | 'bytes'
  /** Addresses up to the end. */
  | 'pointers';

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** Units of `units`, bytes of `bytes`; 1 for a `text` that is empty where the payload ends before it; else 0. */
  readonly count: number;
}

/** The fields of a payload in their order. A payload may end before any of them; what is behind them is a newer version's. */
export interface Layout {
  readonly fields: readonly Field[];
}

/** Short names of the types in {@link layout}. */
const TYPES: Readonly<Record<string, FieldType>> = {
  p: 'pointer',
  align: 'align',
  u8: 'u8',
  u16: 'u16',
  u32: 'u32',
  i32: 'i32',
  u64: 'u64',
  i64: 'i64',
  x16: 'hex16',
  x32: 'hex32',
  x64: 'hex64',
  n: 'wide',
  port: 'port',
  ip4: 'ipv4',
  ip6: 'ipv6',
  user: 'user',
  sid: 'sid',
  guid: 'guid',
  time: 'filetime',
  a: 'text8',
  w: 'text',
  wn: 'units',
  b: 'bytes',
  ps: 'pointers',
};

/** Makes a layout of a text such as `Irp:p FileObject:p TTID:u32 OpenPath:w`. */
export function layout(text: string): Layout {
  const fields = text
    .split(' ')
    .filter((part) => part !== '')
    .map((part): Field => {
      const [name = '', short = '', count = '0'] = part.split(':');
      const type = TYPES[short];
      if (type === undefined) throw new Error(`${part} has no type of a field`);
      return { name, type, count: Number(count) };
    });
  return { fields };
}

/** Bytes of a field where that does not depend on the payload; undefined for texts and the like. */
export function fixedSize({ type, count }: Field, pointerSize: 4 | 8, offset: number): number | undefined {
  switch (type) {
    case 'pointer':
    case 'wide':
      return pointerSize;
    case 'align':
      return (pointerSize - (offset % pointerSize)) % pointerSize;
    case 'u8':
      return 1;
    case 'u16':
    case 'hex16':
    case 'port':
      return 2;
    case 'u32':
    case 'i32':
    case 'hex32':
    case 'ipv4':
      return 4;
    case 'u64':
    case 'i64':
    case 'hex64':
    case 'filetime':
      return 8;
    case 'ipv6':
    case 'guid':
      return 16;
    case 'units':
      return count * 2;
    case 'bytes':
      return count > 0 ? count : undefined;
    case 'user':
    case 'sid':
    case 'text8':
    case 'text':
    case 'pointers':
      return undefined;
  }
}

/**
 * Where a field begins. Only fields that no text precedes have a fixed place.
 * Errors: a plain Error for a field that the layout does not have at a fixed place.
 */
export function offsetOf({ fields }: Layout, name: string, pointerSize: 4 | 8): number {
  let at = 0;
  for (const field of fields) {
    if (field.name === name) return at;
    const size = fixedSize(field, pointerSize, at);
    if (size === undefined) break;
    at += size;
  }
  throw new Error(`${name} has no fixed place`);
}
