import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../setup/project-node.mjs';
import { operationDefinitions } from './definitions.ts';

/** What came of watching: how many events, and how many of them are missing, as far as the watcher says. */
export interface Watched {
  readonly events?: number;
  readonly lost: number;
}

/** A way of watching what a program does. */
export interface Watcher {
  readonly name: string;
  /** Begins to watch a process before it runs anything. Returns how to end. */
  readonly watch: (pid: number) => Promise<() => Promise<Watched>>;
}

/** Calls that are recorded without a filter, by their numbers on x86-64. */
function recordedCalls(): { name: string; number: number }[] {
  return operationDefinitions().flatMap(({ name, x64, flags }) =>
    x64 === undefined || flags.some((flag) => flag === 'OFF' || flag === 'MEMORY')
      ? []
      : [{ name, number: x64 }],
  );
}

/**
 * As near to what the helper records as a bpftrace script comes: every call that the helper records, with process, thread,
 * name, result and duration, and the first 63 bytes of the paths of the most frequent ones. Not: open files' paths, processes'
 * command lines, all other arguments, calls of 32-bit programs, and which records are missing where.
 */
function bpftraceScript(): string {
  const wanted = recordedCalls().map(({ number }) => `@wanted[${number}] = 1;`);
  const points = (calls: readonly string[]) =>
    calls.map((call) => `tracepoint:syscalls:sys_enter_${call}`).join(', ');
  const byFile = points(['openat', 'newfstatat', 'execve', 'access', 'statx', 'chdir']);
  const byPath = points(['unlink', 'unlinkat', 'mkdir', 'rmdir']);
  return `BEGIN { ${wanted.join(' ')} }
tracepoint:raw_syscalls:sys_enter /@wanted[args->id]/ { @start[tid] = nsecs; }
${byFile} { @path[tid] = str(args->filename); }
${byPath} { @path[tid] = str(args->pathname); }
tracepoint:raw_syscalls:sys_exit /@start[tid]/ {
  printf("%d %d %s %d %d %s %d\\n", pid, tid, comm, args->id, args->ret, @path[tid], nsecs - @start[tid]);
  delete(@start[tid]);
  delete(@path[tid]);
}
END { clear(@start); clear(@path); clear(@wanted); }`;
}

/** Whether strace has taken a process. */
function isTraced(pid: number): boolean {
  return /^TracerPid:\t[1-9]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

/** How many events a process has the kernel tell it; it has all it wants when this grows no more. */
function openEvents(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  const links = readdirSync(folder).map((fd) => {
    try {
      return readlinkSync(join(folder, fd));
    } catch {
      return ''; // closed meanwhile
    }
  });
  return links.filter((link) => link.includes('perf_event') || link.includes('bpf')).length;
}

async function untilEventsSettle(pid: number): Promise<void> {
  for (let before = -1, same = 0; same < 5;) {
    await new Promise((done) => setTimeout(done, 300));
    const now = openEvents(pid);
    same = now > 0 && now === before ? same + 1 : 0;
    before = now;
  }
}

/** A program that watches and writes to nowhere; `ready` waits until it does. */
function external(
  name: string,
  command: string,
  args: (pid: number) => string[],
  ready: (pid: number, watcher: number) => Promise<void>,
): Watcher {
  return {
    name,
    watch: async (pid) => {
      const child = spawn(command, args(pid), {
        stdio: ['ignore', 'ignore', 'pipe'],
        // Larger than usual: less is lost.
        env: { ...process.env, BPFTRACE_PERF_RB_PAGES: '4096' },
      });
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
      const ended = once(child, 'close').then(() => {
        throw new Error(`${command} ended at once: ${said}`);
      });
      await Promise.race([ready(pid, child.pid ?? 0), ended]);
      ended.catch(() => undefined); // later ends are asked for
      return async () => {
        const closed = once(child, 'close');
        child.kill('SIGINT');
        if (child.exitCode === null && child.signalCode === null) await closed;
        const lost = [...said.matchAll(/lost (\d+) events/gi)].reduce(
          (sum, [, count]) => sum + Number(count),
          0,
        );
        return { lost };
      };
    },
  };
}

function isThere(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** The engine's side belongs to another TypeScript project: loaded by its address. */
interface Capture {
  keepEvents: boolean;
  readonly eventCount: number;
  readonly losses: readonly { count: number }[];
  readonly setFilter: (filter: object) => Promise<void>;
  readonly finish: () => Promise<unknown>;
}

async function helperWatcher(): Promise<Watcher> {
  execFileSync(process.execPath, [join(ROOT, 'scripts', 'build-native.ts'), 'linux'], { stdio: 'ignore' });
  const address = pathToFileURL(join(ROOT, 'test', 'native', 'linux', 'support', 'test-capture.ts')).href;
  const { TestCapture } = (await import(address)) as { TestCapture: { start: () => Promise<Capture> } };
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
        return {
          events: run.eventCount - before,
          lost: run.losses.reduce((sum, { count }) => sum + count, 0),
        };
      };
    },
  };
}

/** The capture helper, and of `strace -f`, `perf trace` and bpftrace what is installed; says what is not. */
export async function allWatchers(): Promise<Watcher[]> {
  const watchers = [await helperWatcher()];
  const settled = (_pid: number, watcher: number) => untilEventsSettle(watcher);
  const traced = async (pid: number) => {
    while (!isTraced(pid)) await new Promise((done) => setTimeout(done, 50));
  };
  const strace = (pid: number) => ['-f', '-p', String(pid), '-o', '/dev/null'];
  const perf = () => ['trace', '-a', '-o', '/dev/null'];
  const bpftrace = () => ['-o', '/dev/null', '-e', bpftraceScript()];
  const others: readonly (readonly [string, Watcher])[] = [
    ['strace', external('strace', 'strace', strace, traced)],
    ['linux-perf', external('perf', 'perf', perf, settled)],
    ['bpftrace', external('bpftrace', 'bpftrace', bpftrace, settled)],
  ];
  for (const [debian, watcher] of others) {
    if (isThere(watcher.name)) watchers.push(watcher);
    else console.log(`${watcher.name} is not installed, its column is left out: apt-get install ${debian}`);
  }
  return watchers;
}
