import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLog, temporaryFolder, writeLog } from '../../../support/opened-log.ts';
import { FIRST_TIME, buildPml, ipv4, networkDetail, registryDetail } from '../../../support/pml-builder.ts';
import type { PmlDescription, PmlEvent } from '../../../support/pml-builder.ts';

const icon = (name: string): { edge: number; image: Buffer } => ({
  edge: 16,
  image: Buffer.from(`icon of ${name}`),
});

const event = (process: number, key: string, time: bigint): PmlEvent => ({
  process,
  eventClass: 2,
  operation: 2,
  detail: registryDetail(key, Buffer.alloc(0)),
  extra: Buffer.from(key),
  time: FIRST_TIME + time,
});

const FIRST: PmlDescription = {
  processes: [
    { index: 1, pid: 10, start: 5n, name: 'kept.exe', smallIcon: 1 },
    { index: 2, pid: 20, start: 6n, name: 'old.exe' },
  ],
  icons: [icon('kept')],
  hosts: [{ address: ipv4(1, 1, 1, 1), name: 'first' }],
  events: [event(1, 'a', 0n), event(2, 'b', 100n)],
};

const SECOND: PmlDescription = {
  processes: [
    { index: 1, pid: 10, start: 5n, name: 'kept.exe', smallIcon: 2 },
    { index: 2, pid: 77, start: 9n, name: 'new.exe', parentIndex: 1, parentPid: 10, smallIcon: 1 },
  ],
  icons: [icon('new'), icon('kept')],
  hosts: [{ address: ipv4(1, 1, 1, 1), name: 'second' }],
  events: [
    event(1, 'c', 200n),
    event(2, 'd', 300n),
    {
      process: 1,
      eventClass: 5,
      operation: 2,
      detail: networkDetail(7, ipv4(1, 1, 1, 1), 1, ipv4(2, 2, 2, 2), 2),
      time: FIRST_TIME + 400n,
    },
  ],
};

function writeParts(...parts: PmlDescription[]): string {
  const folder = temporaryFolder();
  const paths = parts.map((part, i) =>
    writeLog(buildPml(part).bytes, i === 0 ? 'log.PML' : `log-${i}.PML`, folder),
  );
  return paths[0] ?? '';
}

it('all parts open in order, each with tables of its own', async () => {
  const third = { ...FIRST, events: [event(1, 'e', 500n), event(2, 'f', 600n)] };
  const { rows, warnings, capture } = await openLog(writeParts(FIRST, SECOND, third));
  expect(warnings).toEqual([]);
  expect(rows.map((row) => row.path)).toEqual(['a', 'b', 'c', 'd', 'second:1 -> 2.2.2.2:2', 'e', 'f']);
  expect(rows.map((row) => row.time)).toEqual([0, 100, 200, 300, 400, 500, 600]);
  expect(rows.map((row) => row.extra?.toString())).toEqual(['a', 'b', 'c', 'd', undefined, 'e', 'f']);
  expect(rows.map((row) => row.processName)).toEqual([
    'kept.exe',
    'old.exe',
    'kept.exe',
    'new.exe',
    'kept.exe',
    'kept.exe',
    'old.exe',
  ]);
  const [a, b, c, d, , e, f] = rows.map((row) => row.process.uid);
  expect([a, c, e]).toEqual([1, 1, 1]);
  expect(f).toBe(b);
  expect(d).not.toBe(b);
  expect(rows[3]?.process.parentUid).toBe(1);
  expect(capture.store.segments.map((segment) => segment.epoch.no)).toEqual([0, 1, 2]);
});

it('icons and names of all parts are those of the capture', async () => {
  const { rows, capture } = await openLog(writeParts(FIRST, SECOND));
  const image = (row: number): string | undefined =>
    capture.icons[rows[row]?.process.smallIcon ?? 0]?.image.toString();
  expect([image(0), image(2), image(3)]).toEqual(['icon of kept', 'icon of kept', 'icon of new']);
  expect(capture.icons).toHaveLength(3);
  expect(capture.hosts.map((host) => host.name)).toEqual(['first']);
});

it('a later part opens alone', async () => {
  const first = writeParts(FIRST, SECOND);
  const { rows } = await openLog(first.replace('log.PML', 'log-1.PML'));
  expect(rows.map((row) => row.path).slice(0, 2)).toEqual(['c', 'd']);
  expect(rows[0]?.time).toBe(0);
});

it.each([
  ['made on another machine', { ...SECOND, computer: 'OTHER' }],
  ['of another bitness', { ...SECOND, is64Bit: false }],
  ['that begins before the first ends', { ...SECOND, events: [event(1, 'c', 99n)] }],
])('a log %s that is named like a part is left out', async (_, other) => {
  const { rows, warnings } = await openLog(writeParts(FIRST, other));
  expect(rows).toHaveLength(2);
  expect(warnings).toEqual([expect.stringContaining('"log-1.PML" is not shown as the next part')]);
});

it('a part that is no log is told, a folder is not a part', async () => {
  const first = writeParts(FIRST);
  writeLog(Buffer.from('words'), 'log-1.PML', join(first, '..'));
  expect((await openLog(first)).warnings).toEqual([
    expect.stringContaining('"log-1.PML" is not a Process Monitor log'),
  ]);
  const other = writeParts(FIRST);
  mkdirSync(join(other, '..', 'log-1.PML'));
  expect((await openLog(other)).warnings).toEqual([]);
});
