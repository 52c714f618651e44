import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithCompiler, helperForTests } from '../linux/support/native-test.ts';
import type { TestCapture } from '../linux/support/test-capture.ts';
import { compileProgram, statusOf, trace } from './support/trace-run.ts';

const exited = (status: number) => status << 8;

describeWithCompiler('programs that are traced', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'procscope-trace-')));
  let program = '';
  beforeAll(() => {
    helperForTests();
    program = compileProgram('tracee');
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const names = (run: TestCapture, tid: number | undefined) =>
    run.events
      .filter((event) => event.tid === tid)
      .sort((a, b) => a.start - b.start)
      .map(({ operation }) => operation);
  const rootOf = (run: TestCapture) => run.messages.find((message) => message.type === 'program')?.pid ?? 0;

  it('have all processes, from the exec to the end', async () => {
    const script = 'i=0; while [ $i -lt 50 ]; do /bin/true; i=$((i+1)); done; exit 3';
    const run = await trace(['sh', '-c', script]);
    expect(statusOf(run)).toBe(exited(3));
    const root = rootOf(run);
    expect(names(run, root).slice(0, 2)).toEqual(['execve', 'Process Exec']);
    expect(names(run, root).at(-1)).toBe('Process Exit');
    const children = [...run.byId.values()].filter(
      ({ parentPid, generation }) => parentPid === root && generation === 1,
    );
    expect(children).toHaveLength(50);
    for (const child of children) {
      expect(child).toMatchObject({ arguments: ['/bin/true'], exitStatus: 0, uid: process.getuid?.() });
      const seen = run.eventsOf(child.pid).map(({ operation }) => operation);
      expect(seen[0]).toBe('Process Start');
      expect(seen.filter((name) => name === 'execve' || name === 'Process Exec')).toHaveLength(2);
      expect(seen.at(-1)).toBe('Process Exit');
    }
  });

  it('behave as without a tracer: vfork, clone3, killed and orphaned children', async () => {
    const run = await trace([program, 'children', folder]);
    expect(statusOf(run)).toBe(exited(0));
    expect(run.events.find(({ path }) => path === `${folder}/orphan`)?.operation).toBe('openat');
    const killed = run.events.find(({ details }) => details['EXIT_SIGNAL'] === 9n);
    expect(killed?.operation).toBe('Process Exit');
    expect(run.events.find(({ operation }) => operation === 'clone3')?.result).toBeGreaterThan(0);
    const begun = run.events.filter(({ operation }) => operation === 'Process Start');
    const ended = run.events.filter(({ operation }) => operation === 'Process Exit');
    expect(begun).toHaveLength(5);
    expect(ended).toHaveLength(6);
  });

  it('behave as without a tracer: stops of a job, and their ends', async () => {
    expect(statusOf(await trace([program, 'job-control']))).toBe(exited(0));
  });

  it('behave as without a tracer: signals that interrupt a call or restart it', async () => {
    const run = await trace([program, 'signals']);
    expect(statusOf(run)).toBe(exited(0));
    const results = run
      .eventsOf(rootOf(run))
      .filter(({ operation, path }) => operation === 'read' && path?.startsWith('pipe:') === true)
      .map(({ result }) => result);
    expect(results).toEqual([-512, -512, 1]);
  });

  it('go on when another thread than the first executes', async () => {
    const run = await trace([program, 'exec-by-thread']);
    expect(statusOf(run)).toBe(exited(5));
    const root = rootOf(run);
    const seen = run.eventsOf(root);
    expect(seen.filter(({ operation }) => operation === 'Thread Create')).toHaveLength(4);
    expect(seen.filter(({ operation }) => operation === 'Thread Exit')).toHaveLength(4);
    const executed = seen.filter(({ operation, result }) => operation === 'execve' && result === 0);
    expect(executed.map(({ tid }) => tid)).toEqual([root, root]);
    expect([...run.byId.values()].find(({ generation }) => generation === 2)?.arguments).toEqual([
      'sh',
      '-c',
      'exit 5',
    ]);
  });

  it('go on when the first thread has ended', async () => {
    const run = await trace([program, 'first-ends', folder]);
    expect(statusOf(run)).toBe(exited(9));
    const made = run.events.find(({ path }) => path === `${folder}/outlived`);
    expect(made?.operation).toBe('openat');
    expect(made?.details['FILE_OPENED']).toBe(1n);
    expect(names(run, rootOf(run)).at(-1)).toBe('Thread Exit');
    expect(names(run, made?.tid).at(-1)).toBe('Process Exit');
  });

  it('cannot be traced by others, and are told without what they keep others from reading', async () => {
    const run = await trace([program, 'own-tracer']);
    expect(statusOf(run)).toBe(exited(0));
    expect(run.events.find(({ operation }) => operation === 'ptrace')?.result).toBe(-1);
    expect(run.events.at(-1)?.operation).toBe('Process Exit');
  });

  it('are seen by the thousand', async () => {
    const run = await trace([program, 'many']);
    expect(statusOf(run)).toBe(exited(0));
    expect(run.events.filter(({ operation }) => operation === 'Process Start')).toHaveLength(1000);
    expect(run.events.filter(({ operation }) => operation === 'Process Exit')).toHaveLength(1001);
  });
});
