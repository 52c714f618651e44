/**
 * `node scripts/native/agreement.ts`: runs workloads under `strace -f` and the capture helper at the same time and prints
 * how far they agree on operation, path and result, and every disagreement. Needs root, strace and a built helper.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../setup/project-node.mjs';
import { WORKLOADS } from './agreement-workloads.ts';
import { compareThread, parseStrace } from './strace-log.ts';
import type { Call, Disagreement } from './strace-log.ts';

/** The engine's decoder belongs to another TypeScript project: loaded by its address. */
interface Recorder {
  readonly start: (helper: string, rootPid: number) => Promise<void>;
  readonly finish: () => Promise<{ calls: Map<number, Call[]>; lost: number }>;
}

interface Outcome {
  readonly compared: number;
  readonly equal: number;
  readonly disagreements: readonly Disagreement[];
}

/** Runs one workload under both. */
async function runBoth(command: string, makeRecorder: () => Recorder, helper: string): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'procscope-agreement-'));
  const logs = mkdtempSync(join(tmpdir(), 'procscope-strace-'));
  try {
    // The shell waits for a line before it becomes the workload's, so that the filter can name it first.
    const args = [
      '-ff',
      '-y',
      '-xx',
      '-s',
      '4096',
      '-X',
      'raw',
      '-o',
      join(logs, 't'),
      'sh',
      '-c',
      `read go; ${command}`,
    ];
    const traced = spawn('strace', args, { cwd: folder, stdio: ['pipe', 'ignore', 'ignore'] });
    if (traced.pid === undefined) throw new Error('strace could not be started.');
    const closed = once(traced, 'close');
    await new Promise((done) => setTimeout(done, 500));
    const recorder = makeRecorder();
    await recorder.start(helper, traced.pid);
    traced.stdin.end('go\n');
    await closed;
    const { calls, lost } = await recorder.finish();
    if (lost > 0) console.error(`The capture lost ${lost} events; the comparison is not fair.`);
    let [compared, equal] = [0, 0];
    const disagreements: Disagreement[] = [];
    for (const name of readdirSync(logs)) {
      const tid = Number(name.replace(/^t\./, ''));
      const outcome = compareThread(
        parseStrace(readFileSync(join(logs, name), 'latin1')),
        calls.get(tid) ?? [],
        tid,
      );
      compared += outcome.compared;
      equal += outcome.equal;
      disagreements.push(...outcome.disagreements);
    }
    return { compared, equal, disagreements };
  } finally {
    rmSync(folder, { recursive: true });
    rmSync(logs, { recursive: true });
  }
}

async function main(): Promise<number> {
  if (spawnSync('strace', ['--version'], { stdio: 'ignore' }).status !== 0) {
    console.error('strace is missing: apt-get install strace');
    return 1;
  }
  const helper = join(ROOT, '.cache', 'native', `linux-${process.arch}`, 'procscope-helper');
  if (!existsSync(helper))
    execFileSync(process.execPath, [join(ROOT, 'scripts', 'build-native.ts'), 'linux'], { stdio: 'inherit' });
  const module = pathToFileURL(join(ROOT, 'test', 'native', 'linux', 'support', 'call-recorder.ts')).href;
  const { makeCallRecorder } = (await import(module)) as { makeCallRecorder: () => Recorder };
  const wanted = process.argv.slice(2);
  let [compared, equal] = [0, 0];
  for (const [name, command] of Object.entries(WORKLOADS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const outcome = await runBoth(command, makeCallRecorder, helper);
    compared += outcome.compared;
    equal += outcome.equal;
    const share = ((100 * outcome.equal) / Math.max(1, outcome.compared)).toFixed(3);
    console.log(`${name.padEnd(12)} ${outcome.equal} of ${outcome.compared} equal, ${share} %`);
    for (const { what, strace, capture } of outcome.disagreements.slice(0, 25)) {
      console.log(`  ${what}: strace ${strace}; capture ${capture}`);
    }
  }
  const share = (100 * equal) / Math.max(1, compared);
  console.log(`${'all'.padEnd(12)} ${equal} of ${compared} equal, ${share.toFixed(3)} %`);
  return share >= 99.9 ? 0 : 1;
}

process.exitCode = await main();
