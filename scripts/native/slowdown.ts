/**
 * `node scripts/native/slowdown.ts [ROUNDS [WORKLOAD...]]`: how much longer programs take while they are watched, as ratios of
 * times taken turn by turn in one run, elapsed and (in brackets) their own processor time, which other jobs disturb less: by
 * the capture helper (its stream read and checked in this process), `strace -f`, `perf trace` and a bpftrace script. Each
 * ratio is the median of the rounds. Ends with status 1 when the capture has lost anything: then it is no comparison.
 * Needs root; strace, linux-perf and bpftrace where they are to be compared.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WORKLOADS as COMPARED } from './agreement-workloads.ts';
import { allWatchers } from './watchers.ts';
import type { Watched, Watcher } from './watchers.ts';

/** The workloads of the comparison with strace, and the extremes: calls that do nearly nothing, and programs alone. */
const WORKLOADS: Readonly<Record<string, string>> = {
  ...COMPARED,
  find: 'find /usr -type f | wc -l',
  'tar to pipe': 'tar cf - /usr/include /usr/share/doc | cat',
  'dd bs=1': 'dd if=/dev/zero of=/dev/null bs=1 count=200000',
  '300 programs': 'i=0; while [ $i -lt 300 ]; do /bin/true; i=$((i+1)); done',
  computing: 'i=0; while [ $i -lt 500000 ]; do i=$((i+1)); done',
};

interface Times {
  readonly elapsed: number;
  /** Of the workload's processes, user and system. */
  readonly processor: number;
  readonly watched: Watched;
}

/** Seconds that a workload takes in a folder of its own, begun only when the watcher watches. */
async function time(command: string, watcher?: Watcher): Promise<Times> {
  const folder = mkdtempSync(join(tmpdir(), 'procscope-slowdown-'));
  try {
    const line = `read go; (${command}) > /dev/null 2> /dev/null; times`;
    const shell = spawn('sh', ['-c', line], { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
    let output = '';
    shell.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    const stop = await watcher?.watch(shell.pid ?? 0);
    const begin = performance.now();
    shell.stdin.end('go\n');
    await once(shell, 'close');
    const elapsed = (performance.now() - begin) / 1000;
    return { elapsed, processor: childSeconds(output), watched: (await stop?.()) ?? { lost: 0 } };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The second line of the shell's `times`: user and system time of its children, as `0m1.23s 0m0.45s`. */
function childSeconds(output: string): number {
  const last = output.trim().split('\n').at(-1) ?? '';
  return [...last.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** One watcher's ratios, round by round. */
class Column {
  readonly watcher: Watcher;
  readonly #elapsed: number[] = [];
  readonly #processor: number[] = [];
  events: number | undefined;
  lost = 0;

  constructor(watcher: Watcher) {
    this.watcher = watcher;
  }

  async round(command: string): Promise<void> {
    const off = await time(command);
    const on = await time(command, this.watcher);
    this.#elapsed.push(on.elapsed / off.elapsed);
    this.#processor.push(on.processor / Math.max(0.01, off.processor));
    this.events = on.watched.events;
    this.lost += on.watched.lost;
  }

  get text(): string {
    return `${median(this.#elapsed).toFixed(2)} (${median(this.#processor).toFixed(2)})`;
  }
}

const [roundsText = '3', ...names] = process.argv.slice(2);
const rounds = Number(roundsText);
const watchers = await allWatchers();
console.log(
  ['', ...watchers.map(({ name }) => name)].map((name) => name.padEnd(16)).join('') + 'events, lost by each',
);
let lostByCapture = 0;
for (const [name, command] of Object.entries(WORKLOADS)) {
  if (names.length > 0 && !names.includes(name)) continue;
  await time(command); // warms the caches
  const columns = watchers.map((watcher) => new Column(watcher));
  for (let round = 0; round < rounds; round++) {
    for (const column of columns) await column.round(command);
  }
  const cells = [name, ...columns.map(({ text }) => text)].map((text) => text.padEnd(16)).join('');
  console.log(`${cells}${columns[0]?.events} events, ${columns.map(({ lost }) => lost).join(' ')} lost`);
  lostByCapture += columns[0]?.lost ?? 0;
}
if (lostByCapture > 0)
  console.error(`The capture has lost ${lostByCapture} events: these ratios are not its own.`);
process.exitCode = lostByCapture > 0 ? 1 : 0;
