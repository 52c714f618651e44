import type { Capture } from '../../engine/capture/capture.ts';
import { saveCapture } from '../../engine/capture-file/save-capture.ts';
import { exportDialect } from '../../engine/dialect/export-dialect.ts';
import { EXPORT_STYLES, PROCMON_VERSIONS, procmonVersionOf } from '../../engine/dialect/export-style.ts';
import type { ExportStyle, ProcmonVersion } from '../../engine/dialect/export-style.ts';
import { allRows, eventsOf, viewRows } from '../../engine/export/event-rows.ts';
import type { EventRows } from '../../engine/export/event-rows.ts';
import { exportEvents } from '../../engine/export/export-events.ts';
import { exportToFile } from '../../engine/export/file-export.ts';
import type { ExportFormat } from '../../engine/export/file-export.ts';
import { outputPlace } from '../../engine/export/output-file.ts';
import { savePml } from '../../engine/formats/pml/write/save-pml.ts';
import { View } from '../../engine/view/view.ts';
import { assertNever, cancelled } from '../../shared/errors.ts';
import type { ColumnName } from '../../shared/columns.ts';
import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import type { CommandHost, CommandInput, CommandSpec } from '../command.ts';
import { readConfigOption } from '../config-option.ts';
import type { ConfigChoice } from '../config-option.ts';
import { readColumns, readRules } from '../event-options.ts';
import { withCapture } from '../open-for-reading.ts';
import { UsageError } from '../usage-error.ts';
import { EXPORT_HELP } from './export-help.ts';

const FORMATS = ['csv', 'xml', 'jsonl', 'sqlite', 'parquet', 'pml', 'native'] as const;
type Format = (typeof FORMATS)[number];

/** How the formats are spoken of that cannot be written from their beginning to their end. */
const WHOLE_FILES: Partial<Record<Format, string>> = {
  sqlite: 'A database',
  pml: 'A log of Process Monitor',
  native: 'A capture file',
};

/** `procscope export`: writes the events of a capture file in another format. */
export const exportCommand: CommandSpec = {
  name: 'export',
  summary:
    'Write the events of a capture file as CSV, XML, JSON Lines, SQLite, Parquet, PML or a capture file.',
  argument: {
    name: 'file',
    doc: 'log of Process Monitor (PML), event trace of Windows (ETL) or capture file of Procscope',
  },
  options: [
    { flags: '--to <format>', name: 'to', doc: 'what to write', choices: FORMATS, isRequired: true },
    {
      flags: '--columns <names>',
      name: 'columns',
      doc: 'columns of a CSV or XML file: default, all, or names with commas between them',
    },
    {
      flags: '--rule <rule>',
      name: 'rule',
      doc: 'filter rule, may be repeated; without one all events are written',
      isRepeatable: true,
    },
    {
      flags: '--config <file>',
      name: 'config',
      doc: 'configuration (PMC) or filter (PMF) of Process Monitor whose filter and columns hold beside the options',
    },
    {
      flags: '--as <style>',
      name: 'as',
      doc: 'whose texts CSV and XML hold: those of Process Monitor or the plain, right ones (default: procmon)',
      choices: EXPORT_STYLES,
    },
    {
      flags: '--procmon-version <version>',
      name: 'procmon-version',
      doc: 'version of Process Monitor to write like, such as 3.53 (default: found out from the capture)',
    },
    { flags: '--stacks', name: 'stacks', doc: 'write the stack of each event into an XML file' },
    {
      flags: '-o, --output <file>',
      name: 'output',
      doc: 'file to write, - for standard output',
      isRequired: true,
    },
  ],
  help: EXPORT_HELP,
  async run(input, host) {
    const job = readJob(input, await readConfigOption(input.text('config'), host));
    // What is wrong with the target is said before a long file is read.
    if (job.output !== '-') {
      const { final } = await outputPlace(job.output, job.file);
      const whole = WHOLE_FILES[job.to];
      if (final === undefined && whole !== undefined) {
        throw new UsageError(
          `"${job.output}" is no ordinary file: ${lowerFirst(whole)} cannot be written to it.`,
        );
      }
    }
    await withCapture(job.file, host, async ({ capture }) => write(capture, job, host));
    host.progress.clear();
  },
};

interface Job {
  readonly file: string;
  readonly to: Format;
  readonly output: string;
  readonly rules: readonly FilterRule[];
  /** Undefined for captures: PML and capture files. */
  readonly table: ExportFormat | undefined;
  readonly style: ExportStyle;
  readonly procmonVersion: ProcmonVersion | undefined;
}

function readJob(input: CommandInput, config: ConfigChoice): Job {
  const to = FORMATS.find((format) => format === input.text('to'));
  const output = input.text('output');
  if (to === undefined || output === undefined)
    throw new Error('The table of options lets nothing else through');
  if (output === '') throw new UsageError('The name of the output file is empty.');
  const whole = WHOLE_FILES[to];
  if (whole !== undefined && output === '-') {
    throw new UsageError(`${whole} cannot be written to standard output: name a file with --output.`);
  }
  const style = readStyle(to, input);
  return {
    file: input.argument,
    to,
    output,
    rules: [...config.rules, ...readRules(input.texts('rule'))],
    table: tableFormat(to, style, input, config),
    style,
    procmonVersion: readVersion(to, style, input.text('procmon-version')),
  };
}

function readStyle(to: Format, input: CommandInput): ExportStyle {
  const isTable = to === 'csv' || to === 'xml';
  const asked = EXPORT_STYLES.find((style) => style === input.text('as'));
  if (!isTable && asked === 'procmon')
    throw new UsageError(`--as procmon is for CSV and XML: --to ${to} has the right values.`);
  return isTable ? (asked ?? 'procmon') : 'plain';
}

function readVersion(to: Format, style: ExportStyle, text: string | undefined): ProcmonVersion | undefined {
  if (text === undefined) return undefined;
  if (style === 'plain') {
    throw new UsageError(
      to === 'csv' || to === 'xml'
        ? '--procmon-version has no meaning with --as plain.'
        : `--procmon-version is for CSV and XML: --to ${to} has the right values.`,
    );
  }
  const version = procmonVersionOf(text);
  if (version === undefined) {
    throw new UsageError(
      `"${text}" is not a version of Process Monitor: write one such as ${PROCMON_VERSIONS.join(' or ')}.`,
    );
  }
  return version;
}

function tableFormat(
  to: Format,
  as: ExportStyle,
  input: CommandInput,
  config: ConfigChoice,
): ExportFormat | undefined {
  const columns = input.text('columns');
  const chosen = (): readonly ColumnName[] =>
    columns === undefined && config.columns !== undefined
      ? config.columns
      : readColumns(columns ?? 'default');
  const stacks = input.flag('stacks');
  if (to !== 'csv' && to !== 'xml' && columns !== undefined && columns !== 'all') {
    throw new UsageError(
      `--columns chooses the columns of a CSV or XML file: with --to ${to} everything is written.`,
    );
  }
  if (to !== 'xml' && stacks) throw new UsageError('--stacks is for XML files.');
  switch (to) {
    case 'csv':
      return { format: to, columns: chosen(), as };
    case 'xml':
      return { format: to, columns: chosen(), as, stacks };
    case 'jsonl':
    case 'sqlite':
    case 'parquet':
      return { format: to };
    case 'pml':
    case 'native':
      return undefined;
    default:
      return assertNever(to);
  }
}

async function write(capture: Capture, job: Job, host: CommandHost): Promise<void> {
  if (job.rules.length === 0) {
    await writeRows(capture, undefined, job, host);
    return;
  }
  const view = new View(capture);
  try {
    await filter(view, job.rules, host);
    await writeRows(capture, view, job, host);
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

async function writeRows(
  capture: Capture,
  view: View | undefined,
  job: Job,
  host: CommandHost,
): Promise<void> {
  const rows = view === undefined ? allRows(capture) : viewRows(view);
  if (job.table !== undefined) {
    await writeTable(capture, rows, job.table, job, host);
    return;
  }
  const options = {
    signal: host.signal,
    onProgress: host.progress.step('Writing'),
    ...(view === undefined ? {} : { events: eventsOf(rows) }),
  };
  if (job.to === 'pml') {
    const { losses, parts } = await savePml(capture, job.output, { ...options, source: job.file });
    if (parts > 1)
      host.warn(`The log was written in ${parts} parts: Process Monitor opens the first with the rest.`);
    if (losses > 0)
      host.warn(`${losses} rows that say that events were lost were left out: a PML cannot hold them.`);
  } else {
    const { final } = await outputPlace(job.output, job.file);
    await saveCapture(capture, final ?? job.output, options);
  }
}

async function writeTable(
  capture: Capture,
  rows: EventRows,
  table: ExportFormat,
  { file, output, style, procmonVersion }: Job,
  host: CommandHost,
): Promise<void> {
  const { signal } = host;
  const dialect = exportDialect(capture, {
    as: style,
    ...(procmonVersion === undefined ? {} : { procmonVersion }),
  });
  const cells = { dialect };
  if (output !== '-') {
    await exportToFile(capture, rows, output, table, {
      cells,
      signal,
      source: file,
      onProgress: host.progress.step('Writing'),
    });
    return;
  }
  if (table.format === 'sqlite') throw new Error('A database does not go to standard output');
  // The reader may draw on the same terminal: no progress line gets between its lines.
  host.progress.clear();
  await exportEvents(capture, rows, host.output, table, { cells, signal });
}

function lowerFirst(text: string): string {
  return `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;
}
