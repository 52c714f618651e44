import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EtwWireSource, sessionClock, WINDOW_MS } from '../../../src/engine/etw/wire-source.ts';
import type { RecordSink } from '../../../src/engine/etw/wire-source.ts';
import { Provider, ProviderTable, guidBytes } from '../../../src/engine/etw/providers.ts';
import type { RawRecord } from '../../../src/engine/etw/raw-record.ts';
import { encodeFrame } from '../../../src/engine/wire/control-frames.ts';
import { EndpointsFlag, EndpointState, FrameKind } from '../../../src/engine/wire/wire-format.ts';
import { WireStream } from '../../../src/engine/wire/wire-stream.ts';
import { goldenVectors } from '../wire/vectors.ts';

const START = 1n << 60n;
const FREQUENCY = 10_000_000;
const FILE_IO = '90cbdc39-4a3e-11d1-84f4-0000f80464e3';

function session(): Buffer {
  const payload = Buffer.alloc(64);
  payload.writeUInt16LE(1, 0);
  payload.writeUInt8(8, 2);
  payload.writeUInt8(1, 3);
  payload.writeBigUInt64LE(BigInt(FREQUENCY), 8);
  payload.writeBigUInt64LE(START, 16);
  payload.writeBigUInt64LE(133_500_000_000_000_000n, 24);
  return payload;
}

function provider(index: number, guid: string): Buffer {
  const payload = Buffer.alloc(24);
  payload.writeUInt32LE(1, 0);
  payload.writeUInt16LE(index, 4);
  guidBytes(guid).copy(payload, 8);
  return payload;
}

/** Records of a provider at times after the start, each with its place in the whole as user data. */
function records(index: number, times: readonly number[], first = 0): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16LE(1, 0);
  head.writeUInt32LE(times.length, 4);
  const all = times.map((time, i) => {
    const record = Buffer.alloc(56);
    record.writeUInt32LE(56, 0);
    record.writeUInt16LE(index, 4);
    record.writeUInt16LE(0x140, 14);
    record.writeBigUInt64LE(START + BigInt(time), 24);
    record.writeUInt32LE(4, 44);
    record.writeUInt32LE(first + i, 48);
    return record;
  });
  return Buffer.concat([head, ...all]);
}

function losses(to: number, count: number): Buffer {
  const payload = Buffer.alloc(40);
  payload.writeUInt32LE(1, 0);
  payload.writeBigUInt64LE(BigInt(count), 8);
  payload.writeBigUInt64LE(START + BigInt(to), 24);
  payload.writeUInt32LE(6, 32);
  payload.writeUInt32LE(0xffff_ffff, 36);
  return payload;
}

/** A lookup of ports that found one. */
function endpoints(time: number, since: number, flags: number): Buffer {
  const payload = Buffer.alloc(24 + 32);
  payload.writeBigUInt64LE(START + BigInt(time), 0);
  payload.writeBigUInt64LE(since === 0 ? 0n : START + BigInt(since), 8);
  payload.writeUInt32LE(1, 16);
  payload.writeUInt32LE(flags, 20);
  payload.writeUInt32LE(44, 24);
  payload.writeUInt16LE(80, 28);
  payload.set([6, 4, 127, 0, 0, 1], 30);
  payload.writeUInt8(EndpointState.Open, 48);
  return payload;
}

/** A source with what it gives on, as lines. */
class Feed {
  readonly lines: string[] = [];
  readonly logged: string[] = [];
  readonly source: EtwWireSource;
  readonly #stream = new WireStream();
  #sequence = 0;

  constructor() {
    const line = (text: string) => void this.lines.push(text);
    const sink: RecordSink = {
      decode: (record: RawRecord) => line(`record ${record.view.getUint32(record.start, true)}`),
      addLoss: (time, count, cause) => line(`loss ${count} at ${time}: ${cause}`),
      advance: () => undefined,
      beginSession: () => undefined,
      finish: () => line('finish'),
      tellVolumes: (volumes) => line(`volumes ${volumes.map(({ nt, dos }) => `${nt}=${dos}`).join()}`),
      tellAccounts: (accounts) => line(`accounts ${[...accounts].map((pair) => pair.join('=')).join()}`),
      tellEndpoints: (time, { span, isWhole, hasMore, endpoints }) => {
        line(`endpoints at ${time} within ${span} ${isWhole ? 'all' : 'more'} ${hasMore ? 'go on' : 'end'}`);
        for (const { pid, protocol, address, port, state } of endpoints)
          line(`endpoint ${pid} ${protocol} ${address} ${port} ${state}`);
      },
      tellProcesses: (told) => {
        for (const { pid, sid, integritySid, virtualized, session: number } of told)
          line(`process ${pid} ${sid} ${integritySid} ${virtualized} ${number}`);
      },
    };
    this.source = new EtwWireSource({
      providers: new ProviderTable(),
      begin: (session) => ({ clock: sessionClock(session), sink }),
      log: (text) => this.logged.push(text),
    });
  }

  push(kind: number, payload: Buffer): this {
    for (const message of this.#stream.push(encodeFrame(kind, this.#sequence++, payload)))
      this.source.take(message);
    return this;
  }

  vector(name: string): this {
    const { bytes } = goldenVectors('windows-helper').find((vector) => vector.name === name)!;
    const frame = Buffer.from(bytes, 'hex');
    return this.push(frame.readUInt16LE(4), frame.subarray(24, 24 + frame.readUInt32LE(8)));
  }

  begin(): this {
    return this.push(FrameKind.RawSession, session()).push(FrameKind.RawProviders, provider(3, FILE_IO));
  }

  /** Places of the records that went on. */
  get order(): number[] {
    return this.lines.flatMap((line) => (line.startsWith('record ') ? [Number(line.slice(7))] : []));
  }
}

describe('records of a Windows helper', () => {
  it('go on in the order of their times, whatever the batches', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(1_000_000), { maxLength: 40 }), { maxLength: 8 }), (batches) => {
        const feed = new Feed().begin();
        const all: { time: number; place: number }[] = [];
        for (const times of batches) {
          feed.push(FrameKind.RawRecords, records(3, times, all.length));
          all.push(...times.map((time, i) => ({ time, place: all.length + i })));
        }
        feed.source.drain();
        const time = new Map(all.map((each) => [each.place, each.time]));
        const given = feed.order.map((place) => time.get(place)!);
        expect(given).toEqual(all.map((each) => each.time).sort((a, b) => a - b));
        expect(new Set(feed.order).size).toBe(all.length);
        expect([feed.source.received, feed.source.waiting]).toEqual([all.length, 0]);
      }),
    );
  });

  it('wait for earlier ones no longer than the window', () => {
    const feed = new Feed().begin();
    const window = (WINDOW_MS / 1000) * FREQUENCY;
    feed.push(FrameKind.RawRecords, records(3, [10, 20, window + 15]));
    feed.source.look(1000);
    expect(feed.order).toEqual([0]);
    // Of the other session, late, but not too late.
    feed.push(FrameKind.RawRecords, records(3, [18, window + 30], 3));
    feed.source.look(1020);
    expect(feed.order).toEqual([0, 3, 1]);
    // When nothing comes any more, time itself lets them go on.
    feed.source.look(1020 + WINDOW_MS);
    expect(feed.order).toEqual([0, 3, 1, 2, 4]);
    expect(feed.source.waiting).toBe(0);
  });

  it('are counted when they come behind later ones that have gone on', () => {
    const feed = new Feed().begin();
    const window = (WINDOW_MS / 1000) * FREQUENCY;
    feed.push(FrameKind.RawRecords, records(3, [10, 50_030, window + 50_040]));
    feed.source.look(1000);
    feed.push(FrameKind.RawRecords, records(3, [30, 50_020, 50_030, window + 50_050], 3));
    feed.source.finish();
    expect(feed.order).toEqual([0, 1, 3, 4, 5, 2, 6]);
    const sorted = 'sorted within 500 ms';
    expect(feed.logged).toEqual([
      `Order of the sessions: 2 of 7 records came behind later ones that had gone on, up to 5.0 ms too late; ${sorted}`,
    ]);
    // The next recording counts for itself; one without records has nothing to tell.
    feed.source.finish();
    feed.push(FrameKind.RawSession, session());
    feed.push(FrameKind.RawRecords, records(3, [2 * window, 2 * window + 1], 7));
    feed.source.finish();
    expect(feed.logged.slice(1)).toEqual([
      `Order of the sessions: 0 of 2 records came behind later ones that had gone on; ${sorted}`,
    ]);
  });

  it('come with losses where they happened', () => {
    const feed = new Feed().begin();
    feed.push(FrameKind.RawRecords, records(3, [10, 20]));
    feed.push(FrameKind.Losses, losses(15, 7));
    feed.source.drain();
    const cause = 'Windows lost whole buffers of events: more happened than could be read';
    expect(feed.lines).toEqual(['record 0', 'record 1', `loss 7 at 15: ${cause}`, 'finish']);
  });

  it('come in one order with ports that were looked up', () => {
    const feed = new Feed().begin();
    feed.push(FrameKind.Endpoints, endpoints(15, 0, EndpointsFlag.Whole | EndpointsFlag.More));
    feed.push(FrameKind.Endpoints, endpoints(15, 0, EndpointsFlag.Whole));
    feed.push(FrameKind.RawRecords, records(3, [10, 20, 30]));
    feed.push(FrameKind.Endpoints, endpoints(25, 15, 0));
    feed.source.drain();
    expect(feed.lines).toEqual([
      'record 0',
      ...['endpoints at 15 within undefined all go on', 'endpoint 44 6 127.0.0.1 80 1'],
      ...['endpoints at 15 within undefined all end', 'endpoint 44 6 127.0.0.1 80 1'],
      'record 1',
      ...['endpoints at 25 within 10 more end', 'endpoint 44 6 127.0.0.1 80 1'],
      'record 2',
      'finish',
    ]);
  });

  it('let ports wait as long as records do', () => {
    const feed = new Feed().begin();
    feed.push(FrameKind.Endpoints, endpoints(15, 0, EndpointsFlag.Whole));
    feed.source.look(1000);
    expect(feed.lines).toEqual([]);
    feed.source.look(1000 + WINDOW_MS);
    expect(feed.lines).toHaveLength(2);
  });

  it('are left out and counted when their provider was lost', () => {
    const feed = new Feed().begin();
    feed.push(FrameKind.RawRecords, records(9, [10]));
    feed.source.drain();
    expect(feed.order).toEqual([]);
    expect(feed.source.untold).toBe(1);
  });

  it('come after what the machine is, also when that was told before the session', () => {
    const feed = new Feed().vector('drives').vector('accounts');
    expect(feed.lines).toEqual([]);
    feed.begin().vector('system-processes');
    expect(feed.lines).toEqual([
      'volumes \\Device\\HarddiskVolume3=C:,\\SystemRoot=C:\\Windows',
      'accounts S-1-5-18=NT AUTHORITY\\SYSTEM,S-1-5-21-67305985-134678021-4228581897-1001=PC\\Jürgen',
      'process 4320 S-1-5-21-67305985-134678021-4228581897-1001 S-1-16-8192 false 1',
      'process 0 undefined undefined undefined 0',
    ]);
  });

  it('have the fields that were sent', () => {
    const seen: Record<string, unknown>[] = [];
    const table = new ProviderTable();
    const sink = {
      decode(record: RawRecord) {
        const {
          provider: number,
          id,
          opcode,
          version,
          isClassic,
          pointerSize,
          kernelTime,
          userTime,
        } = record;
        const activity =
          record.activityAt < 0
            ? ''
            : record.bytes.toString('hex', record.activityAt, record.activityAt + 16);
        const items = Array.from({ length: record.extendedCount }, (_, i) => record.extendedTypes[i]);
        const user = record.bytes.toString('hex', record.start, record.end);
        seen.push({
          provider: number,
          id,
          opcode,
          version,
          isClassic,
          pointerSize,
          kernelTime,
          userTime,
          activity,
          items,
          user,
        });
      },
    };
    const nothing = () => undefined;
    const rest = { addLoss: nothing, advance: nothing, beginSession: nothing, finish: nothing };
    const told = {
      ...{ tellVolumes: nothing, tellAccounts: nothing, tellProcesses: nothing, tellEndpoints: nothing },
    };
    const source = new EtwWireSource({
      providers: table,
      begin: (session) => ({ clock: sessionClock(session), sink: { ...sink, ...rest, ...told } }),
    });
    const vectors = goldenVectors('windows-helper');
    for (const name of ['raw-session', 'etw-records']) {
      // Each is a stream of its own: its frames count from 0.
      const stream = new WireStream();
      const bytes = Buffer.from(vectors.find((vector) => vector.name === name)!.bytes, 'hex');
      for (const message of stream.push(bytes)) source.take(message);
    }
    source.drain();
    expect(seen).toEqual([
      {
        ...{ provider: Provider.Thread, id: 0, opcode: 2, version: 3, isClassic: true, pointerSize: 8 },
        ...{ kernelTime: 17, userTime: 42, activity: '', items: [], user: 'e0100000e4100000' },
      },
      {
        ...{ provider: Provider.Win32k, id: 1002, opcode: 0, version: 0, isClassic: false, pointerSize: 8 },
        ...{ kernelTime: 0, userTime: 0, activity: '44332211665588770102030405060708', items: [6] },
        user: '0d0000000000',
      },
    ]);
  });
});
