import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProviderTable, guidBytes, guidText } from '../../../src/engine/etw/providers.ts';
import { AddressTable } from '../../../src/engine/etw/state/address-table.ts';
import { NameHistory } from '../../../src/engine/etw/state/name-history.ts';
import { Volumes } from '../../../src/engine/etw/state/volumes.ts';
import { RowQueue } from '../../../src/engine/etw/rows/row-queue.ts';
import { PayloadArena } from '../../../src/engine/dialect/etw/payload-arena.ts';
import { HeldRow } from '../../../src/engine/etw/rows/held-row.ts';
import { TraceClock } from '../../../src/engine/etw/trace-clock.ts';
import { fileTime } from '../../../src/shared/units.ts';

describe('the address table', () => {
  it('holds what a map holds', () => {
    const step = fc.record({
      // Few addresses, so that the same ones are set and deleted again; some share a slot.
      address: fc.oneof(
        fc.nat(40).map((i) => BigInt(i) * 16n),
        fc.nat(40).map((i) => 0xffff_9a00_0000_0000n + BigInt(i) * 0x4000n),
      ),
      value: fc.nat(1000),
      isDelete: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 3000 }), (steps) => {
        const table = new AddressTable();
        const map = new Map<bigint, number>();
        for (const { address, value, isDelete } of steps) {
          const high = Number(address >> 32n);
          const low = Number(address & 0xffff_ffffn);
          const before = map.get(address) ?? -1;
          if (isDelete) {
            expect(table.delete(high, low)).toBe(before);
            map.delete(address);
          } else {
            expect(table.set(high, low, value)).toBe(before);
            map.set(address, value);
          }
        }
        expect(table.size).toBe(map.size);
        for (const [address, value] of map)
          expect(table.get(Number(address >> 32n), Number(address & 0xffff_ffffn))).toBe(value);
      }),
      { numRuns: 60 },
    );
  });

  it('grows', () => {
    const table = new AddressTable();
    for (let i = 0; i < 100_000; i++) table.set(0xffff_9a00, i * 16, i);
    for (let i = 0; i < 100_000; i += 7) expect(table.get(0xffff_9a00, i * 16)).toBe(i);
    expect(table.get(0xffff_9a01, 16)).toBe(-1);
    table.clear();
    expect([table.size, table.get(0xffff_9a00, 16)]).toEqual([0, -1]);
  });
});

describe('the history of names', () => {
  it('tells what an address was called at each time', () => {
    const names = new NameHistory<string>();
    names.begin(1, 2, 'a', 10);
    names.begin(1, 2, 'b', 20);
    names.end(1, 2, 'b', 30);
    names.hold(1, 2, 'c', 40);
    names.end(1, 2, 'c', 50);
    names.end(1, 2, 'd', 60);
    const at = (time: number): string | undefined => names.find(1, 2, time);
    expect([5, 10, 15, 20, 29, 35, 45, 55, 60, 61].map(at)).toEqual([
      ...[undefined, 'a', 'a', 'b', 'b', 'c', 'c', 'd', 'd'],
      undefined,
    ]);
    expect(names.find(1, 2, 61, true)).toBe('d');
    expect(names.find(1, 3, 61)).toBeUndefined();
  });

  it('knows the same name told twice as one', () => {
    const names = new NameHistory<string>();
    names.begin(0, 1, 'a', 10);
    names.begin(0, 1, 'a', 20);
    names.hold(0, 1, 'z', 30);
    expect([names.size, names.find(0, 1, 15), names.find(0, 1, 99)]).toEqual([1, 'a', 'a']);
  });

  it('is bounded: what ended first goes first', () => {
    const names = new NameHistory<number>();
    for (let i = 0; i < 2_100_000; i++) {
      names.begin(0, i, i, i);
      if (i % 2 === 0) names.end(0, i, i, i + 0.5);
    }
    expect(names.size).toBeLessThan(2_000_000);
    expect(names.find(0, 2_099_999, 2_099_999)).toBe(2_099_999);
    expect(names.find(0, 0, 0)).toBeUndefined();
  }, 60_000);
});

describe('volumes', () => {
  const volumes = new Volumes();
  volumes.tell([
    { nt: '\\Device\\HarddiskVolume1', dos: 'D:' },
    { nt: '\\Device\\HarddiskVolume12\\', dos: 'E:\\' },
    { nt: '\\Device\\HarddiskVolume1\\mount', dos: '\\\\?\\Volume{1}' },
    { nt: '\\SystemRoot\\', dos: 'C:\\Windows\\' },
  ]);

  it.each([
    [String.raw`\Device\HarddiskVolume1\a.txt`, String.raw`D:\a.txt`],
    [String.raw`\device\harddiskvolume1\A.txt`, String.raw`D:\A.txt`],
    [String.raw`\Device\HarddiskVolume1`, 'D:\\'],
    [String.raw`\Device\HarddiskVolume12\a`, String.raw`E:\a`],
    [String.raw`\Device\HarddiskVolume123\a`, String.raw`\Device\HarddiskVolume123\a`],
    [String.raw`\Device\HarddiskVolume1\mount\a`, String.raw`\\?\Volume{1}\a`],
    [String.raw`\Device\HarddiskVolumeShadowCopy1\a`, String.raw`\Device\HarddiskVolumeShadowCopy1\a`],
    [String.raw`\SystemRoot\System32\x.sys`, String.raw`C:\Windows\System32\x.sys`],
    [String.raw`\??\C:\a`, String.raw`C:\a`],
    [String.raw`\Device\Mup\server\share\a`, String.raw`\\server\share\a`],
    [String.raw`\Device\Mup\;LanmanRedirector\;Z:0000000000012345\server\share`, String.raw`\\server\share`],
    [String.raw`\Device\Mup\;Z:0000000000012345\server\share`, String.raw`\\server\share`],
    [String.raw`\Device\Mup\DfsClient\;Z:0000000000020d40\root\share`, String.raw`\\root\share`],
    [String.raw`\Device\Mup\DfsClient\share`, String.raw`\\DfsClient\share`],
    [String.raw`\Device\LanmanRedirector\server\share`, String.raw`\\server\share`],
    [String.raw`\Device\vmsmb\x`, String.raw`\\?\VMSMB\x`],
    [String.raw`\Device\NamedPipe\lsass`, String.raw`\Device\NamedPipe\lsass`],
    ['relative', 'relative'],
    ['', ''],
  ])('show %s as %s', (path, shown) => {
    expect(volumes.shown(path)).toBe(shown);
  });

  it('know whether a path was shown by what was told', () => {
    const told = new Volumes();
    told.tell([{ nt: '\\Device\\HarddiskVolume1', dos: 'D:' }]);
    told.shown(String.raw`\Device\HarddiskVolume2\a`);
    told.shown(String.raw`\Device\Mup\server\share`);
    expect(told.areShown).toBe(false);
    told.shown(String.raw`\Device\HarddiskVolume1\a`);
    expect(told.areShown).toBe(true);
  });

  it('put the images of Windows 7 on the system\u2019s drive', () => {
    expect(volumes.shownImage(String.raw`\Windows\System32\ntdll.dll`)).toBe(
      String.raw`C:\Windows\System32\ntdll.dll`,
    );
    expect(new Volumes().shownImage(String.raw`\Windows\a`)).toBe(String.raw`\Windows\a`);
  });

  it('that are told one by one replace what was told of the same', () => {
    const one = new Volumes();
    const before = one.version;
    one.add({ nt: '\\Device\\A\\', dos: 'C:\\' });
    one.add({ nt: '\\Device\\A', dos: 'D:' });
    expect(one.shown('\\Device\\A\\x')).toBe('D:\\x');
    expect(one.version).toBeGreaterThan(before);
  });
});

describe('the clock', () => {
  it('rounds down like Windows, exactly', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 63n }),
        fc.bigInt({ min: 0n, max: 2n ** 47n }),
        fc.constantFrom(10_000_000, 2_500_000, 1_948_154, 3_579_545, 24_000_000, 3_999_999_999),
        (raw, units, frequency) => {
          const clock = new TraceClock({ start: fileTime(0n), raw, frequency });
          const now = raw + units;
          const ticks = clock.ticks(Number(now >> 32n), Number(now & 0xffff_ffffn));
          expect(BigInt(ticks)).toBe((units * 10_000_000n) / BigInt(frequency));
        },
      ),
    );
  });

  it('takes an impossible frequency for that of the system time', () => {
    for (const frequency of [0, -1, Number.NaN, 1e12]) {
      expect(new TraceClock({ start: fileTime(0n), raw: 0n, frequency }).frequency).toBe(10_000_000);
    }
  });

  it('tells times of the calendar in ticks of the trace', () => {
    const start = 132_539_328_000_000_000n;
    const clock = new TraceClock({ start: fileTime(start), raw: 0n, frequency: 10_000_000 });
    const time = start + 123n;
    expect(clock.ticksOfFileTime(Number(time >> 32n), Number(time & 0xffff_ffffn))).toBe(123);
  });
});

describe('providers', () => {
  it('have the numbers of their groups, and others numbers as they come', () => {
    const table = new ProviderTable();
    const process = guidBytes('3d6fa8d0-fe05-11d0-9dda-00c04fd7ba7c');
    const other = guidBytes('{01234567-89AB-CDEF-0123-456789ABCDEF}');
    expect([table.numberOf(process, 0), table.numberOf(other, 0), table.numberOf(other, 0)]).toEqual([
      3, 512, 512,
    ]);
    expect(guidText(other, 0)).toBe('01234567-89ab-cdef-0123-456789abcdef');
    expect([table.guidOf(512), table.nameOf(512), table.nameOf(3)]).toEqual([
      ...['01234567-89ab-cdef-0123-456789abcdef', '{01234567-89ab-cdef-0123-456789abcdef}'],
      'Process',
    ]);
    table.tellName(512, 'Maker');
    table.tellName(512, 'Other');
    expect([table.nameOf(512), table.nameOf(999)]).toEqual(['Maker', 'provider 999']);
  });

  it('may be many', () => {
    const table = new ProviderTable();
    const bytes = Buffer.alloc(16, 7);
    for (let i = 0; i < 70_000; i++) {
      bytes.writeUInt32LE(i, 4);
      const expected = Math.min(512 + i, 65_536);
      if (table.numberOf(bytes, 0) !== expected) expect(i).toBe(expected);
    }
    bytes.writeUInt32LE(5000, 4);
    expect(table.numberOf(bytes, 0)).toBe(5512);
  });

  it('refuse what is no GUID', () => {
    expect(() => guidBytes('x')).toThrow('x is no GUID');
  });
});

describe('the queue of rows', () => {
  it('gives rows by their times, those of one time as they came', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 200 }), (times) => {
        const queue = new RowQueue();
        const arena = new PayloadArena();
        const rows = times.map((time, i) => {
          const row = new HeldRow(i, arena);
          row.time = time;
          queue.add(row);
          return row;
        });
        expect(queue.length).toBe(times.length);
        const taken = times.map(() => queue.shift()!);
        expect(queue.shift()).toBeUndefined();
        const expected = rows.toSorted((a, b) => (a.time === b.time ? a.index - b.index : a.time - b.time));
        expect(taken.map(({ index }) => index)).toEqual(expected.map(({ index }) => index));
      }),
      { numRuns: 50 },
    );
  });
});
