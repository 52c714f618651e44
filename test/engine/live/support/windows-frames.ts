import { ProviderTable, guidBytes } from '../../../../src/engine/etw/providers.ts';
import {
  EndpointProtocol,
  EndpointsFlag,
  EndpointState,
  FrameKind,
  LossCause,
  SystemProcessFlag,
  WireArchitecture,
  WireSystem,
} from '../../../../src/engine/wire/wire-format.ts';
import { TRACE_RAW, TRACE_START, rawTime, recordOf, sidBytes } from '../../../support/etw-trace.ts';
import type { TraceEvent } from '../../../support/etw-trace.ts';
import { WireFrames } from './wire-frames.ts';

const FLAG_64_BIT = 0x40;
const FLAG_CLASSIC = 0x100;
const FREQUENCY = 10_000_000n;
/** Nanoseconds since 1970 of {@link TRACE_START}. */
export const TRACE_UNIX = (TRACE_START - 116_444_736_000_000_000n) * 100n;

/** A process as the helper asked it. */
export interface PlainAsked {
  readonly pid: number;
  readonly parentPid?: number;
  readonly sid?: string;
  readonly integrity?: number;
  readonly image?: string;
  readonly command?: string;
}

/** A port as a lookup found it. */
export interface PlainPort {
  readonly pid: number;
  readonly port: number;
  readonly isUdp?: boolean;
  /** Bytes of the address; default: 127.0.0.1. */
  readonly address?: readonly number[];
  readonly isGone?: boolean;
}

/** Makes the frames that a helper of Windows sends, with their numbers. Times are milliseconds of the trace. */
export class WindowsFrames extends WireFrames {
  readonly #table = new ProviderTable();
  readonly #told = new Set<number>();

  windowsHello(
    facts: Readonly<Record<string, string>> = { source: 'etw', kernel: '10.0.19045', host: 'PC' },
    ticksPerSecond = FREQUENCY,
  ): Buffer {
    const head = Buffer.alloc(40);
    head.writeUInt16LE(1, 0);
    head.writeUInt16LE(WireSystem.Windows, 4);
    head.writeUInt16LE(WireArchitecture.X86_64, 6);
    head.writeUInt32LE(4, 12);
    head.writeBigUInt64LE(ticksPerSecond, 16);
    const pairs = Object.entries(facts).flat();
    head.writeUInt16LE(pairs.length / 2, 32);
    return this.raw(FrameKind.Hello, Buffer.concat([head, ...pairs.map(shortText)]));
  }

  session(name = 'Procscope Kernel'): Buffer {
    const head = Buffer.alloc(64);
    const text = Buffer.from(name, 'utf16le');
    head.writeUInt16LE(1, 0);
    head.writeUInt8(8, 2);
    head.writeUInt8(1, 3);
    head.writeUInt32LE(156_250, 4);
    head.writeBigUInt64LE(FREQUENCY, 8);
    head.writeBigUInt64LE(TRACE_RAW, 16);
    head.writeBigUInt64LE(TRACE_START, 24);
    head.writeUInt32LE(text.length, 56);
    return this.raw(FrameKind.RawSession, Buffer.concat([head, text]));
  }

  /** The events, with their providers before them where these are new. */
  records(...events: readonly TraceEvent[]): Buffer {
    const fresh = [...new Set(events.map(({ provider }) => provider))].filter((no) => !this.#told.has(no));
    for (const no of fresh) this.#told.add(no);
    const head = Buffer.alloc(8);
    head.writeUInt16LE(1, 0);
    head.writeUInt32LE(events.length, 4);
    const frame = (): Buffer =>
      this.raw(FrameKind.RawRecords, Buffer.concat([head, ...events.map((event) => this.#record(event))]));
    return fresh.length === 0 ? frame() : Buffer.concat([this.#providers(fresh), frame()]);
  }

  drives(pairs: Readonly<Record<string, string>>): Buffer {
    const entries = Object.entries(pairs).map(([kernel, user]) => lengthsThen(wide(kernel), wide(user)));
    return this.raw(FrameKind.Drives, Buffer.concat([counted(entries.length), ...entries]));
  }

  accounts(pairs: Readonly<Record<string, string>>): Buffer {
    const entries = Object.entries(pairs).map(([sid, name]) => lengthsThen(sidBytes(sid), wide(name)));
    return this.raw(FrameKind.Accounts, Buffer.concat([counted(entries.length), ...entries]));
  }

  asked(...list: readonly PlainAsked[]): Buffer {
    return this.raw(
      FrameKind.SystemProcesses,
      Buffer.concat([counted(list.length), ...list.map(askedEntry)]),
    );
  }

  /** A lookup of ports, the one before it and what it found; without one before it is the first and tells all. */
  ports(
    milliseconds: number,
    since: number | undefined,
    list: readonly PlainPort[],
    { hasMore = false } = {},
  ): Buffer {
    const head = Buffer.alloc(24);
    head.writeBigUInt64LE(rawTime(milliseconds), 0);
    if (since !== undefined) head.writeBigUInt64LE(rawTime(since), 8);
    head.writeUInt32LE(list.length, 16);
    const whole = since === undefined ? EndpointsFlag.Whole : 0;
    head.writeUInt32LE(whole | (hasMore ? EndpointsFlag.More : 0), 20);
    const entries = list.map(({ pid, port, isUdp = false, address = [127, 0, 0, 1], isGone = false }) => {
      const entry = Buffer.alloc(32);
      entry.writeUInt32LE(pid, 0);
      entry.writeUInt16LE(port, 4);
      entry.writeUInt8(isUdp ? EndpointProtocol.Udp : EndpointProtocol.Tcp, 6);
      entry.writeUInt8(address.length === 4 ? 4 : 6, 7);
      entry.set(address, 8);
      entry.writeUInt8(isGone ? EndpointState.Gone : EndpointState.Open, 24);
      return entry;
    });
    return this.raw(FrameKind.Endpoints, Buffer.concat([head, ...entries]));
  }

  lostAt(milliseconds: number, count: number, cause: number = LossCause.HelperFull): Buffer {
    const payload = Buffer.alloc(8 + 32);
    payload.writeUInt32LE(1, 0);
    payload.writeBigUInt64LE(BigInt(count), 8);
    payload.writeBigUInt64LE(rawTime(milliseconds), 24);
    payload.writeUInt32LE(cause, 32);
    payload.writeUInt32LE(0xffff_ffff, 36);
    return this.raw(FrameKind.Losses, payload);
  }

  /** What the helper tried. */
  log(milliseconds: number, text: string): Buffer {
    const time = Buffer.alloc(8);
    time.writeBigUInt64LE(rawTime(milliseconds), 0);
    return this.raw(FrameKind.Log, Buffer.concat([time, shortText(text)]));
  }

  clockAt(milliseconds: number, unixNanoseconds: bigint): Buffer {
    const payload = Buffer.alloc(24);
    payload.writeBigUInt64LE(rawTime(milliseconds), 0);
    payload.writeBigInt64LE(unixNanoseconds, 8);
    return this.raw(FrameKind.Clock, payload);
  }

  #providers(numbers: readonly number[]): Buffer {
    const entries = numbers.map((no) => {
      const guid = this.#table.guidOf(no);
      if (guid === undefined) throw new Error(`No provider has the number ${no}`);
      const entry = Buffer.alloc(4);
      entry.writeUInt16LE(no, 0);
      return Buffer.concat([entry, guidBytes(guid)]);
    });
    const head = Buffer.alloc(4);
    head.writeUInt32LE(entries.length, 0);
    return this.raw(FrameKind.RawProviders, Buffer.concat([head, ...entries]));
  }

  #record(event: TraceEvent): Buffer {
    const record = recordOf(event);
    const user = padded(record.bytes.subarray(record.start, record.end));
    const items = Buffer.concat((event.extended ?? []).map(({ type, data }) => extendedItem(type, data)));
    const head = Buffer.alloc(48);
    head.writeUInt32LE(head.length + items.length + user.length, 0);
    head.writeUInt16LE(record.provider, 4);
    head.writeUInt16LE(record.id, 6);
    head.writeUInt8(record.version, 8);
    head.writeUInt8(record.opcode, 9);
    head.writeUInt16LE(FLAG_64_BIT | (record.isClassic ? FLAG_CLASSIC : 0), 14);
    head.writeUInt32LE(record.timeLow, 24);
    head.writeUInt32LE(record.timeHigh, 28);
    head.writeUInt32LE(record.pid, 32);
    head.writeUInt32LE(record.tid, 36);
    head.writeUInt16LE(event.extended?.length ?? 0, 42);
    head.writeUInt32LE(record.end - record.start, 44);
    return Buffer.concat([head, items, user]);
  }
}

function shortText(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16LE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function wide(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}

function counted(count: number): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(count, 0);
  return head;
}

function lengthsThen(first: Buffer, second: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(first.length, 0);
  head.writeUInt16LE(second.length, 2);
  return Buffer.concat([head, first, second]);
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((8 - (bytes.length % 8)) % 8)]);
}

function extendedItem(type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16LE(type, 0);
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, padded(data)]);
}

function askedEntry({
  pid,
  parentPid = 0,
  sid,
  integrity = 0,
  image = '',
  command = '',
}: PlainAsked): Buffer {
  const head = Buffer.alloc(56);
  const user = sid === undefined ? Buffer.alloc(0) : sidBytes(sid);
  const texts = [wide(''), wide(image), wide(command)];
  head.writeUInt32LE(pid, 4);
  head.writeUInt32LE(parentPid, 8);
  head.writeUInt32LE(1, 12);
  head.writeUInt32LE(SystemProcessFlag.Asked | SystemProcessFlag.Is64Bit, 16);
  head.writeUInt32LE(integrity, 20);
  head.writeUInt32LE(texts[2]!.length, 40);
  head.writeUInt16LE(user.length, 44);
  head.writeUInt16LE(0, 46);
  head.writeUInt16LE(texts[1]!.length, 48);
  const entry = padded(Buffer.concat([head, user, ...texts]));
  entry.writeUInt32LE(entry.length, 0);
  return entry;
}
