import { describe, expect, it } from 'vitest';
import { processCell } from '../../../src/engine/cells/process-cell.ts';
import { Provider } from '../../../src/engine/etw/providers.ts';
import { ExtendedType, RecordKind } from '../../../src/engine/etw/raw-record.ts';
import { fileTime } from '../../../src/shared/units.ts';
import { DecodedTrace, TRACE_START, rawTime } from '../../support/etw-trace.ts';
import type { FieldInput, TraceEvent } from '../../support/etw-trace.ts';

type Fields = Readonly<Record<string, FieldInput>>;

function process(at: number, opcode: number, pid: number, fields: Fields = {}): TraceEvent {
  return {
    ...{ at, provider: Provider.Process, opcode, version: 4, pid: 40, tid: 8 },
    fields: {
      ProcessId: pid,
      ParentId: 40,
      ImageFileName: `p${pid}.exe`,
      CommandLine: `p${pid} /x`,
      ...fields,
    },
  };
}

function thread(at: number, opcode: number, pid: number, tid: number): TraceEvent {
  return {
    ...{ at, provider: Provider.Thread, opcode, version: 3, pid, tid },
    fields: { ProcessId: pid, ThreadId: tid },
  };
}

function image(at: number, opcode: number, pid: number, name: string, base: FieldInput = 0x1000): TraceEvent {
  return {
    ...{ at, provider: Provider.Process, opcode, version: 3, pid, tid: 8 },
    fields: { ImageBase: base, ImageSize: 0x2000, ProcessId: pid, FileName: name },
  };
}

/** A query of a key, which only shows whose it is. */
const query = (at: number, pid: number, tid = 8): TraceEvent => ({
  ...{ at, provider: Provider.Registry, opcode: 13, version: 2, pid, tid },
  fields: { InitialTime: rawTime(at) },
});
const read = (at: number, tid: number): TraceEvent => ({
  ...{ at, provider: Provider.FileIo, opcode: 67, version: 3 },
  fields: { Irp: 16 * at, TTID: tid },
});

function names(trace: DecodedTrace): string[] {
  return trace.rows().map(({ process: name, pid }) => `${name} ${pid}`);
}

describe('processes', () => {
  it('are those that had a number at that time', () => {
    const trace = new DecodedTrace().file(
      query(1, 44),
      process(2, 2, 44, { ImageFileName: 'first.exe' }),
      process(3000, 1, 44, { ImageFileName: 'second.exe' }),
      query(3001, 44),
      process(3002, 4, 44, { ImageFileName: 'second.exe' }),
    );
    expect(names(trace)).toEqual([
      'first.exe 44',
      'first.exe 44',
      '<Unknown> 40',
      'second.exe 44',
      'second.exe 44',
    ]);
  });

  it('that only a rundown at the end tells were there from the beginning', () => {
    const trace = new DecodedTrace().file(query(1, 44), process(9, 4, 44, { UserSID: 'S-1-5-18' }));
    expect(names(trace)).toEqual(['p44.exe 44']);
    const [record] = trace.store.epoch.processes.records.filter(({ pid }) => pid === 44);
    expect(trace.store.epoch.strings.get(record!.user)).toBe('NT AUTHORITY\\SYSTEM');
    expect(record).toMatchObject({ start: undefined, end: undefined });
  });

  it('own what comes a moment behind their end', () => {
    const events = [process(1, 3, 44), process(2, 2, 44), query(3, 44), query(5000, 44)];
    expect(names(new DecodedTrace().file(...events))).toEqual(['p44.exe 44', 'p44.exe 44', '<Unknown> 44']);
  });

  it('have start, end, parent and modules', () => {
    const trace = new DecodedTrace().file(
      process(0, 3, 40),
      process(1, 1, 44, { SessionId: 2, Flags: 2 }),
      image(2, 10, 44, String.raw`\Device\HarddiskVolume1\p44.exe`),
      process(3, 2, 44, { SessionId: 2, Flags: 2 }),
    );
    const { processes, strings } = trace.store.epoch;
    const record = processes.records.find(({ pid }) => pid === 44)!;
    const parent = processes.records.find(({ pid }) => pid === 40)!;
    expect(record).toMatchObject({ parentPid: 40, parentUid: parent.uid, session: 2, is64Bit: false });
    expect(record.start).toBe(TRACE_START + 10_000n);
    expect(record.end).toBe(TRACE_START + 30_000n);
    expect(strings.get(record.commandLine)).toBe('p44 /x');
    expect(record.modules.map(({ base, size, path }) => [base, size, strings.get(path)])).toEqual([
      [0x1000n, 0x2000, String.raw`\Device\HarddiskVolume1\p44.exe`],
    ]);
  });

  it('keep the command line of their start; a rundown tells what no start told', () => {
    const trace = new DecodedTrace().file(
      process(1, 1, 44, { CommandLine: 'p44 0xffffffff' }),
      process(2, 3, 48, { CommandLine: '' }),
      process(3, 4, 44, { CommandLine: 'p44 0x4' }),
      process(4, 4, 48, { CommandLine: 'p48 /late' }),
    );
    expect(trace.rows().map(({ detail }) => detail)).toEqual([
      'PID: 44, Command line: p44 0xffffffff',
      'Parent PID: 40, Command line: p44 0xffffffff',
    ]);
    const { processes, strings } = trace.store.epoch;
    const known = processes.records.filter(({ pid }) => pid >= 44);
    expect(known.map(({ commandLine }) => strings.get(commandLine))).toEqual(['p44 0xffffffff', 'p48 /late']);
  });

  it('get the path of their program when it is loaded, while their first row is held', () => {
    const program = String.raw`C:\p44.exe`;
    const events = [process(1, 1, 44), image(2, 10, 44, String.raw`C:\ntdll.dll`), image(3, 10, 44, program)];
    const trace = new DecodedTrace().live(...events);
    trace.decoder.finish();
    expect(trace.rows()[0]).toMatchObject({ operation: 'Process Create', path: program, pid: 40, tid: 8 });
  });

  it('get it when it is unloaded, where no load was recorded', () => {
    const gone = image(2, 2, 44, String.raw`C:\other\p44.exe`);
    const trace = new DecodedTrace().file(process(1, 1, 44), { ...gone, provider: Provider.Image });
    expect(trace.rows().map(({ operation, path }) => [operation, path])).toEqual([
      ['Process Create', String.raw`C:\other\p44.exe`],
      ['Process Start', ''],
      ['Unload Image', String.raw`C:\other\p44.exe`],
    ]);
  });

  it('end with their counters and the times of their threads', () => {
    const counters: TraceEvent = {
      ...{ at: 6, provider: Provider.Process, opcode: 32, version: 2 },
      fields: {
        ...{ ProcessId: 44, PeakWorkingSetSize: 4096, PeakPagefileUsage: 8192 },
        ...{ WorkingSetSize: 1, PrivatePageCount: 2 },
      },
    };
    const ended = { ...thread(3, 2, 44, 12), kind: RecordKind.System, userTime: 2, kernelTime: 1 };
    const exit = process(5, 2, 44, { ExitStatus: -1 });
    const trace = new DecodedTrace().file(process(1, 1, 44), thread(2, 1, 44, 12), ended, exit, counters);
    expect(trace.rows().at(-2)).toMatchObject({
      detail: 'Thread ID: 12, User Time: 0.0312500, Kernel Time: 0.0156250',
    });
    expect(trace.rows().at(-1)?.detail).toBe(
      'Exit Status: -1, User Time: 0.0312500 seconds, Kernel Time: 0.0156250 seconds, Private Bytes: 2, ' +
        'Peak Private Bytes: 8,192, Working Set: 1, Peak Working Set: 4,096',
    );
  });

  it('are told by a helper, with what events do not say', () => {
    const trace = new DecodedTrace();
    trace.decoder.tellAccounts([['S-1-5-21-9', 'PC\\user']]);
    trace.decoder.tellProcesses([
      {
        ...{ pid: 44, parentPid: 4, session: 3, is64Bit: true, virtualized: false },
        ...{ integritySid: 'S-1-16-12288', authenticationId: 0x3e7n, sid: 'S-1-5-21-9' },
        ...{ start: fileTime(1n), imagePath: String.raw`C:\p.exe`, commandLine: 'p' },
      },
    ]);
    trace.live(query(1, 44));
    trace.decoder.finish();
    const { processes, strings } = trace.store.epoch;
    const record = processes.records.find(({ pid }) => pid === 44)!;
    expect(record).toMatchObject({ session: 3, authenticationId: 0x3e7n, start: 1n, virtualized: false });
    expect(
      [record.name, record.user, record.integrity, record.imagePath].map((id) => strings.get(id)),
    ).toEqual(['p.exe', 'PC\\user', 'High', String.raw`C:\p.exe`]);
    expect(processCell(trace.store.epoch, record, 'authenticationId')).toBe('00000000:000003e7');
  });

  it('have no logon session where nobody tells it', () => {
    const { epoch } = new DecodedTrace().file(query(1, 44)).store;
    const record = epoch.processes.records.find(({ pid }) => pid === 44)!;
    expect(processCell(epoch, record, 'authenticationId')).toBe('');
  });
});

describe('threads', () => {
  it('tell whose an operation is, also those that only the end of the file names', () => {
    const trace = new DecodedTrace().file(
      read(1, 12),
      thread(2, 2, 44, 12),
      thread(3, 1, 48, 12),
      read(4, 12),
      read(5, 16),
      thread(9, 4, 52, 16),
    );
    expect(trace.rows().map(({ operation, pid, tid }) => [operation, pid, tid])).toEqual([
      ['ReadFile', 44, 12],
      ['Thread Exit', 44, 12],
      ['Thread Create', 48, 12],
      ['ReadFile', 48, 12],
      ['ReadFile', 52, 16],
    ]);
  });

  it('of version 0 have their numbers the other way round', () => {
    const event = { ...thread(1, 1, 44, 12), version: 0 };
    expect(new DecodedTrace().file(event).rows()).toMatchObject([{ pid: 44, tid: 12 }]);
  });
});

describe('images', () => {
  it('of the kernel are drivers', () => {
    const driver = image(1, 10, 0, String.raw`\SystemRoot\System32\drivers\x.sys`, 0xffff_f800_0000_1000n);
    const trace = new DecodedTrace();
    trace.decoder.tellVolumes([{ nt: '\\SystemRoot', dos: 'C:\\Windows' }]);
    trace.live(driver, { ...driver, at: 2, provider: Provider.Image, opcode: 2 });
    trace.decoder.finish();
    expect(
      trace
        .rows()
        .map(({ operation, path, process: name, eventClass }) => [operation, path, name, eventClass]),
    ).toEqual([
      ['Load Driver', String.raw`C:\Windows\System32\drivers\x.sys`, 'System', 'Process'],
      ['Unload Driver', String.raw`C:\Windows\System32\drivers\x.sys`, 'System', 'Process'],
    ]);
    expect(trace.rows()[0]?.detail).toBe('Image Base: 0xfffff80000001000, Image Size: 0x2000');
  });

  it('come in their own class in a live session', () => {
    const event = { ...image(1, 10, 44, 'a.dll'), provider: Provider.Image };
    expect(new DecodedTrace().file(event).rows()).toMatchObject([{ operation: 'Load Image', path: 'a.dll' }]);
  });
});

describe('stacks', () => {
  const frames = (at: number, of: number, tid: number, ...addresses: bigint[]): TraceEvent => ({
    ...{ at, provider: Provider.StackWalk, opcode: 32, version: 2 },
    fields: { EventTimeStamp: rawTime(of), ProcessId: 40, ThreadId: tid, Frames: addresses },
  });

  it('belong to the event of their time and thread; the kernel\u2019s half comes first', () => {
    const trace = new DecodedTrace().file(
      query(1, 40, 8),
      query(1, 40, 12),
      frames(2, 1, 12, 0x1234n),
      frames(3, 1, 12, 0xffff_f800_0000_0001n),
      frames(4, 1, 16, 1n),
      frames(5, 1.5, 8, 1n),
    );
    expect(trace.rows().map(({ stack }) => stack)).toEqual([[], [0xffff_f800_0000_0001n, 0x1234n]]);
  });

  it('belong to the time at which a registry call ended', () => {
    const call = { ...query(5, 40), fields: { InitialTime: rawTime(1) } };
    const [row] = new DecodedTrace().file(call, frames(6, 5, 8, 7n)).rows();
    expect(row).toMatchObject({ at: 1, stack: [7n] });
  });

  it('may be told by keys whose addresses come at the end', () => {
    const reference: TraceEvent = {
      ...{ at: 2, provider: Provider.StackWalk, opcode: 38, version: 2 },
      fields: { EventTimeStamp: rawTime(1), ProcessId: 40, ThreadId: 8, StackKey: 0x99 },
    };
    const definition = (at: number, opcode: number, address: bigint): TraceEvent => ({
      ...{ at, provider: Provider.StackWalk, opcode, version: 2 },
      fields: { StackKey: 0x99, Frames: [address] },
    });
    const trace = new DecodedTrace().file(
      query(1, 40),
      reference,
      definition(8, 35, 5n),
      definition(9, 36, 6n),
    );
    expect(trace.rows()[0]?.stack).toEqual([5n]);
  });

  it('may stand in the record itself', () => {
    const data = Buffer.alloc(24);
    data.writeBigUInt64LE(0x77n, 8);
    data.writeBigUInt64LE(0x88n, 16);
    const event = { ...query(1, 40), extended: [{ type: ExtendedType.Stack64, data }] };
    expect(new DecodedTrace().file(event).rows()[0]?.stack).toEqual([0x77n, 0x88n]);
  });

  it('of 32 bits have the kernel from 2 GiB on', () => {
    const event = { ...query(1, 40), pointerSize: 4 as const };
    const stack = { ...frames(2, 1, 8, 0x7000n), pointerSize: 4 as const };
    const kernel = { ...frames(3, 1, 8, 0x8000_0000n), pointerSize: 4 as const };
    expect(new DecodedTrace().file(event, stack, kernel).rows()[0]?.stack).toEqual([0x8000_0000n, 0x7000n]);
  });
});
