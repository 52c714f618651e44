import { expect, it, beforeAll } from 'vitest';
import { describeWithCapture, helperForTests } from '../linux/support/native-test.ts';
import { TestCapture } from '../linux/support/test-capture.ts';
import { Launched } from './support/launched.ts';

describeWithCapture('the capture of a launched program', () => {
  beforeAll(() => void helperForTests(), 300_000);

  async function captureOf(
    script: string,
  ): Promise<{ run: TestCapture; root: number; status: number | null }> {
    const run = await TestCapture.start({ skipOthers: true });
    const program = new Launched(['--', 'sh', '-c', script]);
    expect(await program.line()).toBe('ready\n');
    // The answer to the filter is the sign that the program may go.
    await run.setFilter({ skipOthers: true, scopes: [{ pid: program.pid, record: true, tree: true }] });
    program.letGo();
    const status = await program.ended();
    await run.finish();
    expect(run.losses).toEqual([]);
    return { run, root: program.pid, status };
  }

  it('begins with its exec', async () => {
    const { run, root, status } = await captureOf('exit 17');
    expect(status).toBe(17);
    const events = run.eventsOf(root).sort((a, b) => a.start - b.start);
    expect(events.slice(0, 2).map(({ operation, result }) => [operation, result])).toEqual([
      ['execve', 0],
      ['Process Exec', 0],
    ]);
    expect(events.at(-1)).toMatchObject({ operation: 'Process Exit', details: { EXIT_STATUS: 17n } });
    expect(new Set(run.events.map(({ process: of }) => of?.pid))).toEqual(new Set([root]));
    const [before, after] = [...run.byId.values()].filter(({ pid }) => pid === root).slice(-2);
    expect(before?.image).toMatch(/procscope-helper$/);
    expect(after).toMatchObject({ arguments: ['sh', '-c', 'exit 17'], exitStatus: 17 << 8 });
  });

  it('misses none of its descendants', async () => {
    const script = 'i=0; while [ $i -lt 200 ]; do (/bin/true; true) & i=$((i+1)); done; wait';
    const { run, root, status } = await captureOf(script);
    expect(status).toBe(0);
    const begun = run.events.filter(({ operation }) => operation === 'Process Start');
    const ended = run.events.filter(({ operation }) => operation === 'Process Exit');
    const executed = run.events.filter(({ operation }) => operation === 'Process Exec');
    // 200 subshells, each with a program; and the shell itself, which is not seen to begin.
    expect([begun.length, ended.length, executed.length]).toEqual([400, 401, 201]);
    const pids = new Set([root, ...begun.map(({ process: of }) => of?.pid)]);
    expect(run.events.filter(({ process: of }) => !pids.has(of?.pid))).toEqual([]);
    const loaded = run.events.filter(
      ({ operation, path }) => operation === 'Load Image' && path?.includes('libc') === true,
    );
    expect(loaded).toHaveLength(201);
  }, 120_000);

  it('keeps descendants whose parents have ended when the filter is set again', async () => {
    const run = await TestCapture.start({ skipOthers: true });
    // The descendant waits for the end of standard input, which comes after the filter.
    const script = 'exec 4<&0; (cat <&4 > /dev/null; exec ls /etc/hostname) & exit 0';
    const program = new Launched(['--', 'sh', '-c', script]);
    await program.line();
    const filter = { skipOthers: true, scopes: [{ pid: program.pid, record: true, tree: true }] };
    await run.setFilter(filter);
    program.letGo();
    await run.until(() => run.eventsOf(program.pid).some(({ operation }) => operation === 'Process Exit'));
    await run.setFilter({ ...filter, minimumDuration: 0n });
    await program.ended();
    await run.until(() =>
      run.events.some((event) => event.process?.name === 'ls' && event.operation === 'Process Exit'),
    );
    await run.finish();
    expect(run.events.filter(({ path }) => path === '/etc/hostname').length).toBeGreaterThan(0);
  }, 120_000);
});
