/**
 * `node scripts/native/slowdown.ts [ROUNDS]`: how much longer programs take while they are watched, as ratios of times taken
 * turn by turn in one run, elapsed and (in brackets) their own processor time, which other jobs disturb less: by the capture helper (its stream decoded in this process), by `strace -f`, and by `perf trace`
 * and bpftrace where they are installed. Needs root and a built helper.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../setup/project-node.mjs';

const WORKLOADS: Readonly<Record<string, string>> = {
  find: 'find /usr -type f | wc -l',
  tar: 'tar cf - /usr/include /usr/share/doc | cat > /dev/null',
  git: 'cd "$FOLDER" && for i in 1 2 3 4 5; do git status > /dev/null; done',
  'dd bs=1': 'dd if=/dev/zero of=/dev/null bs=1 count=100000 2> /dev/null',
  '300 exec': 'i=0; while [ $i -lt 300 ]; do /bin/true; i=$((i+1)); done',
};

/** Calls that the equivalent bpftrace script prints; a small part of what the helper records. */
const BPFTRACE = `tracepoint:syscalls:sys_enter_openat { @f[tid] = args->filename; }
tracepoint:syscalls:sys_exit_openat /@f[tid]/ { printf("%d %s %d\\n", tid, str(@f[tid]), args->ret); delete(@f[tid]); }
tracepoint:syscalls:sys_exit_read { printf("%d read %d\\n", tid, args->ret); }
tracepoint:syscalls:sys_exit_write { printf("%d write %d\\n", tid, args->ret); }`;

interface Times {
  readonly elapsed: number;
  /** Of the workload's processes, user and system. */
  readonly processor: number;
  readonly note: string;
}

interface Watcher {
  readonly name: string;
  /** Begins to watch the process before it runs anything. Returns how to end. */
  readonly watch: (pid: number) => Promise<() => Promise<string>>;
}

/** Seconds that a workload takes, begun only when the watcher watches. */
async function time(command: string, watcher: Watcher | undefined): Promise<Times> {
  const shell = spawn('sh', ['-c', `read go; (${command}) > /dev/null; times`], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, FOLDER: ROOT },
  });
  let output = '';
  shell.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const stop = await watcher?.watch(shell.pid ?? 0);
  const begin = performance.now();
  shell.stdin.end('go\n');
  await once(shell, 'close');
  const elapsed = (performance.now() - begin) / 1000;
  return { elapsed, processor: childSeconds(output), note: (await stop?.()) ?? '' };
}

/** The second line of the shell's `times`: user and system time of its children, as `0m1.23s 0m0.45s`. */
function childSeconds(output: string): number {
  const last = output.trim().split('\n').at(-1) ?? '';
  return [...last.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
}

/** A program that watches and writes to nowhere. */
function external(name: string, command: string, args: (pid: number) => string[], warmUp: number): Watcher {
  return {
    name,
    watch: async (pid) => {
      const child: ChildProcess = spawn(command, args(pid), { stdio: 'ignore' });
      await new Promise((done) => setTimeout(done, warmUp));
      return async () => {
        const closed = once(child, 'close');
        child.kill('SIGINT');
        if (child.exitCode === null && child.signalCode === null) await closed;
        return '';
      };
    },
  };
}

function isThere(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** The engine's side belongs to another TypeScript project: loaded by its address. */
async function helperWatcher(): Promise<Watcher> {
  execFileSync(process.execPath, [join(ROOT, 'scripts', 'build-native.ts'), 'linux'], { stdio: 'ignore' });
  const address = pathToFileURL(join(ROOT, 'test', 'native', 'linux', 'support', 'test-capture.ts')).href;
  const { TestCapture } = (await import(address)) as {
    TestCapture: {
      start: () => Promise<{
        keepEvents: boolean;
        eventCount: number;
        losses: { count: number }[];
        setFilter: (filter: object) => Promise<void>;
        finish: () => Promise<unknown>;
      }>;
    };
  };
  return {
    name: 'capture',
    watch: async (pid) => {
      const run = await TestCapture.start();
      run.keepEvents = false;
      // As the app does: everything but its own tree, and what it has started.
      const scopes = [
        { pid: process.pid, record: false, tree: true },
        { pid, record: true, tree: true },
      ];
      await run.setFilter({ scopes });
      const before = run.eventCount;
      return async () => {
        await run.finish();
        const lost = run.losses.reduce((sum, { count }) => sum + count, 0);
        return `${run.eventCount - before} events, ${lost} lost`;
      };
    },
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

const rounds = Number(process.argv[2] ?? 3);
const watchers = [await helperWatcher()];
if (isThere('strace')) {
  watchers.push(external('strace', 'strace', (pid) => ['-f', '-p', String(pid), '-o', '/dev/null'], 300));
}
if (isThere('perf')) watchers.push(external('perf', 'perf', () => ['trace', '-a', '-o', '/dev/null'], 500));
if (isThere('bpftrace'))
  watchers.push(external('bpftrace', 'bpftrace', () => ['-e', BPFTRACE, '-o', '/dev/null'], 3000));
for (const name of ['strace', 'perf', 'bpftrace']) {
  if (!watchers.some((watcher) => watcher.name === name)) console.log(`${name} is not installed: left out`);
}
for (const [name, command] of Object.entries(WORKLOADS)) {
  await time(command, undefined); // warms the caches
  const ratios = new Map(
    watchers.map((watcher) => [watcher.name, { elapsed: [] as number[], processor: [] as number[] }]),
  );
  let note = '';
  for (let round = 0; round < rounds; round++) {
    for (const watcher of watchers) {
      const off = await time(command, undefined);
      const on = await time(command, watcher);
      ratios.get(watcher.name)?.elapsed.push(on.elapsed / off.elapsed);
      ratios.get(watcher.name)?.processor.push(on.processor / Math.max(0.01, off.processor));
      if (on.note !== '') note = on.note;
    }
  }
  const parts = [...ratios].map(
    ([watcher, values]) =>
      `${watcher} ${median(values.elapsed).toFixed(2)} (${median(values.processor).toFixed(2)})`,
  );
  console.log(`${name.padEnd(10)} ${parts.join('  ')}  ${note}`);
}
