import { chmodSync, mkdirSync, truncateSync, appendFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openPml } from '../../../../src/engine/formats/pml/open-pml.ts';
import { openLog, temporaryFolder, writeLog } from '../../../support/opened-log.ts';
import { buildPml, fileDetail, ipv4, registryDetail } from '../../../support/pml-builder.ts';
import type { BuiltPml, PmlEvent } from '../../../support/pml-builder.ts';

const event = (key: string): PmlEvent => ({
  process: 7,
  eventClass: 2,
  operation: 2,
  detail: registryDetail(`HKLM\\${key}`),
  stack: [0xffff_f800_0000_0001n],
});

function sample(count = 5): BuiltPml {
  return buildPml({
    processes: [
      { index: 7, pid: 41, name: 'app.exe', modules: [{ base: 1n, size: 2, path: 'C:\\app.exe' }] },
      { index: 8, pid: 42, name: 'b.exe' },
    ],
    icons: [{ edge: 16, image: Buffer.alloc(64, 1) }],
    hosts: [{ address: ipv4(1, 2, 3, 4), name: 'one' }],
    ports: [{ port: 1, isTcp: true, name: 'first' }],
    events: Array.from({ length: count }, (_, i) => event(`k${i}`)),
  });
}

/** The sample with some bytes changed. */
function damaged(change: (bytes: Buffer, log: BuiltPml) => void, log = sample()): string {
  const bytes = Buffer.from(log.bytes);
  change(bytes, log);
  return writeLog(bytes);
}

// Hundreds of logs are opened below, and other tests run at the same time.
vi.setConfig({ testTimeout: 60_000 });

const ALL = ['HKLM\\k0', 'HKLM\\k1', 'HKLM\\k2', 'HKLM\\k3', 'HKLM\\k4'];

describe('a file that is no log', () => {
  it.each([
    ['version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n', 'Git LFS pointer'],
    ['\r\n<!DOCTYPE html><html>', 'web page'],
    ['PK\x03\x04rest', 'ZIP archive'],
    ['\x1f\x8b\x08', 'gzip archive'],
    ['"Time of Day","Process Name"', 'CSV file'],
    ['', 'an empty file'],
    ['\0\0\0\0\0\0\0\0', 'only zeros'],
    ['plain words', 'a text file'],
    ['\x01\x02\xff\xfe', 'a file of another kind'],
  ])('is told by what it looks like: %j', async (content, look) => {
    const opening = openPml(writeLog(Buffer.from(content, 'latin1')));
    await expect(opening).rejects.toMatchObject({ code: 'pml/not-a-pml' });
    await expect(opening).rejects.toThrow(look);
  });

  it('is told when it is missing, a folder or a pipe', async () => {
    const folder = temporaryFolder();
    await expect(openPml(join(folder, 'none.pml'))).rejects.toMatchObject({ code: 'file/not-found' });
    mkdirSync(join(folder, 'x.pml'));
    await expect(openPml(join(folder, 'x.pml'))).rejects.toMatchObject({ code: 'file/is-directory' });
    if (process.platform === 'win32') return;
    execFileSync('mkfifo', [join(folder, 'pipe.pml')]);
    await expect(openPml(join(folder, 'pipe.pml'))).rejects.toMatchObject({ code: 'file/io' });
  });

  it.runIf(process.platform !== 'win32')('is told when it may not be read', async () => {
    const path = writeLog(sample().bytes);
    chmodSync(path, 0);
    // The administrator may read everything, so this process becomes somebody else meanwhile.
    const isAdministrator = process.getuid?.() === 0;
    if (isAdministrator) process.seteuid?.('nobody');
    try {
      await expect(openPml(path)).rejects.toMatchObject({ code: 'file/no-permission' });
    } finally {
      if (isAdministrator) process.seteuid?.(0);
    }
  });
});

describe('the header', () => {
  it('cut off is an error', async () => {
    const opening = openPml(writeLog(sample().bytes.subarray(0, 0x3a7)));
    await expect(opening).rejects.toMatchObject({ code: 'pml/truncated', facts: { bytes: 0x3a7 } });
  });

  it('of an unknown version is an error, unless everything else is known', async () => {
    const path = damaged((bytes) => bytes.writeUInt32LE(10, 4));
    const { rows, warnings } = await openLog(path);
    expect(rows.map((row) => row.path)).toEqual(ALL);
    expect(warnings).toEqual([expect.stringContaining('version 10')]);
    const strange = damaged((bytes) => {
      bytes.writeUInt32LE(10, 4);
      bytes.writeUInt32LE(0, 0x240);
    });
    await expect(openPml(strange)).rejects.toMatchObject({ code: 'pml/version', facts: { version: 10 } });
  });
});

describe('a log that was not closed', () => {
  const unclosed = (bytes: Buffer): void => {
    bytes.fill(0, 0x234, 0x238).fill(0, 0x248, 0x268).fill(0, 0x3a0, 0x3a8);
  };

  it('gives its events, which are found one after another', async () => {
    const log = buildPml({
      events: [event('k0'), { ...event('k1'), gap: 1 }, { ...event('k2'), extra: Buffer.alloc(9) }],
    });
    const bytes = Buffer.from(log.bytes.subarray(0, log.offsetArray));
    unclosed(bytes);
    const { rows, warnings } = await openLog(writeLog(bytes));
    expect(rows.map((row) => row.path)).toEqual(['HKLM\\k0', 'HKLM\\k1', 'HKLM\\k2']);
    expect(rows[0]?.processName).toBe('<unknown process 7>');
    expect(warnings).toEqual([expect.stringContaining('was not closed by Process Monitor')]);
  });

  it('ends at the last whole record', async () => {
    const log = sample();
    const bytes = Buffer.from(log.bytes.subarray(0, (log.events[3] ?? 0) + 60));
    unclosed(bytes);
    expect((await openLog(writeLog(bytes))).rows.map((row) => row.path)).toEqual(ALL.slice(0, 3));
  });

  it('goes on behind a damaged record, and says so', async () => {
    const log = sample();
    const bytes = Buffer.from(log.bytes);
    unclosed(bytes);
    bytes.fill(0xff, log.events[1], (log.events[1] ?? 0) + 0x34);
    const { rows, warnings } = await openLog(writeLog(bytes));
    expect(rows.map((row) => row.path)).toEqual(['HKLM\\k0', 'HKLM\\k2', 'HKLM\\k3', 'HKLM\\k4']);
    expect(warnings.join()).toMatch(/\d+ bytes between the events .* are damaged/);
  });

  it('may have tables but no count, or a count but no list', async () => {
    const noCount = damaged((bytes) => bytes.writeUInt32LE(0, 0x234));
    const { rows } = await openLog(noCount);
    expect(rows.map((row) => row.path)).toEqual(ALL);
    expect(rows[0]?.processName).toBe('app.exe');
    const noList = damaged((bytes) => bytes.writeBigUInt64LE(0n, 0x248));
    expect((await openLog(noList)).rows.map((row) => row.path)).toEqual(ALL);
  });

  it('may be nothing but a header', async () => {
    const bytes = Buffer.from(sample().bytes.subarray(0, 0x3a8));
    unclosed(bytes);
    const { rows, warnings } = await openLog(writeLog(bytes));
    expect(rows).toEqual([]);
    expect(warnings).toHaveLength(1);
  });
});

describe('positions and counts of the header', () => {
  it.each([
    ['offset array behind the end', 0x248, 2n ** 40n],
    ['offset array at 2^64 - 1', 0x248, 2n ** 64n - 1n],
    ['offset array in the header', 0x248, 8n],
    ['offset array in the events', 0x248, 0x3b0n],
  ])('%s: events are found one after another', async (_, field, value) => {
    const { rows, warnings } = await openLog(damaged((bytes) => bytes.writeBigUInt64LE(value, field)));
    expect(rows.map((row) => row.path)).toEqual(ALL);
    expect(warnings.length).toBeGreaterThan(0);
  });

  it.each([0x250, 0x258, 0x260, 0x3a0])(
    'a table behind the end (field %i) costs only that table',
    async (field) => {
      const { rows, warnings } = await openLog(damaged((bytes) => bytes.writeBigUInt64LE(2n ** 63n, field)));
      expect(rows.map((row) => row.path)).toEqual(ALL);
      expect(warnings).toHaveLength(1);
    },
  );

  it('more events than the file holds: those of the list are there', async () => {
    const { rows, warnings } = await openLog(damaged((bytes) => bytes.writeUInt32LE(0xffff_ffff, 0x234)));
    expect(rows.slice(0, 5).map((row) => row.path)).toEqual(ALL);
    expect(warnings.join()).toContain('5 of 4,294,967,295 events');
  });

  it.each(['processTable', 'stringTable', 'iconTable', 'hostTable'] as const)(
    'a huge count in %s',
    async (table) => {
      const { rows, warnings } = await openLog(
        damaged((bytes, log) => bytes.writeUInt32LE(0xffff_ffff, log[table])),
      );
      expect(rows.map((row) => row.path)).toEqual(ALL);
      if (table !== 'stringTable') expect(warnings.length).toBeGreaterThan(0);
    },
  );
});

describe('events', () => {
  it('whose positions lie outside the file are left out and counted', async () => {
    const { rows, warnings } = await openLog(
      damaged((bytes, log) => {
        bytes.writeUInt32LE(0xffff_fff0, log.offsetArray + 5);
        bytes.writeUInt32LE(8, log.offsetArray + 15);
      }),
    );
    expect(rows.map((row) => row.path)).toEqual(['HKLM\\k0', 'HKLM\\k2', 'HKLM\\k4']);
    expect(warnings).toEqual([expect.stringContaining('2 events of "log.pml" do not lie in the file')]);
  });

  it('are shown in the order of the list, whatever it is', async () => {
    const { rows, warnings } = await openLog(
      damaged((bytes, log) =>
        [4, 0, 3, 3, 1].forEach((from, i) =>
          bytes.writeUInt32LE(log.events[from] ?? 0, log.offsetArray + 5 * i),
        ),
      ),
    );
    expect(rows.map((row) => row.path)).toEqual(['HKLM\\k4', 'HKLM\\k0', 'HKLM\\k3', 'HKLM\\k3', 'HKLM\\k1']);
    expect(warnings).toEqual([]);
  });

  it('with details of 4 GiB keep their other columns', async () => {
    const { rows, warnings } = await openLog(
      damaged((bytes, log) => bytes.writeUInt32LE(0xffff_ffff, (log.events[1] ?? 0) + 0x2c)),
    );
    expect(rows.map((row) => row.path)).toEqual(['HKLM\\k0', '', 'HKLM\\k2', 'HKLM\\k3', 'HKLM\\k4']);
    expect(rows[1]).toMatchObject({ processName: 'app.exe', detail: Buffer.alloc(0) });
    expect(warnings).toEqual([expect.stringContaining('The details of 1 event')]);
  });

  it('with 65,535 frames have no more stack than the file', async () => {
    const { rows } = await openLog(
      damaged((bytes, log) => bytes.writeUInt16LE(0xffff, (log.events[4] ?? 0) + 0x28)),
    );
    expect(rows).toHaveLength(5);
    expect(rows[4]?.stack.length).toBeLessThan(200);
  });

  it.each([
    ['into its own head', 0x10],
    ['behind the end', 0x7fff_ffff],
    ['at 4 GiB', 0xffff_ffff],
  ])('with an extra block %s have none', async (_, value) => {
    const { rows } = await openLog(
      damaged((bytes, log) => bytes.writeUInt32LE(value, (log.events[2] ?? 0) + 0x30)),
    );
    expect(rows[2]?.extra).toBeUndefined();
    expect(rows[2]?.detail).toEqual(registryDetail('HKLM\\k2'));
  });

  it('with an extra block elsewhere have that', async () => {
    const { rows } = await openLog(
      damaged((bytes, log) => {
        const [, , third = 0, fourth = 0] = log.events;
        bytes.writeUInt32LE(fourth + 0x34 + 8 - third, third + 0x30);
      }),
    );
    // The bytes there are the info word of the next event's path: 0x8007, too long for the file.
    expect(rows[2]?.extra).toBeUndefined();
    const log = buildPml({
      events: [event('a'), { ...event('b'), extra: Buffer.from('apart') }],
      processes: [{ index: 7, pid: 1 }],
    });
    const bytes = Buffer.from(log.bytes);
    const [first = 0, second = 0] = log.events;
    bytes.writeUInt32LE(second + bytes.readUInt32LE(second + 0x30) - first, first + 0x30);
    const apart = await openLog(writeLog(bytes));
    expect(apart.rows.map((row) => row.extra)).toEqual([Buffer.from('apart'), Buffer.from('apart')]);
    expect(apart.rows[0]?.detail).toEqual(registryDetail('HKLM\\a'));
  });

  it('with a path longer than their details end early, and that is said', async () => {
    const { rows, warnings } = await openLog(
      damaged((bytes, log) => bytes.writeUInt16LE(0xffff, (log.events[1] ?? 0) + 0x34 + 8)),
    );
    expect(rows[1]?.path).toBe('HKLM\\k1');
    expect(warnings).toEqual([expect.stringContaining('The paths of 1 event')]);
  });

  it('with details shorter than the fixed part have no path', async () => {
    const log = buildPml({
      processes: [{ index: 7, pid: 41, name: 'app.exe' }],
      events: [0, 1, 2, 20, 0x43].map((length) => ({
        process: 7,
        eventClass: 3,
        operation: 20,
        detail: fileDetail('C:\\a', true).subarray(0, length),
      })),
    });
    const { rows } = await openLog(writeLog(log.bytes));
    expect(rows.map((row) => row.path)).toEqual(['', '', '', '', '']);
  });

  it('that repeat one record for ever are stopped', async () => {
    const log = sample(1);
    const list = Buffer.alloc(5 * 400_000);
    for (let i = 0; i < 400_000; i++) list.writeUInt32LE(log.events[0] ?? 0, i * 5);
    const header = Buffer.from(log.bytes.subarray(0, log.offsetArray));
    header.writeUInt32LE(400_000, 0x234);
    for (const table of [0x250, 0x258, 0x260, 0x3a0]) header.writeBigUInt64LE(2n ** 40n, table);
    const { capture, finished } = await openPml(writeLog(Buffer.concat([header, list])));
    const { warnings } = await finished;
    expect(capture.store.length).toBeLessThan(400_000);
    expect(warnings.map((warning) => warning.message).join()).toContain('overlap each other');
    await capture.close();
  });

  it('of processes without a record say so in the name', async () => {
    const { rows } = await openLog(damaged((bytes, log) => bytes.writeUInt32LE(99, log.events[1] ?? 0)));
    expect(rows.map((row) => row.processName)).toEqual([
      'app.exe',
      '<unknown process 99>',
      'app.exe',
      'app.exe',
      'app.exe',
    ]);
  });
});

describe('tables', () => {
  it('two records with one index: the first stays', async () => {
    const { rows } = await openLog(damaged((bytes, log) => bytes.writeUInt32LE(7, log.processTable + 8)));
    expect(rows[0]?.process.pid).toBe(41);
  });

  it('a process that is its own parent is no loop', async () => {
    const log = buildPml({
      processes: [{ index: 7, pid: 41, parentIndex: 7, parentPid: 41 }],
      events: [event('a')],
    });
    const { rows } = await openLog(writeLog(log.bytes));
    expect(rows[0]?.process).toMatchObject({ uid: 7, parentUid: 7 });
  });

  it('modules beyond the end are cut', async () => {
    const { rows, warnings } = await openLog(
      damaged((bytes, log) => bytes.writeUInt32LE(0xffff_ffff, log.processTable + 4 + 16 + 0x68)),
    );
    expect(rows[0]?.processName).toBe('app.exe');
    expect(warnings.join()).toContain('list of modules of 1 process');
  });

  it('texts that are out of range are empty', async () => {
    const { rows, warnings } = await openLog(
      damaged((bytes, log) => bytes.writeUInt32LE(0x1234_5678, log.processTable + 4 + 16 + 0x40)),
    );
    expect(rows[0]).toMatchObject({ processName: '', path: 'HKLM\\k0' });
    expect(warnings).toEqual([expect.stringContaining('1 text of processes and modules')]);
  });

  it('are optional: cut off anywhere, the events are there', async () => {
    const log = sample();
    for (let length = log.processTable; length < log.bytes.length; length += 7) {
      const { rows } = await openLog(writeLog(log.bytes.subarray(0, length)));
      expect(rows.map((row) => row.path)).toEqual(ALL);
    }
  });

  it('are optional: cut off in the events, the whole ones are there', async () => {
    const log = sample();
    for (let length = log.events[2] ?? 0; length < log.offsetArray + 25; length += 3) {
      const { rows, warnings } = await openLog(writeLog(log.bytes.subarray(0, length)));
      const whole = log.events.filter((_, i) => length >= (log.events[i + 1] ?? log.offsetArray - 3)).length;
      if (length <= log.offsetArray) expect(rows.length).toBeGreaterThanOrEqual(whole);
      expect(rows.map((row) => row.path)).toEqual(ALL.slice(0, rows.length));
      expect(warnings.length).toBeGreaterThan(0);
    }
  });
});

describe('a file that changes', () => {
  it('that shrinks after it was opened gives what is still there', async () => {
    const log = sample(20_000);
    const path = writeLog(log.bytes);
    const { capture, finished } = await openPml(path);
    await finished;
    truncateSync(path, log.events[10] ?? 0);
    const [segment] = capture.store.segments;
    if (segment === undefined) throw new Error('There is no segment');
    expect(capture.payloads.stack(segment, 19_999)).toEqual([]);
    await capture.close();
  });

  it('that grows while it is read is told', async () => {
    const path = writeLog(sample(20_000).bytes);
    const opening = openPml(path, {
      onProgress: () => appendFileSync(path, 'more'),
    });
    const { capture, finished } = await opening;
    const { warnings } = await finished;
    expect(capture.store.length).toBe(20_000);
    // Without a turn during the reading the file grew only at the end.
    if (warnings.length > 0) expect(warnings[0]?.message).toContain('changed while it was read');
    await capture.close();
  });
});
