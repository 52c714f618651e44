import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ClockReason, LossCause, Statistic } from '../../../src/engine/wire/wire-format.ts';
import { compileWorkload, describeWithCapture, helperForTests } from './support/native-test.ts';
import { operationNumbers, TestCapture, Workload } from './support/test-capture.ts';

const ENAMETOOLONG = -36;
const SECOND = 1_000_000_000n;

/** Whether this process may set the clock (CAP_SYS_TIME, 25). */
function maySetClock(): boolean {
  if (process.platform !== 'linux') return false;
  const [, mask = '0'] = /^CapEff:\s+(\w+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return ((BigInt(`0x${mask}`) >> 25n) & 1n) === 1n;
}

describeWithCapture('the hardest input', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'procscope-limits-')));
  let program = '';
  beforeAll(() => void (program = compileWorkload()), 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const only = (workload: Workload) => ({
    skipOthers: true,
    scopes: [{ pid: workload.pid, record: true, tree: true }],
  });

  it('is a path as long as the kernel takes, a longer one, and names without meaning', async () => {
    const workload = new Workload(compileWorkload('limits'), 'longest', folder);
    const run = await TestCapture.start(only(workload));
    await workload.run();
    await run.finish();
    const opens = run
      .eventsOf(workload.pid)
      .filter(({ operation }) => operation === 'openat')
      .slice(-4);
    const [longest, tooLong, odd, oddTooLong] = opens;
    expect(longest).toMatchObject({ path: `${folder}/file` });
    expect(longest?.result).toBeGreaterThan(0);
    expect(String(longest?.details['PATH'])).toHaveLength(4095);
    expect(tooLong?.result).toBe(ENAMETOOLONG);
    expect(odd?.path).toBe(`${folder}/${'\\xe4'.repeat(255)}`);
    expect(odd?.result).toBeGreaterThan(0);
    expect(oddTooLong).toMatchObject({ path: `${folder}/${'\\xe4'.repeat(255)}x`, result: ENAMETOOLONG });
  });

  it('is 100,000 open files', async () => {
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

  it('is 50,000 short processes, within the memory that the helper has', async () => {
    const count = 50_000;
    const workload = new Workload(program, 'bomb', folder, { COUNT: String(count) });
    const run = await TestCapture.start({ ...only(workload), operations: operationNumbers('vfork') });
    await workload.run();
    await run.finish();
    expect(run.losses).toEqual([]);
    const children = new Set(
      run.processes.filter(({ parentPid }) => parentPid === workload.pid).map(({ id }) => id),
    );
    expect(children.size).toBe(count);
    const ends = run.events.filter(({ operation }) => operation === 'Process Exit');
    expect(ends).toHaveLength(count + 1);
    const last = run.messages.filter((message) => message.type === 'statistics').at(-1);
    const resident = last?.type === 'statistics' ? last.values.get(Statistic.ResidentBytes) : undefined;
    expect(resident).toBeLessThan(300e6);
  });

  it('is a reader that stalls: what is lost is counted, and lies between the events beside it', async () => {
    const count = 200_000;
    const workload = new Workload(program, 'reads', folder, { COUNT: String(count) });
    const filter = { ...only(workload), operations: operationNumbers('read') };
    const run = await TestCapture.start(filter, ['--ring-mib', '1']);
    run.helper.stdout.pause();
    await workload.run();
    run.helper.stdout.resume();
    await run.finish();
    const reads = run.eventsOf(workload.pid).filter(({ operation }) => operation === 'read');
    const lost = run.losses.reduce((sum, loss) => sum + loss.count, 0);
    expect(lost).toBeGreaterThan(0);
    expect(reads.length + lost).toBe(count + 1);
    const ends = new Set(reads.map(({ start, duration }) => BigInt(start) + BigInt(duration)));
    for (const loss of run.losses) {
      expect(loss.cause).toBe(LossCause.RingFull);
      if (loss.from !== undefined) expect(ends.has(loss.from)).toBe(true);
    }
    // Nothing was lost after the last read unless the loss says that it has no end among the events.
    expect(run.losses.some((loss) => ends.has(loss.to) || loss.to > BigInt(reads.at(-1)?.start ?? 0))).toBe(
      true,
    );
  });

  it.skipIf(!maySetClock())(
    `is a clock that is set${maySetClock() ? '' : ' (skipped: this needs the capability CAP_SYS_TIME)'}`,
    async () => {
      const workload = new Workload(compileWorkload('limits'), 'clock', folder);
      const run = await TestCapture.start(only(workload));
      await workload.run();
      await run.finish();
      const clocks = run.messages.filter((message) => message.type === 'clock');
      const sets = clocks.filter(({ reason }) => reason === ClockReason.Set);
      expect(sets).toHaveLength(2);
      const offset = (clock: (typeof clocks)[number] | undefined) =>
        (clock?.unixNanoseconds ?? 0n) - (clock?.time ?? 0n);
      const begin = offset(clocks.find(({ reason }) => reason === ClockReason.Start));
      const steps = sets.map((clock) => Number((offset(clock) - begin + SECOND / 2n) / SECOND));
      expect(steps).toEqual([2, 0]);
      // The events' own clock does not jump.
      const [on, back] = run.eventsOf(workload.pid).filter(({ operation }) => operation === 'clock_settime');
      expect((back?.start ?? 0) - (on?.start ?? 0)).toBeGreaterThan(250e6);
      expect((back?.start ?? 0) - (on?.start ?? 0)).toBeLessThan(300e9);
    },
  );

  it('is a parent that is killed at any moment: the helper ends', async () => {
    const code = `const { spawn } = require('node:child_process');
      const helper = spawn(${JSON.stringify(helperForTests())}, ['--start'], { stdio: ['pipe', 'pipe', 'inherit'] });
      helper.stdout.on('data', () => undefined);
      console.log(helper.pid);`;
    for (const delay of [0, 1, 5, 20, 60, 120, 250, 400, 600, 1200]) {
      const parent = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [line] = (await once(parent.stdout, 'data')) as [Buffer];
      const helper = Number(line.toString());
      await new Promise((done) => setTimeout(done, delay));
      parent.kill('SIGKILL');
      const isThere = () => {
        try {
          // A process that nobody has waited for yet still has its number.
          return !readFileSync(`/proc/${helper}/stat`, 'latin1').includes(') Z ');
        } catch {
          return false;
        }
      };
      // For as long as the test may take: on an emulated processor loading alone takes seconds.
      while (isThere()) await new Promise((done) => setTimeout(done, 50));
    }
  });
});
