import { describe, expect, it } from 'vitest';
import { EventClass } from '../../../../src/shared/event-class.ts';
import { pmlOperationKey } from '../../../../src/engine/dialect/pml/operation-key.ts';
import { openLog, writeLog } from '../../../support/opened-log.ts';
import {
  FIRST_TIME,
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
} from '../../../support/pml-builder.ts';
import type { PmlEvent, PmlProcess } from '../../../support/pml-builder.ts';

const APP: PmlProcess = { index: 7, pid: 41, name: 'app.exe', user: 'BOX\\ann' };

async function pathsOf(is64Bit: boolean, ...events: Omit<PmlEvent, 'process'>[]): Promise<string[]> {
  const log = buildPml({
    is64Bit,
    processes: [APP],
    events: events.map((event) => ({ process: 7, ...event })),
  });
  const { rows, warnings } = await openLog(writeLog(log.bytes));
  expect(warnings).toEqual([]);
  return rows.map((row) => row.path);
}

const registry = (
  operation: number,
  fixedBytes: number,
  path: string,
  isWide?: boolean,
): Omit<PmlEvent, 'process'> => ({
  eventClass: EventClass.Registry,
  operation,
  detail: Buffer.concat([registryDetail(path, Buffer.alloc(fixedBytes), isWide), Buffer.from('tail')]),
});

describe.each([true, false])('an undamaged log, 64-bit: %s', (is64Bit) => {
  it('gives the columns of its events', async () => {
    const log = buildPml({
      is64Bit,
      processes: [APP],
      events: [
        { process: 7, tid: 9, eventClass: 2, operation: 2, duration: 74n, status: 0xc000_0034 },
        {
          process: 7,
          tid: 0xffff_fff0,
          eventClass: 3,
          operation: 25,
          status: 0x103,
          duration: 0xdead_beef_dead_beefn,
        },
        {
          process: 7,
          eventClass: 5,
          operation: 3,
          duration: 0x2_0000_0001n,
          time: FIRST_TIME + 0x3_0000_0007n,
        },
        { process: 7, eventClass: 1, operation: 3, time: FIRST_TIME - 5n },
      ],
    });
    const { rows, capture } = await openLog(writeLog(log.bytes));
    expect(capture.meta).toMatchObject({
      format: 'pml',
      dialect: 'pml',
      bitness: is64Bit ? 64 : 32,
      startTime: FIRST_TIME,
    });
    expect(rows).toMatchObject([
      { processName: 'app.exe', tid: 9, status: 0xc000_0034, time: 0, duration: 74 },
      { tid: 0xffff_fff0, status: 0x103, time: 10_000, duration: -1 },
      { duration: 0x2_0000_0001, time: 0x3_0000_0007 },
      { time: -5 },
    ]);
  });

  it('finds the path of every registry operation behind its fixed fields', async () => {
    const fixedBytes = [6, 6, 0, 10, 14, 10, 14, 14, 14, 0, 0, 0, 2, 0, 2, 0, 0, 0];
    const paths = fixedBytes.map((_, operation) => `HKLM\\Software\\Key${operation}`);
    const events = fixedBytes.map((bytes, operation) => registry(operation, bytes, paths[operation] ?? ''));
    expect(await pathsOf(is64Bit, ...events)).toEqual(paths);
  });

  it('gives equal texts one id, however the driver stored them', async () => {
    const wide = registry(2, 0, 'HKCU\\Größe', true);
    const latin = {
      ...wide,
      detail: Buffer.concat([u16(0x8000 | 10), Buffer.from('HKCU\\Größe', 'latin1')]),
    };
    const log = buildPml({
      is64Bit,
      processes: [APP],
      events: [wide, latin].map((event) => ({ process: 7, ...event })),
    });
    const { capture } = await openLog(writeLog(log.bytes));
    const [segment] = capture.store.segments;
    const ids = segment === undefined ? [] : [...capture.store.column(segment, 'path')];
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
  });

  it('reads paths beyond Latin-1, with unpaired surrogates', async () => {
    expect(await pathsOf(is64Bit, registry(2, 0, 'HKLM\\\u30d5\u30a1\ud800x', true))).toEqual([
      'HKLM\\\u30d5\u30a1\ud800x',
    ]);
  });

  it('finds paths of file system events and appends the pattern of QueryDirectory', async () => {
    const pattern = (text: string, isWide?: boolean): Buffer => {
      const part = detailString(text, isWide);
      return Buffer.concat([part.info, part.text]);
    };
    const query = (path: string, tail: Buffer, isWide?: boolean): Omit<PmlEvent, 'process'> => ({
      eventClass: EventClass.FileSystem,
      operation: 32,
      detail: fileDetail(path, is64Bit, { sub: 1, tail, ...(isWide === undefined ? {} : { isWide }) }),
    });
    const paths = await pathsOf(
      is64Bit,
      { eventClass: EventClass.FileSystem, operation: 20, detail: fileDetail('C:\\a.txt', is64Bit) },
      query('C:\\dir', pattern('*.dll')),
      query('C:\\', pattern('*')),
      query('C:\\dir', pattern('')),
      query('C:\\dir', Buffer.alloc(0)),
      query('C:\\dir', pattern('\u00fc*', true)),
      query('C:\\Größe', pattern('x'), true),
      {
        eventClass: EventClass.FileSystem,
        operation: 32,
        detail: fileDetail('C:\\n', is64Bit, { sub: 2, tail: pattern('x') }),
      },
      { eventClass: EventClass.Ipc, operation: 20, detail: fileDetail('\\Device\\NamedPipe\\p', is64Bit) },
    );
    expect(paths).toEqual([
      'C:\\a.txt',
      'C:\\dir\\*.dll',
      'C:\\*',
      'C:\\dir',
      'C:\\dir',
      'C:\\dir\\\u00fc*',
      'C:\\Größe\\x',
      'C:\\n',
      '\\Device\\NamedPipe\\p',
    ]);
  });

  it('finds paths of images and of new processes, and learns accounts', async () => {
    const log = buildPml({
      is64Bit,
      processes: [APP],
      events: [
        {
          process: 7,
          eventClass: 1,
          operation: 5,
          detail: loadImageDetail(0x10000n, 4096, 'C:\\x.dll', is64Bit),
        },
        {
          process: 7,
          eventClass: 1,
          operation: 1,
          detail: processCreateDetail(7, 41, 'C:\\app.exe', 'app', sid(5, 21, 1, 2, 3, 1001)),
        },
        { process: 7, eventClass: 1, operation: 3, detail: u32(5) },
      ],
    });
    const { rows, capture } = await openLog(writeLog(log.bytes));
    expect(rows.map((row) => row.path)).toEqual(['C:\\x.dll', 'C:\\app.exe', '']);
    expect(capture.accountOf('S-1-5-21-1-2-3-1001')).toBe('BOX\\ann');
    expect(capture.accountOf('S-1-5-18')).toBeUndefined();
  });

  it('names both ends of connections', async () => {
    const local = ipv4(10, 0, 0, 1);
    const remote = ipv4(93, 184, 216, 34);
    const ipv6 = Buffer.from('fe80000000000000bc875d5dfe5a29f9', 'hex');
    const log = buildPml({
      is64Bit,
      processes: [APP],
      hosts: [
        { address: local, name: 'box.local' },
        { address: ipv4(8, 8, 8, 8), name: '' },
      ],
      ports: [
        { port: 443, isTcp: true, name: 'https' },
        { port: 53, isTcp: false, name: 'domain' },
      ],
      events: [
        { process: 7, eventClass: 5, operation: 5, detail: networkDetail(7, local, 50_000, remote, 443) },
        { process: 7, eventClass: 5, operation: 2, detail: networkDetail(3, local, 50_000, remote, 443) },
        { process: 7, eventClass: 5, operation: 2, detail: networkDetail(1, local, 1, ipv6, 53) },
        { process: 7, eventClass: 5, operation: 2, detail: networkDetail(7, ipv4(8, 8, 8, 8), 1, remote, 2) },
        {
          process: 7,
          eventClass: 5,
          operation: 2,
          detail: networkDetail(7, local, 50_000, remote, 443).subarray(0, 43),
        },
      ],
    });
    const { rows, capture } = await openLog(writeLog(log.bytes));
    expect(rows.map((row) => row.path)).toEqual([
      'box.local:50000 -> 93.184.216.34:https',
      'box.local:50000 -> 93.184.216.34:443',
      'box.local:1 -> fe80::bc87:5d5d:fe5a:29f9:domain',
      '8.8.8.8:1 -> 93.184.216.34:2',
      '',
    ]);
    expect(rows.map((row) => row.operationKey % 256)).toEqual([1, 0, 0, 1, 1]);
    expect(capture.hosts).toHaveLength(2);
    expect(capture.ports).toEqual([
      { port: 443, isTcp: true, name: 'https' },
      { port: 53, isTcp: false, name: 'domain' },
    ]);
  });

  it('puts the sub-operation of file system events into the operation', async () => {
    const log = buildPml({
      is64Bit,
      processes: [APP],
      events: [
        { process: 7, eventClass: 3, operation: 25, detail: fileDetail('C:\\a', is64Bit, { sub: 5 }) },
        { process: 7, eventClass: 3, operation: 25 },
        { process: 7, eventClass: 2, operation: 2, detail: registryDetail('HKLM') },
        { process: 7, eventClass: 0x1_0009, operation: 0x1234 },
      ],
    });
    const { rows } = await openLog(writeLog(log.bytes));
    expect(rows.map((row) => row.operationKey)).toEqual([
      pmlOperationKey(3, 25, 5),
      pmlOperationKey(3, 25, 0),
      pmlOperationKey(2, 2, 0),
      pmlOperationKey(0x1_0009, 0x1234, 0),
    ]);
    expect(rows[0]?.operation).toBe('QueryStandardInformationFile');
    expect(rows[3]?.operation).toBe('<Unknown>');
  });

  it('gives payloads and stacks from the file', async () => {
    const stack = is64Bit ? [0xffff_f800_0000_0001n, 0x7ff6_0000_0002n] : [0x8000_0001n, 0x40_0002n];
    const detail = registryDetail('HKLM\\a', Buffer.alloc(6, 1));
    const log = buildPml({
      is64Bit,
      processes: [APP],
      events: [
        { process: 7, eventClass: 2, operation: 0, detail, extra: Buffer.from([1, 2, 3]), stack },
        { process: 7, eventClass: 2, operation: 0, detail, extra: Buffer.alloc(0) },
        { process: 7, eventClass: 2, operation: 0, detail, gap: 1 },
      ],
    });
    const { rows } = await openLog(writeLog(log.bytes));
    expect(rows).toMatchObject([{ stack }, { stack: [] }, { stack: [] }]);
    expect(rows.map((row) => row.detail.equals(detail))).toEqual([true, true, true]);
    expect(rows.map((row) => row.extra)).toEqual([Buffer.from([1, 2, 3]), Buffer.alloc(0), undefined]);
    // All that follows in a small log may be read, as Process Monitor does.
    expect(rows[2]?.behind).toBe(log.bytes.length - ((log.events[2] ?? 0) + 0x34 + detail.length));
  });

  it('reads processes with their modules, also those without events', async () => {
    const log = buildPml({
      is64Bit,
      processes: [
        {
          index: 3,
          pid: 4,
          name: 'System',
          start: FIRST_TIME,
          authenticationId: 0x1_0000_03e7n,
          modules: [
            {
              base: 0xfff0_0000n,
              size: 0x1000,
              path: 'C:\\nt.exe',
              version: '1',
              company: 'MS',
              description: 'NT',
              timestamp: 5,
            },
          ],
        },
        {
          index: 9,
          pid: 50,
          parentPid: 4,
          parentIndex: 3,
          session: 2,
          start: FIRST_TIME + 1n,
          end: FIRST_TIME + 2n,
          virtualized: 1,
          is64Bit: false,
          integrity: 'Közepes',
          user: 'BOX\\bob',
          name: 'b.exe',
          imagePath: 'C:\\b.exe',
          commandLine: '"C:\\b.exe" -x',
          company: 'Co',
          version: '2.0',
          description: 'Desc',
          smallIcon: 1,
          largeIcon: 2,
        },
        { index: 12, pid: 60, parentPid: 99, parentIndex: 8, virtualized: 0xffff_ffff, smallIcon: 77 },
      ],
      icons: [
        { edge: 16, image: Buffer.from('small icon') },
        { edge: 32, image: Buffer.from('large icon') },
      ],
      events: [{ process: 9, eventClass: 2, operation: 2 }],
    });
    const { capture, warnings } = await openLog(writeLog(log.bytes));
    expect(warnings).toEqual([]);
    const { processes, strings } = capture.store.epoch;
    const [system, b, c] = processes.records;
    expect(system).toMatchObject({
      uid: 3,
      pid: 4,
      parentUid: undefined,
      start: FIRST_TIME,
      end: undefined,
      virtualized: false,
    });
    expect(system?.authenticationId).toBe(0x1_0000_03e7n);
    expect(
      system?.modules.map((module) => ({
        ...module,
        path: strings.get(module.path),
        company: strings.get(module.company),
        version: strings.get(module.version),
        description: strings.get(module.description),
      })),
    ).toEqual([
      {
        base: 0xfff0_0000n,
        size: 0x1000,
        path: 'C:\\nt.exe',
        version: '1',
        company: 'MS',
        description: 'NT',
        timestamp: 5,
      },
    ]);
    expect(b).toMatchObject({
      uid: 9,
      parentPid: 4,
      parentUid: 3,
      session: 2,
      virtualized: true,
      is64Bit: false,
      end: FIRST_TIME + 2n,
    });
    if (b === undefined) throw new Error('The process is missing');
    const texts = [
      b.integrity,
      b.user,
      b.name,
      b.imagePath,
      b.commandLine,
      b.company,
      b.version,
      b.description,
    ];
    expect(texts.map((id) => strings.get(id))).toEqual([
      'Közepes',
      'BOX\\bob',
      'b.exe',
      'C:\\b.exe',
      '"C:\\b.exe" -x',
      'Co',
      '2.0',
      'Desc',
    ]);
    expect(capture.icons[b.smallIcon]).toEqual({ edge: 16, image: Buffer.from('small icon') });
    expect(capture.icons[b.largeIcon]).toEqual({ edge: 32, image: Buffer.from('large icon') });
    expect(c).toMatchObject({ uid: 12, parentUid: undefined, virtualized: undefined, smallIcon: 0 });
    expect(capture.icons[0]).toEqual({ edge: 0, image: Buffer.alloc(0) });
  });
});

it('tells about the machine', async () => {
  const log = buildPml({
    major: 6,
    minor: 1,
    build: 7601,
    servicePack: 'Service Pack 1',
    computer: 'WIN-5V8CQK0CP5H',
  });
  const { capture, warnings } = await openLog(writeLog(log.bytes));
  expect(warnings).toEqual([]);
  expect(capture.store.length).toBe(0);
  expect(capture.meta.system).toEqual({
    computer: 'WIN-5V8CQK0CP5H',
    operatingSystem: 'Windows 7 Service Pack 1 (build 7601)',
    systemRoot: 'C:\\Windows',
    major: 6,
    minor: 1,
    build: 7601,
    servicePack: 'Service Pack 1',
    processors: 4,
    memory: 8_589_934_592,
    highestUserAddress: 0x7fff_fffe_ffffn,
  });
});
