import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { CellFormatter } from '../../../src/engine/cells/cell-formatter.ts';
import { openEtl } from '../../../src/engine/formats/etl/open-etl.ts';
import { Provider } from '../../../src/engine/etw/providers.ts';
import { TICKS_PER_SECOND } from '../../../src/shared/units.ts';
import { describeWithTraces } from '../../support/etl-samples.ts';
import { DecodedTrace, rawTime } from '../../support/etw-trace.ts';
import type { FieldInput, ShownRow, TraceEvent } from '../../support/etw-trace.ts';
import { testDataFolder } from '../../support/sample-files.ts';

function rows(...events: readonly TraceEvent[]): ShownRow[] {
  return new DecodedTrace().file(...events).rows();
}

describe('requests to disks', () => {
  it('have the file that is read', () => {
    const key = 0xffff_9a00_0000_2000n;
    const [row] = rows(
      {
        ...{ at: 1, provider: Provider.DiskIo, opcode: 10, version: 3 },
        fields: { TransferSize: 4096, FileObject: key },
      },
      {
        ...{ at: 2, provider: Provider.FileIo, opcode: 36, version: 2 },
        fields: { FileKey: key, FileName: 'a.txt' },
      },
      { at: 3, provider: Provider.DiskIo, opcode: 12, version: 3, fields: {} },
    );
    expect(row).toMatchObject({ operation: 'Disk Read', path: 'a.txt', eventClass: 'Device' });
    expect(row?.detail).toContain('TransferSize: 4096');
  });
});

describe('pages that had to be read', () => {
  const fault = (
    at: number,
    fields: Readonly<Record<string, FieldInput>>,
    pointerSize: 4 | 8 = 8,
  ): TraceEvent => ({
    ...{ at, provider: Provider.PageFault, opcode: 32, version: 2, pointerSize },
    fields: {
      ReadOffset: 8192,
      VirtualAddress: 0x7ff0,
      FileObject: 0x2000,
      TThreadId: 12,
      ByteCount: 4096,
      ...fields,
    },
  });
  const name: TraceEvent = {
    ...{ at: 0, provider: Provider.FileIo, opcode: 0, version: 2 },
    fields: { FileKey: 0x2000, FileName: 'a.dll' },
  };
  const thread: TraceEvent = {
    ...{ at: 0, provider: Provider.Thread, opcode: 3, version: 3, pid: 44, tid: 12 },
    fields: { ProcessId: 44, ThreadId: 12 },
  };

  it.each([4, 8] as const)('stand where the thread began to wait, with %i bytes a pointer', (pointerSize) => {
    const other: TraceEvent = { at: 3, provider: Provider.DiskIo, opcode: 14, version: 3, fields: {} };
    const found = rows(name, thread, other, fault(5, { InitialTime: rawTime(2) }, pointerSize));
    expect(found.map(({ operation }) => operation)).toEqual(['Hard Fault', 'Disk Flush']);
    expect(found[0]).toMatchObject({
      ...{ at: 2, duration: 3, pid: 44, tid: 12, path: 'a.dll', eventClass: 'Device', category: '' },
      detail: 'Offset: 8,192, Length: 4,096, Virtual Address: 0x7ff0',
    });
  });

  it('have the time of their record where that of their beginning cannot be', () => {
    const found = rows(fault(5, { InitialTime: rawTime(9) }), fault(100_000, { InitialTime: rawTime(1) }));
    expect(found).toMatchObject([
      { at: 5, duration: 0, path: '<Unknown: 0x2000>' },
      { at: 100_000, duration: 0 },
    ]);
  });

  it('that are cut short are shown as they are', () => {
    const event = { ...fault(5, {}), fields: undefined, payload: Buffer.alloc(39) } as unknown as TraceEvent;
    expect(rows(event)).toMatchObject([{ operation: '<Unknown: PageFault 32>' }]);
  });
});

/** Such as `EVENT 1,491.295: Windows Kernel/Memory/HardFault PID=144; TID=1716; ...; ByteCount=8,704; ...`. */
const LISTED = /^EVENT ([\d,.]+): Windows Kernel\/Memory\/HardFault (.*)$/gm;

describeWithTraces('pages that had to be read in a real trace', (samples) => {
  it('are those that PerfView lists', async () => {
    const trace = samples.find(({ name: sample }) => sample === 'perfview-net452-x64')!;
    const listing = gunzipSync(
      readFileSync(join(testDataFolder()!, 'etl', 'perfview-net452-x64.baseline.txt.gz')),
    ).toString('utf8');
    const listed = [...listing.matchAll(LISTED)].map(([, time, fields]) => {
      const values = new Map(fields!.split('; ').map((field) => field.split('=') as [string, string]));
      return {
        ends: Number(time!.replaceAll(',', '')),
        pid: values.get('PID'),
        tid: values.get('TID'),
        milliseconds: Number(values.get('ElapsedTimeMSec')),
        detail: `Offset: ${values.get('ReadOffset')}, Length: ${values.get('ByteCount')}, Virtual Address: ${values.get('VirtualAddress')}`,
        folder: values.get('FileName')!.replace('...', ''),
      };
    });
    expect(listed).toHaveLength(5);

    const { capture, finished } = await openEtl(trace.path);
    await finished;
    const cells = new CellFormatter(capture);
    const found: (typeof listed)[number][] = [];
    let count = 0;
    for (const segment of capture.store.segments) {
      const time = capture.store.column(segment, 'time');
      const duration = capture.store.column(segment, 'duration');
      const operation = capture.store.column(segment, 'operation');
      for (let i = 0; i < segment.length; i++) {
        if (segment.epoch.operations.get(operation[i]!).name !== 'Hard Fault') continue;
        cells.at(segment, i);
        count++;
        const ends = ((time[i]! + duration[i]!) * 1000) / TICKS_PER_SECOND;
        const milliseconds = (duration[i]! * 1000) / TICKS_PER_SECOND;
        const same = listed.find((each) => Math.abs(each.ends - ends) < 0.001);
        if (same === undefined) continue;
        found.push({
          ends: same.ends,
          pid: cells.text('pid'),
          tid: cells.text('tid'),
          // The listing has whole microseconds.
          milliseconds: Math.abs(milliseconds - same.milliseconds) < 0.001 ? same.milliseconds : milliseconds,
          detail: cells.text('detail'),
          folder: cells.text('path').slice(0, same.folder.length),
        });
      }
    }
    await capture.close();
    expect(count).toBe(trace.expected.counts['PageFault/32/v2']);
    expect(found.toSorted((a, b) => a.ends - b.ends)).toEqual(listed);
  });
});
