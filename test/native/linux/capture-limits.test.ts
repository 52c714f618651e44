import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ClockReason, LossCause } from '../../../src/engine/wire/wire-format.ts';
import { compileWorkload, describeWithCapture } from './support/native-test.ts';
import { operationNumbers, residentBytes, TestCapture, Workload } from './support/test-capture.ts';

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

  it('is a reader that stalls: losses are counted, lie between the events beside them, and end with it', async () => {
    const count = 300_000;
    const workload = new Workload(program, 'reads', folder, { COUNT: String(count) });
    // As many as the buffer holds, however late its reader is.
    const some = 100_000;
    const later = new Workload(compileWorkload('many'), 'storm', folder, { COUNT: String(some) });
    const scopes = [workload, later].map(({ pid }) => ({ pid, record: true, tree: true }));
    const filter = { skipOthers: true, scopes, operations: operationNumbers('read', 'pread64') };
    const run = await TestCapture.start(filter, ['--ring-mib', '32']);
    run.helper.stdout.pause();
    await workload.run();
    const stalled = residentBytes(run.helper.pid);
    run.helper.stdout.resume();
    for (let before = -1; run.eventCount !== before;) {
      before = run.eventCount;
      await new Promise((done) => setTimeout(done, 1000));
    }
    expect(residentBytes(run.helper.pid)).toBeLessThan(stalled + 16e6);
    expect(stalled).toBeLessThan(120e6);
    await later.run();
    await run.finish();
    const reads = run.eventsOf(workload.pid).filter(({ operation }) => operation === 'read');
    const lost = run.losses.reduce((sum, loss) => sum + loss.count, 0);
    expect(lost).toBeGreaterThan(0);
    expect(reads.length + lost).toBe(count + 1);
    // The reader reads again: nothing is missing any more.
    expect(run.eventsOf(later.pid).filter(({ operation }) => operation === 'pread64')).toHaveLength(some);
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
});
