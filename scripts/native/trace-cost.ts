/**
 * `node scripts/native/trace-cost.ts [ROUNDS]`: how much longer programs take while they are traced without privileges, as
 * ratios of times taken turn by turn in one run, elapsed and (in brackets) of the processor, which other jobs disturb less
 * and which counts the tracer as well: by `procscope-helper trace` (its stream decoded in this process), and
 * by `strace -f` of all calls and of the calls that the helper records. Needs no root.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../setup/project-node.mjs';
import { helperPath } from './build-linux.ts';
import { operationDefinitions } from './definitions.ts';

const WORKLOADS: Readonly<Record<string, string>> = {
  find: 'find /usr/share /usr/include -type f | wc -l',
  tar: 'tar cf - /usr/include | cat > /dev/null',
  git: `cd "${ROOT}" && for i in 1 2 3; do git status > /dev/null; done`,
  'dd bs=1': 'dd if=/dev/zero of=/dev/null bs=1 count=20000 2> /dev/null',
  '300 exec': 'i=0; while [ $i -lt 300 ]; do /bin/true; i=$((i+1)); done',
  computing: 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done',
};

/** Runs a command and prints the processor time that it and all its descendants have taken. */
const TIMED = ['sh', '-c', '"$@"; times >&2', 'sh'];

interface Times {
  readonly elapsed: number;
  /** Seconds of the program and of what traces it. */
  readonly processor: number;
}

/** The engine's side belongs to another TypeScript project: loaded by its address. */
interface Tracing {
  keepEvents: boolean;
  readonly eventCount: number;
  readonly helper: { readonly stderr: Readable };
  readonly setFilter: (filter: object) => Promise<void>;
  readonly startAgain: () => Promise<void>;
  readonly until: (isIt: (message: { type: string; state?: number }) => boolean) => Promise<unknown>;
  readonly finish: () => Promise<unknown>;
}

async function loadTracing(): Promise<(args: readonly string[]) => Tracing> {
  const address = pathToFileURL(join(ROOT, 'test', 'native', 'linux', 'support', 'test-capture.ts')).href;
  const { TestCapture } = (await import(address)) as {
    TestCapture: new (args: readonly string[], launch: { command: readonly string[] }) => Tracing;
  };
  return (args) => new TestCapture(args, { command: [...TIMED, helperPath()] });
}

/** The second line of the shell's `times`: user and system time of its children, as `0m1.23s 0m0.45s`. */
function childSeconds(output: string): number {
  const last = output.trim().split('\n').at(-1) ?? '';
  return [...last.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
}

async function timeOf(args: readonly string[]): Promise<Times> {
  const [command = '', ...rest] = [...TIMED, ...args];
  const begin = performance.now();
  const child = spawn(command, rest, { stdio: ['ignore', 'ignore', 'pipe'] });
  const output = await text(child.stderr);
  return { elapsed: (performance.now() - begin) / 1000, processor: childSeconds(output) };
}

/** From the command to start to the end of the program. */
async function timeTraced(tracing: Tracing): Promise<Times & { events: number }> {
  const ended = 2;
  const output = text(tracing.helper.stderr);
  tracing.keepEvents = false;
  await tracing.setFilter({});
  const begin = performance.now();
  await tracing.startAgain();
  await tracing.until((message) => message.type === 'program' && message.state === ended);
  const elapsed = (performance.now() - begin) / 1000;
  await tracing.finish();
  return { elapsed, processor: childSeconds(await output), events: tracing.eventCount };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** The calls that the helper records, for strace's own seccomp filter. */
function recordedCalls(): string {
  return operationDefinitions()
    .filter(({ x64, flags }) => x64 !== undefined && x64 >= 0 && !flags.includes('OFF'))
    .map(({ name }) => `?${name}`)
    .join(',');
}

execFileSync(process.execPath, [join(ROOT, 'scripts', 'build-native.ts'), 'linux'], { stdio: 'ignore' });
const startTracing = await loadTracing();
const rounds = Number(process.argv[2] ?? 3);
const hasStrace = spawnSync('strace', ['--version'], { stdio: 'ignore' }).status === 0;
if (!hasStrace) console.log('strace is not installed: left out');
const calls = recordedCalls();
for (const [name, workload] of Object.entries(WORKLOADS)) {
  const shell = ['sh', '-c', `(${workload}) > /dev/null`];
  await timeOf(shell); // warms the caches
  const ways = new Map<string, () => Promise<Times>>([
    ['trace', async () => await timeTraced(startTracing(['trace', '--', ...shell]))],
  ]);
  if (hasStrace) {
    const strace = ['strace', '-f', '-y', '-o', '/dev/null'];
    ways.set('strace, same calls', () =>
      timeOf([...strace, '--seccomp-bpf', '-e', `trace=${calls}`, ...shell]),
    );
    ways.set('strace, all', () => timeOf([...strace, ...shell]));
  }
  const shown: string[] = [];
  for (const [way, time] of ways) {
    const [elapsed, processor]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      const off = await timeOf(shell);
      const on = await time();
      elapsed.push(on.elapsed / off.elapsed);
      processor.push(on.processor / Math.max(0.01, off.processor));
    }
    shown.push(`${way} ${median(elapsed).toFixed(2)} (${median(processor).toFixed(2)})`);
  }
  const { events } = await timeTraced(startTracing(['trace', '--', ...shell]));
  console.log(`${name.padEnd(10)} ${shown.join('  ')}  ${events} events`);
}
