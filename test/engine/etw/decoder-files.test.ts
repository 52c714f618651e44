import { describe, expect, it } from 'vitest';
import { Provider } from '../../../src/engine/etw/providers.ts';
import { DecodedTrace, rawTime, recordOf } from '../../support/etw-trace.ts';
import type { FieldInput, TraceEvent } from '../../support/etw-trace.ts';

const OBJECT = 0xffff_9a00_0000_1000n;
const KEY = 0xffff_9a00_0000_2000n;
const IRP = 0xffff_9a00_0000_3000n;
const NT = String.raw`\Device\HarddiskVolume2\dir\a.txt`;

type Fields = Readonly<Record<string, FieldInput>>;

function file(at: number, opcode: number, fields: Fields, version = 3): TraceEvent {
  return { at, provider: Provider.FileIo, opcode, version, fields };
}

const name = (at: number, opcode: number, text = NT, key = KEY): TraceEvent =>
  file(at, opcode, { FileKey: key, FileName: text }, 2);
const create = (at: number, fields: Fields = {}): TraceEvent =>
  file(at, 64, {
    Irp: IRP,
    FileObject: OBJECT,
    TTID: 8,
    CreateOptions: 0x0100_0060,
    OpenPath: NT,
    ...fields,
  });
const read = (at: number, fields: Fields = {}): TraceEvent =>
  file(at, 67, { Irp: IRP, FileObject: OBJECT, FileKey: KEY, TTID: 8, IoSize: 10, ...fields });
const end = (at: number, status = 0, information: FieldInput = 0, irp = IRP): TraceEvent =>
  file(at, 76, { Irp: irp, ExtraInfo: information, NtStatus: status });
const simple = (at: number, opcode: number, fields: Fields = {}): TraceEvent =>
  file(at, opcode, { Irp: IRP, FileObject: OBJECT, FileKey: KEY, TTID: 8, ...fields });

function paths(trace: DecodedTrace): string[] {
  return trace.rows().map(({ path }) => path);
}

describe('names of files', () => {
  it('are shown as users know them, and kept as the kernel has them', () => {
    const trace = new DecodedTrace();
    trace.decoder.tellVolumes([{ nt: String.raw`\Device\HarddiskVolume2`, dos: 'C:' }]);
    trace.file(create(1), end(2), read(3), create(4, { OpenPath: 'relative' }));
    expect(trace.rows().map(({ path, kernelPath }) => [path, kernelPath])).toEqual([
      [String.raw`C:\dir\a.txt`, NT],
      [String.raw`C:\dir\a.txt`, NT],
      ['relative', undefined],
    ]);
  });

  it('are those that they were opened by, before the open ended, too', () => {
    const trace = new DecodedTrace().file(create(1), read(2, { Irp: IRP + 16n }), end(3), read(4));
    expect(paths(trace)).toEqual([NT, NT, NT]);
  });

  it('are no more those of an open that failed', () => {
    const trace = new DecodedTrace().file(create(1), end(2, 0xc000_0034), read(3, { FileKey: 0 }));
    expect(paths(trace)).toEqual([NT, '<Unknown: 0xffff9a0000001000>']);
  });

  it('come from the rundown at the end of a file, back to where the address was given up', () => {
    const trace = new DecodedTrace().file(
      read(1),
      name(2, 35, 'old'),
      read(3, { FileObject: OBJECT + 16n }),
      name(9, 36, 'new'),
    );
    expect(paths(trace)).toEqual(['old', 'new']);
  });

  it('that come later in a live session hold from then on, and no row is changed', () => {
    const trace = new DecodedTrace().live(
      read(1, { FileObject: OBJECT }),
      name(2, 0),
      read(3, { FileObject: OBJECT + 32n }),
    );
    trace.decoder.finish();
    expect(paths(trace)).toEqual(['<Unknown: 0xffff9a0000001000>', NT]);
  });

  it('that an open told belong to its key, for other opens of the file', () => {
    const trace = new DecodedTrace().file(create(1), end(2), read(3), read(4, { FileObject: OBJECT + 64n }));
    expect(paths(trace)).toEqual([NT, NT, NT]);
  });

  it('stay with a close that comes behind the end of the key', () => {
    const trace = new DecodedTrace().live(name(1, 0), name(2, 35), simple(2.5, 66));
    trace.decoder.finish();
    expect(paths(trace)).toEqual([NT]);
  });

  it('end with the close: the address is another file then', () => {
    const trace = new DecodedTrace().file(create(1), end(2), simple(3, 66), read(4, { FileKey: KEY + 16n }));
    expect(paths(trace)).toEqual([NT, NT, '<Unknown: 0xffff9a0000001000>']);
  });

  it('change with a rename that succeeded, for other opens, too', () => {
    const rename = [
      create(1),
      end(1.5),
      create(1.6, { FileObject: OBJECT + 64n }),
      end(1.7),
      read(1.8, { FileObject: OBJECT + 64n }),
      file(2, 71, { Irp: IRP, FileObject: OBJECT, FileKey: KEY, TTID: 8, InfoClass: 10 }),
      file(2.1, 80, { Irp: IRP, FileObject: OBJECT, FileKey: KEY, TTID: 8, InfoClass: 10, FileName: 'b' }),
    ];
    const after = [read(4), read(5, { FileObject: OBJECT + 64n })];
    expect(paths(new DecodedTrace().file(...rename, end(3), ...after)).slice(-3)).toEqual([NT, 'b', 'b']);
    expect(paths(new DecodedTrace().file(...rename, end(3, 0xc000_0022), ...after)).slice(-3)).toEqual([
      NT,
      NT,
      NT,
    ]);
  });

  it('of a rename may come before it', () => {
    const fields = { Irp: IRP, FileObject: OBJECT, FileKey: KEY, TTID: 8, InfoClass: 10 };
    const trace = new DecodedTrace().file(
      create(1),
      file(2, 80, { ...fields, FileName: 'b' }),
      file(2.1, 71, fields),
      end(3),
      read(4),
    );
    expect(trace.rows()[1]).toMatchObject({ operation: 'SetRenameInformationFile', detail: 'FileName: b' });
    expect(paths(trace)).toEqual([NT, NT, 'b']);
  });

  it('told by a rundown do not hold before a rename', () => {
    const trace = new DecodedTrace().file(
      read(1),
      file(2, 80, { Irp: IRP, FileObject: OBJECT, FileKey: KEY, TTID: 8, InfoClass: 10, FileName: 'b' }),
      end(3),
      read(4, { FileObject: OBJECT + 16n }),
      name(9, 36, 'b'),
    );
    expect(paths(trace)).toEqual(['<Unknown: 0xffff9a0000001000>', 'b']);
  });
});

describe('ends of operations', () => {
  it('give result, duration, bytes and how a file was opened', () => {
    const [opened, half] = new DecodedTrace().file(create(1), end(3, 0, 1), read(5), end(6, 0, 4)).rows();
    expect(opened).toMatchObject({ result: 'SUCCESS', duration: 2, category: '' });
    expect(opened?.detail).toContain('OpenResult: Opened');
    expect(half).toMatchObject({ duration: 1, detail: 'Offset: 0, Length: 10, Bytes: 4' });
  });

  it.each([
    [0x0100_0060, 0, 1, ''],
    [0x0200_0060, 0xc000_0035, 0, 'Write'],
    [0x0300_0060, 0, 2, 'Write'],
    [0x0300_0060, 0, 1, ''],
    [0x0500_0060, 0xc000_0022, 0, 'Write'],
  ])(
    'decide the category of an open: options %i, status %i, result %i',
    (options, status, result, category) => {
      const trace = new DecodedTrace().file(create(1, { CreateOptions: options }), end(2, status, result));
      expect(trace.rows()[0]?.category).toBe(category);
    },
  );

  it('are missing where the address of the request is used again', () => {
    const rows = new DecodedTrace().file(create(1), read(2), end(3)).rows();
    expect(rows.map(({ result, duration }) => [result, duration])).toEqual([
      ['', undefined],
      ['SUCCESS', 1],
    ]);
  });

  it('that belong to nothing are left out', () => {
    expect(new DecodedTrace().file(end(1), end(2)).rows()).toEqual([]);
  });

  it('may come long after: the operation is then where it ended, with its own time', () => {
    const trace = new DecodedTrace({ holdTicks: 100_000 });
    trace.live(read(1), read(2, { Irp: IRP + 16n }), end(3, 0, 10, IRP + 16n), read(50, { Irp: IRP + 32n }));
    expect(trace.rows().map(({ at, result }) => [at, result])).toEqual([[2, 'SUCCESS']]);
    trace.live(end(60, 0, 10));
    expect(trace.rows().map(({ at, duration }) => [at, duration])).toEqual([
      [2, 1],
      [1, 59],
    ]);
    trace.decoder.finish();
    expect(trace.rows().map(({ at, result }) => [at, result])).toEqual([
      [2, 'SUCCESS'],
      [1, 'SUCCESS'],
      [50, ''],
    ]);
  });

  it('are not waited for when the process is gone', () => {
    const trace = new DecodedTrace({ holdTicks: 100_000 });
    trace.live(
      { at: 0, provider: Provider.Thread, opcode: 3, version: 3, fields: { ProcessId: 40, ThreadId: 8 } },
      read(1),
      read(30, { TTID: 99, Irp: IRP + 16n }),
    );
    expect(trace.rows()).toEqual([]);
    trace.live({
      ...{ at: 31, provider: Provider.Process, opcode: 2, version: 4, pid: 40, tid: 8 },
      fields: { ProcessId: 40, ImageFileName: 'a.exe' },
    });
    expect(trace.rows()).toMatchObject([{ at: 1, pid: 40, operation: 'ReadFile', result: '' }]);
  });

  it('of closes and paging are not waited for beyond the window', () => {
    const trace = new DecodedTrace({ holdTicks: 100_000 });
    trace.live(simple(1, 66), read(2, { Irp: IRP + 16n, IoFlags: 0x43 }), read(20, { Irp: IRP + 32n }));
    expect(trace.rows().map(({ operation }) => operation)).toEqual(['IRP_MJ_CLOSE', 'ReadFile']);
  });
});

describe('the order of a file', () => {
  const times = (trace: DecodedTrace): number[] => trace.rows().map(({ at }) => at);
  const other = (at: number): TraceEvent => ({
    at,
    provider: Provider.PageFault,
    opcode: 10,
    payload: Buffer.alloc(8),
  });

  it('is that of the times when no operation has an end, however long the trace is', () => {
    const trace = new DecodedTrace().file(
      create(1),
      other(2),
      read(5000, { Irp: 5n }),
      other(90_000),
      create(95_000),
    );
    expect(times(trace)).toEqual([1, 2, 5000, 90_000, 95_000]);
  });

  it('keeps place for operations that end within two seconds', () => {
    const trace = new DecodedTrace().file(
      create(1),
      other(2),
      other(1500),
      end(1900),
      create(1901),
      end(9000),
    );
    expect(trace.rows().map(({ at, duration }) => [at, duration])).toEqual([
      ...[
        [1, 1899],
        [2, 0],
        [1500, 0],
      ],
      [1901, 7099],
    ]);
  });

  it('keeps place for stacks that come late, and waits for nothing else', () => {
    const stack = (at: number, of: number): TraceEvent => ({
      ...{ at, provider: Provider.StackWalk, opcode: 32, version: 2 },
      fields: { EventTimeStamp: rawTime(of), ProcessId: 4, ThreadId: 8, Frames: [0x7ff6_0000_1000n] },
    });
    const trace = new DecodedTrace().file(
      ...[{ ...other(1), tid: 8 }, other(100), stack(900, 1), { ...other(1000), tid: 8 }],
      ...[other(1600), stack(1800, 1000), other(9000)],
    );
    expect(trace.rows().map(({ at, stack: frames }) => [at, frames.length])).toEqual([
      ...[
        [1, 1],
        [100, 0],
        [1000, 1],
        [1600, 0],
      ],
      [9000, 0],
    ]);
  });
});

describe('memory', () => {
  it('is bounded when ends never come', () => {
    const trace = new DecodedTrace({ holdTicks: 10 });
    const record = recordOf(read(1));
    for (let i = 0; i < 200_000; i++) {
      record.timeLow += 100;
      // The lower half of the request's address, behind the offset.
      record.bytes.writeUInt32LE(i * 16, 8);
      trace.decoder.decode(record);
    }
    expect(trace.decoder.held).toBeLessThan(100_000);
    expect(trace.store.length).toBeGreaterThan(100_000);
    trace.decoder.finish();
    expect(trace.decoder.held).toBe(0);
    expect(trace.store.length).toBe(200_000);
  });
});

describe('operations by their classes', () => {
  const info = (opcode: number, infoClass: number, extra: FieldInput = 0): TraceEvent =>
    file(2, opcode, {
      ...{ Irp: IRP, FileObject: OBJECT, FileKey: KEY, TTID: 8 },
      ...{ InfoClass: infoClass, ExtraInfo: extra },
    });

  it.each([
    [74, 4, 0, 'QueryBasicInformationFile', 'Read Metadata', 'FileInformationClass: FileBasicInformation'],
    [74, 46, 0, 'QueryLinks', 'Read Metadata', 'FileInformationClass: 46'],
    [74, 200, 0, 'QueryInformationFile', 'Read Metadata', 'FileInformationClass: 200'],
    [69, 4, 0, 'SetBasicInformationFile', 'Write Metadata', 'FileInformationClass: FileBasicInformation'],
    [69, 19, 4096, 'SetAllocationInformationFile', 'Write Metadata', 'AllocationSize: 4,096'],
    [69, 20, 2 ** 33, 'SetEndOfFileInformationFile', 'Write Metadata', 'EndOfFile: 8,589,934,592'],
    [70, 13, 0, 'SetDispositionInformationFile', 'Write', 'Delete: False'],
    [70, 64, 1, 'SetDispositionInformationEx', 'Write', ''],
    [71, 65, 0, 'SetRenameInformationEx', 'Write', ''],
    [82, 11, 0, 'SetLinkInformationFile', 'Write', ''],
    [75, 0x900a8, 0, 'FileSystemControl', 'Read', 'Control: FSCTL_GET_REPARSE_POINT'],
    [75, 0x110018, 0, 'FileSystemControl', '', 'Control: FSCTL_PIPE_WAIT'],
  ])('%i with class %i', (opcode, infoClass, extra, operation, category, detail) => {
    const [row] = new DecodedTrace().file(info(opcode, infoClass, extra)).rows();
    expect(row).toMatchObject({ operation, category, detail, eventClass: 'File System' });
  });

  it('are of the class Process where a device is controlled', () => {
    const [row] = new DecodedTrace().file(info(75, 0x70000)).rows();
    expect(row).toMatchObject({
      operation: 'DeviceIoControl',
      eventClass: 'Process',
      detail: 'Control: IOCTL_DISK_GET_DRIVE_GEOMETRY',
    });
  });

  it('of Kernel-File are rows where the kernel has none of its own, and security always', () => {
    const event = (at: number, id: number, fields: Fields): TraceEvent => ({
      ...{ at, provider: Provider.KernelFile, id, version: 1, pid: 40, tid: 8, fields },
    });
    const opened = event(1, 12, { Irp: IRP, FileObject: OBJECT, IssuingThreadId: 8, FileName: NT });
    const secured = event(2, 31, { Irp: IRP + 16n, FileObject: OBJECT, IssuingThreadId: 8 });
    const alone = new DecodedTrace().file(opened, secured).rows();
    expect(alone.map(({ operation, path }) => [operation, path])).toEqual([
      ['CreateFile', NT],
      ['SetSecurityFile', NT],
    ]);
    const both = new DecodedTrace().file(opened, create(1.1), secured).rows();
    expect(both.map(({ operation }) => operation)).toEqual(['CreateFile', 'SetSecurityFile']);
  });
});
