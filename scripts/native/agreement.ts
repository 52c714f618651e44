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
import { compareThread, parseStrace } from './strace-log.ts';
import type { Call, Disagreement } from './strace-log.ts';

/** The engine's decoder belongs to another TypeScript project: loaded by its address. */
interface Recorder {
  readonly start: (helper: string, rootPid: number) => Promise<void>;
  readonly finish: () => Promise<{ calls: Map<number, Call[]>; lost: number }>;
}

/** What runs: shell commands in a folder of their own. */
const WORKLOADS: Readonly<Record<string, string>> = {
  shell:
    'for i in 1 2 3 4 5 6 7 8 9 10; do echo $i > f$i; cat f$i | tr 1 2 > g$i; test -e g$i && mv g$i h$i; done; ls -la; rm f* h*',
  tar: 'tar cf a.tar -C /usr/include linux && mkdir x && tar xf a.tar -C x && rm -r x a.tar',
  git: 'git init -q . && for i in 1 2 3; do echo $i > $i; git add $i; git -c user.name=a -c user.email=a@b commit -qm $i; done; git log --stat > /dev/null; git status > /dev/null; git gc -q',
  python: `python3 -c 'import json,os,socket,tempfile,subprocess,hashlib
for i in range(50):
    with open(f"n{i}","w") as f: f.write(json.dumps(list(range(i))))
    os.rename(f"n{i}", f"m{i}")
for name in sorted(os.listdir(".")): hashlib.sha1(open(name,"rb").read()).hexdigest()
subprocess.run(["true"])'`,
  'web client': `python3 -c 'import http.server,threading,urllib.request
server=http.server.HTTPServer(("127.0.0.1",0),http.server.SimpleHTTPRequestHandler)
threading.Thread(target=server.serve_forever,daemon=True).start()
for i in range(20): urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/").read()' 2> /dev/null`,
  threads: `python3 -c 'import threading,os
def work(n):
    for i in range(100):
        with open(f"t{n}-{i}","w") as f: f.write("x"*i)
        os.stat(f"t{n}-{i}"); os.unlink(f"t{n}-{i}")
threads=[threading.Thread(target=work,args=(n,)) for n in range(8)]
[t.start() for t in threads]; [t.join() for t in threads]'`,
};

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
