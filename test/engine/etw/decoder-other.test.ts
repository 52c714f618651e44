import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FieldList } from '../../../src/engine/etw/field-list.ts';
import { Provider, guidBytes } from '../../../src/engine/etw/providers.ts';
import { NO_ID, RecordKind } from '../../../src/engine/etw/raw-record.ts';
import type { RelTicks } from '../../../src/shared/units.ts';
import { DecodedTrace, recordOf } from '../../support/etw-trace.ts';
import type { FieldInput, ShownRow, TraceEvent } from '../../support/etw-trace.ts';

type Fields = Readonly<Record<string, FieldInput>>;

function rows(...events: readonly TraceEvent[]): ShownRow[] {
  return new DecodedTrace().file(...events).rows();
}

describe('network events', () => {
  const network = (provider: number, opcode: number, fields: Fields, version = 2): TraceEvent => ({
    ...{ at: 1, provider, opcode, version, pid: 4, tid: 8, fields },
  });
  const ends = { PID: 44, size: 10, daddr: '1.2.3.4', saddr: '10.0.0.1', dport: 443, sport: 5000 };

  it.each([
    [10, 'TCP Send', 'Length: 10, startime: 1, endtime: 2, seqnum: 3, connid: 4'],
    [11, 'TCP Receive', 'Length: 10, seqnum: 3, connid: 4'],
    [13, 'TCP Disconnect', 'Length: 10, seqnum: 3, connid: 4'],
    [14, 'TCP Retransmit', 'Length: 10, seqnum: 3, connid: 4'],
    [16, 'TCP Reconnect', 'Length: 10, seqnum: 3, connid: 4'],
    [18, 'TCP TCPCopy', 'Length: 10, seqnum: 3, connid: 4'],
  ])('of TCP, opcode %i', (opcode, operation, detail) => {
    const times = opcode === 10 ? { startime: 1, endtime: 2 } : {};
    expect(rows(network(Provider.TcpIp, opcode, { ...ends, ...times, seqnum: 3, connid: 4 }))).toMatchObject([
      { operation, detail, path: '10.0.0.1:5000 -> 1.2.3.4:443', pid: 44, tid: 0, eventClass: 'Network' },
    ]);
  });

  it.each([12, 15])('of a connection, opcode %i, have what both ends agreed on', (opcode) => {
    const [row] = rows(network(Provider.TcpIp, opcode, { ...ends, size: 0, mss: 1460, rcvwinscale: 8 }));
    expect(row?.detail).toBe(
      'Length: 0, mss: 1460, sackopt: 0, tsopt: 0, wsopt: 0, rcvwin: 0, rcvwinscale: 8, sndwinscale: 0, seqnum: 0, connid: 0',
    );
  });

  it('of UDP have the own end first, whichever way a packet went', () => {
    expect(
      rows(
        network(Provider.UdpIp, 10, ends),
        network(Provider.UdpIp, 11, {
          ...ends,
          daddr: ends.saddr,
          dport: 5000,
          saddr: ends.daddr,
          sport: 443,
        }),
      ).map(({ operation, path }) => [operation, path]),
    ).toEqual([
      ['UDP Send', '10.0.0.1:5000 -> 1.2.3.4:443'],
      ['UDP Receive', '10.0.0.1:5000 -> 1.2.3.4:443'],
    ]);
  });

  it('of IPv6 are written without brackets', () => {
    const address = (last: number): bigint => (BigInt(last) << 120n) | 0x80fen;
    const fields = { PID: 44, daddr: address(2), saddr: address(1), dport: 80, sport: 81 };
    expect(rows(network(Provider.TcpIp, 27, fields))).toMatchObject([
      { operation: 'TCP Receive', path: 'fe80::1:81 -> fe80::2:80' },
    ]);
  });

  it('of older versions and failures are read, too', () => {
    expect(rows(network(Provider.TcpIp, 11, { ...ends, connid: 7, seqnum: 5 }, 1))[0]).toMatchObject({
      detail: 'Length: 10, seqnum: 5, connid: 7',
    });
    expect(rows(network(Provider.TcpIp, 11, ends, 0))[0]).toMatchObject({
      pid: 44,
      path: '10.0.0.1:5000 -> 1.2.3.4:443',
    });
    expect(rows(network(Provider.TcpIp, 17, { protocol: 2, failurecode: 5 }))[0]).toMatchObject({
      operation: 'TCP Fail',
      path: '',
      detail: 'Protocol: 2, Failure Code: 5',
    });
  });

  it('of Kernel-Network are rows where the kernel has none of its own', () => {
    const event = (id: number): TraceEvent => ({ at: 2, provider: Provider.KernelNetwork, id, fields: ends });
    expect(rows(event(11), event(42), event(43)).map(({ operation }) => operation)).toEqual([
      'TCP Receive',
      'UDP Send',
      'UDP Receive',
    ]);
    expect(rows(event(11), network(Provider.TcpIp, 11, ends))).toHaveLength(1);
  });

  it('of the DNS client say which name was asked for', () => {
    const fields = { QueryName: 'example.com', QueryType: 28, QueryResults: 'fe80::1;' };
    const event = { at: 1, provider: Provider.DnsClient, id: 3008, pid: 44, tid: 8, fields };
    expect(rows(event)).toMatchObject([
      { operation: 'DNS Query', path: 'example.com', detail: 'Query Type: 28, Status: 0, Results: fe80::1;' },
    ]);
  });
});

describe('calls that watch the user', () => {
  const call = (id: number, fields: Fields, payload?: Buffer): TraceEvent => ({
    ...{ at: 1, provider: Provider.Win32k, id, pid: 44, tid: 8 },
    ...(payload === undefined ? { fields } : { payload }),
  });

  it.each([
    [
      1000,
      { eventMin: 3, eventMax: 0x8000, idEventProcess: 5, Flags: 2 },
      'SetWinEventHook',
      'First Event: 0x3, Last Event: 0x8000, Target PID: 5, Target Thread ID: 0, Flags: WINEVENT_SKIPOWNPROCESS, Module: 0x0',
    ],
    [
      1001,
      { UsagePage: 1, Usage: 6, Flags: 0x130, ThreadStartAddressModule: 'a.dll' },
      'RegisterRawInputDevices',
      'Device: Keyboard (usage page 1, usage 6), Flags: RIDEV_NOLEGACY, RIDEV_INPUTSINK, Window: 0x0, Thread Start Module: a.dll, Return Value: 0x0',
    ],
    [
      1002,
      { FilterType: -1, pstrLib: 'x.dll', hmod: 0x1000, ReturnValue: 1 },
      'SetWindowsHookEx',
      'Hook: WH_MSGFILTER (-1), Library: x.dll, Module: 0x1000, Procedure: 0x0, Return Value: 0x1',
    ],
    [
      1003,
      { PID: 44, MsSinceLastKeyEvent: 1500, BackgroundCallCount: 7 },
      'GetAsyncKeyState',
      'Milliseconds Since Key: 1,500, Background Calls: 7',
    ],
    [463, { OwnerPid: 9 }, 'Read Clipboard', 'Target PID: 9'],
  ])('%i', (id, fields, operation, detail) => {
    expect(rows(call(id, fields))).toMatchObject([
      { operation, detail, pid: 44, tid: 8, eventClass: 'Process', result: '', category: '' },
    ]);
  });

  it('of older Windows say of raw input only what came back', () => {
    expect(rows(call(1001, {}, Buffer.from([1, 0, 0, 0])))).toMatchObject([
      { operation: 'RegisterRawInputDevices', detail: 'Return Value: 0x1' },
    ]);
  });

  it('belong to whoever polls keys, whichever process told it', () => {
    expect(rows(call(1003, { PID: 48 }))).toMatchObject([{ pid: 48, tid: 0 }]);
  });
});

describe('audited calls', () => {
  it('have their result', () => {
    const fields = { TargetProcessId: 48, DesiredAccess: 0x1fffff, ReturnCode: 0xc000_0022 };
    expect(rows({ at: 1, provider: Provider.AuditApiCalls, id: 5, pid: 44, tid: 8, fields })).toMatchObject([
      {
        ...{ operation: 'OpenProcess', result: 'ACCESS DENIED', eventClass: 'Process' },
        detail: 'Desired Access: 0x1fffff, Target PID: 48',
      },
    ]);
  });
});

describe('events without an operation', () => {
  it('of the kernel are shown by class and opcode, with their bytes', () => {
    const payload = Buffer.from('0102', 'hex');
    expect(rows({ at: 1, provider: Provider.PageFault, opcode: 99, payload })).toMatchObject([
      { operation: '<Unknown: PageFault 99>', detail: 'Data: 0102', eventClass: 'System' },
    ]);
    expect(rows({ at: 1, provider: Provider.PerfInfo, opcode: 47, payload })[0]?.eventClass).toBe(
      'Profiling',
    );
    const long = rows({ at: 1, provider: 200, opcode: 1, payload: Buffer.alloc(1000) })[0];
    expect(long).toMatchObject({ operation: '<Unknown: group 200 1>' });
    expect(long?.detail.endsWith('Data Length: 1,000')).toBe(true);
  });

  it('that sample processors say whose thread was where', () => {
    const payload = Buffer.alloc(16);
    payload.writeBigUInt64LE(0xffff_f800_0000_1234n);
    payload.writeUInt32LE(12, 8);
    expect(
      rows(
        {
          ...{ at: 0, provider: Provider.Thread, opcode: 3, version: 3 },
          fields: { ProcessId: 44, ThreadId: 12 },
        },
        { at: 1, provider: Provider.PerfInfo, opcode: 46, version: 2, payload },
      ),
    ).toMatchObject([
      {
        ...{ operation: 'Sampled Profile', pid: 44, tid: 12, eventClass: 'Profiling' },
        detail: 'Instruction Pointer: 0xfffff80000001234',
      },
    ]);
  });

  it('of other providers are named where a schema is at hand', () => {
    const fields = new FieldList();
    fields.begin();
    fields.field('', 'a');
    fields.text('b');
    const trace = new DecodedTrace({
      schemas: {
        describe: ({ id }) => (id === 7 ? { provider: 'Maker', event: 'Made', fields } : undefined),
      },
    });
    const guid = '12345678-0000-0000-0000-000000000000';
    const provider = trace.providers.numberOf(guidBytes(guid), 0);
    const event = { at: 1, provider, id: 7, version: 2, pid: 44, tid: 8, payload: Buffer.alloc(2) };
    trace.file(event, { ...event, id: 8 }, { ...event, id: 9, kind: RecordKind.Message });
    expect(trace.rows().map(({ operation, path, detail }) => [operation, path, detail])).toEqual([
      ['Trace Event', 'Maker/Made', 'Event: 7, Version: 2, Level: 0, a: b'],
      ['Trace Event', `{${guid}}/8`, 'Event: 8, Version: 2, Level: 0, Data: 0000'],
      ['Trace Event', `{${guid}}/9`, 'Message: 9, Data: 0000'],
    ]);
  });

  it('with very many and very long fields have all that fit, each whole', () => {
    const fields = new FieldList();
    fields.begin();
    for (let i = 0; i < 128; i++) {
      fields.field('', `n${i}`);
      fields.text(String.fromCharCode(0xac00 + i).repeat(200));
    }
    const trace = new DecodedTrace({
      schemas: { describe: () => ({ provider: 'Maker', event: 'Made', fields }) },
    });
    const provider = trace.providers.numberOf(guidBytes('12345678-0000-0000-0000-000000000000'), 0);
    trace.file({ at: 1, provider, id: 7, version: 2, pid: 44, tid: 8, payload: Buffer.alloc(2) });
    const expected = Array.from(
      { length: 128 },
      (_, i) => `n${i}: ${String.fromCharCode(0xac00 + i).repeat(200)}`,
    );
    expect(trace.rows()[0]?.detail).toBe(`Event: 7, Version: 2, Level: 0, ${expected.join(', ')}`);
  });
});

describe('lost events', () => {
  it('are rows of their own, at their place', () => {
    const trace = new DecodedTrace();
    trace.live({ at: 1, provider: Provider.LostEvents, opcode: 32, fields: {} });
    trace.decoder.addLoss(5000 as RelTicks, 7, 'Because');
    trace.decoder.finish();
    expect(trace.store.losses).toEqual([
      { event: 0, time: 5000, count: 7, cause: 'Because' },
      {
        ...{ event: 1, time: 10_000, count: undefined },
        cause: 'The buffers of Windows were full',
      },
    ]);
    expect(
      trace
        .rows()
        .map(({ operation, detail, result, eventClass }) => [operation, detail, result, eventClass]),
    ).toEqual([
      ['Events Lost', 'Lost: 7, Cause: Because', '', 'Lost'],
      ['Events Lost', 'Lost: unknown, Cause: The buffers of Windows were full', '', 'Lost'],
    ]);
  });
});

describe('waiting rows', () => {
  it('go on when their time has come, also when nothing follows', () => {
    const trace = new DecodedTrace({ holdTicks: 50_000 });
    const event = { at: 1, provider: Provider.PageFault, opcode: 99, payload: Buffer.alloc(0) };
    trace.live(event);
    trace.decoder.advance(59_000 as RelTicks);
    expect(trace.store.length).toBe(0);
    trace.decoder.advance(60_000 as RelTicks);
    expect(trace.store.length).toBe(1);
  });
});

const anyRecord = fc.record({
  provider: fc.constantFrom(...Object.values(Provider), 200, 600),
  opcode: fc.oneof(fc.constantFrom(1, 2, 3, 10, 11, 24, 32, 64, 67, 71, 76, 80), fc.nat(255)),
  id: fc.oneof(fc.constant(0), fc.constantFrom(1, 2, 12, 1001, 1002, 3008), fc.nat(70)),
  version: fc.nat(6),
  pid: fc.constantFrom(0, 4, 44, NO_ID),
  tid: fc.constantFrom(0, 8, NO_ID),
  pointerSize: fc.constantFrom(4 as const, 8 as const),
  step: fc.nat(1_000_000),
  // Addresses and texts come again, so that what one record says meets another one.
  payload: fc.oneof(
    fc.uint8Array({ maxLength: 120 }),
    fc
      .array(fc.constantFrom(0, 0, 1, 8, 0x5c, 0x41), { maxLength: 160 })
      .map((bytes) => Uint8Array.from(bytes)),
  ),
});

describe('any records', () => {
  it('make rows in the order of their times, and never fail', () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 60 }), fc.boolean(), (records, isFile) => {
        const trace = new DecodedTrace({ holdTicks: isFile ? 1e12 : 100_000 });
        let at = 0;
        const made = records.map(({ payload, step, id, ...head }) => {
          at += step / 10_000;
          return recordOf({ ...head, id, at, payload: Buffer.from(payload), isClassic: id === 0 });
        });
        if (isFile) {
          for (const record of made) trace.decoder.learn(record);
          trace.decoder.beginRows();
        }
        for (const record of made) trace.decoder.decode(record);
        trace.decoder.finish();
        expect(trace.decoder.held).toBe(0);
        const rows = trace.rows();
        expect(rows.length).toBeLessThanOrEqual(2 * records.length);
        const times = rows.map((row) => row.at);
        if (isFile) expect(times).toEqual(times.toSorted((a, b) => a - b));
      }),
      { numRuns: 120 },
    );
  });
});
