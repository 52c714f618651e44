import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openCaptureFile } from '../../../../../src/engine/capture-file/open-capture-file.ts';
import { saveCapture } from '../../../../../src/engine/capture-file/save-capture.ts';
import { pmlDialect } from '../../../../../src/engine/dialect/pml/pml-dialect.ts';
import type { Capture } from '../../../../../src/engine/capture/capture.ts';
import { savePml } from '../../../../../src/engine/formats/pml/write/save-pml.ts';
import { CellFormatter } from '../../../../../src/engine/cells/cell-formatter.ts';
import { eventNo } from '../../../../../src/shared/units.ts';
import type { RelTicks } from '../../../../../src/shared/units.ts';
import { openLog, temporaryFolder, writeLog } from '../../../../support/opened-log.ts';
import {
  FIRST_TIME,
  buildPml,
  ipv4,
  networkDetail,
  processCreateDetail,
  registryDetail,
  sid,
  u16,
  u32,
  utf16,
} from '../../../../support/pml-builder.ts';
import type { PmlDescription, PmlEvent } from '../../../../support/pml-builder.ts';
import { checkPml } from '../../../../support/pml-checker.ts';
import { firstDifference, processTexts, saveLog, saveNative } from '../../../../support/saved-log.ts';
import { TestCapture } from '../../../../support/test-capture.ts';

/** Every log is forced to the disk, which takes its time on a busy machine. */
vi.setConfig({ testTimeout: 60_000 });

const event = (key: string, time = 0n, process = 1): PmlEvent => ({
  process,
  eventClass: 2,
  operation: 2,
  detail: registryDetail(key),
  time: FIRST_TIME + time,
});

const PROCESSES = [{ index: 1, pid: 10, start: 5n, name: 'a.exe' }];

async function open(description: PmlDescription, name?: string, folder?: string): Promise<Capture> {
  return (await openLog(writeLog(buildPml(description).bytes, name, folder))).capture;
}

const paths = (capture: Capture): string[] => {
  const cells = new CellFormatter(capture);
  return capture.store.segments.flatMap((segment) =>
    Array.from({ length: segment.length }, (_, i) => {
      cells.at(segment, i);
      return cells.text('path');
    }),
  );
};

it('an empty log is a log with all tables', async () => {
  const { saved, parts, capture, warnings } = await saveLog(await open({ processes: PROCESSES }));
  expect(saved).toEqual({ events: 0, parts: 1, losses: 0 });
  expect(parts[0]).toMatchObject({ events: [], hosts: [], ports: [], icons: [{ edge: 0 }] });
  expect(parts[0]?.processes.map(({ pid }) => pid)).toEqual([10]);
  expect(capture.store.length).toBe(0);
  expect(warnings).toEqual([]);
});

it.each([true, false])('the longest blocks and texts pass as they are, 64-bit: %s', async (is64Bit) => {
  const longest = 'é'.repeat(32_767);
  const stack = Array.from(
    { length: 4096 },
    (_, i) => (is64Bit ? 0x7ff6_0000_0000n : 0x7000_0000n) + BigInt(i),
  );
  const capture = await open({
    is64Bit,
    processes: PROCESSES,
    events: [
      { ...event(longest), extra: Buffer.alloc(65_535, 7), stack },
      { ...event('b', 1n), extra: Buffer.alloc(0) },
      { ...event('c', 2n), status: 0x103, duration: 99n },
      { ...event('d', 3n), duration: 2n ** 52n + 1n, status: 0xc000_0034, tid: 0xffff_ffff },
    ],
  });
  const { parts, capture: again } = await saveLog(capture);
  expect(firstDifference(capture, again)).toBeUndefined();
  expect(parts[0]?.events.map(({ extra }) => extra?.length)).toEqual([65_535, 0, undefined, undefined]);
  expect(parts[0]?.events.map(({ duration }) => duration)).toEqual([0n, 0n, undefined, 2n ** 52n + 1n]);
  expect(paths(again)[0]).toBe(longest);
});

it('events stand in the order of their times, those of one time in their own', async () => {
  const times = [50n, 10n, 50n, 30n, 10n, 70n, 0n];
  const capture = await open({
    processes: PROCESSES,
    events: times.map((time, i) => event(String(i), time)),
  });
  expect(paths((await saveLog(capture)).capture)).toEqual(['6', '1', '4', '3', '0', '2', '5']);
  const events = [0, 1, 2, 5].map(eventNo);
  expect(paths((await saveLog(capture, { events })).capture)).toEqual(['1', '0', '2', '5']);
});

it('the order holds over segments', async () => {
  const count = 2 * 65_536 + 100;
  // Mostly ascending; every thousandth event belongs far back, as the last of all.
  const time = (i: number): bigint =>
    BigInt(i === count - 1 ? 5 : i % 1000 === 0 ? Math.max(0, i - 70_000) : i);
  const description = {
    processes: PROCESSES,
    events: Array.from({ length: count }, (_, i): PmlEvent => event('k', time(i))),
  };
  const capture = await open(description);
  expect(capture.store.segments).toHaveLength(3);
  const { parts } = await saveLog(capture);
  const expected = Array.from({ length: count }, (_, i) => time(i)).sort((a, b) => Number(a - b));
  expect(parts[0]?.events.map((record) => record.time - FIRST_TIME)).toEqual(expected);
});

it('events of other numbers than ascending are a mistake of the caller', async () => {
  const capture = await open({ processes: PROCESSES, events: [event('a'), event('b', 1n)] });
  await expect(
    savePml(capture, join(temporaryFolder(), 'a.pml'), { events: [eventNo(1), eventNo(0)] }),
  ).rejects.toThrow('ascend');
});

it('rows that stand for lost events are left out and counted', async () => {
  const native = await saveNative(
    await open({ processes: PROCESSES, events: [event('a'), event('b', 1n), event('c', 2n)] }),
  );
  native.store.addLoss({ event: eventNo(1), time: 1 as RelTicks, count: 7, cause: 'full' });
  const { saved, capture } = await saveLog(native);
  expect(saved).toEqual({ events: 2, parts: 1, losses: 1 });
  expect(paths(capture)).toEqual(['a', 'c']);
});

it('the edition of Windows comes back, and is guessed for capture files of earlier builds', async () => {
  const description = {
    processes: PROCESSES,
    servicePack: 'Service Pack 2',
    productType: 2,
    events: [event('a')],
  };
  const capture = await open(description);
  const path = join(temporaryFolder(), 'a.procscope');
  await saveCapture(capture, path);
  const again = async (): Promise<Capture> => {
    const { capture: native, finished } = await openCaptureFile(path);
    onTestFinished(() => native.close());
    await finished;
    return native;
  };
  expect((await saveLog(await again())).capture.windows).toEqual(capture.windows);
  expect(capture.windows?.productType).toBe(2);
  const db = new Database(path);
  db.exec(
    `DELETE FROM meta WHERE key IN ('service_pack_major', 'service_pack_minor', 'suite_mask', 'product_type')`,
  );
  db.close();
  const old = await again();
  expect(old.windows).toBeUndefined();
  const { capture: guessed } = await saveLog(old);
  expect(guessed.windows).toEqual({ servicePackMajor: 2, servicePackMinor: 0, suiteMask: 0, productType: 3 });
  expect(guessed.meta.system).toEqual(capture.meta.system);
});

it('a capture of another system is refused with a sentence', async () => {
  const { capture } = new TestCapture();
  const other: Capture = { ...capture, dialect: Object.assign({}, pmlDialect, { name: 'linux' }) };
  const saving = savePml(other, join(temporaryFolder(), 'a.pml'));
  await expect(saving).rejects.toMatchObject({ code: 'shell/unsupported' });
  await expect(saving).rejects.toThrow('events of Windows only');
});

it('kernel addresses never go without a process System that has modules', async () => {
  const kernel = { ...event('a'), stack: [0xffff_f800_0000_1000n, 0x7ff0_0000_0000n] };
  const without = await saveLog(await open({ processes: PROCESSES, events: [kernel] }));
  const system = without.parts[0]?.processes.find(({ pid }) => pid === 4);
  expect(system).toMatchObject({ authenticationId: 0x3e7n, session: 0, parentPid: 0 });
  expect(system?.texts).toEqual(
    expect.arrayContaining(['System', 'NT AUTHORITY\\SYSTEM', 'Microsoft Corporation']),
  );
  expect(system?.modules.map(({ path }) => path)).toEqual(['C:\\Windows\\system32\\ntoskrnl.exe']);
  const bare = { index: 3, pid: 4, name: 'System', user: 'NT AUTHORITY\\SYSTEM' };
  const filled = await saveLog(await open({ processes: [...PROCESSES, bare], events: [kernel] }));
  expect(filled.parts[0]?.processes.filter(({ pid }) => pid === 4)).toHaveLength(1);
  const modules = [{ base: 0xffff_f800_0000_0000n, size: 0x10_0000, path: 'C:\\ntoskrnl.exe' }];
  const whole = await open({ processes: [...PROCESSES, { ...bare, modules }], events: [kernel] });
  expect((await saveLog(whole)).parts[0]?.processes.find(({ pid }) => pid === 4)?.modules).toHaveLength(1);
  const user = await saveLog(await open({ processes: PROCESSES, events: [event('a')] }));
  expect(user.parts[0]?.processes).toHaveLength(1);
});

it('accounts go along where no event tells them', async () => {
  const user = sid(5, 21, 1, 2, 3, 1001);
  const create: PmlEvent = {
    process: 1,
    eventClass: 1,
    operation: 1,
    time: FIRST_TIME,
    detail: processCreateDetail(2, 20, 'C:\\b.exe', 'b', user),
  };
  const processes = [...PROCESSES, { index: 2, pid: 20, start: 6n, name: 'b.exe', user: 'BOX\\someone' }];
  const capture = await open({ processes, events: [create, event('a', 1n)] });
  const name = 'S-1-5-21-1-2-3-1001';
  const whole = await saveLog(capture);
  expect(whole.capture.accountOf(name)).toBe('BOX\\someone');
  expect(whole.parts[0]?.strings.filter((text) => text.startsWith('S-1'))).toEqual([]);
  const chosen = await saveLog(capture, { events: [eventNo(1)] });
  expect(chosen.capture.accountOf(name)).toBe('BOX\\someone');
});

it('a registry value that was stored in part keeps its text, whatever comes behind it', async () => {
  const value = utf16('abc');
  // KEY_VALUE_PARTIAL_INFORMATION of a text without NUL: Process Monitor reads on in the next record.
  const query = (time: bigint): PmlEvent => ({
    ...event('HKLM\\v', time),
    operation: 5,
    detail: registryDetail('HKLM\\v', Buffer.concat([u16(0), u32(144), u32(2)])),
    extra: Buffer.concat([u32(0), u32(1), u32(4000), value]),
  });
  const capture = await open({
    processes: [{ index: 0x0041_0042, pid: 10, name: 'a.exe' }],
    events: [query(0n), event('x', 1n, 0x0041_0042), query(2n), event('y', 3n, 0x0041_0042)].map((one) => ({
      ...one,
      process: 0x0041_0042,
    })),
  });
  const { capture: whole, parts } = await saveLog(capture);
  expect(firstDifference(capture, whole)).toBeUndefined();
  const [first, second] = parts[0]!.events;
  expect(second!.position).toBeGreaterThan(first!.end);
  const isQuery = (at: number): boolean => at % 2 === 0;
  const { capture: chosen } = await saveLog(capture, { events: [eventNo(0), eventNo(2)] });
  expect(firstDifference(capture, chosen, isQuery)).toBeUndefined();
  const native = await saveNative(capture, [eventNo(0), eventNo(2)]);
  expect(firstDifference(capture, native, isQuery)).toBeUndefined();
  expect(firstDifference(native, (await saveLog(native)).capture)).toBeUndefined();
});

const connection = (time: bigint, address: number): PmlEvent => ({
  process: 1,
  eventClass: 5,
  operation: 2,
  time: FIRST_TIME + time,
  detail: networkDetail(7, ipv4(10, 0, 0, address), 80, ipv4(10, 0, 0, 9), 443),
});

it('a part begins where the source shows another name for an address, or another process', async () => {
  const folder = temporaryFolder();
  const write = (name: string, description: PmlDescription): string =>
    writeLog(buildPml(description).bytes, name, folder);
  const first = write('log.PML', {
    processes: [{ index: 1, pid: 10, start: 5n, name: 'a.exe', integrity: 'Low' }],
    hosts: [{ address: ipv4(10, 0, 0, 1), name: 'early' }],
    events: [connection(0n, 1), connection(1n, 2), event('a', 2n)],
  });
  write('log-1.PML', {
    processes: [{ index: 1, pid: 10, start: 5n, name: 'a.exe', integrity: 'Low' }],
    hosts: [
      { address: ipv4(10, 0, 0, 1), name: 'late' },
      { address: ipv4(10, 0, 0, 2), name: 'late2' },
    ],
    ports: [{ port: 80, isTcp: true, name: 'http' }],
    events: [event('b', 10n), connection(11n, 1), connection(12n, 2)],
  });
  write('log-2.PML', {
    processes: [{ index: 1, pid: 10, start: 5n, end: 99n, name: 'a.exe', integrity: 'High' }],
    events: [event('c', 20n), connection(21n, 1)],
  });
  const { capture } = await openLog(first);
  const { saved, capture: again } = await saveLog(capture);
  expect(saved.parts).toBe(3);
  expect(firstDifference(capture, again)).toBeUndefined();
  const native = await saveNative(capture);
  expect(firstDifference(native, (await saveLog(native)).capture)).toBeUndefined();
});

it('processes without a number of their own place, of unknown parents and of index 0 come back', async () => {
  const capture = await open({
    processes: [
      { index: 0, pid: 0, name: 'Idle' },
      { index: 7, pid: 77, parentPid: 0, parentIndex: 0, name: 'child of Idle' },
      { index: 8, pid: 78, parentPid: 0, parentIndex: 5000, name: 'orphan' },
      { index: 9, pid: 79, parentPid: 77, parentIndex: 7, name: 'grandchild' },
    ],
    events: [event('a', 0n, 7), event('b', 1n, 12_345), event('c', 2n, 0)],
  });
  const { capture: again } = await saveLog(capture);
  expect(firstDifference(capture, again)).toBeUndefined();
  expect(processTexts(again)).toEqual(processTexts(capture));
});

it('parts are named as Process Monitor names them, and as few bytes as a part may have still take an event', async () => {
  const capture = await open({
    processes: PROCESSES,
    events: Array.from({ length: 5 }, (_, i) => event(String(i), BigInt(i))),
  });
  const folder = temporaryFolder();
  const { saved, capture: again } = await saveLog(capture, { partBytes: 1 }, join(folder, 'My log.PML'));
  expect(saved.parts).toBe(5);
  expect(readdirSync(folder).sort()).toEqual([
    'My log-1.PML',
    'My log-2.PML',
    'My log-3.PML',
    'My log-4.PML',
    'My log.PML',
  ]);
  expect(paths(again)).toEqual(['0', '1', '2', '3', '4']);
});

it('a log replaces the one of its name with all its parts', async () => {
  const folder = temporaryFolder();
  const target = join(folder, 'log.pml');
  const events = Array.from({ length: 4 }, (_, i) => event(String(i), BigInt(i)));
  const capture = await open({ processes: PROCESSES, events });
  await savePml(capture, target, { partBytes: 1 });
  expect(readdirSync(folder)).toHaveLength(4);
  const { capture: shorter } = await saveLog(capture, { events: [eventNo(0)] }, target);
  expect(readdirSync(folder)).toEqual(['log.pml']);
  expect(paths(shorter)).toEqual(['0']);
  await savePml(capture, target, { partBytes: 1, events: [eventNo(0), eventNo(1)] });
  expect(readdirSync(folder).sort()).toEqual(['log-1.pml', 'log.pml']);
});

it('a file that has the name of a part is neither replaced nor taken for one', async () => {
  const folder = temporaryFolder();
  const target = join(folder, 'log.pml');
  const events = [event('a'), event('b', 1n)];
  const capture = await open({ processes: PROCESSES, events });
  writeFileSync(join(folder, 'log-1.pml'), 'mine');
  await expect(savePml(capture, target, { partBytes: 1 })).rejects.toMatchObject({ code: 'file/exists' });
  expect(readdirSync(folder)).toEqual(['log-1.pml']);
  expect(readFileSync(join(folder, 'log-1.pml'), 'utf8')).toBe('mine');
  // What opening would take for the next part is in the way even when no part has its name.
  writeLog(buildPml({ processes: PROCESSES, events: [event('z', 9n)] }).bytes, 'log-1.pml', folder);
  await expect(savePml(capture, target)).rejects.toMatchObject({ code: 'file/exists' });
  expect(readdirSync(folder)).toEqual(['log-1.pml']);
  // An earlier log is none.
  writeLog(buildPml({ processes: PROCESSES, events: [event('z', -9n)] }).bytes, 'log-1.pml', folder);
  expect((await savePml(capture, target)).parts).toBe(1);
});

it('the source and its parts are never written over', async () => {
  const folder = temporaryFolder();
  const source = writeLog(buildPml({ processes: PROCESSES, events: [event('a')] }).bytes, 'log.pml', folder);
  const { capture } = await openLog(source);
  const before = readFileSync(source);
  await expect(savePml(capture, source, { source })).rejects.toMatchObject({ code: 'file/is-source' });
  await expect(savePml(capture, join(folder, 'log-3.pml'), { source })).resolves.toMatchObject({ parts: 1 });
  await expect(savePml(capture, join(folder, 'log-3.pml'), { source })).rejects.toMatchObject({
    code: 'file/is-source',
  });
  expect(readFileSync(source).equals(before)).toBe(true);
});

it('a failure or a cancel leaves all as it was', async () => {
  const folder = temporaryFolder();
  const target = join(folder, 'log.pml');
  writeFileSync(target, 'old');
  const capture = await open({
    processes: PROCESSES,
    events: Array.from({ length: 40_000 }, (_, i) => event('k', BigInt(i))),
  });
  const stop = new AbortController();
  function* cancelling(): Generator<ReturnType<typeof eventNo>> {
    for (let i = 0; i < 40_000; i++) {
      if (i === 39_000) stop.abort();
      yield eventNo(i);
    }
  }
  const options = { signal: stop.signal, events: cancelling(), partBytes: 400_000 };
  await expect(savePml(capture, target, options)).rejects.toMatchObject({ code: 'job/cancelled' });
  await expect(savePml(capture, target, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'job/cancelled',
  });
  mkdirSync(join(folder, 'd'));
  await expect(savePml(capture, join(folder, 'd'))).rejects.toMatchObject({ code: 'file/is-directory' });
  await expect(savePml(capture, join(folder, 'none', 'a.pml'))).rejects.toMatchObject({
    code: 'file/not-found',
  });
  if (existsSync('/dev/null')) {
    await expect(savePml(capture, '/dev/null')).rejects.toThrow('no ordinary file');
  }
  expect(readdirSync(folder).sort()).toEqual(['d', 'log.pml']);
  expect(readFileSync(target, 'utf8')).toBe('old');
  const told: number[] = [];
  const saved = await savePml(capture, target, { onProgress: ({ done, total }) => told.push(done / total) });
  expect(saved.events).toBe(40_000);
  expect(told.at(-1)).toBe(1);
  expect(checkPml(readFileSync(target)).events).toHaveLength(40_000);
});
