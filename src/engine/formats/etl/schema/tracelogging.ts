import { InType } from './field-shape.ts';
import type { EventShape, FieldShape } from './field-shape.ts';

/** Bits of a TraceLogging type beside the type itself. Source: TraceLoggingProvider.h of the Windows SDK. */
const TYPE_MASK = 0x1f;
const CONSTANT_COUNT = 0x20;
const VARIABLE_COUNT = 0x40;
const CUSTOM = 0x60;
/** The high bit of a byte says that another byte of its kind follows. */
const CHAIN = 0x80;

const MAX_FIELDS = 512;
const MAX_DEPTH = 8;

/**
 * Reads the schema that TraceLogging puts into each event, extended item 11: `bytes` [start, end). Fields that are cut are left
 * out; undefined when not even the event's name is there.
 */
export function readTraceLoggingSchema(bytes: Buffer, start: number, end: number): EventShape | undefined {
  const reader = new SchemaReader(bytes, start, Math.min(end, bytes.length));
  const size = reader.u16();
  if (size === undefined) return undefined;
  reader.limit(start + size);
  if (!reader.skipChain()) return undefined;
  const event = reader.text();
  if (event === undefined) return undefined;
  const fields: FieldShape[] = [];
  for (let field = reader.field(0); field !== undefined; field = reader.field(0)) {
    fields.push(field);
    if (fields.length >= MAX_FIELDS) break;
  }
  return { provider: '', event, fields };
}

/** The name of the provider in extended item 12: `bytes` [start, end); empty when it is cut. */
export function readTraitsName(bytes: Buffer, start: number, end: number): string {
  const reader = new SchemaReader(bytes, start, Math.min(end, bytes.length));
  const size = reader.u16();
  if (size === undefined) return '';
  reader.limit(start + size);
  return reader.text() ?? '';
}

/** Goes through a schema; every reading is undefined at its end. */
class SchemaReader {
  readonly #bytes: Buffer;
  #at: number;
  #end: number;
  #count = 0;

  constructor(bytes: Buffer, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  limit(end: number): void {
    this.#end = Math.min(this.#end, end);
  }

  u8(): number | undefined {
    return this.#at < this.#end ? this.#bytes[this.#at++] : undefined;
  }

  u16(): number | undefined {
    if (this.#at + 2 > this.#end) return undefined;
    this.#at += 2;
    return this.#bytes.readUInt16LE(this.#at - 2);
  }

  /** Passes over tags; false when they are cut. */
  skipChain(): boolean {
    let byte = this.u8();
    while (byte !== undefined && (byte & CHAIN) !== 0) byte = this.u8();
    return byte !== undefined;
  }

  text(): string | undefined {
    const stop = this.#bytes.indexOf(0, this.#at);
    if (stop < 0 || stop >= this.#end) return undefined;
    const text = this.#bytes.toString('utf8', this.#at, stop);
    this.#at = stop + 1;
    return text;
  }

  field(depth: number): FieldShape | undefined {
    const name = this.text();
    const type = this.u8();
    if (name === undefined || type === undefined || depth > MAX_DEPTH || ++this.#count > MAX_FIELDS)
      return undefined;
    let outType = 0;
    if ((type & CHAIN) !== 0) {
      const out = this.u8();
      if (out === undefined) return undefined;
      outType = out & ~CHAIN;
      if ((out & CHAIN) !== 0 && !this.skipChain()) return undefined;
    }
    let count: FieldShape['count'];
    switch (type & CUSTOM) {
      case CONSTANT_COUNT: {
        const value = this.u16();
        if (value === undefined) return undefined;
        count = { value };
        break;
      }
      case VARIABLE_COUNT:
        count = 'prefix';
        break;
      case CUSTOM: {
        // Bytes of a form that only the program knows, after their number.
        const size = this.u16();
        if (size === undefined) return undefined;
        this.#at += size;
        return { name, inType: InType.CountedBinary, outType: 0 };
      }
      default:
    }
    const inType = type & TYPE_MASK;
    if (inType !== InType.Struct) {
      // A binary says its length itself, as a counted one.
      return { name, inType: inType === InType.Binary ? InType.CountedBinary : inType, outType, count };
    }
    const members: FieldShape[] = [];
    for (let i = 0; i < outType; i++) {
      const member = this.field(depth + 1);
      if (member === undefined) return undefined;
      members.push(member);
    }
    return { name, inType, outType: 0, count, members };
  }
}
