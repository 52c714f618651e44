import {
  buildPml,
  detailString,
  fileDetail,
  ipv4,
  loadImageDetail,
  networkDetail,
  processCreateDetail,
  registryDetail,
  sid,
  u16,
  u32,
  u64,
  utf16,
} from './pml-builder.ts';
import type { PmlEvent } from './pml-builder.ts';

/** A small generated log with events of every class and most layouts, for tests that damage it. */
export function sampleLog(is64Bit: boolean): Buffer {
  const slot = is64Bit ? 8 : 4;
  const parameters = (...values: number[]): Buffer => {
    const bytes = Buffer.alloc(is64Bit ? 48 : 28);
    values.forEach((value, i) => bytes.writeUInt32LE(value, i * slot));
    return bytes;
  };
  const file = (
    operation: number,
    sub: number,
    tail?: Buffer,
    extra?: Buffer,
    ...slots: number[]
  ): PmlEvent => ({
    process: 7,
    tid: 100,
    eventClass: 3,
    operation,
    duration: 74n,
    stack: [0x8000_0001n, 0x40_0000n],
    detail: fileDetail(`C:\\Users\\ann\\file${operation}.txt`, is64Bit, {
      sub,
      parameters: parameters(...slots),
      ...(tail === undefined ? {} : { tail }),
    }),
    ...(extra === undefined ? {} : { extra }),
  });
  const registry = (operation: number, fixed: Buffer, tail: Buffer, extra?: Buffer): PmlEvent => ({
    process: 8,
    eventClass: 2,
    operation,
    status: operation === 3 ? 0x8000_0005 : 0,
    detail: Buffer.concat([registryDetail(`HKLM\\Software\\Key${operation}`, fixed), tail]),
    ...(extra === undefined ? {} : { extra }),
  });
  const pattern = detailString('*.dll');
  const entry = (next: number, name: string): Buffer =>
    Buffer.concat([u32(next), Buffer.alloc(56), u32(name.length * 2), Buffer.alloc(40), utf16(name)]);
  const value = Buffer.concat([u32(0), u32(1), u32(8), utf16('abc\0')]);
  const none = Buffer.alloc(0);
  const events: PmlEvent[] = [
    {
      process: 7,
      eventClass: 1,
      operation: 1,
      detail: processCreateDetail(8, 42, 'C:\\b.exe', 'b.exe -x', sid(5, 18)),
    },
    {
      process: 8,
      eventClass: 1,
      operation: 5,
      detail: loadImageDetail(0x7000_0000n, 0x1000, 'C:\\x.dll', is64Bit),
    },
    { process: 8, eventClass: 1, operation: 3, detail: u32(77) },
    { process: 8, eventClass: 1, operation: 4, detail: Buffer.concat([u32(0), u64(5n), u64(6n)]) },
    {
      process: 8,
      eventClass: 1,
      operation: 7,
      detail: Buffer.concat([
        u32(41),
        u16(0x8003),
        u16(0x8002),
        u32(8),
        Buffer.from('cmdC:'),
        utf16('A=1\0B=2\0\0'),
      ]),
    },
    { process: 8, eventClass: 1, operation: 2, detail: Buffer.alloc(52, 1) },
    registry(0, Buffer.concat([u16(0), u32(0x2_0019)]), none, Buffer.concat([u32(0x2_0019), u32(2)])),
    registry(2, none, none),
    registry(3, Buffer.concat([u16(0), u32(144), u32(4)]), none, Buffer.alloc(40, 2)),
    registry(4, Buffer.concat([u16(0), u32(1), u32(8), u16(8), u16(0)]), utf16('abc\0')),
    registry(5, Buffer.concat([u16(0), u32(144), u32(2)]), none, value),
    registry(
      6,
      Buffer.concat([u16(0), u32(144), u32(3), u32(1)]),
      none,
      Buffer.concat([u32(0), u32(3), u32(24), u32(64), u32(2), utf16('v\0'), Buffer.alloc(16, 9)]),
    ),
    registry(
      7,
      Buffer.concat([u16(0), u32(144), u32(3), u32(0)]),
      none,
      Buffer.concat([u64(0n), u32(0), u32(8), utf16('Name')]),
    ),
    registry(8, Buffer.concat([u16(0), u32(5), u32(0), u16(0), u16(0)]), none),
    {
      process: 8,
      eventClass: 2,
      operation: 12,
      detail: Buffer.concat([u16(0x8003), u16(0x8006), Buffer.from('HKUC:\\hiv')]),
    },
    file(
      20,
      0,
      Buffer.concat([u32(0x12_0089), Buffer.from([12, 0, 0, 0]), sid(5, 18)]),
      u32(1),
      0,
      0x0100_0000,
    ),
    file(23, 0, none, u32(512), 4096),
    file(24, 0, none, none, 4096),
    file(25, 4, none, Buffer.alloc(40, 1)),
    file(25, 0x12, none, Buffer.alloc(100, 1)),
    file(25, 9, none, Buffer.concat([u32(8), utf16('Name')])),
    file(26, 0x0a, Buffer.concat([Buffer.alloc(40), u16(0x8004), Buffer.from('C:\\n')]), undefined, 40),
    file(26, 0x0d, Buffer.from([1])),
    file(30, 1, none, Buffer.concat([u64(1n), u32(2), u32(8), u16(1), utf16('Disk')])),
    file(30, 5, none, Buffer.concat([u32(0x3c0_00ff), u32(255), u32(8), utf16('NTFS')])),
    file(
      32,
      1,
      Buffer.concat([pattern.info, pattern.text]),
      Buffer.concat([entry(112, 'file'), entry(0, 'b')]),
      0,
      0,
      37,
    ),
    file(32, 2, none, undefined, 0, 3),
    file(33, 0, none, undefined, 0, 0, 0x9_00a8),
    file(34, 0, none, undefined, 0, 0, 0x2d_1400),
    file(37, 1, u64(10n)),
    file(38, 0),
    file(40, 0, none, undefined, 15),
    file(19, 0, none, undefined, 1, 2),
    {
      process: 7,
      eventClass: 5,
      operation: 5,
      detail: networkDetail(7, ipv4(10, 0, 0, 1), 1, ipv4(9, 9, 9, 9), 443),
    },
    {
      process: 7,
      eventClass: 5,
      operation: 3,
      detail: networkDetail(0, Buffer.alloc(16, 0xfe), 1, Buffer.alloc(16), 53),
    },
    { process: 9, eventClass: 4, operation: 1, detail: Buffer.alloc(32, 3) },
    { process: 9, eventClass: 4, operation: 2, detail: Buffer.concat([u16(2), utf16('hi')]) },
    {
      process: 9,
      eventClass: 6,
      operation: 20,
      detail: fileDetail('\\Device\\Pipe', is64Bit),
      status: 0x103,
    },
    { process: 99, eventClass: 8, operation: 300, detail: Buffer.alloc(9) },
  ];
  const icon = Buffer.alloc(40 + 16 * 16 * 4 + 64);
  icon.writeUInt32LE(40, 0);
  icon.writeInt32LE(16, 4);
  icon.writeInt32LE(32, 8);
  return buildPml({
    is64Bit,
    events,
    processes: [
      {
        index: 7,
        pid: 41,
        name: 'a.exe',
        user: 'BOX\\ann',
        smallIcon: 1,
        modules: [{ base: 0x40_0000n, size: 0x1000, path: 'C:\\a.exe', company: 'Co' }],
      },
      {
        index: 8,
        pid: 42,
        parentPid: 41,
        parentIndex: 7,
        name: 'b.exe',
        user: 'NT AUTHORITY\\SYSTEM',
        largeIcon: 1,
      },
      { index: 9, pid: 4, name: 'System' },
    ],
    icons: [{ edge: 16, image: icon }],
    hosts: [{ address: ipv4(10, 0, 0, 1), name: 'box.local' }],
    ports: [{ port: 443, isTcp: true, name: 'https' }],
  }).bytes;
}
