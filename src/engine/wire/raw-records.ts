import type { PayloadReader } from './wire-bytes.ts';
import { MalformedFrame } from './wire-bytes.ts';
import type { RawProvidersMessage, RawRecordsMessage } from './wire-messages.ts';

const RECORD_HEAD_BYTES = 48;

/** A record that another system made, forwarded as it is: an ETW event. Bytes are valid until the next push. */
export interface RawRecord {
  /** Index of a provider that was told before. */
  readonly provider: number;
  readonly eventId: number;
  readonly version: number;
  readonly opcode: number;
  readonly level: number;
  readonly channel: number;
  readonly task: number;
  readonly flags: number;
  readonly keyword: bigint;
  /** Ticks. */
  readonly time: bigint;
  readonly pid: number;
  readonly tid: number;
  readonly cpu: number;
  readonly extended: readonly { readonly type: number; readonly bytes: Buffer }[];
  readonly userData: Buffer;
}

function padded(length: number): number {
  return (length + 7) & ~7;
}

function decodeRecord(reader: PayloadReader): RawRecord {
  const begin = reader.at;
  const size = reader.u32();
  if (size < RECORD_HEAD_BYTES || size % 8 !== 0)
    throw new MalformedFrame('A raw record has an impossible size.');
  const head = {
    provider: reader.u16(),
    eventId: reader.u16(),
    version: reader.u8(),
    opcode: reader.u8(),
    level: reader.u8(),
    channel: reader.u8(),
    task: reader.u16(),
    flags: reader.u16(),
    keyword: reader.u64(),
    time: reader.u64(),
    pid: reader.u32(),
    tid: reader.u32(),
    cpu: reader.u16(),
  };
  const extendedCount = reader.u16();
  const userLength = reader.u32();
  const extended: { type: number; bytes: Buffer }[] = [];
  for (let i = 0; i < extendedCount; i++) {
    const type = reader.u16();
    reader.skip(2);
    const length = reader.u32();
    extended.push({ type, bytes: reader.slice(length) });
    reader.skip(padded(length) - length);
  }
  const userData = reader.slice(userLength);
  reader.skip(padded(userLength) - userLength);
  if (reader.at !== begin + size)
    throw new MalformedFrame('The size of a raw record is not that of its parts.');
  return { ...head, extended, userData };
}

export function decodeRawRecords(reader: PayloadReader): RawRecordsMessage {
  const source = reader.u16();
  reader.skip(2);
  const count = reader.u32();
  const records: RawRecord[] = [];
  for (let i = 0; i < count; i++) records.push(decodeRecord(reader));
  return { type: 'raw-records', source, records };
}

export function decodeRawProviders(reader: PayloadReader): RawProvidersMessage {
  const count = reader.u32();
  const providers: { index: number; guid: string }[] = [];
  for (let i = 0; i < count; i++) {
    const index = reader.u16();
    reader.skip(2);
    providers.push({ index, guid: reader.slice(16).toString('hex') });
  }
  return { type: 'raw-providers', providers };
}
