import { describe, expect, it } from 'vitest';
import {
  block,
  categoryOf,
  detailOf,
  narrow,
  narrowInfo,
  registryKey,
  u16,
  u32,
  u64,
  u8,
  wide,
} from './payloads.ts';

const PATH = 'HKCU\\Software\\Microsoft\\Notepad\\iWindowPosY';
const OPEN = 0;
const CREATE = 1;
const QUERY_KEY = 3;
const SET_VALUE = 4;
const QUERY_VALUE = 5;
const ENUM_VALUE = 6;
const ENUM_KEY = 7;

const path = (...fixed: Buffer[]): Buffer => block(u16(narrowInfo(PATH), 0), ...fixed, narrow(PATH));
const queryValue = (informationClass: number): Buffer => path(u32(144, informationClass));

describe('RegOpenKey and RegCreateKey', () => {
  it.each([
    [0x20019, undefined, 'Desired Access: Read'],
    [0x2001f, undefined, 'Desired Access: Read/Write'],
    [0xf003f, undefined, 'Desired Access: All Access'],
    [0x80000000, undefined, 'Desired Access: Read'],
    [0x109, undefined, 'Desired Access: Query Value, Enumerate Sub Keys, WOW64_64Key'],
    [
      0x2000000,
      u32(0x20019, 2),
      'Desired Access: Maximum Allowed, Granted Access: Read, Disposition: REG_OPENED_EXISTING_KEY',
    ],
    [0x2000000, u32(0, 0), 'Desired Access: Maximum Allowed, Granted Access: None 0x0'],
    [0x20019, u32(0x20019, 1), 'Desired Access: Read, Disposition: REG_CREATED_NEW_KEY'],
    [0, u32(0, 2), 'Disposition: REG_OPENED_EXISTING_KEY'],
    [0, undefined, ''],
  ])('access mask %d', (access, extra, text) => {
    expect(
      detailOf(registryKey(CREATE), { detail: path(u32(access)), ...(extra !== undefined && { extra }) }),
    ).toBe(text);
  });

  it('count as Write when they made the key', () => {
    expect(categoryOf(registryKey(CREATE), { detail: path(u32(1)), extra: u32(0, 1) })).toBe('Write');
    expect(categoryOf(registryKey(OPEN), { detail: path(u32(1)), extra: u32(0, 2) })).toBe('Read');
    expect(categoryOf(registryKey(OPEN), { detail: path(u32(1)) })).toBe('Read');
  });
});

describe('RegQueryKey and RegEnumKey', () => {
  const query = (informationClass: number): Buffer => path(u32(4096, informationClass));
  it.each([
    [0, block(Buffer.alloc(12), u32(6), wide('abcd')), 'Query: Basic, Name: abc'],
    [1, block(Buffer.alloc(20), u32(4), wide('ab')), 'Query: Node, Name: ab'],
    [2, block(Buffer.alloc(20), u32(12, 0, 0, 1234)), 'Query: Full, SubKeys: 12, Values: 1,234'],
    [3, block(u32(4), wide('ab')), 'Query: Name'],
    [4, block(Buffer.alloc(12), u32(3, 0, 5)), 'Query: Cached, SubKeys: 3, Values: 5'],
    [5, u32(0x10), 'Query: Flags, UserFlags: 0x10'],
    [7, u32(0x1ff), 'Query: HandleTags, HandleTags: 0x1ff'],
    [8, u32(1), 'Query: Trust'],
    [77, u32(1), 'Query: <Unknown: 77>'],
  ])('class %d', (informationClass, extra, text) => {
    expect(detailOf(registryKey(QUERY_KEY), { detail: query(informationClass), extra })).toBe(text);
  });

  it('show the length that was asked for when nothing came back', () => {
    expect(detailOf(registryKey(QUERY_KEY), { detail: query(7) })).toBe('Query: HandleTags, Length: 4,096');
    expect(detailOf(registryKey(ENUM_KEY), { detail: path(u32(288, 1000, 0)) })).toBe(
      'Index: 1,000, Length: 288',
    );
  });

  it('RegEnumKey begins with the index', () => {
    const extra = block(Buffer.alloc(12), u32(4), wide('ab'));
    expect(detailOf(registryKey(ENUM_KEY), { detail: path(u32(288, 3, 0)), extra })).toBe(
      'Index: 3, Name: ab',
    );
  });
});

describe('RegQueryValue and RegEnumValue', () => {
  it('shows the documented example', () => {
    const extra = u32(0, 4, 4, 100);
    expect(detailOf(registryKey(QUERY_VALUE), { detail: queryValue(2), extra, is64Bit: false })).toBe(
      'Type: REG_DWORD, Length: 4, Data: 100',
    );
  });

  it.each([
    [1, wide('abc\0'), 8, 'Type: REG_SZ, Length: 8, Data: abc'],
    [2, wide('%a%\0x'), 10, 'Type: REG_EXPAND_SZ, Length: 10, Data: %a%'],
    [3, u8(1, 0, 10), 3, 'Type: REG_BINARY, Length: 3, Data: 01 00 0A'],
    [4, u32(0xffff_ffff), 4, 'Type: REG_DWORD, Length: 4, Data: 4294967295'],
    [7, wide('a\0bc\0\0'), 12, 'Type: REG_MULTI_SZ, Length: 12, Data: a, bc'],
    [11, u64(5n), 8, 'Type: REG_QWORD, Length: 8, Data: '],
    [0, u8(1), 1, 'Type: REG_NONE, Length: 1, Data: '],
    [1, u8(), 0, 'Type: REG_SZ, Length: 0'],
    [0xffff_0007, u8(1), 1, 'Type: <Unknown: 4294901767>, Length: 1, Data: '],
  ])('Partial, type %d', (type, data, length, text) => {
    const extra = block(u32(0, type, length), data);
    expect(detailOf(registryKey(QUERY_VALUE), { detail: queryValue(2), extra })).toBe(text);
  });

  it('Basic shows the type', () => {
    expect(detailOf(registryKey(QUERY_VALUE), { detail: queryValue(0), extra: u32(0, 4, 0) })).toBe(
      'Type: REG_DWORD',
    );
  });

  it('RegEnumValue Full shows index and name as well', () => {
    const name = wide('Name');
    const extra = block(u32(0, 4, 28, 4, name.length), name, u32(9));
    expect(detailOf(registryKey(ENUM_VALUE), { detail: path(u32(512, 2, 1)), extra })).toBe(
      'Index: 2, Name: Name, Type: REG_DWORD, Length: 4, Data: 9',
    );
  });

  it('a binary value that was stored in part goes on with what follows the event', () => {
    const name = wide('ab');
    const data = u8(0xaa, 0xbb, 0xcc, 0xdd);
    // 28 bytes: Process Monitor prints 28 - 24 bytes from offset 26, two of which lie behind the block.
    const extra = block(u32(0, 3, 26, 200, name.length), name, u8(0, 0), data.subarray(0, 2)).subarray(0, 28);
    expect(
      detailOf(registryKey(QUERY_VALUE), { detail: queryValue(1), extra, behind: u8(0x11, 0x22, 0x33) }),
    ).toBe('Type: REG_BINARY, Length: 200, Data: AA BB 11 22');
  });

  it('a text that was stored in part goes on to the next NUL', () => {
    const extra = block(u32(0, 1, 4000), wide('abc'));
    expect(
      detailOf(registryKey(QUERY_VALUE), { detail: queryValue(2), extra, behind: wide('def\0ghi') }),
    ).toBe('Type: REG_SZ, Length: 4,000, Data: abcdef');
  });

  it('shows the length that was asked for when nothing came back', () => {
    expect(detailOf(registryKey(QUERY_VALUE), { detail: queryValue(2) })).toBe('Length: 144');
  });
});

describe('other registry operations', () => {
  it('RegSetValue takes the data behind the path', () => {
    const detail = block(u16(narrowInfo(PATH), 0), u32(4, 4), u16(4, 0), narrow(PATH), u32(7));
    expect(detailOf(registryKey(SET_VALUE), { detail })).toBe('Type: REG_DWORD, Length: 4, Data: 7');
  });

  it('RegSetInfoKey names what is set', () => {
    const set = (informationClass: number, data: Buffer): Buffer =>
      block(
        u16(narrowInfo(PATH), 0),
        u32(informationClass, data.length),
        u16(data.length, 0),
        narrow(PATH),
        data,
      );
    expect(detailOf(registryKey(8), { detail: set(5, u8()) })).toBe(
      'KeySetInformationClass: KeySetHandleTagsInformation, Length: 0',
    );
    expect(detailOf(registryKey(8), { detail: set(1, u32(0x100)) })).toBe(
      'KeySetInformationClass: KeyWow64FlagsInformation, Length: 4, Wow64Flags: 0x100',
    );
    expect(detailOf(registryKey(8), { detail: set(9, u8()) })).toBe(
      'KeySetInformationClass: <Unknown: 9>, Length: 0',
    );
  });

  it('RegLoadKey and RegRenameKey show their second text', () => {
    const detail = block(u16(narrowInfo(PATH), 5), narrow(PATH), wide('C:\\hv'));
    expect(detailOf(registryKey(12), { detail })).toBe('Hive Path: C:\\hv');
    expect(detailOf(registryKey(14), { detail })).toBe('New Name: C:\\hv');
  });

  it('RegCloseKey shows nothing', () => {
    expect(detailOf(registryKey(2), { detail: path() })).toBe('');
  });
});
