import { basename } from 'node:path';

/** An event of the opened log, as `procscope export --to jsonl` writes it. */
export interface LogRow {
  /** UTC, with 100 ns digits. */
  readonly time: string;
  readonly process: string;
  readonly pid: number;
  readonly parentPid: number;
  readonly imagePath: string;
  readonly commandLine: string;
  readonly class: string;
  readonly operation: string;
  readonly path: string;
  readonly result: string;
}

/** What came of collecting a log; as src/shared/boot.ts has it, and here as far as it is looked at. */
export interface Collected {
  readonly events: number;
  readonly lost: number;
  readonly notices: readonly { readonly code: string }[];
}

/** A log that was collected and opened. */
export interface OpenedLog {
  readonly rows: readonly LogRow[];
  readonly collected: Collected;
  /** What the guest wrote while it was recorded. */
  readonly console: string;
}

/** Something that must be so, and what was found. */
export interface Check {
  readonly name: string;
  readonly isSo: boolean;
  readonly found: string;
}

/** The first process of a service, as systemd tells of it. Times are microseconds since the kernel began. */
interface Service {
  readonly id: string;
  readonly pid: number;
  readonly started: number;
  readonly program: string;
}

const MICROSECONDS = 1000;

/** When the machine's kernel began, in ms since 1970, by what it says of its own clocks in `/proc`. */
export function kernelStart(console: string): number {
  const wall = Number(field(console, /^wall ([\d.]+)$/m)) * 1000;
  return wall - Number(field(console, /^uptime ([\d.]+)$/m)) * 1000;
}

/** What every log must hold, however it ended. `began`: ms since 1970 when recording did. */
export function contentChecks({ rows, collected, console }: OpenedLog, began: number): Check[] {
  const start = kernelStart(console);
  const ready = Number(field(console, /^ActiveEnterTimestampMonotonic=(\d+)$/m)) / MICROSECONDS;
  // A machine that is slower than the start's patience records from later on.
  const since = Math.max(ready, began - start);
  const services = servicesOf(console).filter(({ started }) => started / MICROSECONDS > since);
  const early = services.filter(({ id }) =>
    /^systemd-(udevd|sysusers|tmpfiles-setup|journal-flush)/.test(id),
  );
  const work = rows.filter(({ commandLine }) => /guest-work|boot-work/.test(commandLine));
  const losses = rows.filter(({ operation }) => operation === 'Events Lost');
  return [
    {
      name: 'the services that systemd starts first are among those that it started behind the unit',
      isSo: early.length >= 3,
      found: early.map(({ id }) => id).join(', '),
    },
    ...services.map((service) => serviceCheck(service, rows)),
    {
      name: 'a program has its command line',
      isSo: rows.some(
        ({ commandLine, operation }) =>
          operation === 'Process Exit' && commandLine === 'cat /srv/boot-work-file',
      ),
      found: `${work.length} events of the guest's script`,
    },
    rowCheck(
      'a file that is written',
      rows,
      ({ operation, path }) => operation === 'openat' && path === '/srv/boot-work-file',
    ),
    rowCheck(
      'a connection',
      rows,
      ({ class: kind, operation, path }) =>
        kind === 'Network' && operation === 'connect' && path.includes('127.0.0.1:7117'),
    ),
    rowCheck(
      'its change of state, which is no call',
      rows,
      ({ operation, path }) => operation === 'TCP Connect' && path.includes('127.0.0.1:7117'),
    ),
    {
      name: 'no gap that is not reported',
      isSo: losses.length > 0 === collected.lost > 0 && rows.length === collected.events,
      found: `${rows.length} rows, ${collected.lost} events lost`,
    },
    {
      name: 'systemd had to break no ordering cycle',
      isSo: /^broken cycles: 0$/m.test(console),
      found: field(console, /^(broken cycles: \d+)$/m),
    },
  ];
}

/** A service's process must be seen to begin, to run its program, and with its arguments. */
function serviceCheck({ id, pid, program, started }: Service, rows: readonly LogRow[]): Check {
  const name = basename(program);
  const own = rows.filter((row) => row.pid === pid);
  const hasBegun = own.some(({ operation, parentPid }) => operation === 'Process Start' && parentPid === 1);
  const runs = own.some(
    ({ imagePath, commandLine }) =>
      commandLine.includes(name) && (basename(imagePath) === name || commandLine.includes(program)),
  );
  return {
    name: `${id} (PID ${pid}, ${(started / MICROSECONDS).toFixed(0)} ms after the kernel's start)`,
    isSo: hasBegun && runs,
    found: own.find(({ commandLine }) => commandLine.includes(name))?.commandLine ?? `${own.length} events`,
  };
}

function rowCheck(name: string, rows: readonly LogRow[], isIt: (row: LogRow) => boolean): Check {
  const row = rows.find(isIt);
  return {
    name,
    isSo: row !== undefined,
    found: row === undefined ? 'none' : `${row.process} ${row.operation} ${row.path} ${row.result}`,
  };
}

/** Services that ran a process of their own, from what systemd said of all. */
function servicesOf(console: string): Service[] {
  const [, list = ''] = /SERVICES BEGIN\n([^]*?)SERVICES END/.exec(console) ?? [];
  return list
    .split(/\n\n/)
    .map((block) => ({
      id: field(block, /^Id=(.*)$/m),
      pid: Number(field(block, /^ExecMainPID=(\d+)$/m)),
      started: Number(field(block, /^ExecMainStartTimestampMonotonic=(\d+)$/m)),
      program: field(block, /^ExecStart=\{ path=([^ ;]+)/m),
    }))
    .filter(({ pid, id, program }) => pid > 0 && program !== '' && !id.startsWith('procscope-'));
}

function field(text: string, pattern: RegExp): string {
  return pattern.exec(text)?.[1] ?? '';
}
