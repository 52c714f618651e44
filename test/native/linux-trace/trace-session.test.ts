import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EventFlag, HelperErrorCode, ProgramState, WireClass } from '../../../src/engine/wire/wire-format.ts';
import { describeWithCompiler, helperForTests } from '../linux/support/native-test.ts';
import { operationNumbers } from '../linux/support/test-capture.ts';
import type { TestCapture } from '../linux/support/test-capture.ts';
import {
  compileProgram,
  errorsOf,
  programReaches,
  startTrace,
  statusOf,
  trace,
} from './support/trace-run.ts';

const NOWHERE = ['sh', '-c', 'cat /etc/hostname /no/such/file 2> /dev/null; true'];

describeWithCompiler('tracing', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'procscope-trace-')));
  let program = '';
  beforeAll(() => {
    helperForTests();
    program = compileProgram('tracee');
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const operations = (run: TestCapture) => new Set(run.events.map(({ operation }) => operation));

  /** Processes that run this test's program in its folder. */
  function remaining(name: string): number[] {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => {
        if (!Number.isInteger(pid)) return false;
        try {
          return readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith(`${program}\0${name}\0${folder}`);
        } catch {
          return false; // it has ended meanwhile
        }
      });
  }

  async function staying(): Promise<TestCapture> {
    rmSync(join(folder, 'running'), { force: true });
    const run = await startTrace([program, 'stay', folder]);
    while (!existsSync(join(folder, 'running'))) await pause(5);
    return run;
  }

  async function untilGone(): Promise<void> {
    while (remaining('stay').length > 0) await pause(10);
  }

  it('stops a program only at the operations that were asked for', async () => {
    const run = await trace(NOWHERE, { filter: { operations: operationNumbers('openat') } });
    const calls = [...operations(run)].filter((name) => !name.startsWith('Process'));
    expect(calls).toEqual(['openat']);
    expect(statusOf(run)).toBe(0);
  });

  it('leaves out what has succeeded, was short, or is of another class', async () => {
    const failed = await trace(NOWHERE, { filter: { failuresOnly: true } });
    const calls = failed.events.filter(({ operation }) => !operation.startsWith('Process'));
    expect(calls.length).toBeGreaterThan(0);
    // What has no result is told when it begins.
    expect(calls.filter(({ result, operation }) => result >= 0 && operation !== 'exit_group')).toEqual([]);
    const long = await trace(['sleep', '0.2'], {
      filter: { minimumDuration: 100_000_000n, operations: operationNumbers('clock_nanosleep', 'openat') },
    });
    expect([...operations(long)].filter((name) => !name.startsWith('Process'))).toEqual(['clock_nanosleep']);
    const processes = await trace(NOWHERE, { filter: { classMask: 1 << WireClass.Process } });
    expect(new Set(processes.events.map(({ eventClass }) => eventClass))).toEqual(
      new Set([WireClass.Process]),
    );
    expect([...operations(processes)]).toEqual(expect.arrayContaining(['Load Image', 'execve']));
  });

  it('says that a running program cannot be shown in more detail than it was started with', async () => {
    const run = await startTrace([program, 'stay', folder], {
      filter: { operations: operationNumbers('openat', 'clone') },
    });
    await programReaches(run, ProgramState.Started);
    await run.setFilter({ operations: operationNumbers('openat') });
    expect(errorsOf(run)).toEqual([]);
    await run.setFilter({});
    expect(errorsOf(run).map(({ code }) => code)).toEqual([HelperErrorCode.Unsupported]);
    await run.finish();
    await untilGone();
  });

  it('ends with its program when it is told to, and lets it go on while it only records nothing', async () => {
    const run = await staying();
    await run.stop();
    const seen = run.events.length;
    expect(seen).toBeGreaterThan(0);
    expect(remaining('stay')).toHaveLength(2);
    await pause(50);
    expect(run.events.length).toBe(seen);
    await run.startAgain();
    await run.until(() => run.events.length > seen + 5);
    expect(remaining('stay')).toHaveLength(2);
    expect(await run.finish()).toBe(0);
    await untilGone();
  });

  it('tells the calls that are under way when recording ends', async () => {
    const run = await startTrace(['sh', '-c', 'sleep 1000; true']);
    await run.until(() => run.events.filter(({ operation }) => operation === 'Process Exec').length === 2);
    await pause(100);
    await run.finish();
    const open = run.events.filter(({ flags }) => (flags & EventFlag.NoExit) !== 0);
    expect(open.map(({ operation }) => operation)).toContain('wait4');
  });

  it('leaves no program behind when its parent goes, nor when it is killed', async () => {
    const closed = await staying();
    closed.helper.stdin.destroy();
    expect(await closed.exited()).toBe(0);
    await untilGone();
    const unread = await staying();
    unread.helper.stdout.destroy();
    await unread.exited();
    await untilGone();
    const killed = await staying();
    killed.helper.kill('SIGKILL');
    await killed.exited();
    await untilGone();
  });

  it('makes the program wait for a reader that does not read, and loses nothing', async () => {
    const run = await startTrace([program, 'reads', folder], {
      filter: { operations: operationNumbers('read') },
    });
    run.keepEvents = false;
    run.helper.stdout.pause();
    await pause(300);
    expect(remaining('reads')).toHaveLength(1);
    run.helper.stdout.resume();
    await programReaches(run, ProgramState.TreeEnded);
    await run.finish();
    expect(run.losses).toEqual([]);
    expect(run.eventCount).toBeGreaterThan(100_000);
    expect(run.eventCount).toBeLessThan(100_020);
  });
});
