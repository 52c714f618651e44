import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { compileWorkload } from '../native/linux/support/native-test.ts';
import { operationNumbers, TestCapture, Workload } from '../native/linux/support/test-capture.ts';

const SECOND = 1_000_000_000;

/**
 * The kernel's own rehearsal of suspend (Documentation/power/basic-pm-debugging): every process is stopped as for suspend, for
 * five seconds, then goes on. More would stop the devices that the repository comes through.
 */
it('a machine that sleeps loses nothing', async () => {
  writeFileSync('/sys/power/pm_test', 'freezer');
  expect(readFileSync('/sys/power/pm_test', 'utf8')).toContain('[freezer]');
  const count = 50_000;
  const env = { COUNT: String(count), RATE: '5000' };
  const workload = new Workload(compileWorkload('many'), 'storm', tmpdir(), env);
  const run = await TestCapture.start({
    skipOthers: true,
    scopes: [{ pid: workload.pid, record: true, tree: true }],
    operations: operationNumbers('pread64'),
  });
  const done = workload.run();
  await run.until(() => run.eventCount > 0);
  writeFileSync('/sys/power/state', 'mem');
  await done;
  await run.finish();

  expect(run.losses).toEqual([]);
  const reads = run.eventsOf(workload.pid).filter(({ operation }) => operation === 'pread64');
  expect(reads).toHaveLength(count);
  const pauses = reads.slice(1).map(({ start }, i) => start - (reads[i]?.start ?? 0));
  expect(Math.max(...pauses)).toBeGreaterThan(4 * SECOND);
  // Time of events and time of day have gone on together.
  const clocks = run.messages.filter((message) => message.type === 'clock');
  const offsets = clocks.map(({ time, unixNanoseconds }) => Number(unixNanoseconds - time));
  expect(clocks.length).toBeGreaterThan(1);
  expect(Math.max(...offsets) - Math.min(...offsets)).toBeLessThan(SECOND);
});
