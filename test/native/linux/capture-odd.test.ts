import { copyFileSync, chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { execFileSync, spawnSync } from 'node:child_process';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EventFlag, WireClass } from '../../../src/engine/wire/wire-format.ts';
import { compileWorkload, describeWithCapture, helperForTests } from './support/native-test.ts';
import { TestCapture, Workload } from './support/test-capture.ts';
import type { CapturedEvent } from './support/test-capture.ts';

const EACCES = -13;
const ERESTARTSYS = -512;
const SIGTERM = 15n;

describeWithCapture('calls that are not as usual', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'procscope-odd-')));
  let run: TestCapture;
  let events: CapturedEvent[] = [];
  let reader = 0;
  beforeAll(async () => {
    const workload = new Workload(compileWorkload(), 'odd', folder);
    run = await TestCapture.start({
      skipOthers: true,
      scopes: [{ pid: workload.pid, record: true, tree: true }],
    });
    [reader = 0] = await workload.run();
    await run.finish();
    events = run.eventsOf(workload.pid);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.runIf(process.arch === 'x64')(
    'are what they are when a 64-bit program makes them as 32-bit ones',
    () => {
      const call = events.find(({ flags }) => (flags & EventFlag.Compat) !== 0);
      expect(call).toMatchObject({ operation: 'open', path: '/dev/null', eventClass: WireClass.Device });
      expect(call?.result).toBeGreaterThan(2);
    },
  );

  it('are told when seccomp refuses them', () => {
    expect(events.find(({ operation }) => operation === 'mkdirat')).toMatchObject({
      path: `${folder}/refused`,
      result: EACCES,
      flags: EventFlag.NoEntry | EventFlag.CallerText | EventFlag.Failed,
    });
  });

  it('end with the code that no caller sees when a signal kills the thread', () => {
    const read = run.eventsOf(reader).find(({ operation }) => operation === 'read');
    expect(read).toMatchObject({ result: ERESTARTSYS, eventClass: WireClass.Ipc });
    expect(read?.path).toMatch(/^pipe:\[\d+\]$/);
    expect(read?.duration).toBeGreaterThan(1_000_000);
    const kill = events.find(({ operation }) => operation === 'kill');
    expect(kill).toMatchObject({ result: 0, details: { PID: BigInt(reader), SIGNAL: SIGTERM } });
    expect(kill?.path).toMatch(/\/workload$/);
  });

  it('tell executable memory, and nothing of the rest', () => {
    const memory = events.filter(({ eventClass }) => eventClass === WireClass.Memory);
    expect(memory.filter(({ operation }) => operation === 'mmap')).toEqual([]);
    expect(memory.map(({ operation }) => operation)).toEqual(['mprotect']);
    expect(events.find(({ operation }) => operation === 'ptrace')).toMatchObject({ result: -3 });
  });
});

describeWithCapture('privileges', () => {
  it('are those of the user who asked, as soon as the programs are loaded', async () => {
    process.env['SUDO_UID'] = '65534';
    try {
      const run = await TestCapture.start();
      const status = execFileSync('cat', [`/proc/${run.helper.pid}/status`], { encoding: 'utf8' });
      expect(status).toMatch(/^Uid:\t65534\t65534\t65534\t65534$/m);
      expect(status).toMatch(/^NoNewPrivs:\t1$/m);
      // BPF, PERFMON, SYS_PTRACE, DAC_READ_SEARCH
      expect(status).toMatch(/^CapPrm:\t000000c000080004$/m);
      await run.finish();
      expect(run.eventCount).toBeGreaterThan(0);
    } finally {
      delete process.env['SUDO_UID'];
    }
  });

  it('need be no more than two capabilities', () => {
    const folder = mkdtempSync(join(tmpdir(), 'procscope-caps-'));
    try {
      const copy = join(folder, 'procscope-helper');
      copyFileSync(helperForTests(), copy);
      chmodSync(folder, 0o755);
      // Before 5.11 the buffer counts as locked memory.
      const isOlder = release().startsWith('5.') && Number(release().split('.')[1]) < 11;
      const capabilities = `+bpf,+perfmon${isOlder ? ',+sys_resource' : ''}`;
      const args = ['--reuid=65534', '--regid=65534', '--clear-groups', `--inh-caps=-all,${capabilities}`];
      const capture = [`--ambient-caps=${capabilities}`, '--', 'sh', '-c', `sleep 1 | ${copy} --start`];
      const result = spawnSync('setpriv', [...args, ...capture], {
        encoding: 'latin1',
        cwd: folder,
        maxBuffer: 1 << 28,
      });
      expect(result.stderr).toBe('');
      expect(result.status).toBe(0);
      expect(result.stdout).not.toContain('administrator rights');
      expect(result.stdout.length).toBeGreaterThan(5000);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
