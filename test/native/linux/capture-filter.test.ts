import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { LossCause, WireClass } from '../../../src/engine/wire/wire-format.ts';
import { compileWorkload, describeWithCapture } from './support/native-test.ts';
import { operationNumbers, TestCapture, Workload } from './support/test-capture.ts';

describeWithCapture('the filter in the kernel', () => {
  let program = '';
  beforeAll(() => void (program = compileWorkload()), 120_000);

  it('records one process, not its children, or the whole tree', async () => {
    for (const tree of [false, true]) {
      const workload = new Workload(program, 'processes', tmpdir());
      const run = await TestCapture.start({
        skipOthers: true,
        scopes: [{ pid: workload.pid, record: true, tree }],
      });
      const [child = 0] = await workload.run();
      await run.finish();
      expect(run.eventsOf(workload.pid).length).toBeGreaterThan(100);
      expect(run.eventsOf(child).length > 0).toBe(tree);
      const others = run.events.filter(
        ({ process }) => process?.pid !== workload.pid && process?.name !== 'true',
      );
      expect(others.filter(({ process }) => process?.parentPid !== workload.pid)).toEqual([]);
    }
  });

  it('leaves out a tree, and records a process below it that is named', async () => {
    const left = new Workload(program, 'reads', tmpdir(), { COUNT: '10' });
    const wanted = new Workload(program, 'reads', tmpdir(), { COUNT: '10' });
    const run = await TestCapture.start({
      scopes: [
        { pid: process.pid, record: false, tree: true },
        { pid: wanted.pid, record: true, tree: true },
      ],
    });
    await left.run();
    await wanted.run();
    await run.finish();
    expect(run.eventsOf(wanted.pid).filter(({ operation }) => operation === 'read')).toHaveLength(11);
    expect(run.eventsOf(left.pid)).toEqual([]);
    expect(run.eventsOf(process.pid)).toEqual([]);
  });

  it('keeps what descendants have when it is set again, also when their parents have ended', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'procscope-filter-'));
    try {
      const daemon = 'read go < pipe; exec /bin/true';
      const command = `mkfifo pipe; read go; (sh -c '${daemon}' > /dev/null & echo $!)`;
      const shell = spawn('sh', ['-c', command], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
      const filter = { skipOthers: true, scopes: [{ pid: shell.pid ?? 0, record: true, tree: true }] };
      const run = await TestCapture.start(filter);
      const closed = once(shell, 'close');
      shell.stdin.end('go\n');
      const [line] = (await once(shell.stdout, 'data')) as [Buffer];
      await closed;
      const orphan = Number(line.toString());
      expect(readFileSync(`/proc/${orphan}/stat`, 'latin1')).not.toContain(`) S ${shell.pid} `);
      await run.setFilter(filter);
      const written = run.until(() =>
        run.eventsOf(orphan).some(({ operation }) => operation === 'Process Exit'),
      );
      writeFileSync(join(folder, 'pipe'), 'go\n');
      await written;
      await run.finish();
      const execs = run.eventsOf(orphan).filter(({ operation }) => operation === 'execve');
      expect(execs.map(({ path }) => path?.split('/').at(-1))).toContain('true');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('never records the helper', async () => {
    const run = await TestCapture.start();
    for (let i = 0; i < 20; i++) execFileSync('/bin/true');
    await run.finish();
    expect(run.eventCount).toBeGreaterThan(100);
    expect(run.eventsOf(run.helper.pid ?? 0)).toEqual([]);
  });

  it('takes operations, failures, and calls of some length alone', async () => {
    const scopesOf = (workload: Workload) => ({
      skipOthers: true,
      scopes: [{ pid: workload.pid, record: true, tree: true }],
    });
    const first = new Workload(program, 'processes', tmpdir());
    const named = await TestCapture.start({
      ...scopesOf(first),
      operations: operationNumbers('getppid', 'openat', 'munmap'),
    });
    await first.run();
    await named.finish();
    const operations = new Set(
      named.events.map(({ operation }) => operation).filter((name) => !name.includes(' ')),
    );
    expect([...operations].sort()).toEqual(['munmap', 'openat']);

    const second = new Workload(program, 'processes', tmpdir());
    const failures = await TestCapture.start({ ...scopesOf(second), failuresOnly: true });
    await second.run();
    await failures.finish();
    const calls = failures.events.filter(
      ({ operation }) => !operation.includes(' ') && !operation.startsWith('exit'),
    );
    expect(calls.length).toBeGreaterThan(50);
    expect(calls.filter(({ result }) => result >= 0)).toEqual([]);

    const third = new Workload(program, 'processes', tmpdir());
    const slow = await TestCapture.start({ ...scopesOf(third), minimumDuration: 100_000n });
    await third.run();
    await slow.finish();
    const lasting = slow.events.filter(
      ({ operation }) => !operation.includes(' ') && !operation.startsWith('exit'),
    );
    expect(lasting.map(({ operation }) => operation)).toContain('wait4');
    expect(lasting.filter(({ duration }) => duration < 100_000)).toEqual([]);
  });

  it('takes classes alone', async () => {
    const workload = new Workload(program, 'processes', tmpdir());
    const run = await TestCapture.start({
      skipOthers: true,
      classMask: 1 << WireClass.Process,
      scopes: [{ pid: workload.pid, record: true, tree: true }],
    });
    await workload.run();
    await run.finish();
    expect(run.eventCount).toBeGreaterThan(100);
    expect(run.events.filter(({ eventClass }) => eventClass !== WireClass.Process)).toEqual([]);
  });

  it('can change while it records, and a rate can be set', async () => {
    const workload = new Workload(program, 'reads', tmpdir(), { COUNT: '20000' });
    const scopes = [{ pid: workload.pid, record: true, tree: true }];
    const run = await TestCapture.start({ skipOthers: true });
    await run.setFilter({ skipOthers: true, scopes });
    await run.setRate({ eventsPerSecond: 1000, flushMilliseconds: 5, statisticsMilliseconds: 50 });
    await workload.run();
    await run.finish();
    const lost = run.losses
      .filter(({ cause }) => cause === LossCause.Rate)
      .reduce((sum, { count }) => sum + count, 0);
    expect(lost).toBeGreaterThan(0);
    // Nothing is lost without being counted: 20,000 reads, and the open and the end around them.
    const reads = run.eventsOf(workload.pid).filter(({ operation }) => operation === 'read').length;
    expect(reads + lost).toBeGreaterThanOrEqual(20_000);
    expect(reads + lost).toBeLessThan(20_020);
    expect(run.messages.some(({ type }) => type === 'statistics')).toBe(true);
  });
});
