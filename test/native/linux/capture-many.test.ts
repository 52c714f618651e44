import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HelperState, Statistic } from '../../../src/engine/wire/wire-format.ts';
import { compileWorkload, describeWithCapture } from './support/native-test.ts';
import { operationNumbers, residentBytes, TestCapture, Workload } from './support/test-capture.ts';

/** The buffer in the kernel, mapped twice, and what the helper itself may need, bytes. */
const MEMORY = 2 * 64 * 2 ** 20 + 160 * 2 ** 20;

describeWithCapture('a great many', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'procscope-many-')));
  let program = '';
  beforeAll(() => void (program = compileWorkload('many')), 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const only = (workload: Workload) => ({
    skipOthers: true,
    scopes: [{ pid: workload.pid, record: true, tree: true }],
  });
  const lostBy = (run: TestCapture) => run.losses.reduce((sum, { count }) => sum + count, 0);

  /** The most memory that a helper has while something goes on, bytes. */
  async function mostMemory(run: TestCapture, during: Promise<unknown>): Promise<number> {
    let most = residentBytes(run.helper.pid);
    let isOver = false;
    const over = during.finally(() => (isOver = true));
    while (!isOver) {
      most = Math.max(most, residentBytes(run.helper.pid));
      await new Promise((done) => setTimeout(done, 50));
    }
    await over;
    return most;
  }

  it('short processes, 50,000 at once, are all told or counted as lost, within bounds', async () => {
    const count = 50_000;
    const workload = new Workload(program, 'bomb', folder, { COUNT: String(count) });
    const run = await TestCapture.start({ ...only(workload), operations: operationNumbers('execve') });
    expect(await mostMemory(run, workload.run())).toBeLessThan(MEMORY);
    await run.finish();
    const ends = new Set(
      run.events.filter(({ operation }) => operation === 'Process Exit').map(({ process }) => process?.pid),
    );
    const starts = run.events.filter(({ operation }) => operation === 'Process Start');
    // One process more: the workload itself.
    expect(starts.length + lostBy(run)).toBeGreaterThanOrEqual(count);
    if (lostBy(run) > 0) return;
    expect(starts).toHaveLength(count);
    expect(new Set(starts.map(({ process }) => process?.pid)).size).toBe(count);
    expect(ends.size).toBe(count + 1);
    for (const { process } of starts) expect(process?.parentPid).toBeGreaterThan(0);
  });

  it('short processes while nobody reads are counted as lost, and what comes later is told', async () => {
    const workload = new Workload(program, 'bomb', folder, { COUNT: '50000' });
    const later = new Workload(program, 'names', folder, { COUNT: '10' });
    const scopes = [workload, later].map(({ pid }) => ({ pid, record: true, tree: true }));
    const run = await TestCapture.start({ skipOthers: true, scopes });
    run.helper.stdout.pause();
    expect(await mostMemory(run, workload.run())).toBeLessThan(MEMORY);
    run.helper.stdout.resume();
    await run.setFilter({ skipOthers: true, scopes });
    const [child = 0] = await later.run();
    await run.finish();
    expect(lostBy(run)).toBeGreaterThan(0);
    const last = run.eventsOf(child);
    expect(last.find(({ operation }) => operation === 'Process Exec')?.path).toMatch(/\/true$/);
    expect(last.at(-1)).toMatchObject({ operation: 'Process Exit', details: { EXIT_STATUS: 0n } });
  });

  it('open files, 100,000, are all told', async () => {
    const count = 100_000;
    const workload = new Workload(program, 'descriptors', folder, { COUNT: String(count) });
    const run = await TestCapture.start({ ...only(workload), operations: operationNumbers('openat') });
    await workload.run();
    await run.finish();
    expect(run.losses).toEqual([]);
    const opens = run.events.filter(({ path }) => path === '/dev/null');
    expect(opens).toHaveLength(count);
    // No process may have as many: each descriptor is one of its process.
    expect(new Set(opens.map(({ process, result }) => `${process?.pid} ${result}`)).size).toBe(count);
    expect(opens.reduce((least, { result }) => Math.min(least, result), count)).toBeGreaterThan(2);
  });

  it('open files, 100,000, may be there when capture starts', async () => {
    writeFileSync(join(folder, 'hold'), '');
    const workload = new Workload(program, 'descriptors', folder, { COUNT: '100000' });
    const last = await workload.begin();
    const run = await TestCapture.start(only(workload));
    const done = (message: { type: string; state?: number }) =>
      message.type === 'state' && message.state === HelperState.SnapshotDone;
    expect(run.messages.some(done)).toBe(true);
    expect(residentBytes(run.helper.pid)).toBeLessThan(MEMORY);
    rmSync(join(folder, 'hold'));
    await workload.run();
    await run.finish();
    expect(run.losses).toEqual([]);
    expect(run.eventsOf(last).at(-1)).toMatchObject({
      operation: 'Process Exit',
      details: { EXIT_STATUS: 0n },
    });
  });

  it('names, more than are remembered at once, are all told', async () => {
    const count = 600_000;
    const part = 50_000;
    const env = { COUNT: String(count), PART: String(part) };
    const workload = new Workload(program, 'names', folder, env);
    const run = await TestCapture.start(only(workload));
    const seen = new Set<number>();
    let others = 0;
    run.isKept = ({ operation, path = '' }) => {
      if (operation !== 'access' || !path.startsWith(folder)) return true;
      const name = /\/x+(\d{8})$/.exec(path);
      if (name !== null) seen.add(Number(name[1]));
      else if (!/\/told-\d+$/.test(path)) others++;
      if (name !== null && seen.size % part === 0)
        writeFileSync(join(folder, `told-${seen.size / part}`), '');
      return false;
    };
    const [child = 0] = await workload.run();
    expect(residentBytes(run.helper.pid)).toBeLessThan(MEMORY);
    await run.finish();
    expect(run.losses).toEqual([]);
    expect([seen.size, others]).toEqual([count, 0]);
    const statistics = run.messages.filter((message) => message.type === 'statistics').at(-1);
    expect(statistics?.type === 'statistics' ? statistics.values.get(Statistic.Resets) : 0).toBeGreaterThan(
      1,
    );
    // What was told before is known after it was forgotten: the image of a process that began earlier.
    expect(run.events.at(-1)).toMatchObject({ operation: 'Process Exit', path: program });
    expect(run.eventsOf(child).at(-1)?.path).toMatch(/\/true$/);
  });
});
