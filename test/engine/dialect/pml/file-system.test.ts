import { describe, expect, it } from 'vitest';
import { createPmlDialect } from '../../../../src/engine/dialect/pml/pml-dialect.ts';
import {
  block,
  categoryOf,
  detailOf,
  fileDetail,
  fileKey,
  narrow,
  narrowInfo,
  slots,
  ticks,
  u16,
  u32,
  u64,
  u8,
  wide,
} from './payloads.ts';

const BOTH = [true, false];
const times = u64(
  ticks('2020-07-12T01:17:45Z'),
  ticks('2020-07-12T13:00:00Z'),
  ticks('2020-01-02T00:00:00Z'),
  0n,
);
const timesText =
  'CreationTime: 7/12/2020 1:17:45 AM, LastAccessTime: 7/12/2020 1:00:00 PM, ' +
  'LastWriteTime: 1/2/2020 12:00:00 AM, ChangeTime: 1/1/1601 12:00:00 AM';

describe.each(BOTH)('CreateFile in a log whose 64-bit flag is %s', (is64Bit) => {
  const create = (disposition: number, options: number, tail: Buffer): Buffer =>
    fileDetail({
      is64Bit,
      parameters: block(
        slots(is64Bit, 0, ((disposition << 24) | options) >>> 0, 0x0003_0080),
        slots(is64Bit, 0, 0),
        u64(1_048_576n),
      ),
      tail,
    });
  const access = (mask: number, ...sid: number[]): Buffer =>
    block(u32(mask), u8(sid.length, 0, 0, 0, ...sid));

  it('shows what was asked for and what came of it', () => {
    expect(detailOf(fileKey(20), { is64Bit, detail: create(1, 0x60, access(0x120089)), extra: u32(1) })).toBe(
      'Desired Access: Generic Read, Disposition: Open, Options: Synchronous IO Non-Alert, Non-Directory File, ' +
        'Attributes: N, ShareMode: Read, Write, AllocationSize: n/a, OpenResult: Opened',
    );
  });

  it('shows the first size where a file may come into being, and no result where there is none', () => {
    expect(detailOf(fileKey(20), { is64Bit, detail: create(5, 0, access(0x12019f)) })).toBe(
      'Desired Access: Generic Read/Write, Disposition: OverwriteIf, Options: , Attributes: N, ShareMode: Read, Write, ' +
        'AllocationSize: 1,048,576',
    );
  });

  it.each([
    ['NT AUTHORITY\\SYSTEM', [1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0]],
    ['HOST\\user', [1, 2, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 0xe9, 3, 0, 0]],
    ['S-1-5-21-7', [1, 2, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 7, 0, 0, 0]],
    ['0x010200000000000515', [1, 2, 0, 0, 0, 0, 0, 5, 21]],
  ])('names %s whom the caller impersonates', (account, sid) => {
    const detail = create(1, 0, access(0x80, ...sid));
    expect(detailOf(fileKey(20), { is64Bit, detail, accounts: { 'S-1-5-21-1001': 'HOST\\user' } })).toBe(
      'Desired Access: Read Attributes, Disposition: Open, Options: , Attributes: N, ShareMode: Read, Write, ' +
        `AllocationSize: n/a, Impersonating: ${account}`,
    );
  });

  it.each([
    [1, 1, ''],
    [3, 2, 'Write'],
    [0, 0, 'Write'],
    [5, 3, 'Write'],
    [3, 1, ''],
    [2, undefined, 'Write'],
    [1, undefined, ''],
    [9, undefined, ''],
  ])('disposition %d with result %s counts as "%s"', (disposition, result, category) => {
    const detail = create(disposition, 0, access(1));
    const extra = result === undefined ? {} : { extra: u32(result) };
    expect(categoryOf(fileKey(20), { is64Bit, detail, ...extra })).toBe(category);
  });
});

describe.each(BOTH)('reads, writes and locks in a log whose 64-bit flag is %s', (is64Bit) => {
  const offset = is64Bit ? 0x10 : 8;
  const transfer = (length: number, at: bigint): Buffer => {
    const parameters = Buffer.alloc(offset + 8);
    parameters.writeUInt32LE(length, 0);
    parameters.writeBigInt64LE(at, offset);
    return parameters;
  };

  it('ReadFile and WriteFile', () => {
    const plain = fileDetail({ is64Bit, parameters: transfer(4096, 65_536n) });
    expect(detailOf(fileKey(23), { is64Bit, detail: plain })).toBe('Offset: 65,536, Length: 4,096');
    expect(detailOf(fileKey(24), { is64Bit, detail: plain, extra: u32(100) })).toBe(
      'Offset: 65,536, Length: 100',
    );
    const paging = fileDetail({ is64Bit, irpFlags: 0x43 | (3 << 17), parameters: transfer(4096, -1n) });
    expect(detailOf(fileKey(5), { is64Bit, detail: paging })).toBe(
      'Offset: -1, Length: 4,096, I/O Flags: Non-cached, Paging I/O, Synchronous Paging I/O, Priority: Normal',
    );
  });

  it('locks', () => {
    const parameters = Buffer.alloc(is64Bit ? 0x22 : 0x16);
    parameters.writeBigInt64LE(124n, offset);
    parameters.writeUInt8(1, is64Bit ? 0x20 : 0x14);
    const detail = fileDetail({ is64Bit, parameters, tail: u64(0x1_0000_0001n) });
    // Process Monitor's own mistake: only the lower half of the length in 32-bit logs.
    const length = is64Bit ? '4,294,967,297' : '1';
    expect(detailOf(fileKey(37, 1), { is64Bit, detail })).toBe(
      `Exclusive: False, Offset: 124, Length: ${length}, Fail Immediately: True`,
    );
    expect(detailOf(fileKey(37, 2), { is64Bit, detail })).toBe(`Offset: 124, Length: ${length}`);
  });

  it('FASTIO_ACQUIRE_FOR_MOD_WRITE and FASTIO_MDL_READ_COMPLETE', () => {
    const detail = fileDetail({ is64Bit, parameters: u64(0x8_1234_abcdn), tail: u64(8192n) });
    expect(detailOf(fileKey(17), { is64Bit, detail })).toBe('EndingOffset: 8,192');
    expect(detailOf(fileKey(4), { is64Bit, detail })).toBe(is64Bit ? 'MDL: 0x81234abcd' : 'MDL: 0x1234abcd');
  });

  it('CreateFileMapping reads the protection where Process Monitor does', () => {
    const map = (...values: number[]): Buffer =>
      fileDetail({ is64Bit, parameters: slots(is64Bit, ...values) });
    expect(detailOf(fileKey(19), { is64Bit, detail: map(0, 2) })).toBe('SyncType: SyncTypeOther');
    expect(detailOf(fileKey(19), { is64Bit, detail: map(1, 0x202) })).toBe(
      'SyncType: SyncTypeCreateSection, PageProtection: PAGE_READONLY|PAGE_NOCACHE',
    );
    expect(detailOf(fileKey(19), { is64Bit, detail: map(1, 0x280) })).toBe(
      'SyncType: SyncTypeCreateSection, PageProtection: |PAGE_NOCACHE',
    );
    expect(detailOf(fileKey(19), { is64Bit, detail: map(1, 0x80) })).toBe(
      'SyncType: SyncTypeCreateSection, PageProtection: ',
    );
    expect(detailOf(fileKey(19), { is64Bit, detail: map(0x1f) })).toBe('SyncType: Unknown: 0x1f');
  });

  it('security information', () => {
    const detail = fileDetail({ is64Bit, parameters: slots(is64Bit, 0xa000_0107) });
    expect(detailOf(fileKey(40), { is64Bit, detail })).toBe(
      'Information: Owner, Group, DACL, DACL Protected, DACL Unprotected, 0x100',
    );
  });

  it('NotifyChangeDirectory', () => {
    const detail = fileDetail({ is64Bit, parameters: slots(is64Bit, 32, 0x17) });
    expect(detailOf(fileKey(32, 2), { is64Bit, detail })).toBe(
      'Filter: FILE_NOTIFY_CHANGE_FILE_NAME, FILE_NOTIFY_CHANGE_DIR_NAME, FILE_NOTIFY_CHANGE_ATTRIBUTES, ' +
        'FILE_NOTIFY_CHANGE_LAST_WRITE',
    );
  });

  it.each([
    [0x902eb, '0x902eb (Device:0x9 Function:186 Method: 3)', ''],
    [0x900a8, 'FSCTL_GET_REPARSE_POINT', 'Read'],
    [0x9c040, 'FSCTL_SET_COMPRESSION', 'Write Metadata'],
    [0x900f4, 'FSCTL_QUERY_USN_JOURNAL', 'Read Metadata'],
    [0x70000, 'IOCTL_DISK_GET_DRIVE_GEOMETRY', ''],
  ])('control code %d is %s', (code, name, category) => {
    const detail = fileDetail({ is64Bit, parameters: slots(is64Bit, 1, 2, code) });
    for (const operation of [33, 34]) {
      expect(detailOf(fileKey(operation), { is64Bit, detail })).toBe(`Control: ${name}`);
      expect(categoryOf(fileKey(operation), { is64Bit, detail })).toBe(category);
    }
  });

  it('controls that show more', () => {
    const tail = u64(1n, 2n, 4096n, 1_048_576n);
    const control = (code: number): Buffer =>
      fileDetail({ is64Bit, parameters: slots(is64Bit, 2000, 3000, code), tail });
    const texts = [0x94264, 0x98268, 0x119ff8, 0x116000, 0x11c017].map((code) =>
      detailOf(fileKey(33), { is64Bit, detail: control(code) }),
    );
    expect(texts).toEqual([
      'Control: FSCTL_OFFLOAD_READ, Offset: 4,096, Length: 1,048,576',
      'Control: FSCTL_OFFLOAD_WRITE, Offset: 2, Length: 4,096',
      'Control: FSCTL_PIPE_INTERNAL_WRITE, Length: 2,000',
      'Control: FSCTL_PIPE_INTERNAL_READ, Length: 3,000',
      'Control: FSCTL_PIPE_TRANSCEIVE, WriteLength: 2,000, ReadLength: 3,000',
    ]);
  });
});

describe('information about files', () => {
  const standard = block(u64(4096n, 1000n), u32(2), u8(0, 1, 0, 0));
  const basic = block(times, u32(0x2026, 0));
  it.each([
    [0x04, basic, `${timesText}, FileAttributes: HSANCI`],
    [
      0x05,
      standard,
      'AllocationSize: 4,096, EndOfFile: 1,000, NumberOfLinks: 2, DeletePending: False, Directory: True',
    ],
    [0x06, u64(0x1_0000_0000_04d2n), 'IndexNumber: 0x10000000004d2'],
    [0x07, u32(1234), 'EaSize: 1,234'],
    [0x09, block(u32(8), wide('\\a.b')), 'Name: \\a.b'],
    [0x09, block(u32(80), wide('\\a.b')), 'Name: \\a.b'],
    [0x0e, u64(70_000n), 'Position: 70,000'],
    [
      0x12,
      block(basic, standard, u64(0x11n), u32(0, 0x120089), u64(0n), u32(0x20, 1), u32(4), wide('ab')),
      `${timesText}, FileAttributes: HSANCI, AllocationSize: 4,096, EndOfFile: 1,000, NumberOfLinks: 2, ` +
        'DeletePending: False, Directory: True, IndexNumber: 0x11, EaSize: 0, Access: Generic Read, Position: 0, ' +
        'Mode: Synchronous IO Non-Alert, AlignmentRequirement: Word',
    ],
    [
      0x22,
      block(times, u64(0n, 0n), u32(0x10, 0)),
      `${timesText}, AllocationSize: 1/1/1601 12:00:00 AM, EndOfFile: 1/1/1601 12:00:00 AM, FileAttributes: D`,
    ],
    [0x23, u32(0x410, 0xa000_000c), 'Attributes: DRP, ReparseTag: 0xa000000c'],
    [0x3b, u64(1n, 2n, 3n), ''],
    [0x47, u32(1), ''],
  ])('query of class %d', (sub, extra, text) => {
    expect(detailOf(fileKey(25, sub), { detail: fileDetail({}), extra })).toBe(text);
    expect(detailOf(fileKey(25, sub), { detail: fileDetail({}) })).toBe('');
  });

  it.each([
    [
      0x04,
      block(u64(0n, 0n, 0n, 0n), u32(0)),
      /^CreationTime: 1\/1\/1601 12:00:00 AM, .*, FileAttributes: n\/a$/u,
    ],
    [0x0d, u8(1), /^Delete: True$/u],
    [0x0e, u64(5000n), /^Position: 5,000$/u],
    [0x13, u64(5000n), /^AllocationSize: 5,000$/u],
    [0x14, u64(0n), /^EndOfFile: 0$/u],
    [
      0x40,
      u32(0x13),
      /^Flags: FILE_DISPOSITION_DELETE, FILE_DISPOSITION_POSIX_SEMANTICS, FILE_DISPOSITION_IGNORE_READONLY_ATTRIBUTE$/u,
    ],
    [0x48, u32(1), /^$/u],
  ])('set of class %d', (sub, tail, text) => {
    expect(detailOf(fileKey(26, sub), { detail: fileDetail({ tail }) })).toMatch(text);
  });

  it.each(BOTH)('renames show the destination as a path; 64-bit flag %s', (is64Bit) => {
    const caller = block(u32(1), Buffer.alloc(is64Bit ? 12 : 4), u32(6), wide('\\??'));
    const tail = block(caller, u16(narrowInfo('C:\\b')), narrow('C:\\b'));
    const detail = fileDetail({ is64Bit, parameters: slots(is64Bit, caller.length), tail });
    expect(detailOf(fileKey(26, 0x0a), { is64Bit, detail })).toBe('ReplaceIfExists: True, FileName: C:\\b');
    expect(detailOf(fileKey(26, 0x41), { is64Bit, detail })).toBe(
      'Flags: FILE_RENAME_REPLACE_IF_EXISTS, FileName: C:\\b',
    );
  });

  it('a deletion counts as Write, keeping the file as Write Metadata', () => {
    expect(categoryOf(fileKey(26, 0x0d), { detail: fileDetail({ tail: u8(1) }) })).toBe('Write');
    expect(categoryOf(fileKey(26, 0x0d), { detail: fileDetail({ tail: u8(0) }) })).toBe('Write Metadata');
  });

  it.each([
    [
      1,
      block(u64(ticks('2020-07-12T01:17:45Z')), u32(0x1a2b_3c4d, 6), u8(1, 0), wide('vol')),
      'VolumeCreationTime: 7/12/2020 1:17:45 AM, VolumeSerialNumber: 1A2B-3C4D, SupportsObjects: True, VolumeLabel: vol',
    ],
    [
      3,
      block(u64(1_000_000n, 5n), u32(8, 512)),
      'TotalAllocationUnits: 1,000,000, AvailableAllocationUnits: 5, SectorsPerAllocationUnit: 8, BytesPerSector: 512',
    ],
    [
      5,
      block(u32(0x3e7_00ff, 255, 8), wide('NTFS')),
      'FileSystemAttributes: Case Preserved, Case Sensitive, Unicode, ACLs, Compression, Named Streams, EFS, Object IDs, ' +
        'Reparse Points, Sparse Files, Quotas, Transactions, 0x3c00000, MaximumComponentNameLength: 255, FileSystemName: NTFS',
    ],
    [
      7,
      block(u64(3n, 2n, 1n), u32(8, 512)),
      'TotalAllocationUnits: 3, CallerAvailableAllocationUnits: 2, ActualAvailableAllocationUnits: 1, ' +
        'SectorsPerAllocationUnit: 8, BytesPerSector: 512',
    ],
    [
      8,
      Buffer.from('00112233445566778899aabbccddeeff0011', 'hex'),
      'ObjectId: 00112233445566778899AABBCCDDEEFF',
    ],
  ])('volume query %d', (sub, extra, text) => {
    expect(detailOf(fileKey(30, sub), { detail: fileDetail({}), extra })).toBe(text);
  });

  it('QueryOpen shows nothing when the fast way was closed to it', () => {
    expect(detailOf(fileKey(6), { detail: fileDetail({}) })).toBe('');
  });
});

describe('QueryDirectory', () => {
  const CLASS = 12;
  const entries = (...names: string[]): Buffer =>
    block(
      ...names.map((name, i) => {
        const text = wide(name);
        const size = 12 + text.length;
        return block(u32(i === names.length - 1 ? 0 : size, 0, text.length), text);
      }),
    );
  const query = (pattern: string): Buffer =>
    fileDetail({
      parameters: slots(true, 4096, 0, CLASS),
      tail: block(u16(narrowInfo(pattern)), narrow(pattern)),
    });
  const text = (pattern: string, names: readonly string[], procmonVersion: 3.4 | 3.5 | 4 = 3.5): string =>
    detailOf(fileKey(32, 1), {
      detail: query(pattern),
      dialect: createPmlDialect({ as: 'procmon', procmonVersion }),
      ...(names.length > 0 && { extra: entries(...names) }),
    });

  it('overwrites its own third field, as Process Monitor 3.5 does', () => {
    const name = 'FileInformationClass: FileNamesInformation';
    expect(text('*', ['A', 'B', 'C'])).toBe(`Filter: *, 1: A, ${name}, 3: C`);
    expect(text('*', ['A'])).toBe(`Filter: *, 1: A, ${name}`);
    expect(text('*', [])).toBe('Filter: *');
    expect(text('', ['A', 'B', 'C', 'D'])).toBe(`0: A, 1: B, ${name}, 3: D`);
    expect(text('', ['A'])).toBe('0: A');
    expect(text('', [])).toBe('');
  });

  it('other versions lose no entry', () => {
    expect(text('*', ['A', 'B'], 3.4)).toBe('Filter: *, 1: A, 2: B');
    expect(text('', ['A'], 4)).toBe('FileInformationClass: FileNamesInformation, 1: A');
    expect(text('', [], 4)).toBe('FileInformationClass: FileNamesInformation');
    expect(text('*', ['A', 'B'], 4)).toBe(
      'FileInformationClass: FileNamesInformation, Filter: *, 2: A, 3: B',
    );
  });

  it('ends a chain of entries that does not move on', () => {
    const circle = block(u32(1, 0, 2), wide('A'), Buffer.alloc(60));
    expect(detailOf(fileKey(32, 1), { detail: query(''), extra: circle })).toBe('0: A');
  });
});
