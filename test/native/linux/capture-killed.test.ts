import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { beforeAll, expect, it } from 'vitest';
import { compileWorkload, describeWithCapture, helperForTests } from './support/native-test.ts';
import { TestCapture, Workload } from './support/test-capture.ts';

/** Whether a process runs. One that nobody has waited for yet still has its number. */
function isThere(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ');
  } catch {
    return false;
  }
}

/** As long as the test may take: on an emulated processor loading alone takes seconds. */
async function ended(pid: number): Promise<void> {
  while (isThere(pid)) await new Promise((done) => setTimeout(done, 20));
}

/** Starts a process that starts a helper and does with its output what the code says. Returns both. */
async function startParent(code: string): Promise<{ kill: () => void; helper: number }> {
  const whole = `const { spawn } = require('node:child_process');
    const helper = spawn(${JSON.stringify(helperForTests())}, ['--start'], { stdio: ['pipe', 'pipe', 'inherit'] });
    ${code}
    console.log(helper.pid);`;
  const parent = spawn(process.execPath, ['-e', whole], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  return { kill: () => void parent.kill('SIGKILL'), helper: Number(line.toString()) };
}

describeWithCapture('kill -9', () => {
  let program = '';
  beforeAll(() => void (program = compileWorkload('many')), 120_000);

  it('of the parent at any moment ends the helper', async () => {
    for (const delay of [0, 1, 5, 20, 60, 120, 250, 400, 600, 1200]) {
      const { kill, helper } = await startParent(`helper.stdout.on('data', () => undefined);`);
      await new Promise((done) => setTimeout(done, delay));
      kill();
      await ended(helper);
    }
  });

  it('of a parent that reads nothing ends the helper, whose output is full', async () => {
    const { kill, helper } = await startParent('helper.stdout.pause();');
    await new Workload(program, 'storm', tmpdir(), { COUNT: '200000' }).run();
    expect(isThere(helper)).toBe(true);
    kill();
    await ended(helper);
  });

  it('of the helper leaves nothing in the kernel', async () => {
    const loaded = compileWorkload('loaded');
    const run = await TestCapture.start();
    const helper = run.helper.pid ?? 0;
    const ids = new Set<string>();
    for (const fd of readdirSync(`/proc/${helper}/fdinfo`)) {
      const [, id] = /^prog_id:\s+(\d+)$/m.exec(readFileSync(`/proc/${helper}/fdinfo/${fd}`, 'utf8')) ?? [];
      if (id !== undefined) ids.add(id);
    }
    const remaining = () =>
      execFileSync(loaded, [...ids], { encoding: 'utf8' })
        .trim()
        .split('\n');
    expect(ids.size).toBeGreaterThan(5);
    expect(new Set(remaining())).toEqual(ids);
    run.helper.kill('SIGKILL');
    await run.exited();
    // The kernel takes them down when nobody runs them any more.
    while (remaining().join('') !== '') await new Promise((done) => setTimeout(done, 20));
  });
});
