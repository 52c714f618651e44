import { describe, expect, it } from 'vitest';
import { Provider } from '../../../src/engine/etw/providers.ts';
import { DecodedTrace } from '../../support/etw-trace.ts';
import type { TraceEvent } from '../../support/etw-trace.ts';

const kernel = (provider: number, opcode: number, version: number): Omit<TraceEvent, 'at'> => ({
  ...{ provider, opcode, version, pid: 4, tid: 8 },
});
const event = (provider: number, id: number): Omit<TraceEvent, 'at'> => ({ provider, id, pid: 4, tid: 8 });

describe('events that are shorter than their layout', () => {
  it.each<readonly [name: string, bytes: number, event: Omit<TraceEvent, 'at'>]>([
    ['<Unknown: FileIo 67>', 47, kernel(Provider.FileIo, 67, 3)],
    ['<Unknown: FileIo 64>', 31, kernel(Provider.FileIo, 64, 3)],
    ['<Unknown: FileIo 76>', 19, kernel(Provider.FileIo, 76, 3)],
    ['<Unknown: FileIo 37>', 20, kernel(Provider.FileIo, 37, 3)],
    ['<Unknown: Registry 11>', 23, kernel(Provider.Registry, 11, 2)],
    ['<Unknown: Registry 30>', 27, kernel(Provider.Registry, 30, 2)],
    ['<Unknown: Process 1>', 35, kernel(Provider.Process, 1, 4)],
    ['<Unknown: Process 2>', 35, kernel(Provider.Process, 2, 4)],
    ['<Unknown: Thread 1>', 7, kernel(Provider.Thread, 1, 3)],
    ['<Unknown: Image 10>', 55, kernel(Provider.Image, 10, 3)],
    ['<Unknown: TcpIp 10>', 19, kernel(Provider.TcpIp, 10, 2)],
    ['<Unknown: TcpIp 17>', 3, kernel(Provider.TcpIp, 17, 2)],
    ['Trace Event', 3, event(Provider.KernelProcess, 1)],
    ['Trace Event', 3, event(Provider.KernelProcess, 2)],
    ['Trace Event', 7, event(Provider.KernelProcess, 3)],
    ['Trace Event', 35, event(Provider.KernelProcess, 5)],
    ['Trace Event', 15, event(Provider.KernelFile, 13)],
    ['Trace Event', 19, event(Provider.KernelNetwork, 10)],
  ])('are shown with the fields that they have: %s of %i bytes', (name, bytes, short) => {
    const trace = new DecodedTrace().file({ ...short, at: 1, payload: Buffer.alloc(bytes) });
    expect(trace.rows().map(({ operation }) => operation)).toEqual([name]);
  });

  it('keep what they tell', () => {
    const payload = Buffer.alloc(44);
    payload.writeUInt32LE(512, 0);
    payload.writeUInt32LE(100, 36);
    const [row] = new DecodedTrace().file({ ...kernel(Provider.FileIo, 67, 3), at: 1, payload }).rows();
    expect(row?.detail).toBe(
      'Offset: 512, Irp: 0x0, FileObject: 0x0, FileKey: 0x0, TTID: 0, IoSize: 100, IoFlags: 0x0',
    );
  });

  it('of a class whose rows the kernel makes are not shown twice', () => {
    const trace = new DecodedTrace().file(
      {
        ...kernel(Provider.FileIo, 67, 3),
        at: 1,
        fields: { Irp: 16, TTID: 8 },
      },
      { ...event(Provider.KernelFile, 15), at: 2, payload: Buffer.alloc(3) },
    );
    expect(trace.rows().map(({ operation }) => operation)).toEqual(['ReadFile']);
  });
});
