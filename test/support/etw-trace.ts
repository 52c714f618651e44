import { etwDialect } from '../../src/engine/dialect/etw/etw-dialect.ts';
import { CellFormatter } from '../../src/engine/cells/cell-formatter.ts';
import type { Capture } from '../../src/engine/capture/capture.ts';
import { StoredPayloads } from '../../src/engine/capture/stored-payloads.ts';
import { EtwDecoder } from '../../src/engine/etw/etw-decoder.ts';
import type { EtwDecoderOptions } from '../../src/engine/etw/etw-decoder.ts';
import { findLayout } from '../../src/engine/etw/layouts/find-layout.ts';
import { fixedSize } from '../../src/engine/etw/layouts/layout.ts';
import type { Field, Layout } from '../../src/engine/etw/layouts/layout.ts';
import { ProviderTable } from '../../src/engine/etw/providers.ts';
import { NO_ID, RawRecord, RecordKind } from '../../src/engine/etw/raw-record.ts';
import { TraceClock } from '../../src/engine/etw/trace-clock.ts';
import { Payload } from '../../src/engine/dialect/payload.ts';
import { EventStore } from '../../src/engine/store/event-store.ts';
import { TICKS_PER_SECOND, fileTime } from '../../src/shared/units.ts';

/** When the traces of tests begin. */
export const TRACE_START = fileTime(132_539_328_000_000_000n);
/** Their raw clock at that time, in ticks: beyond 32 bits, as on any machine that runs for a while. */
export const TRACE_RAW = 987_654_321_000n;

export type FieldInput = string | number | bigint | null | readonly bigint[];

/** The bytes of a payload with these fields; what is not given is zero or empty. The last field given ends it. */
export function encodePayload(
  { fields }: Layout,
  values: Readonly<Record<string, FieldInput>>,
  pointerSize: 4 | 8,
): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (const field of fields) {
    const part = encodeField(field, values[field.name] ?? 0, pointerSize, at);
    parts.push(part);
    at += part.length;
  }
  return Buffer.concat(parts);
}

function encodeField(field: Field, value: FieldInput, pointerSize: 4 | 8, at: number): Buffer {
  const size = fixedSize(field, pointerSize, at);
  switch (field.type) {
    case 'text':
      return Buffer.from(`${typeof value === 'string' ? value : ''}\0`, 'utf16le');
    case 'text8':
      return Buffer.from(`${typeof value === 'string' ? value : ''}\0`, 'latin1');
    case 'user':
      return typeof value === 'string'
        ? Buffer.concat([Buffer.alloc(2 * pointerSize, 1), sidBytes(value)])
        : Buffer.alloc(4);
    case 'sid':
      return sidBytes(typeof value === 'string' ? value : 'S-1-16-8192');
    case 'pointers': {
      const frames = Array.isArray(value) ? (value as readonly bigint[]) : [];
      return Buffer.concat(frames.map((frame) => numberBytes(frame, pointerSize)));
    }
    case 'units':
      return Buffer.concat([Buffer.from(String(value), 'utf16le'), Buffer.alloc(size ?? 0)], size);
    case 'port':
      return numberBytes(BigInt(Number(value)), 2).reverse();
    case 'ipv4':
      return Buffer.from(
        String(value === 0 ? '0.0.0.0' : value)
          .split('.')
          .map(Number),
      );
    default:
      return numberBytes(
        typeof value === 'string' || typeof value === 'number' ? BigInt(value) : (value as bigint),
        size ?? 0,
      );
  }
}

function numberBytes(value: bigint, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let rest = BigInt.asUintN(size * 8, value);
  for (let i = 0; i < size; i++, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
  return bytes;
}

/** The bytes of `S-1-5-...`. */
export function sidBytes(sid: string): Buffer {
  const [authority = 5, ...subs] = sid.split('-').slice(2).map(Number);
  const bytes = Buffer.alloc(8 + subs.length * 4);
  bytes[0] = 1;
  bytes[1] = subs.length;
  bytes.writeUIntBE(authority, 2, 6);
  subs.forEach((sub, i) => bytes.writeUInt32LE(sub, 8 + i * 4));
  return bytes;
}

/** A record of a trace that a test writes. */
export interface TraceEvent {
  /** Milliseconds since the trace began. */
  readonly at: number;
  readonly provider: number;
  readonly opcode?: number;
  readonly id?: number;
  readonly version?: number;
  readonly pid?: number;
  readonly tid?: number;
  readonly kind?: RecordKind;
  readonly isClassic?: boolean;
  readonly pointerSize?: 4 | 8;
  readonly userTime?: number;
  readonly kernelTime?: number;
  /** Fields by their names in the layout of the event. */
  readonly fields?: Readonly<Record<string, FieldInput>>;
  /** Or the bytes themselves. */
  readonly payload?: Buffer;
  readonly extended?: readonly { readonly type: number; readonly data: Buffer }[];
}

/** The raw time of a millisecond of the trace. */
export function rawTime(milliseconds: number): bigint {
  return TRACE_RAW + BigInt(Math.round(milliseconds * 10_000));
}

/** The record that an event is. */
export function recordOf(event: TraceEvent): RawRecord {
  const record = new RawRecord();
  const { at, provider, opcode = 0, id = 0, version = 0, pid = NO_ID, tid = NO_ID, pointerSize = 8 } = event;
  record.provider = provider;
  record.opcode = opcode;
  record.id = id;
  record.isClassic = event.isClassic ?? id === 0;
  record.kind = event.kind ?? (record.isClassic ? RecordKind.Compact : RecordKind.Event);
  record.version = version;
  record.pid = pid;
  record.tid = tid;
  record.pointerSize = pointerSize;
  record.userTime = event.userTime ?? 0;
  record.kernelTime = event.kernelTime ?? 0;
  const raw = rawTime(at);
  record.timeHigh = Number(raw >> 32n);
  record.timeLow = Number(raw & 0xffff_ffffn);
  const payload = event.payload ?? encodeFields(record, event.fields ?? {});
  const extended = event.extended ?? [];
  record.useBytes(Buffer.concat([payload, ...extended.map(({ data }) => data)]));
  record.end = payload.length;
  let from = payload.length;
  for (const { type, data } of extended) {
    record.addExtended(type, from, from + data.length);
    from += data.length;
  }
  return record;
}

function encodeFields(record: RawRecord, fields: Readonly<Record<string, FieldInput>>): Buffer {
  const layout = findLayout(record);
  if (layout === undefined) throw new Error(`There is no layout of ${record.provider}/${record.opcode}`);
  for (const name of Object.keys(fields)) {
    if (!layout.fields.some((field) => field.name === name))
      throw new Error(`The layout has no field ${name}`);
  }
  return encodePayload(layout, fields, record.pointerSize);
}

/** A row as the main columns show it. */
export interface ShownRow {
  /** Milliseconds. */
  readonly at: number;
  readonly process: string;
  readonly pid: number;
  readonly tid: number;
  readonly operation: string;
  readonly path: string;
  /** Undefined where it is the path that is shown. */
  readonly kernelPath?: string | undefined;
  readonly result: string;
  readonly detail: string;
  readonly category: string;
  readonly eventClass: string;
  /** Milliseconds, undefined while the end is not known. */
  readonly duration: number | undefined;
  readonly stack: readonly bigint[];
}

/** A decoder with a store, and what comes of it. */
export class DecodedTrace {
  readonly store = new EventStore({
    operation: (key) => etwDialect.operation(key),
    resultText: (code) => etwDialect.resultText(code),
  });
  readonly providers = new ProviderTable();
  readonly decoder: EtwDecoder;

  constructor(options: Partial<EtwDecoderOptions> = {}) {
    this.decoder = new EtwDecoder({
      store: this.store,
      clock: new TraceClock({ start: TRACE_START, raw: TRACE_RAW, frequency: TICKS_PER_SECOND }),
      providers: this.providers,
      ...options,
    });
  }

  /** Decodes events as a live session brings them. */
  live(...events: readonly TraceEvent[]): this {
    for (const event of events) this.decoder.decode(recordOf(event));
    return this;
  }

  /** Goes through events twice, as through a file. */
  file(...events: readonly TraceEvent[]): this {
    for (const event of events) this.decoder.learn(recordOf(event));
    this.decoder.beginRows();
    for (const event of events) this.decoder.decode(recordOf(event));
    this.decoder.finish();
    return this;
  }

  get capture(): Capture {
    return {
      meta: {
        format: 'native',
        dialect: 'etw',
        bitness: 64,
        system: {
          computer: '',
          operatingSystem: '',
          processors: 1,
          memory: 0,
          highestUserAddress: 0x7fff_fffe_ffffn,
        },
        startTime: TRACE_START,
      },
      store: this.store,
      dialect: etwDialect,
      payloads: new StoredPayloads(this.store),
      icons: [],
      hosts: [],
      ports: [],
      accountOf: (sid) => this.decoder.accountOf(sid),
      close: () => Promise.resolve(),
    };
  }

  /** The rows in the store, in its order. */
  rows(): ShownRow[] {
    const { capture, store } = this;
    const cells = new CellFormatter(capture);
    const rows: ShownRow[] = [];
    const payload = new Payload();
    for (const segment of store.segments) {
      for (let i = 0; i < segment.length; i++) {
        cells.at(segment, i);
        const duration = store.column(segment, 'duration')[i]!;
        capture.payloads.load(segment, i, payload);
        rows.push({
          at: store.column(segment, 'time')[i]! / 10_000,
          process: cells.text('processName'),
          pid: Number(cells.text('pid')),
          tid: Number(cells.text('tid')),
          operation: cells.text('operation'),
          path: cells.text('path'),
          kernelPath: etwDialect.kernelPath?.(payload, cells.text('path')),
          result: cells.text('result'),
          detail: cells.text('detail'),
          category: cells.text('category'),
          eventClass: cells.text('eventClass'),
          duration: duration < 0 ? undefined : duration / 10_000,
          stack: capture.payloads.stack(segment, i),
        });
      }
    }
    return rows;
  }
}
