import { describe, expect, it } from 'vitest';
import { Provider } from '../../../src/engine/etw/providers.ts';
import { abbreviatedKey } from '../../../src/engine/etw/state/key-paths.ts';
import { DecodedTrace, rawTime } from '../../support/etw-trace.ts';
import type { FieldInput, TraceEvent } from '../../support/etw-trace.ts';

const KCB = 0xffff_9a00_0000_7000n;
const USER = 'S-1-5-21-1-2-3-1001';
const VENDOR = String.raw`\REGISTRY\MACHINE\SOFTWARE\Vendor`;

type Fields = Readonly<Record<string, FieldInput>>;

/** A call from `begin` to `at`. */
function call(begin: number, at: number, opcode: number, fields: Fields = {}, pid = 40): TraceEvent {
  return {
    ...{ at, provider: Provider.Registry, opcode, version: 2, pid, tid: 8 },
    fields: { InitialTime: rawTime(begin), KeyHandle: KCB, ...fields },
  };
}

function key(at: number, opcode: number, path = VENDOR, handle = KCB): TraceEvent {
  return call(at, at, opcode, { InitialTime: 0, KeyHandle: handle, KeyName: path }, 4);
}

function process(pid: number, sid: string | null): TraceEvent {
  const fields = { ProcessId: pid, UserSID: sid, ImageFileName: `p${pid}.exe` };
  return { at: 0, provider: Provider.Process, opcode: 3, version: 4, fields };
}

function paths(...events: readonly TraceEvent[]): string[] {
  return new DecodedTrace()
    .file(...events)
    .rows()
    .map(({ path }) => path);
}

describe('registry calls', () => {
  it('keep the path that the kernel has', () => {
    const classes = `\\REGISTRY\\USER\\${USER}_CLASSES\\.txt`;
    const current = String.raw`\REGISTRY\MACHINE\SYSTEM\ControlSet001\Services`;
    const rows = new DecodedTrace()
      .file(
        ...[process(40, USER), key(0, 24), key(0, 24, classes, 1n), key(0, 24, current, 2n)],
        call(1, 1, 16, { KeyName: 'a' }),
        ...[
          call(2, 2, 13, { KeyHandle: 1n }),
          call(3, 3, 13, { KeyHandle: 2n }),
          call(4, 4, 13, { KeyHandle: 3n }),
        ],
      )
      .rows();
    expect(rows.map(({ path, kernelPath }) => [path, kernelPath])).toEqual([
      [String.raw`HKLM\SOFTWARE\Vendor\a`, `${VENDOR}\\a`],
      [String.raw`HKCU\Software\Classes\.txt`, classes],
      [String.raw`HKLM\SYSTEM\CurrentControlSet\Services`, current],
      ['<Unknown: 0x3>', undefined],
    ]);
  });

  it('stand where they began, however long they took', () => {
    const rows = new DecodedTrace()
      .file(key(0, 24), call(5, 6, 16, { KeyName: 'b' }), call(1, 9, 16, { KeyName: 'a', Status: 5 }))
      .rows();
    expect(rows.map(({ at, duration, path }) => [at, duration, path])).toEqual([
      [1, 8, String.raw`HKLM\SOFTWARE\Vendor\a`],
      [5, 1, String.raw`HKLM\SOFTWARE\Vendor\b`],
    ]);
  });

  it('whose beginning is no time before their end have no duration', () => {
    const rows = new DecodedTrace().file(key(0, 24), call(9, 5, 13), call(-9e9, 6, 13)).rows();
    expect(rows.map(({ at, duration }) => [at, duration])).toEqual([
      [5, 0],
      [6, 0],
    ]);
  });

  it('of Windows XP say how long they took', () => {
    const event = {
      ...call(0, 5, 13),
      version: 1,
      fields: { ElapsedTime: 20_000, KeyHandle: KCB, Status: 5 },
    };
    expect(new DecodedTrace().file(event).rows()).toMatchObject([{ at: 3, duration: 2, result: '0x5' }]);
  });

  it('have the names of keys as they were at that time', () => {
    expect(
      paths(
        call(1, 1, 13),
        key(2, 23, String.raw`\REGISTRY\MACHINE\Old`),
        call(3, 3, 13),
        key(4, 22, String.raw`\REGISTRY\MACHINE\New`),
        call(5, 5, 13),
        key(6, 23, String.raw`\REGISTRY\MACHINE\New`),
        call(7, 7, 13),
        key(9, 25, String.raw`\REGISTRY\MACHINE\Last`),
      ),
    ).toEqual([
      String.raw`HKLM\Old`,
      '<Unknown: 0xffff9a0000007000>',
      String.raw`HKLM\New`,
      String.raw`HKLM\Last`,
    ]);
  });

  it('name keys and values below theirs', () => {
    expect(
      paths(
        key(0, 24),
        call(1, 1, 11, { KeyName: 'Sub' }),
        call(2, 2, 11, { KeyName: String.raw`\Registry\Machine\Other` }),
        call(3, 3, 11, { KeyName: String.raw`\Registry\Machine\Other`, KeyHandle: 0 }),
        call(4, 4, 14, { KeyName: String.raw`With\Slash` }),
        call(5, 5, 16, { KeyName: '' }),
        call(6, 6, 12),
        call(7, 7, 16, { KeyName: 'v', KeyHandle: 1 }),
        call(8, 8, 11, { KeyName: 'v', KeyHandle: 1 }),
      ),
    ).toEqual([
      String.raw`HKLM\SOFTWARE\Vendor\Sub`,
      String.raw`HKLM\Other`,
      String.raw`HKLM\Other`,
      String.raw`HKLM\SOFTWARE\Vendor\With\Slash`,
      String.raw`HKLM\SOFTWARE\Vendor\(Default)`,
      String.raw`HKLM\SOFTWARE\Vendor`,
      String.raw`<Unknown: 0x1>\v`,
      String.raw`<Unknown: 0x1>\v`,
    ]);
  });

  it('show the keys of a user as that user names them', () => {
    const own = String.raw`\REGISTRY\USER\S-1-5-21-1-2-3-1001\Software`;
    expect(
      paths(
        process(40, USER),
        process(44, 'S-1-5-18'),
        process(48, null),
        key(0, 24, own),
        call(1, 1, 13, {}, 40),
        call(2, 2, 13, {}, 44),
        call(3, 3, 13, {}, 48),
        call(4, 4, 16, { KeyName: 'v' }, 40),
        call(5, 5, 16, { KeyName: 'v' }, 44),
        call(6, 6, 16, { KeyName: 'v' }, 40),
      ),
    ).toEqual([
      String.raw`HKCU\Software`,
      String.raw`HKU\S-1-5-21-1-2-3-1001\Software`,
      String.raw`HKU\S-1-5-21-1-2-3-1001\Software`,
      String.raw`HKCU\Software\v`,
      String.raw`HKU\S-1-5-21-1-2-3-1001\Software\v`,
      String.raw`HKCU\Software\v`,
    ]);
  });

  it('show the control set that the trace says is the current one', () => {
    const path = String.raw`\REGISTRY\MACHINE\SYSTEM\ControlSet002\Services`;
    const config: TraceEvent = {
      ...{ at: 0, provider: Provider.Registry, opcode: 35, version: 2 },
      fields: { CurrentControlSet: 2 },
    };
    expect(paths(key(0, 24, path), call(1, 1, 13))).toEqual([String.raw`HKLM\SYSTEM\ControlSet002\Services`]);
    expect(paths(key(0, 24, path), call(1, 1, 13), config)).toEqual([
      String.raw`HKLM\SYSTEM\CurrentControlSet\Services`,
    ]);
  });

  it('that made a key are a Write', () => {
    const made = key(2, 22, String.raw`\REGISTRY\MACHINE\SOFTWARE\Vendor\New`, KCB + 16n);
    const rows = new DecodedTrace()
      .file(
        key(0, 24),
        made,
        call(1, 3, 10, { KeyName: 'NEW' }),
        call(4, 5, 10, { KeyName: 'New' }),
        call(6, 7, 10, { KeyName: 'New', Status: 0xc000_0022 }),
      )
      .rows();
    expect(rows.map(({ category, result }) => [category, result])).toEqual([
      ['Write', 'SUCCESS'],
      ['Read', 'SUCCESS'],
      ['Read', 'ACCESS DENIED'],
    ]);
  });

  it.each([
    [13, 3, 'RegQueryKey', 'Read', 'Query: Name'],
    [16, 2, 'RegQueryValue', 'Read', 'Query: KeyValuePartialInformation'],
    [17, 1234, 'RegEnumKey', 'Read', 'Index: 1,234'],
    [18, 0, 'RegEnumValue', 'Read', 'Index: 0'],
    [20, 0, 'RegSetInfoKey', 'Write Metadata', 'KeySetInformationClass: KeyWriteTimeInformation'],
    [21, 0, 'RegFlushKey', '', ''],
    [28, 0, 'RegSetKeySecurity', 'Write Metadata', ''],
    [29, 0, 'RegQueryKeySecurity', 'Read Metadata', ''],
    [33, 0, 'RegLoadKey', '', ''],
  ])('of opcode %i', (opcode, index, operation, category, detail) => {
    const [row] = new DecodedTrace().file(key(0, 24), call(1, 1, opcode, { Index: index })).rows();
    expect(row).toMatchObject({ operation, category, detail, eventClass: 'Registry' });
  });
});

describe('abbreviations', () => {
  const view = { sid: USER, controlSet: 1, no: 0 };

  it.each([
    [String.raw`\REGISTRY\MACHINE`, 'HKLM'],
    [String.raw`\Registry\Machine\Hardware`, String.raw`HKLM\Hardware`],
    [String.raw`\REGISTRY\MACHINE\SOFTWARE\CLASSES`, 'HKCR'],
    [String.raw`\REGISTRY\MACHINE\SOFTWARE\Classes\.txt`, String.raw`HKCR\.txt`],
    [String.raw`\REGISTRY\MACHINE\SOFTWARE\ClassesX`, String.raw`HKLM\SOFTWARE\ClassesX`],
    [String.raw`\REGISTRY\MACHINES`, String.raw`\REGISTRY\MACHINES`],
    [String.raw`\REGISTRY\USER`, 'HKU'],
    [String.raw`\REGISTRY\USER\.DEFAULT\x`, String.raw`HKU\.DEFAULT\x`],
    [String.raw`\REGISTRY\USER\s-1-5-21-1-2-3-1001`, 'HKCU'],
    [String.raw`\REGISTRY\USER\S-1-5-21-1-2-3-1001_Classes\CLSID`, String.raw`HKCU\Software\Classes\CLSID`],
    [String.raw`\REGISTRY\USER\S-1-5-21-1-2-3-10011`, String.raw`HKU\S-1-5-21-1-2-3-10011`],
    [String.raw`\REGISTRY\MACHINE\System\ControlSet001\Enum`, String.raw`HKLM\System\CurrentControlSet\Enum`],
    [String.raw`\REGISTRY\MACHINE\System\ControlSet0011`, String.raw`HKLM\System\ControlSet0011`],
    [String.raw`\REGISTRY\A\{guid}\x`, String.raw`\REGISTRY\A\{guid}\x`],
    ['', ''],
  ])('of %s', (path, shown) => {
    expect(abbreviatedKey(path, view)).toBe(shown);
  });
});

describe('events of Kernel-Registry', () => {
  const event = (at: number, id: number, fields: Fields): TraceEvent => ({
    ...{ at, provider: Provider.KernelRegistry, id, pid: 40, tid: 8, fields },
  });
  const set = event(5.2, 5, { KeyObject: 0x99, Type: 4, DataSize: 4, ValueName: 'v' });

  it('add what is set and made to the kernel\u2019s rows of the same call', () => {
    const made = event(7.9, 1, { Disposition: 1, RelativeName: 'New' });
    const rows = new DecodedTrace()
      .file(
        key(0, 24),
        call(5, 5.1, 14, { KeyName: 'v' }),
        set,
        made,
        call(7, 8, 10, { KeyName: 'New' }),
        call(9, 9, 14, { KeyName: 'v' }),
      )
      .rows();
    expect(rows.map(({ operation, detail, category }) => [operation, detail, category])).toEqual([
      ['RegSetValue', 'Type: REG_DWORD, Length: 4', 'Write'],
      ['RegCreateKey', 'Disposition: REG_CREATED_NEW_KEY', 'Write'],
      ['RegSetValue', '', 'Write'],
    ]);
  });

  it('make rows where the kernel has none', () => {
    const opened = event(1, 2, {
      KeyObject: 0x99,
      BaseName: String.raw`\REGISTRY\MACHINE`,
      RelativeName: String.raw`SOFTWARE\Vendor`,
    });
    const rows = new DecodedTrace()
      .file(opened, set, event(6, 13, { KeyObject: 0x99 }), event(7, 3, { KeyObject: 0x99, Status: 5 }))
      .rows();
    expect(rows.map(({ operation, path }) => [operation, path])).toEqual([
      ['RegOpenKey', String.raw`HKLM\SOFTWARE\Vendor`],
      ['RegSetValue', String.raw`HKLM\SOFTWARE\Vendor\v`],
      ['RegCloseKey', String.raw`HKLM\SOFTWARE\Vendor`],
      ['RegDeleteKey', '<Unknown: 0x99>'],
    ]);
  });
});

describe('hives', () => {
  it('that are loaded and unloaded are named, with the bytes of a layout that nobody documents', () => {
    const hive = (at: number, opcode: number): TraceEvent => ({
      ...{ at, provider: Provider.Registry, opcode, version: 2, pid: 4, tid: 8 },
      payload: Buffer.from('0102', 'hex'),
    });
    const trace = new DecodedTrace().file(hive(1, 36), hive(2, 37), hive(3, 38));
    expect(trace.rows().map(({ operation, eventClass, detail }) => [operation, eventClass, detail])).toEqual([
      ['RegLoadKey', 'Registry', 'Data: 0102'],
      ['RegUnloadKey', 'Registry', 'Data: 0102'],
      ['<Unknown: Registry 38>', 'System', 'Data: 0102'],
    ]);
  });
});
