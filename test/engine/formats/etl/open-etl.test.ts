import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Capture, OpenOptions, Progress } from '../../../../src/engine/capture/capture.ts';
import { saveCapture } from '../../../../src/engine/capture-file/save-capture.ts';
import { CellFormatter } from '../../../../src/engine/cells/cell-formatter.ts';
import { openCapture } from '../../../../src/engine/open-capture.ts';
import {
  BUILT_RAW,
  BUILT_START,
  buildEtl,
  compactRecord,
  eventRecord,
  perfinfoRecord,
} from '../../../support/etl-builder.ts';
import type { BuiltBuffer } from '../../../support/etl-builder.ts';
import { temporaryFolder } from '../../../support/opened-log.ts';

const TICKS_PER_MS = 10_000;

interface OpenedTrace {
  readonly capture: Capture;
  readonly warnings: readonly string[];
}

async function open(path: string, options?: OpenOptions): Promise<OpenedTrace> {
  const { capture, finished } = await openCapture(path, options);
  onTestFinished(() => capture.close());
  const { warnings } = await finished;
  return { capture, warnings: warnings.map(({ message }) => message) };
}

async function openBytes(bytes: Buffer, name = 'trace.etl', options?: OpenOptions): Promise<OpenedTrace> {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, bytes);
  return open(path, options);
}

/** Raw time of so many milliseconds after the start. */
function ms(value: number): bigint {
  return BUILT_RAW + BigInt(value * TICKS_PER_MS);
}

/** The opening of a registry key of the machine, which ends at this time. */
function openKey(time: number, name: string): Buffer {
  const payload = Buffer.alloc(24);
  payload.writeBigInt64LE(ms(time), 0);
  return compactRecord({
    ...{ group: 9, opcode: 11, version: 2, time: ms(time), pid: 100, tid: 104 },
    payload: Buffer.concat([payload, Buffer.from(`\\REGISTRY\\MACHINE\\${name}\0`, 'utf16le')]),
  });
}

/** The columns of each row that say what happened. */
function rows({ store, ...capture }: Capture): readonly string[] {
  const cells = new CellFormatter({ store, ...capture });
  const lines: string[] = [];
  for (const segment of store.segments) {
    for (let i = 0; i < segment.length; i++) {
      cells.at(segment, i);
      lines.push(`${cells.text('operation')} ${cells.text('path')}`);
    }
  }
  return lines;
}

describe('opening a trace', () => {
  it('gives its rows in order, with the facts of its header', async () => {
    const buffers: BuiltBuffer[] = [
      { cpu: 1, records: [openKey(2, 'second'), openKey(4, 'fourth')] },
      { cpu: 0, records: [openKey(1, 'first'), openKey(3, 'third')] },
    ];
    const { capture, warnings } = await openBytes(buildEtl({ buffers }));
    expect(warnings).toEqual([]);
    expect(rows(capture)).toEqual([
      'RegOpenKey HKLM\\first',
      'RegOpenKey HKLM\\second',
      'RegOpenKey HKLM\\third',
      'RegOpenKey HKLM\\fourth',
    ]);
    expect(capture.meta).toMatchObject({
      format: 'etl',
      dialect: 'etw',
      bitness: 64,
      startTime: BUILT_START,
      system: { operatingSystem: 'Windows 10 (build 19041)', processors: 4, computer: '' },
    });
    expect(capture.trace).toMatchObject({
      files: ['trace.etl'],
      header: { loggerName: 'Built', logFileName: 'C:\\built.etl', rawTimeAtStart: String(BUILT_RAW) },
      buffers: { count: 3, compressed: 0, perCpu: { 0: 2, 1: 1 } },
      totalEvents: 5,
      recordKinds: { 'compact(4)': 4, 'system(2)': 1 },
      counts: { 'Header/0/v2': 1, 'Registry/11/v2': 4 },
    });
  });

  it('knows a trace by its content, whatever its name', async () => {
    const { capture } = await openBytes(
      buildEtl({ buffers: [{ records: [openKey(1, 'a')] }] }),
      'renamed.bin',
    );
    expect(capture.meta.format).toBe('etl');
  });

  it('refuses other content under its name with what that looks like', async () => {
    await expect(openBytes(Buffer.from('<html>', 'latin1'), 'download.ETL')).rejects.toMatchObject({
      code: 'etl/not-an-etl',
      message:
        '"download.ETL" is not an event trace (ETL). It looks like a web page that was saved in place of the log.',
    });
  });

  it('opens a trace without events', async () => {
    const { capture, warnings } = await openBytes(buildEtl());
    expect(capture.store.length).toBe(0);
    expect(warnings).toEqual([]);
  });

  it('tells of the machine what the trace says of it', async () => {
    const cpu = Buffer.alloc(828);
    cpu.writeUInt32LE(6, 4);
    cpu.writeUInt32LE(16_384, 8);
    cpu.write('DESK\0', 20, 'utf16le');
    cpu.writeBigUInt64LE(0x7fff_fffe_ffffn, 808);
    const folders = Buffer.from('C:\\Windows\\system32\0C:\\Windows\\\0', 'utf16le');
    const merged = eventRecordOfMerge(33, folders);
    const { capture } = await openBytes(
      buildEtl({
        buffers: [
          {
            records: [
              perfinfoRecord({ group: 11, opcode: 10, version: 3, time: ms(0), payload: cpu }),
              merged,
            ],
          },
        ],
      }),
    );
    expect(capture.meta.system).toMatchObject({
      computer: 'DESK',
      processors: 6,
      memory: 16 * 1024 ** 3,
      systemRoot: 'C:\\Windows',
      highestUserAddress: 0x7fff_fffe_ffffn,
    });
  });

  it('does not take the one processor for granted that some sessions name', async () => {
    const { capture } = await openBytes(buildEtl({ mode: 0x1000_0001 }));
    expect(capture.meta.system.processors).toBe(0);
  });

  it('shows where events were lost, and how many', async () => {
    const { capture } = await openBytes(
      buildEtl({
        eventsLost: 3,
        buffers: [
          { cpu: 0, records: [openKey(1, 'a'), openKey(5, 'c')] },
          { cpu: 1, flags: 2, records: [openKey(3, 'b')] },
        ],
      }),
    );
    expect(capture.store.losses).toEqual([
      { event: 1, time: 3 * TICKS_PER_MS, count: 3, cause: 'Windows had no buffer free' },
    ]);
    expect(capture.store.length).toBe(4);
  });

  it('can be saved as a capture file, which shows the same', async () => {
    const { capture } = await openBytes(
      buildEtl({
        eventsLost: 2,
        buffers: [{ records: [openKey(1, 'a')] }, { cpu: 1, flags: 2, records: [openKey(3, 'b')] }],
      }),
    );
    const path = join(temporaryFolder(), 'saved.procscope');
    await saveCapture(capture, path);
    const saved = await open(path);
    expect(saved.warnings).toEqual([]);
    expect(saved.capture.meta).toEqual({ ...capture.meta, format: 'native' });
    expect(rows(saved.capture)).toEqual(rows(capture));
    expect(saved.capture.store.losses).toEqual(capture.store.losses);
  });

  it('tells progress up to the end, and stops when it is cancelled', async () => {
    const buffers = Array.from({ length: 60 }, (_, i) => ({ records: [openKey(i, `value ${i}`)] }));
    const bytes = buildEtl({ buffers });
    const told: Progress[] = [];
    await openBytes(bytes, 'trace.etl', { onProgress: (progress) => told.push(progress) });
    expect(told.at(-1)).toEqual({ done: 2 * bytes.length, total: 2 * bytes.length });

    const stop = new AbortController();
    stop.abort();
    await expect(openBytes(bytes, 'trace.etl', { signal: stop.signal })).rejects.toMatchObject({
      code: 'job/cancelled',
    });
    const later = new AbortController();
    const opening = openBytes(bytes, 'trace.etl', {
      signal: later.signal,
      onProgress: () => later.abort(),
    });
    await expect(opening).rejects.toMatchObject({ code: 'job/cancelled' });
  });

  it('says that a file is still being written', async () => {
    const path = join(temporaryFolder(), 'growing.etl');
    const bytes = buildEtl({ endTime: 0n, buffers: [{ records: [openKey(1, 'a')] }] });
    writeFileSync(path, bytes);
    const { capture, finished } = await openCapture(path, {
      onProgress: () => writeFileSync(path, Buffer.concat([bytes, bytes])),
    });
    onTestFinished(() => capture.close());
    const { warnings } = await finished;
    expect(warnings.map(({ facts }) => facts['kind'])).toEqual(['trace-not-closed', 'changed-while-read']);
    expect(capture.store.length).toBe(1);
  });

  it('says that a file became shorter', async () => {
    const path = join(temporaryFolder(), 'shrinking.etl');
    const bytes = buildEtl({ buffers: [{ records: [openKey(1, 'a')] }, { records: [openKey(2, 'b')] }] });
    writeFileSync(path, bytes);
    const { capture, finished } = await openCapture(path, {
      onProgress: () => writeFileSync(path, bytes.subarray(0, 2 * 4096)),
    });
    onTestFinished(() => capture.close());
    const { warnings } = await finished;
    expect(warnings.map(({ facts }) => facts['kind'])).toEqual(['became-shorter']);
    expect(rows(capture)).toEqual(['RegOpenKey HKLM\\a']);
  });
});

describe('several files of one trace', () => {
  const kernel = buildEtl({ buffers: [{ records: [openKey(1, 'k1'), openKey(3, 'k3')] }] });
  /** Another session of the same machine: it began 2 ms later, so its clock did, too. */
  const laterStart = {
    startTime: BUILT_START + 2n * 10_000n,
    rawTimeAtStart: ms(2),
    bootTime: BUILT_START - 6_000_000_000n,
  };

  function folderOf(files: Readonly<Record<string, Buffer>>): string {
    const folder = temporaryFolder();
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
    return folder;
  }

  it('are shown together in order, whichever of them is opened', async () => {
    const user = buildEtl({ ...laterStart, buffers: [{ records: [openKey(2, 'u2'), openKey(4, 'u4')] }] });
    const folder = folderOf({ 'Run.kernel.etl': kernel, 'Run.etl': user });
    for (const name of ['Run.etl', 'Run.kernel.etl']) {
      const { capture, warnings } = await open(join(folder, name));
      expect(warnings).toEqual([]);
      expect(rows(capture)).toEqual(['k1', 'u2', 'k3', 'u4'].map((value) => `RegOpenKey HKLM\\${value}`));
      expect(capture.meta.startTime).toBe(BUILT_START);
      expect(capture.trace?.files[0]).toBe(name);
      expect(capture.trace?.files).toHaveLength(2);
      expect(capture.trace?.totalEvents).toBe(6);
    }
  });

  it('are left out with a sentence when they are of another trace, or broken', async () => {
    const other = buildEtl({
      bootTime: BUILT_START - 99_000_000_000n,
      buffers: [{ records: [openKey(2, 'x')] }],
    });
    const folder = folderOf({
      'Run.etl': kernel,
      'Run.kernel.etl': other,
      'Run.userMode.etl': Buffer.from('nothing of the kind'),
    });
    const { capture, warnings } = await open(join(folder, 'Run.etl'));
    expect(rows(capture)).toEqual(['RegOpenKey HKLM\\k1', 'RegOpenKey HKLM\\k3']);
    expect(warnings).toEqual([
      '"Run.kernel.etl" is not shown together with "Run.etl", because it was made on another system or after another start of it.',
      '"Run.userMode.etl" seems to be of the same trace, but could not be opened. "Run.userMode.etl" is not an event trace (ETL). It looks like a text file.',
    ]);
  });
});

/** What merging tools add. */
function eventRecordOfMerge(opcode: number, payload: Buffer): Buffer {
  return eventRecord({
    ...{ guid: '9b79ee91-b5fd-41c0-a243-4248e266e9d0', id: 0, opcode, flags: 0x100, time: ms(0), payload },
  });
}
