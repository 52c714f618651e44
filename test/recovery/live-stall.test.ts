import { spawn, spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { openCaptureFile } from '../../src/engine/capture-file/open-capture-file.ts';
import { listRecoverable } from '../../src/engine/capture-file/recovery.ts';
import { CellFormatter } from '../../src/engine/cells/cell-formatter.ts';
import { LiveEngine } from '../engine/live/support/live-engine.ts';
import { scripted, until } from '../engine/live/support/live-rig.ts';
import { compileWorkload, describeWithCapture, helperForTests } from '../native/linux/support/native-test.ts';
import { Workload } from '../native/linux/support/test-capture.ts';
import { temporaryFolder } from '../support/opened-log.ts';

describeWithCapture('an engine that stalls', () => {
  beforeAll(() => void compileWorkload(), 120_000);

  it('loses what does not fit into the kernel, to the event, and says so where it happened', async () => {
    const amount = 300_000;
    const program = compileWorkload();
    const workload = new Workload(program, 'reads', temporaryFolder(), { COUNT: String(amount) });
    const folder = temporaryFolder();
    const request = {
      helper: { command: helperForTests(), args: ['--ring-mib', '1'] },
      scope: { pid: process.pid, tree: true },
    };
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'live-child.ts'), folder, JSON.stringify(request)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
    child.kill('SIGSTOP');
    await workload.run();
    child.kill('SIGCONT');
    await setTimeout(1000);
    // What was lost is told with the next event of its processor.
    const others = cpus().map((_, cpu) => spawnSync('taskset', ['-c', String(cpu), 'cat', '/dev/null']));
    expect(others.map(({ status }) => status)).toEqual(others.map(() => 0));
    // Longer than a crash may cost: everything is in the file then.
    await setTimeout(1500);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));

    const [left] = await listRecoverable(folder);
    const { capture, finished } = await openCaptureFile(left!.path);
    expect((await finished).warnings).toEqual([]);
    const cells = new CellFormatter(capture, { timeZoneOffset: () => 0 });
    const losses: { row: number; text: string }[] = [];
    const read: number[] = [];
    let later = -1;
    for (const segment of capture.store.segments) {
      for (let i = 0; i < segment.length; i++) {
        cells.at(segment, i);
        const row = segment.first + i;
        const operation = cells.text('operation');
        if (operation === 'Events Lost') losses.push({ row, text: cells.text('detail') });
        if (operation === 'read' && cells.text('pid') === String(workload.pid)) read.push(row);
        if (later < 0 && cells.text('processName') === 'taskset') later = row;
      }
    }
    expect(losses.length).toBeGreaterThan(0);
    for (const { text } of losses) expect(text).toMatch(/^Lost: \d+, Cause: The kernel's buffer was full/);
    const lost = losses.reduce((sum, { text }) => sum + Number(/\d+/.exec(text)?.[0]), 0);
    expect(read.length).toBeLessThan(amount);
    // Few of the lost calls are others than its reads.
    expect(read.length + lost).toBeGreaterThanOrEqual(amount);
    expect(read.length + lost).toBeLessThan(amount + 1000);
    // Where it happened: behind what was read first, before what came later.
    expect(later).toBeGreaterThan(0);
    for (const { row } of losses) {
      expect(row).toBeGreaterThan(read[0]!);
      expect(row).toBeLessThan(capture.store.end);
    }
    expect(losses.some(({ row }) => row < later)).toBe(true);
    await capture.close();
  });
});

it('a viewer that stalls keeps no events from being recorded, and nothing piles up for it', async () => {
  const engine = new LiveEngine();
  // A viewer that reads nothing: what it is told is only counted.
  let told = 0;
  engine.session.serveViewer({
    send: () => void told++,
    start: () => undefined,
    close: () => undefined,
  });
  await engine.host.call('live/start', {
    folder: temporaryFolder(),
    helper: scripted({ events: 5000, most: 300_000 }),
  });
  await until(() => engine.session.state().events === 300_000);
  await engine.host.call('live/stop', {});
  expect(engine.session.state().live).toMatchObject({ recorded: 300_000, lost: 0 });
  // A few a second, however many events come.
  expect(told).toBeLessThan(1000);
});
