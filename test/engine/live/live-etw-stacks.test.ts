import { expect, it } from 'vitest';
import { ExtendedType } from '../../../src/engine/etw/raw-record.ts';
import { Provider } from '../../../src/engine/etw/providers.ts';
import { eventNo } from '../../../src/shared/units.ts';
import type { EventProperties } from '../../../src/shared/api/viewer-contract.ts';
import { rawTime } from '../../support/etw-trace.ts';
import type { TraceEvent } from '../../support/etw-trace.ts';
import { temporaryFolder } from '../../support/opened-log.ts';
import { playedWindows } from './support/etw-rig.ts';
import { LiveEngine } from './support/live-engine.ts';
import { WindowsFrames } from './support/windows-frames.ts';

const KERNEL = 0xffff_f800_1000_0000n;
const PROGRAM = 0x7ff6_2000_0000n;

const runs: TraceEvent = {
  ...{ at: 0, provider: Provider.Process, opcode: 3, version: 4 },
  fields: { ProcessId: 44, ParentId: 4, ImageFileName: 'app.exe', CommandLine: 'app', UserSID: 'S-1-5-21-7' },
};
const module = (pid: number, base: bigint, name: string): TraceEvent => ({
  ...{ at: 0, provider: Provider.Image, opcode: 3, version: 3 },
  fields: { ImageBase: base, ImageSize: 0x10_0000n, ProcessId: pid, FileName: name },
});
const query = (at: number): TraceEvent => ({
  ...{ at, provider: Provider.Registry, opcode: 13, version: 2, pid: 44, tid: 12 },
  fields: { InitialTime: rawTime(at) },
});
/** What the kernel tells behind an event: a part of its stack. */
const stackOf = (of: number, at: number, ...Frames: readonly bigint[]): TraceEvent => ({
  ...{ at, provider: Provider.StackWalk, opcode: 32, version: 2, pid: 44, tid: 12 },
  fields: { EventTimeStamp: rawTime(of), ProcessId: 44, ThreadId: 12, Frames },
});
/** A call whose record has its stack with it, in its two halves. */
const hook = (at: number): TraceEvent => ({
  ...{ at, provider: Provider.Win32k, id: 1002, pid: 44, tid: 12 },
  fields: { FilterType: 13, pstrLib: 'hook.dll' },
  extended: [
    stackItem(ExtendedType.Stack64, PROGRAM + 0x60n),
    stackItem(ExtendedType.Stack64, KERNEL + 0x50n),
  ],
});

/** A number that joins halves, then addresses. */
function stackItem(type: number, ...addresses: readonly bigint[]): { type: number; data: Buffer } {
  const data = Buffer.alloc(8 + addresses.length * 8);
  data.writeBigUInt64LE(1n, 0);
  addresses.forEach((address, i) => data.writeBigUInt64LE(address, 8 + i * 8));
  return { type, data };
}

function shown({ columns, stack }: EventProperties): readonly [operation: string | undefined, ...string[]] {
  const operation = columns.find(({ column }) => column === 'operation')?.text;
  const frames = stack.map(
    ({ isKernel, module: path, offset }) => `${isKernel ? 'kernel' : 'program'} ${path} + ${offset}`,
  );
  return [operation, ...frames];
}

it('call stacks of a live capture of Windows are in the properties of their events', async () => {
  const frames = new WindowsFrames();
  const lot = [
    frames.session(),
    frames.drives({ '\\Device\\HarddiskVolume2': 'C:' }),
    frames.records(
      runs,
      module(0, KERNEL, '\\Device\\HarddiskVolume2\\Windows\\ntoskrnl.exe'),
      module(44, PROGRAM, '\\Device\\HarddiskVolume2\\app.exe'),
      query(1),
      query(2),
    ),
    // The program's half comes when its thread leaves the kernel, in another frame.
    frames.records(stackOf(1, 1.1, KERNEL + 0x10n, KERNEL + 0x20n)),
    frames.records(stackOf(1, 3, PROGRAM + 0x30n), hook(4)),
  ];
  const engine = new LiveEngine();
  await engine.host.call('live/start', {
    ...{ folder: temporaryFolder(), source: 'etw', stacks: true },
    helper: playedWindows([], { frames, stacked: [lot] }),
  });
  await engine.rows(['operation'], [], 3);
  await engine.host.call('live/stop', {});
  const properties = await Promise.all(
    [0, 1, 2].map((event) => engine.viewer.call('event/properties', { event: eventNo(event) })),
  );
  expect(properties.map(shown)).toEqual([
    [
      'RegQueryKey',
      'kernel C:\\Windows\\ntoskrnl.exe + 16',
      'kernel C:\\Windows\\ntoskrnl.exe + 32',
      'program C:\\app.exe + 48',
    ],
    ['RegQueryKey'],
    ['SetWindowsHookEx', 'kernel C:\\Windows\\ntoskrnl.exe + 80', 'program C:\\app.exe + 96'],
  ]);
});
