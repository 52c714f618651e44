/**
 * `node scripts/native/agreement.ts`: runs workloads under `strace -f` and the capture helper at the same time and prints
 * how far they agree on operation, path and result, and every disagreement with what explains it. Needs root, strace and a built helper.
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
import type { Call, DisagreementKind, Outcome } from './strace-log.ts';

/** The engine's decoder belongs to another TypeScript project: loaded by its address. */
interface Recorder {
  readonly start: (helper: string, rootPid: number) => Promise<void>;
  readonly finish: () => Promise<{ calls: Map<number, Call[]>; lost: number }>;
}

/** Why the two may say different things. */
const EXPLANATIONS: Readonly<Record<DisagreementKind, string>> = {
  'only strace': 'the capture does not have this call: a fault, unless it says above that it lost some',
  'only capture':
    'strace does not have this call: it takes a thread when that has begun, and its log ends with it',
  result: 'no reason is known: a fault',
  path: 'strace looked when the call began, the capture when it ended, and the file was renamed, removed or connected between',
};

/** Runs one workload under both. */
async function runBoth(command: string, makeRecorder: () => Recorder, helper: string): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'procscope-agreement-'));
  const logs = mkdtempSync(join(tmpdir(), 'procscope-strace-'));
  try {
    // The shell waits for a line before it becomes the workload's, so that the filter can name it first.
    const args = [
      '-ff',
      '-yy',
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
    return readdirSync(logs)
      .map((name) => {
        const tid = Number(name.replace(/^t\./, ''));
        return compareThread(
          parseStrace(readFileSync(join(logs, name), 'latin1')),
          calls.get(tid) ?? [],
          tid,
        );
      })
      .reduce(sumOf, NOTHING);
  } finally {
    rmSync(folder, { recursive: true });
    rmSync(logs, { recursive: true });
  }
}

const NOTHING: Outcome = { compared: 0, equal: 0, leftOut: 0, disagreements: [] };

function sumOf(a: Outcome, b: Outcome): Outcome {
  return {
    compared: a.compared + b.compared,
    equal: a.equal + b.equal,
    leftOut: a.leftOut + b.leftOut,
    disagreements: [...a.disagreements, ...b.disagreements],
  };
}

function print(name: string, { compared, equal, leftOut, disagreements }: Outcome): void {
  const share = ((100 * equal) / Math.max(1, compared)).toFixed(3);
  const before = leftOut === 0 ? '' : `; ${leftOut} before both watched a thread`;
  console.log(`${name.padEnd(12)} ${equal} of ${compared} equal, ${share} %${before}`);
  for (const { kind, what, strace, capture } of disagreements)
    console.log(`  ${what}: strace ${strace}; capture ${capture}\n    ${EXPLANATIONS[kind]}`);
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
  let all = NOTHING;
  for (const [name, command] of Object.entries(WORKLOADS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const outcome = await runBoth(command, makeCallRecorder, helper);
    print(name, outcome);
    all = sumOf(all, outcome);
  }
  print('all', { ...all, disagreements: [] });
  return all.equal >= all.compared * 0.999 ? 0 : 1;
}

process.exitCode = await main();
