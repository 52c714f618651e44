import { ClassCounts } from '../../engine/api/class-counts.ts';
import type { Capture } from '../../engine/capture/capture.ts';
import type { TraceFacts } from '../../engine/capture/trace-facts.ts';
import { procmonEvidence } from '../../engine/dialect/procmon-version.ts';
import { isoTime } from '../../engine/export/iso-time.ts';
import { EventClass, eventClassName, isEventClass, toggleClasses } from '../../shared/event-class.ts';
import type { DialectName, SystemInfo } from '../../shared/capture-info.ts';
import type { ProcscopeError } from '../../shared/errors.ts';
import { groupDigits } from '../../shared/format/number.ts';
import { absoluteTime } from '../../shared/units.ts';
import type { RelTicks } from '../../shared/units.ts';
import type { CommandSpec } from '../command.ts';
import { withCapture } from '../open-for-reading.ts';
import { terminalText } from '../terminal-text.ts';

/** `procscope info`: what a capture file holds. */
export const infoCommand: CommandSpec = {
  name: 'info',
  summary: 'Say what a capture file holds.',
  argument: {
    name: 'file',
    doc: 'log of Process Monitor (PML), event trace of Windows (ETL) or capture file of Procscope',
  },
  options: [{ flags: '--json', name: 'json', doc: 'print one JSON object' }],
  help: `
The JSON object has the keys events, format (pml, etl or native), bitness (32 or 64), processes, system, first, last (times
of the first and the last event in UTC, null without events), classes (events by class), procmon (version of the
Process Monitor that made the log and the file that tells it, null where nothing does), lost and warnings; of an event
trace also files, header, buffers, totalEvents (records of all kinds), recordKinds and counts.

Examples:
  procscope info boot.PML
  procscope info boot.PML --json
  procscope info kernel.etl`,
  async run(input, host) {
    const text = await withCapture(input.argument, host, async ({ capture, warnings }) => {
      const info = captureInfo(capture, warnings);
      return input.flag('json') ? `${JSON.stringify(info, wellFormed, 2)}\n` : describe(info);
    });
    host.progress.clear();
    await host.output.write(text);
  },
};

/** What `info --json` prints. Keys are only ever added. */
export interface CaptureFacts extends Partial<TraceFacts> {
  readonly events: number;
  readonly format: string;
  readonly bitness: number;
  readonly processes: number;
  readonly system: SystemFacts;
  /** ISO 8601 in UTC; null where there are no events. */
  readonly first: string | null;
  readonly last: string | null;
  /** Events by class: those with a toggle always, others where there are any. */
  readonly classes: Readonly<Record<string, number>>;
  /** The Process Monitor that made the log, whose exports are reproduced; null where nothing tells its version. */
  readonly procmon: { readonly version: string; readonly file: string } | null;
  /** Places where events are missing, and how many; events is null where some source did not say. */
  readonly lost: { readonly places: number; readonly events: number | null };
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

interface SystemFacts {
  readonly computer: string;
  readonly os: string;
  /** Of Windows: version, service pack and root. */
  readonly version?: string;
  readonly servicePack?: string;
  readonly systemRoot?: string;
  /** Of Linux: the kernel's release, the machine as `uname -m` says it, how the helper recorded. */
  readonly kernel?: string;
  readonly machine?: string;
  readonly tier?: string;
  readonly processors: number;
  /** Bytes. */
  readonly memory: number;
}

/** The facts about a capture that was read to its end. */
export function captureInfo(capture: Capture, warnings: readonly ProcscopeError[]): CaptureFacts {
  const { meta, store } = capture;
  const { system } = meta;
  const counts = new ClassCounts(store).now();
  const lostRows = store.losses.length;
  const { first, last } = timeRange(capture);
  const evidence = procmonEvidence(capture);
  return {
    events: store.length - lostRows,
    format: meta.format,
    bitness: meta.bitness,
    processes: countProcesses(capture),
    system: {
      computer: system.computer,
      os: system.operatingSystem,
      ...ownFacts(system),
      processors: system.processors,
      memory: system.memory,
    },
    first,
    last,
    classes: namedCounts(counts, meta.dialect),
    procmon: evidence === undefined ? null : { version: evidence.text, file: evidence.file },
    lost: { places: lostRows, events: lostEvents(capture) },
    warnings: warnings.map(({ code, message }) => ({ code, message })),
    ...capture.trace,
  };
}

/** What only one kind of system has. */
function ownFacts({ linux, ...windows }: SystemInfo): Partial<SystemFacts> {
  if (linux !== undefined) return { kernel: linux.kernel, machine: linux.machine, tier: linux.tier };
  const { major = 0, minor = 0, build = 0, servicePack = '', systemRoot = '' } = windows;
  return { version: `${major}.${minor}.${build}`, servicePack, systemRoot };
}

function timeRange(capture: Capture): { readonly first: string | null; readonly last: string | null } {
  let first = Infinity;
  let last = -Infinity;
  for (const segment of capture.store.segments) {
    if (segment.length === 0) continue;
    first = Math.min(first, segment.minTime);
    last = Math.max(last, segment.maxTime);
  }
  if (first > last) return { first: null, last: null };
  const text = (ticks: number): string => isoTime(absoluteTime(ticks as RelTicks, capture.meta.startTime));
  return { first: text(first), last: text(last) };
}

function countProcesses(capture: Capture): number {
  const uids = new Set<number>();
  for (const epoch of new Set(capture.store.segments.map((segment) => segment.epoch))) {
    for (const record of epoch.processes.records) uids.add(record.uid);
  }
  return uids.size;
}

function namedCounts(counts: readonly number[], dialect: DialectName): Record<string, number> {
  const named: Record<string, number> = {};
  for (const toggle of toggleClasses(dialect)) named[eventClassName(toggle)] = counts[toggle] ?? 0;
  counts.forEach((count, value) => {
    if (count > 0 && isEventClass(value) && value !== EventClass.Lost) named[eventClassName(value)] = count;
  });
  return named;
}

function lostEvents(capture: Capture): number | null {
  let sum = 0;
  for (const { count } of capture.store.losses) {
    if (count === undefined) return null;
    sum += count;
  }
  return sum;
}

/** Lines for people: a name and a value each. */
function describe(info: CaptureFacts): string {
  const { system, lost } = info;
  const lines: (readonly [string, string])[] = [
    ['Events', groupDigits(info.events)],
    ...Object.entries(info.classes).map(([name, count]) => [`  ${name}`, groupDigits(count)] as const),
    ['Processes', groupDigits(info.processes)],
    ['First event', info.first ?? 'none'],
    ['Last event', info.last ?? 'none'],
    ['Format', `${info.format}, ${info.bitness}-bit`],
    ...optionalLine('Computer', system.computer),
    ['System', system.os],
    ...optionalLine('System root', system.systemRoot),
    ...optionalLine(
      'Kernel',
      system.kernel === undefined ? undefined : `${system.kernel} (${system.machine})`,
    ),
    ...optionalLine('Recorded by', system.tier === undefined ? undefined : recorderName(system.tier)),
    ...optionalLine('Processors', system.processors === 0 ? undefined : String(system.processors)),
    ...optionalLine('Memory', system.memory === 0 ? undefined : mebibytes(system.memory)),
  ];
  if (info.header !== undefined) lines.push(...traceLines(info, info.header));
  if (info.procmon !== null)
    lines.push(['Process Monitor', `${info.procmon.version} (${info.procmon.file})`]);
  if (lost.places > 0) {
    lines.push([
      'Lost events',
      `${lost.events === null ? 'unknown number' : groupDigits(lost.events)} in ${lost.places} places`,
    ]);
  }
  const width = Math.max(...lines.map(([name]) => name.length)) + 2;
  return lines.map(([name, value]) => `${name.padEnd(width)}${terminalText(value)}\n`).join('');
}

/** How it was recorded, of which the helper has several ways in the kernel. */
function recorderName(tier: string): string {
  return tier === 'ptrace' ? tier : `eBPF (${tier})`;
}

function traceLines(info: CaptureFacts, header: TraceFacts['header']): (readonly [string, string])[] {
  const { files = [], totalEvents = 0 } = info;
  return [
    ['Session', header.loggerName],
    ['Records', groupDigits(totalEvents)],
    ...(files.length > 1 ? [['Files', files.join(', ')] as const] : []),
  ];
}

/** No line for what the source does not say. */
function optionalLine(name: string, value: string | undefined): (readonly [string, string])[] {
  return value === undefined || value === '' ? [] : [[name, value]];
}

function mebibytes(bytes: number): string {
  return `${groupDigits(Math.round(bytes / (1024 * 1024)))} MiB`;
}

function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value;
}
