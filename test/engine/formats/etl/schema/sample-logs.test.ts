import { expect, it } from 'vitest';
import { describeWithTraces, etlSamplePath } from '../../../../support/etl-samples.ts';
import { describeEvents } from './described.ts';
import type { Described } from './described.ts';

/** Samples whose events all carry their schema. */
const SELF_DESCRIBING = [
  ['airbus-amsi', 'AmsiTrace/AmsiScript', 19],
  ['airbus-lxcore', 'Microsoft.Windows.Subsystem.LxCore/BreakPoint', 2],
  ['s4-sih', 'SIHTraceLogging/SIH', 10],
  ['perfview-selfdescribing', 'MySource/TestEvent', 1],
] as const;

describeWithTraces('schemas in traces', (samples) => {
  it.each(SELF_DESCRIBING)('TraceLogging events of %s are named', async (sample, name, count) => {
    const events = await describeEvents(etlSamplePath(sample));
    expect(events.map((event) => event?.name)).toEqual(Array(count).fill(name));
  });

  it('their fields are read to the end of the payload', async () => {
    const [, second] = await describeEvents(etlSamplePath('airbus-lxcore'));
    expect(second?.fields).toEqual({
      ErrorLevel: '2',
      instanceId: '{00000000-0000-0000-0000-000000000000}',
      LxPid: '-1',
      LxTid: '-1',
      LxNs: '0',
      ExecutablePath: '',
      Function: 'LxpInstanceStart',
      Line: '2659',
      Message: '[0xc0000034] LxpInstanceInitialize\n',
    });
    const [only] = await describeEvents(etlSamplePath('perfview-selfdescribing'));
    expect(only?.fields).toEqual({ 'a.b': 'Hello', 'a.c': 'World!' });
    const windowsUpdate = await describeEvents(etlSamplePath('s4-windowsupdate'));
    expect(windowsUpdate).toHaveLength(80);
    expect(windowsUpdate.every((event) => event?.name.startsWith('WUTraceLogging/') === true)).toBe(true);
    expect(windowsUpdate[0]?.fields).toEqual({
      Info: 'Reschedule the tasks in callback work item if they are waiting to execute.',
    });
  });

  it('events that a merging tool described have names, fields, and names of values', async () => {
    const events = await describeEvents(etlSamplePath('perfview-net452-x64'));
    const find = (name: string): Described | undefined => events.find((event) => event?.name === name);
    expect(find('Microsoft-Windows-DotNETRuntime/GarbageCollection/GCAllocationTick')?.fields).toEqual({
      AllocationAmount: '0x1a464',
      AllocationKind: 'Small',
      ClrInstanceID: '11',
      AllocationAmount64: '0x1a464',
      TypeID: '0x8c3d188',
      TypeName: 'System.Windows.Media.HitTestWithPointDrawingContextWalker',
      HeapIndex: '0',
      Address: '0x1118b854',
    });
    expect(find('Microsoft-Windows-Kernel-Process/ProcessStart/Start')?.fields).toEqual({
      ProcessID: '3676',
      CreateTime: '2020-07-29T00:07:03.356400Z',
      ParentProcessID: '3508',
      SessionID: '1',
      Flags: '0',
      ImageName: '\\Device\\Mup\\clrmain\\public\\PerfInvestigations\\20-07-28.TestTraces\\Test.x64.exe',
    });
    const survivors = find('Microsoft-Windows-DotNETRuntime/GarbageCollection/GCBulkSurvivingObjectRanges');
    expect(survivors?.fields).toMatchObject({
      Count: '28',
      'Values[27].RangeLength': expect.any(String) as string,
    });
    // One provider of the trace is described by nobody.
    const counts = samples.find(({ name }) => name === 'perfview-net452-x64')?.expected.counts ?? {};
    const own = Object.entries(counts).filter(([key]) =>
      key.startsWith('{763fd754-7086-4dfe-95eb-c01a46faf4ca}'),
    );
    const expected = own.reduce((sum, [, count]) => sum + count, 0);
    expect(events.filter((event) => event === undefined)).toHaveLength(expected);
  });

  it('events of .NET programs are read by the manifests that these write', async () => {
    const events = await describeEvents(etlSamplePath('perfview-net452-x64'));
    const scheduled = events.find((event) => event?.provider === 'System.Threading.Tasks.TplEventSource');
    expect(scheduled).toEqual({
      provider: 'System.Threading.Tasks.TplEventSource',
      name: 'System.Threading.Tasks.TplEventSource/TaskScheduled/Send',
      fields: {
        OriginatingTaskSchedulerID: '1',
        OriginatingTaskID: '5',
        TaskID: '6',
        CreatingTaskID: '0',
        TaskCreationOptions: '8192',
      },
    });
  });
});
