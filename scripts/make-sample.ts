/**
 * `npm run sample`: records `assets/sample.procscope`, the capture that the app offers to those who have none, with the capture helper
 * of this repository. Needs root, and Debian's python3 and iproute2.
 *
 * The scripts of scripts/sample run in namespaces of their own, so that the capture names no folder, user or machine of whoever
 * makes it. What it cannot be kept from seeing, the local part of the kernel's release and the number of the boot, is taken out.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { hostname, release, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { freshLinuxHelper, nativeTarget } from './native/build-linux.ts';
import { ROOT } from './setup/project-node.mjs';

const SAMPLE = join(ROOT, 'assets', 'sample.procscope');
const SCRIPTS = join(ROOT, 'scripts', 'sample');
/** Bytes that a sample may have: everybody who installs the app gets it. */
const MOST_BYTES = 300 * 1024;

/** The home folder that scripts/sample/stage.sh makes. */
const HOME = '/home/alice';

/** Where the program starts, which shells look at. */
const DEMO = ['--directory', `${HOME}/demo`, '--env', `PWD=${HOME}/demo`];

/** Nothing of whoever makes the sample but what their system has anyway. */
const ENVIRONMENT = { PATH: '/usr/bin:/bin', HOME, LANG: 'C.UTF-8', TZ: 'UTC' };

function run(command: string, args: readonly string[]): string {
  const { status, stdout, error } = spawnSync(command, args, {
    encoding: 'utf8',
    env: ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 256 * 1024 * 1024,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with status ${status}`);
  return stdout;
}

const procscope = (...args: readonly string[]): string[] => [
  process.execPath,
  join(ROOT, 'src', 'cli', 'procscope.ts'),
  ...args,
];

function record(file: string): void {
  const program = ['setpriv', '--reuid=1000', '--regid=1000', '--clear-groups', 'sh', '../workload.sh'];
  const capture = procscope('capture', '-o', file, ...DEMO, '--', ...program);
  const names = ['--mount', '--uts', '--net', '--propagation', 'private'];
  run('unshare', [...names, '--', join(SCRIPTS, 'stage.sh'), SCRIPTS, ...capture]);
}

/** Forgets who started the program: what is saved of a capture holds the ancestors of its processes. */
function orphan(file: string): void {
  const [command = '', ...args] = procscope('export', file, '--to', 'jsonl', '-o', '-');
  const { pid } = JSON.parse(run(command, args).split('\n', 1)[0] ?? '') as { readonly pid: number };
  const database = new Database(file);
  database.prepare('UPDATE processes SET parent_uid = NULL WHERE pid = ?').run(pid);
  database.close();
}

/** Takes out what names this machine, and what only the file's own maker needs. */
function clean(file: string): void {
  const database = new Database(file);
  database.prepare("UPDATE meta SET value = ? WHERE key = 'kernel'").run(release().split('-', 1)[0]);
  database.prepare("DELETE FROM meta WHERE key = 'boot_id'").run();
  database.exec('VACUUM');
  database.close();
}

/** The texts of a part of a capture, and what else is needed of the engine, which belongs to another TypeScript project. */
interface Texts {
  readonly limit: number;
  has(id: number): boolean;
  get(id: number): string;
}
interface Engine {
  openCapture(path: string): Promise<{
    readonly finished: Promise<unknown>;
    readonly capture: {
      readonly store: { readonly epoch: { readonly strings: Texts } };
      close(): Promise<void>;
    };
  }>;
}

/** All texts of a capture: also those of processes that no export writes, such as control groups. */
async function textsOf(file: string): Promise<string> {
  const source = new URL('../src/engine/open-capture.ts', import.meta.url).href;
  const engine = (await import(source)) as Engine;
  const { capture, finished } = await engine.openCapture(file);
  await finished;
  const { strings } = capture.store.epoch;
  const texts = Array.from({ length: strings.limit }, (_, id) =>
    strings.has(id) ? strings.get(id) : '',
  ).join('\n');
  await capture.close();
  return texts;
}

/** Errors: says what of this machine can be found in a capture. */
async function check(file: string): Promise<void> {
  const [command = '', ...args] = procscope('export', file, '--to', 'jsonl', '-o', '-');
  const [info = '', ...about] = procscope('info', file, '--json');
  const rows = run(command, args);
  const text = rows + run(info, about) + (await textsOf(file));
  const group = /^\d+:[^:]*:\/(.+)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1];
  const own = [
    ROOT,
    folder,
    hostname(),
    release(),
    process.execPath,
    ...(group === undefined ? [] : [group]),
  ];
  const user = userInfo().username;
  if (user !== 'root') own.push(user);
  for (const name of own) if (text.includes(name)) throw new Error(`The sample holds "${name}".`);
  const { size } = statSync(file);
  if (size > MOST_BYTES) throw new Error(`The sample has ${size} bytes, more than ${MOST_BYTES}.`);
  console.log(`${file}: ${rows.split('\n').length - 1} events, ${size} bytes`);
}

const folder = mkdtempSync(join(tmpdir(), 'procscope-sample-'));
try {
  freshLinuxHelper(nativeTarget(process.arch));
  const whole = join(folder, 'whole.procscope');
  record(whole);
  orphan(whole);
  // The launcher's own rows, and processes that only ran meanwhile.
  const rule = 'Process Name;is;procscope-helper;Exclude';
  const [command = '', ...args] = procscope('export', whole, '--to', 'native', '--rule', rule, '-o', SAMPLE);
  run(command, args);
  clean(SAMPLE);
  await check(SAMPLE);
  chmodSync(SAMPLE, 0o644);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
