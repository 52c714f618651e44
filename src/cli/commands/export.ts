import type { Capture } from '../../engine/capture/capture.ts';
import { saveCapture } from '../../engine/capture-file/save-capture.ts';
import { allRows, viewRows } from '../../engine/export/event-rows.ts';
import type { EventRows } from '../../engine/export/event-rows.ts';
import { exportEvents } from '../../engine/export/export-events.ts';
import type { TextFormat } from '../../engine/export/export-events.ts';
import { exportToFile } from '../../engine/export/file-export.ts';
import { outputPlace } from '../../engine/export/output-file.ts';
import { View } from '../../engine/view/view.ts';
import { assertNever, cancelled } from '../../shared/errors.ts';
import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import { eventNo } from '../../shared/units.ts';
import type { EventNo } from '../../shared/units.ts';
import type { CommandHost, CommandInput, CommandSpec } from '../command.ts';
import { columnHelp, readColumns, readRules, relationHelp } from '../event-options.ts';
import { withCapture } from '../open-for-reading.ts';
import { UsageError } from '../usage-error.ts';

const FORMATS = ['csv', 'jsonl', 'native'] as const;
type Format = (typeof FORMATS)[number];

/** `procscope export`: writes the events of a capture file in another format. */
export const exportCommand: CommandSpec = {
  name: 'export',
  summary: 'Write the events of a capture file as CSV, JSON Lines or a capture file.',
  argument: { name: 'file', doc: 'log of Process Monitor (PML) or capture file of Procscope' },
  options: [
    { flags: '--to <format>', name: 'to', doc: 'what to write', choices: FORMATS, isRequired: true },
    {
      flags: '--columns <names>',
      name: 'columns',
      doc: 'columns of a CSV file: default, all, or names with commas between them',
    },
    {
      flags: '--rule <rule>',
      name: 'rule',
      doc: 'filter rule, may be repeated; without one all events are written',
      isRepeatable: true,
    },
    {
      flags: '-o, --output <file>',
      name: 'output',
      doc: 'file to write, - for standard output',
      isRequired: true,
    },
  ],
  help: `
csv     as Process Monitor writes it: UTF-8 with a byte-order mark, every field quoted, Detail cut at 4,095 characters.
        Times are local: set the variable TZ for another zone, such as TZ=UTC.
jsonl   one JSON object an event, always with all keys: seq, time (UTC), process, pid, tid, parentPid, user, imagePath,
        commandLine, class, operation, path, result, detail (object of name to value; a repeated name gets a number
        behind it), category, duration (seconds, null while pending).
native  a capture file of Procscope.
The file is written beside its target and renamed at the end, so that the target is never half a file.

A rule is Column;relation;value;Include or Column;relation;value;Exclude. Events that match an Exclude rule are left out;
Include rules on the same column are alternatives, different columns narrow each other. Case does not matter.

Relations: ${relationHelp()}

Columns (default: those with a *):
${columnHelp()}

Examples:
  procscope export boot.PML --to csv --columns all -o boot.csv
  procscope export boot.PML --to csv --columns 'Time of Day,PID,Path' -o -
  procscope export boot.PML --to jsonl --rule 'Process Name;is;svchost.exe;Include' -o - | jq .path
  procscope export boot.PML --to native -o boot.procscope`,
  async run(input, host) {
    const job = readJob(input);
    // What is wrong with the target is said before a long file is read.
    if (job.output !== '-') await outputPlace(job.output, job.file);
    await withCapture(job.file, host, async ({ capture }) => write(capture, job, host));
    host.progress.clear();
  },
};

interface Job {
  readonly file: string;
  readonly output: string;
  readonly rules: readonly FilterRule[];
  /** Undefined for a capture file. */
  readonly text: TextFormat | undefined;
}

function readJob(input: CommandInput): Job {
  const to = FORMATS.find((format) => format === input.text('to'));
  const output = input.text('output');
  if (to === undefined || output === undefined)
    throw new Error('The table of options lets nothing else through');
  if (output === '') throw new UsageError('The name of the output file is empty.');
  if (to === 'native' && output === '-') {
    throw new UsageError('A capture file cannot be written to standard output: name a file with --output.');
  }
  return {
    file: input.argument,
    output,
    rules: readRules(input.texts('rule')),
    text: textFormat(to, input.text('columns')),
  };
}

function textFormat(to: Format, columns: string | undefined): TextFormat | undefined {
  if (to !== 'csv' && columns !== undefined && columns !== 'all') {
    throw new UsageError(
      `--columns chooses the columns of a CSV file: with --to ${to} everything is written.`,
    );
  }
  switch (to) {
    case 'csv':
      return { format: 'csv', columns: readColumns(columns ?? 'default') };
    case 'jsonl':
      return { format: 'jsonl' };
    case 'native':
      return undefined;
    default:
      return assertNever(to);
  }
}

async function write(capture: Capture, job: Job, host: CommandHost): Promise<void> {
  const { rules, text } = job;
  if (rules.length === 0) {
    return text === undefined
      ? writeNative(capture, job, host)
      : writeText(capture, allRows(capture), text, job, host);
  }
  const view = new View(capture);
  try {
    await filter(view, rules, host);
    if (text === undefined) await writeNative(capture, job, host, view);
    else await writeText(capture, viewRows(view), text, job, host);
  } finally {
    view.close();
  }
}

async function filter(view: View, rules: readonly FilterRule[], host: CommandHost): Promise<void> {
  const outcome = await view.setFilter(rules, {
    signal: host.signal,
    onProgress: host.progress.step('Filtering'),
  });
  if (outcome === 'cancelled') throw cancelled();
}

async function writeText(
  capture: Capture,
  rows: EventRows,
  text: TextFormat,
  { file, output }: Job,
  host: CommandHost,
): Promise<void> {
  const { signal } = host;
  if (output !== '-') {
    await exportToFile(capture, rows, output, text, {
      signal,
      source: file,
      onProgress: host.progress.step('Writing'),
    });
    return;
  }
  // The reader may draw on the same terminal: no progress line gets between its lines.
  host.progress.clear();
  await exportEvents(capture, rows, host.output, text, { signal });
}

async function writeNative(
  capture: Capture,
  { file, output }: Job,
  host: CommandHost,
  view?: View,
): Promise<void> {
  const { final } = await outputPlace(output, file);
  if (final === undefined)
    throw new UsageError(`"${output}" is no ordinary file: a capture file cannot be written to it.`);
  await saveCapture(capture, final, {
    signal: host.signal,
    onProgress: host.progress.step('Writing'),
    ...(view === undefined ? {} : { events: eventsOf(viewRows(view)) }),
  });
}

function* eventsOf(rows: EventRows): Generator<EventNo> {
  for (const { segment, index } of rows) yield eventNo(segment.first + index);
}
