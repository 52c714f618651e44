/**
 * `npm run test:boot [NAME...]`: boot logging on a small Debian with systemd, in a virtual machine whose processor QEMU
 * emulates. Enables it there, starts the machine again, ends it in different ways, reads the log from its disk as the app
 * does, and checks what is in it. Prints the machine's console, what was found, and the sum as `N passed, N failed`. Not part
 * of `npm test`: emulation takes its time.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentChecks, kernelStart } from './guest/boot-checks.ts';
import type { Check, Collected, LogRow } from './guest/boot-checks.ts';
import { BOOT_GUEST_FOLDER, makeBootDisks } from './guest/boot-disk.ts';
import type { BootDisks } from './guest/boot-disk.ts';
import {
  chooseVar,
  copyDisks,
  hasPath,
  putPatience,
  putPrograms,
  repair,
  takeLogs,
} from './guest/boot-image.ts';
import type { TakenLogs } from './guest/boot-image.ts';
import { BootMachine } from './guest/boot-machine.ts';
import { GuestError, requireTools } from './guest/tools.ts';
import { NativeBuildError } from './native/build-linux.ts';
import { ROOT } from './setup/project-node.mjs';

/** How boot logging is, as the helper says; src/shared/boot.ts has all of it. */
interface BootStatus {
  readonly isArmed: boolean;
  readonly recording?: BootLog;
  readonly logs: readonly BootLog[];
  readonly leftovers: readonly string[];
  readonly unsupported?: unknown;
}
interface BootLog {
  /** Milliseconds since 1970. */
  readonly began: number;
  readonly bytes: number;
  readonly isComplete: boolean;
}

const WANTS_LINK = '/etc/systemd/system/sysinit.target.wants/procscope-boot.service';
const PARTS = [
  '/etc/systemd/system/procscope-boot.service',
  '/etc/systemd/system/procscope-boot-flush.service',
  '/usr/libexec/procscope-boot',
];
const LOGS = '/lib/procscope';
/** What the guest writes when it has done what it was to do. */
const DONE = 'WORK DONE';
/** Everything older than this is on the disk when the power goes, ms: the log is made safe each second. */
const SAFE_MS = 8000;

/** A log that was collected and opened. */
interface OpenedFile {
  readonly rows: readonly LogRow[];
  readonly collected: Collected;
  /** As the helper says of the disk's log. */
  readonly status: BootStatus;
}

/** A start of the guest that is recorded. */
interface Run {
  readonly about: string;
  /** A case of guest/boot-work.sh. */
  readonly work: string;
  readonly hasOwnVar: boolean;
  readonly ends: 'by itself' | 'without power';
}

const RUNS: Readonly<Record<string, Run>> = {
  clean: {
    about: 'an orderly shutdown, /var on a disk of its own',
    work: 'clean',
    hasOwnVar: true,
    ends: 'by itself',
  },
  root: {
    about: 'an orderly shutdown, /var on the root',
    work: 'clean',
    hasOwnVar: false,
    ends: 'by itself',
  },
  cut: { about: 'a power loss', work: 'cut', hasOwnVar: true, ends: 'without power' },
  collect: { about: 'collected while it is recorded', work: 'collect', hasOwnVar: true, ends: 'by itself' },
};

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => RUNS[name] === undefined);
  if (unknown !== undefined) {
    throw new GuestError(`There is no run ${unknown}: there are ${Object.keys(RUNS).join(', ')}.`);
  }
  requireTools();
  const base = makeBootDisks((line) => console.log(line));
  const checks: (readonly [run: string, checks: readonly Check[]])[] = [];
  const enabled = copyDisks(base, 'enabled');
  putPrograms(enabled.root);
  putPatience(enabled.root);
  console.log('\n== enable: in the running guest');
  const began = performance.now();
  checks.push(['enable', await enable(enabled)]);
  for (const [name, run] of Object.entries(RUNS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    console.log(`\n== ${name}: ${run.about}`);
    const disks = copyDisks(enabled, name);
    chooseVar(disks.root, run.hasOwnVar);
    const beginning = performance.now();
    checks.push([name, await tryRun(disks, run, name)]);
    console.log(`${secondsSince(beginning)} s`);
  }
  return report(checks, began);
}

/** A run that could not be made is one that failed. */
async function tryRun(disks: BootDisks, run: Run, name: string): Promise<Check[]> {
  try {
    return await (run.work === 'collect' ? collectInside(disks) : record(disks, run, name));
  } catch (error) {
    if (!(error instanceof GuestError)) throw error;
    return [check('it could be made', false, error.message)];
  }
}

function report(runs: readonly (readonly [string, readonly Check[]])[], began: number): number {
  let failed = 0;
  let passed = 0;
  for (const [name, checks] of runs) {
    console.log(`\n  ${name}`);
    for (const { name: what, isSo, found } of checks) {
      if (isSo) passed++;
      else failed++;
      console.log(`    ${isSo ? 'yes' : 'NO '} ${what}: ${found}`);
    }
  }
  console.log(`\n${secondsSince(began)} s`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** Enables boot logging in the guest, as the app does. */
async function enable(disks: BootDisks): Promise<Check[]> {
  const machine = new BootMachine(disks, 'enable');
  await machine.off();
  const [before, after] = statusesOf(machine.console);
  return [
    check('it is not armed before', before?.isArmed === false && before.unsupported === undefined, before),
    check('it is armed then', after?.isArmed === true, after),
    check('the link is on the disk', hasPath(disks.root, WANTS_LINK), WANTS_LINK),
  ];
}

/** A start that is recorded and ends; then its log, read from its disk. */
async function record(disks: BootDisks, run: Run, name: string): Promise<Check[]> {
  const machine = new BootMachine(disks, run.work);
  await machine.until(DONE);
  if (run.ends === 'without power') {
    await new Promise((done) => setTimeout(done, SAFE_MS));
    machine.cutPower();
    await machine.gone();
    repair(disks.root);
    repair(disks.var);
  } else await machine.off();

  const isCut = run.ends === 'without power';
  const parts = PARTS.filter((path) => hasPath(disks.root, path));
  const [during] = statusesOf(machine.console);
  const began = during?.recording?.began ?? 0;
  const log = takeLogs(run.hasOwnVar ? disks.var : disks.root, run.hasOwnVar ? LOGS : `/var${LOGS}`);
  const opened = open(log, name);
  const rows = opened.rows;
  const first = millisecondsOf(rows[0]);
  const codes = opened.collected.notices.map(({ code }) => code);
  return [
    check('it was recorded while the guest ran', during?.recording !== undefined && !during.isArmed, during),
    check('it is out of the next start', !hasPath(disks.root, WANTS_LINK), WANTS_LINK),
    isCut
      ? check('the log says that it was cut off', codes.join() === 'boot/cut-off', opened.collected.notices)
      : check('the log has its end', opened.status.logs[0]?.isComplete === true && codes.length === 0, codes),
    ...(isCut
      ? [
          check(
            'what happened before the power went is there',
            rows.some(isOfLoop),
            rows.filter(isOfLoop).length,
          ),
        ]
      : [check('nothing of it is left but the log', parts.length === 0, parts)]),
    ...contentChecks({ ...opened, console: machine.console }, began),
    check(
      'events, first and last, in ms after the kernel began',
      rows.length > 1000,
      `${rows.length} events, ${(first - kernelStart(machine.console)).toFixed(0)} to ${(millisecondsOf(rows.at(-1)) - kernelStart(machine.console)).toFixed(0)}; recording began at ${(began - kernelStart(machine.console)).toFixed(0)}`,
    ),
  ];
}

/** A log that is collected where it is recorded: then nothing is left of boot logging. */
async function collectInside(disks: BootDisks): Promise<Check[]> {
  const machine = new BootMachine(disks, 'collect');
  await machine.off();
  const [during, after] = statusesOf(machine.console);
  const size = Number(/^-rw\S+ .*? (\d+) \S+ +\d+ \S+ \/srv\/boot-log$/m.exec(machine.console)?.[1] ?? 0);
  const units = /^units: (.*)$/m.exec(machine.console)?.[1] ?? 'not told';
  return [
    check('it was recorded while the guest ran', during?.recording !== undefined, during),
    check('the log was sent', size > (during?.recording?.bytes ?? Infinity), `${size} bytes`),
    check(
      'nothing is recorded or left then',
      after !== undefined &&
        after.recording === undefined &&
        after.logs.length + after.leftovers.length === 0,
      after,
    ),
    check(
      'nothing is on the disk then',
      ![WANTS_LINK, ...PARTS].some((path) => hasPath(disks.root, path)) && !hasPath(disks.var, LOGS),
      PARTS.join(', '),
    ),
    check('systemd knows no unit of it any more', units === '', units),
  ];
}

/** Collects the log with the app's own code, and exports its events with the command line. */
function open({ root, helper }: TakenLogs, name: string): OpenedFile {
  const logs = join(root, 'var', 'lib', 'procscope');
  const id = (existsSync(logs) ? readdirSync(logs) : [])
    .find((file) => file.endsWith('.state'))
    ?.replace(/^boot-|\.state$/g, '');
  if (id === undefined) throw new GuestError('There is no log on the disk.');
  const sudo = process.getuid?.() === 0 ? [] : ['sudo'];
  const [command = '', ...args] = [...sudo, 'chroot', root, helper, 'boot', 'status'];
  const status = JSON.parse(run(command, args)) as BootStatus;
  const target = join(BOOT_GUEST_FOLDER, `${name}.procscope`);
  const collect = join(ROOT, 'test', 'boot', 'collect-log.ts');
  const collected = JSON.parse(run(process.execPath, [collect, root, id, target])) as Collected;
  const file = join(BOOT_GUEST_FOLDER, `${name}.jsonl`);
  const cli = join(ROOT, 'scripts', 'procscope.ts');
  run(process.execPath, [cli, 'export', '--to', 'jsonl', '-o', file, target]);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return { rows: lines.map((line) => JSON.parse(line) as LogRow), collected, status };
}

/** Runs a command. Returns what it prints. Errors: a {@link GuestError} with what it says when it fails. */
function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new GuestError(`${command} ${args.join(' ')} failed: ${stderr}`);
  return stdout;
}

/** What the guest does until its power is cut. */
function isOfLoop({ operation, path }: LogRow): boolean {
  return operation === 'openat' && path === '/srv/boot-work-date';
}

function millisecondsOf(row: LogRow | undefined): number {
  if (row === undefined) return NaN;
  const [, seconds = '', fraction = '0'] = /^(.*?)\.(\d+)Z$/.exec(row.time) ?? [];
  return Date.parse(`${seconds}Z`) + Number(`0.${fraction}`) * 1000;
}

/** The states that the helper printed in the guest, in their order. */
function statusesOf(console: string): BootStatus[] {
  return [...console.matchAll(/^\{"isArmed".*\}$/gm)].map(([line]) => JSON.parse(line) as BootStatus);
}

function check(name: string, isSo: boolean, found: unknown): Check {
  return { name, isSo, found: typeof found === 'string' ? found : JSON.stringify(found) };
}

function secondsSince(time: number): string {
  return ((performance.now() - time) / 1000).toFixed(0);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof GuestError || error instanceof NativeBuildError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
