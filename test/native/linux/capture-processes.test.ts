import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { beforeAll, expect, it } from 'vitest';
import { ProcessFlag } from '../../../src/engine/wire/wire-format.ts';
import { compileWorkload, describeWithCapture } from './support/native-test.ts';
import { TestCapture, Workload } from './support/test-capture.ts';

const SIGKILL = 9n;

describeWithCapture('captured processes', () => {
  let program = '';
  beforeAll(() => void (program = compileWorkload()), 120_000);

  it('have command line, image, parent and end, also when they live a millisecond', async () => {
    const workload = new Workload(program, 'processes', tmpdir());
    const run = await TestCapture.start({
      skipOthers: true,
      scopes: [{ pid: workload.pid, record: true, tree: true }],
    });
    const printed = await workload.run();
    expect(await run.finish()).toBe(0);
    expect(run.losses).toEqual([]);

    for (const [i, pid] of printed.slice(0, 50).entries()) {
      const generations = [...run.byId.values()].filter((process) => process.pid === pid);
      expect(generations.map(({ generation }) => generation)).toEqual([0, 1]);
      const [forked, executed] = generations;
      expect(forked?.arguments[0]).toBe(undefined); // it never ran a program of its own
      expect(executed).toMatchObject({
        arguments: ['true', `-n${i}`, 'two words'],
        name: 'true',
        parentPid: workload.pid,
        uid: process.getuid?.(),
        exitStatus: 0,
      });
      expect(executed?.image).toMatch(/^\/(usr\/)?bin\/(true|coreutils)$/);
      expect((executed?.flags ?? 0) & ProcessFlag.Exec).not.toBe(0);
      expect(executed?.start).toBe(forked?.start);
      // What was asked for is told only when it is not the image.
      const exec = run.eventsOf(pid).find(({ operation }) => operation === 'execve');
      expect(exec?.path).toBe(executed?.image);
      expect(exec?.details['PATH']).toBe(executed?.image === '/bin/true' ? undefined : '/bin/true');
      const parent = run.byId.get(forked?.parentId ?? 0);
      expect(parent?.pid).toBe(workload.pid);

      const events = run.eventsOf(pid).map(({ operation }) => operation);
      expect(events[0]).toBe('Process Start');
      expect(events.at(-1)).toBe('Process Exit');
      expect(events.filter((name) => name === 'Process Exec' || name === 'execve').sort()).toEqual([
        'Process Exec',
        'execve',
      ]);
      const loaded = run.eventsOf(pid).filter(({ operation }) => operation === 'Load Image');
      expect(loaded.some(({ path }) => path?.includes('libc') === true)).toBe(true);
    }
  });

  it('tell what an exec that failed was asked for', async () => {
    const workload = new Workload(program, 'processes', tmpdir());
    const run = await TestCapture.start({
      skipOthers: true,
      scopes: [{ pid: workload.pid, record: true, tree: true }],
    });
    await workload.run();
    await run.finish();
    const failed = run.events.filter(({ operation, result }) => operation === 'execve' && result < 0);
    expect(failed).toHaveLength(1);
    expect(failed[0]).toMatchObject({ path: '/no/such/program', result: -2 });
    expect(failed[0]?.details['ARGV']).toBe('program\0with\0\0arguments\0');
  });

  it('have long command lines whole, and the signal that ended them', async () => {
    const workload = new Workload(program, 'processes', tmpdir());
    const run = await TestCapture.start({
      skipOthers: true,
      scopes: [{ pid: workload.pid, record: true, tree: true }],
    });
    const printed = await workload.run();
    await run.finish();
    const [long, killed] = printed.slice(50);
    const executed = [...run.byId.values()].find(({ pid, generation }) => pid === long && generation === 1);
    expect(executed?.arguments).toHaveLength(2000);
    expect(executed?.arguments.at(-1)).toBe('argument-argument');
    expect((executed?.flags ?? 0) & ProcessFlag.CommandCut).toBe(0);
    const exit = run.eventsOf(killed ?? 0).find(({ operation }) => operation === 'Process Exit');
    expect(exit?.details).toMatchObject({ EXIT_SIGNAL: SIGKILL });

    const threads = run.eventsOf(workload.pid);
    const created = threads.find(({ operation }) => operation === 'Thread Create');
    expect(created).toBeDefined();
    const inThread = threads.filter(({ tid }) => tid === created?.tid).map(({ operation }) => operation);
    expect(inThread).toContain('openat');
    expect(inThread.at(-1)).toBe('Thread Exit');
  });

  it('are known that ran before, with their command lines', async () => {
    const before = spawn('sleep', ['1000.125']);
    try {
      const run = await TestCapture.start({ skipOthers: true });
      await run.finish();
      const found = run.processes.find(({ pid }) => pid === before.pid);
      expect(found).toMatchObject({
        name: 'sleep',
        arguments: ['sleep', '1000.125'],
        parentPid: process.pid,
      });
      expect((found?.flags ?? 0) & ProcessFlag.Snapshot).not.toBe(0);
      expect(found?.image).toMatch(/\/(sleep|coreutils)$/);
      expect(run.processes.some(({ pid, flags }) => pid === 2 && (flags & ProcessFlag.Kernel) !== 0)).toBe(
        true,
      );
    } finally {
      before.kill();
    }
  });
});
