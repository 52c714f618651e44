import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EventFlag, LossCause } from '../../../src/engine/wire/wire-format.ts';
import { compileWorkload, describeWithCapture } from './support/native-test.ts';
import { operationNumbers, TestCapture, Workload } from './support/test-capture.ts';

describeWithCapture('losses', () => {
  it('are counted to the event when the buffer is too small', async () => {
    const program = compileWorkload();
    const count = 300_000;
    const workload = new Workload(program, 'reads', tmpdir(), { COUNT: String(count) });
    const run = await TestCapture.start(
      {
        skipOthers: true,
        operations: operationNumbers('read'),
        scopes: [{ pid: workload.pid, record: true, tree: true }],
      },
      ['--ring-mib', '1'],
    );
    run.keepEvents = false;
    // A reader that stalls: the pipe fills, then the helper stops reading, then the buffer in the kernel overflows.
    run.helper.stdout.pause();
    const running = workload.run();
    await running;
    run.helper.stdout.resume();
    await run.finish();
    const lost = run.losses.reduce((sum, loss) => sum + loss.count, 0);
    expect(lost).toBeGreaterThan(0);
    for (const loss of run.losses) {
      expect(loss.cause).toBe(LossCause.RingFull);
      expect(loss.to).toBeGreaterThanOrEqual(loss.from ?? 0n);
    }
    // One more read: the workload waits for its standard input to be closed.
    const processes = run.eventCount - (count + 1 - lost);
    expect(processes).toBeGreaterThanOrEqual(0);
    expect(processes).toBeLessThan(5);
    const bye = run.messages.find(({ type }) => type === 'bye');
    expect(bye).toMatchObject({ events: run.eventCount, lost });
  });
});

describeWithCapture('the end of the helper', () => {
  it('comes with the end of its input, and with that of its parent', async () => {
    const run = await TestCapture.start({ skipOthers: true });
    run.helper.stdin.end();
    expect(await run.exited()).toBe(0);

    const folder = mkdtempSync(join(tmpdir(), 'procscope-parent-'));
    const output = join(folder, 'frames');
    const command = `${run.helper.spawnfile} --start < /dev/zero > ${output} & echo $!; wait`;
    const shell = spawn('sh', ['-c', command]);
    const [line] = (await once(shell.stdout, 'data')) as [Buffer];
    const helper = Number(line.toString());
    while (!existsSync(output) || statSync(output).size === 0)
      await new Promise((done) => setTimeout(done, 20));
    shell.kill('SIGKILL');
    const isThere = () => {
      try {
        process.kill(helper, 0);
        return true;
      } catch {
        return false;
      }
    };
    for (let i = 0; i < 200 && isThere(); i++) await new Promise((done) => setTimeout(done, 50));
    expect(isThere()).toBe(false);
    rmSync(folder, { recursive: true });
  });

  it('comes with the end of its input also while it sends what is left, and nobody reads', async () => {
    const workload = new Workload(compileWorkload('many'), 'storm', tmpdir(), { COUNT: '200000' });
    const scopes = [{ pid: workload.pid, record: true, tree: true }];
    const run = await TestCapture.start({ skipOthers: true, scopes });
    run.helper.stdout.pause();
    await workload.run();
    // Never answered, because the answer stands behind everything that nobody reads.
    run.stop().catch(() => undefined);
    run.helper.stdin.end();
    await once(run.helper, 'exit');
  });

  it('says in a sentence why it cannot capture', async () => {
    const run = new TestCapture();
    run.helper.kill();
    await run.exited();
    const { spawnfile } = run.helper;
    const asNobody = execFileSync(
      process.execPath,
      [
        '-e',
        `process.setgid(65534); process.setuid(65534);
         const { stdout, status } = require('child_process').spawnSync(${JSON.stringify(spawnfile)}, { input: '' });
         process.stdout.write(status + ' ' + stdout.toString('latin1'));`,
      ],
      { encoding: 'latin1' },
    );
    expect(asNobody).toMatch(/^1 /);
    expect(asNobody).toContain('Capturing system activity needs administrator rights.');
  });
});

describeWithCapture('the end of a capture', () => {
  it('tells the calls that are under way', async () => {
    const run = await TestCapture.start({
      skipOthers: true,
      scopes: [{ pid: process.pid, record: true, tree: true }],
    });
    const waiting = spawn('cat');
    try {
      waiting.stdin.write('read this first\n');
      await once(waiting.stdout, 'data');
      await new Promise((done) => setTimeout(done, 200));
      await run.finish();
      const reads = run.eventsOf(waiting.pid ?? 0).filter(({ operation }) => operation === 'read');
      expect(reads.at(-2)).toMatchObject({ result: 16, flags: 0 });
      expect(reads.at(-1)).toMatchObject({ flags: EventFlag.NoExit, details: { FD: 0n } });
      expect(reads.at(-1)?.path).toBe(reads.at(-2)?.path);
      expect(reads.at(-1)?.duration).toBeGreaterThan(50_000_000);
    } finally {
      waiting.kill();
    }
  });

  it('may come while programs are being executed', async () => {
    const loop = ['-c', 'while :; do /bin/true; /bin/true; /bin/true; /bin/true; done'];
    const loops = Array.from({ length: 8 }, () => spawn('sh', loop, { stdio: 'ignore' }));
    try {
      const run = await TestCapture.start();
      for (let times = 0; times < 30; times++) {
        await run.stop();
        await run.startAgain();
      }
      expect(await run.finish()).toBe(0);
    } finally {
      for (const each of loops) each.kill();
    }
  });

  it('is followed by another capture of the same helper', async () => {
    const run = await TestCapture.start();
    await run.stop();
    const before = run.eventCount;
    execFileSync('/bin/true');
    await run.startAgain();
    execFileSync('/bin/true');
    await run.finish();
    expect(run.losses).toEqual([]);
    expect(run.eventCount).toBeGreaterThan(before);
  });
});
