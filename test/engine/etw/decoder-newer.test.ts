import { describe, expect, it } from 'vitest';
import { CellFormatter } from '../../../src/engine/cells/cell-formatter.ts';
import { eventProperties } from '../../../src/engine/api/event-properties.ts';
import { findLayout } from '../../../src/engine/etw/layouts/find-layout.ts';
import { newestVersion } from '../../../src/engine/etw/layouts/newest-version.ts';
import { Provider } from '../../../src/engine/etw/providers.ts';
import { RawRecord } from '../../../src/engine/etw/raw-record.ts';
import { eventNo } from '../../../src/shared/units.ts';
import { DecodedTrace, encodePayload } from '../../support/etw-trace.ts';
import type { FieldInput, ShownRow, TraceEvent } from '../../support/etw-trace.ts';

type Fields = Readonly<Record<string, FieldInput>>;
type Width = 4 | 8;

/** Bytes that no field of a layout looks like. */
const ADDED = Buffer.from('c0ffee0042', 'hex');

function layoutOf(event: Omit<TraceEvent, 'at'>, version: number) {
  const record = new RawRecord();
  record.isClassic = event.isClassic ?? event.id === undefined;
  record.provider = event.provider;
  record.opcode = event.opcode ?? 0;
  record.id = event.id ?? 0;
  record.version = version;
  return findLayout(record)!;
}

/** The event as its newest known version has it, and with bytes behind that, in the next version or in another one. */
function made(
  event: Omit<TraceEvent, 'at'>,
  known: number,
  fields: Fields,
  added: Buffer | undefined,
  width: Width,
  version = known + 1,
): TraceEvent {
  const payload = encodePayload(layoutOf(event, known), fields, width);
  return {
    ...{ pid: 44, tid: 8, ...event, at: 5, pointerSize: width },
    version: added === undefined ? known : version,
    payload: Buffer.concat([payload, added ?? Buffer.alloc(0)]),
  };
}

interface Told {
  readonly rows: readonly ShownRow[];
  readonly newer: readonly (readonly string[] | undefined)[];
  readonly raw: readonly (string | undefined)[];
}

/** The rows, and what the properties of each say that is behind the known fields. */
function told(...events: readonly TraceEvent[]): Told {
  const trace = new DecodedTrace().file(...events);
  const { capture } = trace;
  const opened = { capture, cells: new CellFormatter(capture) } as Parameters<typeof eventProperties>[0];
  const rows = trace.rows();
  const all = rows.map((_, i) => eventProperties(opened, eventNo(i)));
  return {
    rows,
    newer: all.map(({ newer }) =>
      newer?.map(
        ({ isReturned, version, known, size, bytes }) =>
          `${isReturned ? 'end ' : ''}v${version} > v${known}: ${size} ${Buffer.from(bytes).toString('hex')}`,
      ),
    ),
    raw: all.map(({ raw }) => raw),
  };
}

const FILE = { Irp: 16, FileObject: 32, FileKey: 48, TTID: 8 };
const TCP = { PID: 44, size: 5, daddr: '1.2.3.4', saddr: '5.6.7.8', dport: 80, sport: 81, connid: 7 };

type Case = readonly [name: string, event: Omit<TraceEvent, 'at'>, known: number, fields: Fields];

/** Layouts of all shapes: without a text, with one at the end, with several, with something behind one. */
const CASES: readonly Case[] = [
  ['ReadFile', { provider: Provider.FileIo, opcode: 67 }, 3, { ...FILE, Offset: 512, IoSize: 100 }],
  ['CreateFile', { provider: Provider.FileIo, opcode: 64 }, 3, { Irp: 16, TTID: 8, OpenPath: 'C:\\가.txt' }],
  ['QueryDirectory', { provider: Provider.FileIo, opcode: 72 }, 3, { ...FILE, FileName: '*.txt' }],
  ['CreateFileMapping', { provider: Provider.FileIo, opcode: 37 }, 3, { ViewSize: 5, ProcessId: 44 }],
  ['RegOpenKey', { provider: Provider.Registry, opcode: 11 }, 2, { KeyName: '\\REGISTRY\\MACHINE\\a' }],
  ['RegCloseKey', { provider: Provider.Registry, opcode: 27 }, 2, { KeyHandle: 0x100 }],
  [
    'Process Exit',
    { provider: Provider.Process, opcode: 2 },
    5,
    { ProcessId: 44, UserSID: 'S-1-5-18', ImageFileName: 'a.exe', CommandLine: 'a b', ExitTime: 9 },
  ],
  ['Load Image', { provider: Provider.Process, opcode: 10 }, 3, { ProcessId: 44, FileName: '\\a.dll' }],
  ['Unload Image', { provider: Provider.Image, opcode: 2 }, 3, { ProcessId: 44, FileName: '\\a.dll' }],
  [
    'Thread Create',
    { provider: Provider.Thread, opcode: 1 },
    3,
    { ProcessId: 44, ThreadId: 8, ThreadName: 'n' },
  ],
  ['TCP Send', { provider: Provider.TcpIp, opcode: 10 }, 2, TCP],
  ['TCP Connect', { provider: Provider.TcpIp, opcode: 12 }, 2, TCP],
  ['UDP Receive', { provider: Provider.UdpIp, opcode: 11 }, 2, TCP],
  ['Disk Read', { provider: Provider.DiskIo, opcode: 10 }, 3, { TransferSize: 4096, IssuingThreadId: 8 }],
  ['Hard Fault', { provider: Provider.PageFault, opcode: 32 }, 2, { TThreadId: 8, ByteCount: 4096 }],
  ['CreateFile', { provider: Provider.KernelFile, id: 12 }, 1, { Irp: 16, TTID: 8, OpenPath: 'C:\\a' }],
  ['Load Image', { provider: Provider.KernelProcess, id: 5 }, 0, { ProcessID: 44, ImageName: '\\a.dll' }],
  ['Process Exit', { provider: Provider.KernelProcess, id: 2 }, 2, { ProcessID: 44, ImageName: 'a.exe' }],
  ['RegSetValue', { provider: Provider.KernelRegistry, id: 5 }, 0, { KeyName: '\\a', ValueName: 'b' }],
  ['TCP Send', { provider: Provider.KernelNetwork, id: 10 }, 0, TCP],
  ['SetWindowsHookEx', { provider: Provider.Win32k, id: 1002 }, 0, { FilterType: 13, pstrLib: 'a.dll' }],
  ['TerminateProcess', { provider: Provider.AuditApiCalls, id: 2 }, 0, { TargetProcessId: 44 }],
  [
    'DNS Query',
    { provider: Provider.DnsClient, id: 3008 },
    0,
    { QueryName: 'a.b', QueryResults: '1.2.3.4;' },
  ],
  // One that has fields, and no operation.
  ['Trace Event', { provider: Provider.KernelProcess, id: 7 }, 0, { ProcessID: 44, NewPriority: 9 }],
];

/** Kernel-File names two fields otherwise than the kernel's own events. */
function named(event: Omit<TraceEvent, 'at'>, fields: Fields): Fields {
  if (event.provider !== Provider.KernelFile) return fields;
  const { TTID, OpenPath, ...others } = fields;
  return { ...others, IssuingThreadId: TTID!, FileName: OpenPath! };
}

describe.each(CASES)('a newer version of an event: %s, %o', (operation, event, known, fields) => {
  it.each<Width>([4, 8])('has the row of the known one and the rest in its properties, %i bits', (width) => {
    const values = named(event, fields);
    const before = told(made(event, known, values, undefined, width));
    const after = told(made(event, known, values, ADDED, width));
    expect(before.rows.map((row) => row.operation)).toEqual([operation]);
    expect(before.newer).toEqual([undefined]);
    expect(before.raw).not.toContain('newer');
    // Where no operation is known, the version is one of the details.
    const version =
      operation === 'Trace Event' ? [`Event: 7, Level`, `Event: 7, Version: ${known + 1}, Level`] : ['', ''];
    const expected = before.rows.map((row) => ({
      ...row,
      detail: row.detail.replace(version[0]!, version[1]!),
    }));
    expect(after.rows).toEqual(expected);
    expect(after.newer).toEqual([[`v${known + 1} > v${known}: 5 c0ffee0042`]]);
    expect(after.raw).toEqual(['newer']);
  });

  it('says so, too, where nothing is behind the known fields', () => {
    const { newer, raw } = told(made(event, known, named(event, fields), Buffer.alloc(0), 8, known + 3));
    expect(newer).toEqual([[`v${known + 3} > v${known}: 0 `]]);
    expect(raw).toEqual(['newer']);
  });
});

describe('events in newer versions', () => {
  const read = { provider: Provider.FileIo, opcode: 67 };
  const end = { provider: Provider.FileIo, opcode: 76 };

  it('have what their ends add, apart', () => {
    const ended = { ...made(end, 3, { Irp: 16, ExtraInfo: 7 }, Buffer.of(9), 8), at: 6 };
    const both = told(made(read, 3, FILE, ADDED, 8), ended);
    expect(both.newer).toEqual([['v4 > v3: 5 c0ffee0042', 'end v4 > v3: 1 09']]);
    expect(both.rows[0]).toMatchObject({ result: 'SUCCESS', duration: 1 });
    expect(both.rows[0]?.detail).toContain('Bytes: 7');
    expect(told(made(read, 3, FILE, undefined, 8), ended).newer).toEqual([['end v4 > v3: 1 09']]);
  });

  it('keep the path of the kernel', () => {
    const event = { provider: Provider.Registry, opcode: 11 };
    const { rows, newer } = told(made(event, 2, { KeyName: '\\REGISTRY\\MACHINE\\SOFTWARE\\a' }, ADDED, 8));
    expect(rows).toMatchObject([
      { path: 'HKLM\\SOFTWARE\\a', kernelPath: '\\REGISTRY\\MACHINE\\SOFTWARE\\a' },
    ]);
    expect(newer).toEqual([['v3 > v2: 5 c0ffee0042']]);
  });

  it('say it in both rows of a process that starts', () => {
    const event = { provider: Provider.Process, opcode: 1 };
    const { rows, newer } = told(made(event, 5, { ProcessId: 60, ImageFileName: 'b.exe' }, ADDED, 8));
    expect(rows.map(({ operation }) => operation)).toEqual(['Process Create', 'Process Start']);
    expect(newer).toEqual([['v6 > v5: 5 c0ffee0042'], ['v6 > v5: 5 c0ffee0042']]);
  });

  it('keep some hundred bytes and how many there were', () => {
    const { newer } = told(made(read, 3, FILE, Buffer.alloc(5000, 0xab), 8));
    expect(newer).toEqual([[`v4 > v3: 5000 ${'ab'.repeat(512)}`]]);
  });

  it('that are too short are shown with the fields that they have, and the bytes of half a field', () => {
    const event = { ...read, pid: 44, tid: 8, at: 5, version: 4, payload: Buffer.alloc(42, 1) };
    const { rows, newer } = told(event);
    expect(rows.map(({ operation }) => operation)).toEqual(['<Unknown: FileIo 67>']);
    expect(newer).toEqual([['v4 > v3: 2 0101']]);
  });

  it('say nothing new where a schema of just that version describes them', () => {
    const fields = { count: 1, isNarrow: true, units: Uint16Array.from([97, 0, 98]) };
    const trace = new DecodedTrace({
      schemas: {
        describe: () => ({
          provider: 'P',
          event: 'E',
          fields: { ...fields, startOf: () => 0, endOf: () => 3 } as never,
        }),
      },
    }).file(made({ provider: Provider.KernelProcess, id: 7 }, 0, {}, ADDED, 8));
    const { capture } = trace;
    const opened = { capture, cells: new CellFormatter(capture) } as Parameters<typeof eventProperties>[0];
    expect(trace.rows()).toMatchObject([{ operation: 'Trace Event', path: 'P/E' }]);
    expect(eventProperties(opened, eventNo(0))).toMatchObject({ raw: 'unknown' });
    expect(eventProperties(opened, eventNo(0)).newer).toBeUndefined();
  });

  it('of older versions and of unknown events are none', () => {
    const old = made({ provider: Provider.FileIo, opcode: 67 }, 2, FILE, Buffer.alloc(9), 8, 2);
    const unknown = { provider: Provider.Job, opcode: 3, version: 99, at: 6, payload: ADDED };
    const { newer, raw } = told(old, unknown);
    expect(newer).toEqual([undefined, undefined]);
    expect(raw).toEqual(['unproven', 'unknown']);
  });
});

describe('the newest known versions', () => {
  const kinds = Object.values(Provider).flatMap((provider) =>
    Array.from({ length: 4096 }, (_, number) => ({
      ...{ provider, opcode: number & 0xff, id: number },
      isClassic: provider < Provider.KernelProcess,
    })).filter(({ isClassic }, number) => !isClassic || number < 256),
  );
  const known = kinds.filter((kind) => newestVersion(kind) !== undefined);

  it('are those from which on no layout is another', () => {
    expect(known.length).toBeGreaterThan(100);
    for (const kind of known) {
      const newest = newestVersion(kind)!;
      const event = { ...kind, id: kind.isClassic ? 0 : kind.id };
      const layout = layoutOf(event, newest);
      expect(layout).toBeDefined();
      for (let version = newest; version < newest + 10; version++)
        expect(layoutOf(event, version)).toBe(layout);
    }
  });
});
