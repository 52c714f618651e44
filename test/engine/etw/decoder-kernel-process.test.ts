import { describe, expect, it } from 'vitest';
import { Provider } from '../../../src/engine/etw/providers.ts';
import { DecodedTrace } from '../../support/etw-trace.ts';
import type { FieldInput, TraceEvent } from '../../support/etw-trace.ts';

type Fields = Readonly<Record<string, FieldInput>>;

function process(at: number, opcode: number, pid: number): TraceEvent {
  return {
    ...{ at, provider: Provider.Process, opcode, version: 4, pid: 40, tid: 8 },
    fields: { ProcessId: pid, ParentId: 40, ImageFileName: `p${pid}.exe`, CommandLine: `p${pid} /x` },
  };
}

describe('events of Kernel-Process', () => {
  const event = (at: number, id: number, version: number, fields: Fields): TraceEvent => ({
    ...{ at, provider: Provider.KernelProcess, id, version, pid: 40, tid: 8, fields },
  });
  const started = event(1, 1, 1, {
    ProcessID: 44,
    ParentProcessID: 40,
    ImageName: String.raw`\Device\X\p44.exe`,
  });

  it('make the rows where the kernel has none', () => {
    const trace = new DecodedTrace().file(
      started,
      event(2, 3, 1, { ProcessID: 44, ThreadID: 12 }),
      event(3, 5, 0, { ProcessID: 44, ImageBase: 0x1000, ImageName: 'a.dll' }),
      event(4, 6, 0, { ProcessID: 44, ImageBase: 0x1000, ImageName: 'a.dll' }),
      event(5, 4, 1, { ProcessID: 44, ThreadID: 12 }),
      event(6, 2, 1, { ProcessID: 44, ExitCode: 7 }),
    );
    expect(trace.rows().map(({ operation, pid, path, detail }) => [operation, pid, path, detail])).toEqual([
      ['Process Create', 40, String.raw`\Device\X\p44.exe`, 'PID: 44, Command line: '],
      ['Process Start', 44, '', 'Parent PID: 40, Command line: '],
      ['Thread Create', 44, '', 'Thread ID: 12'],
      ['Load Image', 44, 'a.dll', 'Image Base: 0x1000, Image Size: 0x0'],
      ['Unload Image', 44, 'a.dll', 'Image Base: 0x1000, Image Size: 0x0'],
      ['Thread Exit', 44, '', 'Thread ID: 12'],
      ['Process Exit', 44, '', 'Exit Status: 7'],
    ]);
  });

  it('only add to the kernel\u2019s own', () => {
    const label = event(2, 15, 1, { ProcessID: 44, MandatoryLabel: 'S-1-16-4096', ImageName: 'x' });
    const trace = new DecodedTrace().file(process(1, 1, 44), started, label, process(3, 2, 44));
    expect(trace.rows().map(({ operation }) => operation)).toEqual([
      'Process Create',
      'Process Start',
      'Process Exit',
    ]);
    expect(trace.rows()[0]?.path).toBe(String.raw`\Device\X\p44.exe`);
    const record = trace.store.epoch.processes.records.find(({ pid }) => pid === 44)!;
    expect(trace.store.epoch.strings.get(record.integrity)).toBe('Low');
  });

  it('that this program has no row for are shown as they are', () => {
    const trace = new DecodedTrace().file(event(1, 8, 0, { ProcessID: 44, ThreadID: 12, NewPriority: 9 }));
    expect(trace.rows()).toMatchObject([
      { operation: 'Trace Event', path: 'Microsoft-Windows-Kernel-Process/CpuPriorityChange' },
    ]);
    expect(trace.rows()[0]?.detail).toContain('NewPriority: 9');
  });

  it('come a moment before the kernel\u2019s own: the process, its rows and what both tell are one', () => {
    const first = event(1, 1, 3, {
      ...{ ProcessID: 44, ParentProcessID: 40, MandatoryLabel: 'S-1-16-12288' },
      ImageName: String.raw`C:\p44.exe`,
    });
    const again = { ...first, at: 20 };
    const events = [process(0, 3, 40), first, process(1.001, 1, 44), process(9, 2, 44)];
    const reused = [again, process(20.001, 1, 44)];
    const live = new DecodedTrace().live(...events, ...reused);
    live.decoder.finish();
    for (const trace of [live, new DecodedTrace().file(...events, ...reused)]) {
      expect(trace.rows().map(({ operation, pid, path }) => [operation, pid, path])).toEqual([
        ['Process Create', 40, String.raw`C:\p44.exe`],
        ['Process Start', 44, ''],
        ['Process Exit', 44, ''],
        ['Process Create', 40, String.raw`C:\p44.exe`],
        ['Process Start', 44, ''],
      ]);
      const { processes, strings } = trace.store.epoch;
      const known = processes.records.filter(({ pid }) => pid === 44);
      expect(
        known.map(({ integrity, imagePath, commandLine }) =>
          [integrity, imagePath, commandLine].map((id) => strings.get(id)),
        ),
      ).toEqual([
        ['High', String.raw`C:\p44.exe`, 'p44 /x'],
        ['High', String.raw`C:\p44.exe`, 'p44 /x'],
      ]);
    }
  });
});
