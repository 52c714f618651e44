import { closeSync, mkdirSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { textOfBytes } from '../../../src/engine/wire/wire-bytes.ts';
import { parseFilterRule } from '../../../src/shared/filter/filter-rule.ts';
import {
  compileWorkload,
  describeWithCapture,
  helperForTests,
} from '../../native/linux/support/native-test.ts';
import { Workload } from '../../native/linux/support/test-capture.ts';
import { temporaryFolder } from '../../support/opened-log.ts';
import { LiveEngine } from './support/live-engine.ts';
import { until } from './support/live-rig.ts';

const helper = (): { command: string; args: string[] } => ({ command: helperForTests(), args: [] });
const MIB = 2 ** 20;

/** Starts a capture of one process and its descendants alone. */
async function capturing(pid: number): Promise<{ engine: LiveEngine; folder: string }> {
  const engine = new LiveEngine({ memoryBudget: 128 * MIB });
  const folder = realpathSync(temporaryFolder());
  await engine.host.call('live/start', {
    ...{ folder: join(folder, 'captures'), helper: helper(), scope: { pid, tree: true } },
  });
  return { engine, folder };
}

/** How many rows rules show. */
async function count(engine: LiveEngine, ...rules: string[]): Promise<number> {
  const { view, rows } = await engine.viewer.call('view/open', {
    rules: rules.map((rule) => parseFilterRule(rule)),
  });
  await engine.viewer.call('view/close', { view });
  return rows;
}

/** Names that a folder can hold and few programs expect. */
function hostileNames(): Buffer[] {
  const every = Array.from({ length: 255 }, (_, i) => i + 1).filter((byte) => byte !== 0x2f);
  return [
    Buffer.from(every.slice(0, 120)),
    Buffer.from(every.slice(120)),
    Buffer.alloc(255, 0xff),
    Buffer.from('\r\n\t\x1b[31m', 'latin1'),
    Buffer.from('a\\x41b'),
    Buffer.from([0x5c, 0x78, 0x34, 0x31, 0xff]),
    Buffer.from([0xed, 0xa0, 0x80]),
    Buffer.from([0xc0, 0xaf]),
    Buffer.from('\u202etxt.exe\ufeff\u0000'.slice(0, -1)),
    Buffer.from('이름 — “q” ,;"\'<b>&amp;'),
    Buffer.from('-rf *'),
    Buffer.from(' '),
    Buffer.from('PSw1'),
  ];
}

describeWithCapture('the hardest that a machine can do, in a live capture', () => {
  beforeAll(() => void compileWorkload('many'), 120_000);

  it('is 50,000 short processes at once: all are there or counted as lost, and memory is bounded', async () => {
    const amount = 50_000;
    const program = compileWorkload('many');
    const workload = new Workload(program, 'bomb', temporaryFolder(), { COUNT: String(amount) });
    const { engine } = await capturing(workload.pid);
    const before = process.memoryUsage.rss();
    let most = before;
    const sampling = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 50);
    await workload.run();
    await engine.host.call('live/stop', {});
    clearInterval(sampling);
    const { live } = engine.session.state();
    expect(live).toMatchObject({ state: 'stopped' });
    expect(most - before).toBeLessThan(700 * MIB);
    const starts = await count(engine, 'Operation;is;Process Start;Include');
    expect(starts + live!.lost).toBeGreaterThanOrEqual(amount);
    if (live!.lost > 0) expect(await count(engine, 'Operation;is;Events Lost;Include')).toBeGreaterThan(0);
    else expect(starts).toBe(amount);
    const info = await engine.viewer.call('capture/info', {});
    expect(info.processes).toBeGreaterThan(amount / 2);
  });

  it('is 100,000 open files: each is there', async () => {
    const amount = 100_000;
    const program = compileWorkload('many');
    const workload = new Workload(program, 'descriptors', temporaryFolder(), { COUNT: String(amount) });
    const { engine } = await capturing(workload.pid);
    await workload.run();
    await engine.host.call('live/stop', {});
    const { live } = engine.session.state();
    const opens = await count(
      engine,
      ...['Operation;is;openat;Include', 'Path;is;/dev/null;Include'],
      'Result;is not;SUCCESS;Exclude',
    );
    expect(opens + live!.lost).toBeGreaterThanOrEqual(amount);
    if (live!.lost === 0) expect(opens).toBe(amount);
  });

  it('is names of every byte: rows, a saved file and an export tell them without a loss', async () => {
    const { engine, folder } = await capturing(process.pid);
    const place = Buffer.from(`${folder}/names/`);
    mkdirSync(place);
    const names = hostileNames();
    for (const name of names) closeSync(openSync(Buffer.concat([place, name]), 'w'));
    // A path as long as the kernel takes one, of folders whose names are no texts.
    const step = Buffer.concat([Buffer.alloc(199, 0xe4), Buffer.from('/')]);
    let deep: Buffer = place;
    while (deep.length + step.length < 4096) mkdirSync((deep = Buffer.concat([deep, step])));
    closeSync(openSync(Buffer.concat([deep, Buffer.alloc(4095 - deep.length, 0xe4)]), 'w'));
    const wanted = [
      ...names.map((name) => textOfBytes(Buffer.concat([place, name]))),
      textOfBytes(Buffer.concat([deep, Buffer.alloc(4095 - deep.length, 0xe4)])),
    ];
    await engine.host.call('live/stop', {});

    const rules = [
      `PID;is;${process.pid};Include`,
      'Operation;is;openat;Include',
      `Path;begins with;${place.toString()};Include`,
    ];
    const columns = ['path', 'result', 'detail'] as const;
    const live = await engine.rows(
      columns,
      rules.map((rule) => parseFilterRule(rule)),
    );
    expect(live.map(([path]) => path)).toEqual(wanted);
    expect(new Set(live.map(([, result]) => result))).toEqual(new Set(['SUCCESS']));
    for (const path of wanted) expect(path).not.toContain('\ufffd');

    const saved = join(folder, 'saved.procscope');
    await engine.host.call('capture/save', { path: saved, format: 'native', columns: [] });
    const lines = join(folder, 'saved.jsonl');
    await engine.host.call('capture/save', { path: lines, format: 'jsonl', columns: [] });
    const exported = readFileSync(lines, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { path: string }).path);
    expect(new Set(wanted).difference(new Set(exported))).toEqual(new Set());
    await engine.host.call('capture/open', { path: saved });
    await until(() => engine.session.state().state === 'ready');
    expect(
      await engine.rows(
        columns,
        rules.map((rule) => parseFilterRule(rule)),
      ),
    ).toEqual(live);
  });
});
