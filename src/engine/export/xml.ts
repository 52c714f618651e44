import { EVENT_COLUMNS } from '../../shared/columns.ts';
import type { ColumnName } from '../../shared/columns.ts';
import type { Capture } from '../capture/capture.ts';
import { processCell } from '../cells/cell-formatter.ts';
import type { CellOptions } from '../cells/cell-formatter.ts';
import type { ExportStyle } from '../../shared/export-style.ts';
import type { Epoch } from '../store/epoch.ts';
import type { ModuleRecord } from '../store/process-table.ts';
import type { Segment } from '../store/segment.ts';
import { xmlInner, xmlProcmonInner } from './byte-writer.ts';
import type { ByteWriter } from './byte-writer.ts';
import { CellRow } from './cell-row.ts';
import { FrameTexts, hexAddress } from './frame-texts.ts';
import { knownProcesses } from './known-processes.ts';
import type { KnownProcess } from './known-processes.ts';
import type { HeadPiece, RowEncoder } from './row-encoder.ts';
import { RowColumns } from './row-columns.ts';

const LINE_END = '\r\n';
const EVENT_BEGIN = Buffer.from(`<event>${LINE_END}`);
const EVENT_END = Buffer.from(`</event>${LINE_END}`);
const INDEX_BEGIN = Buffer.from('<ProcessIndex>');
const INDEX_END = Buffer.from(`</ProcessIndex>${LINE_END}`);
const STACK_BEGIN = Buffer.from(`<stack>${LINE_END}`);
const STACK_END = Buffer.from(`</stack>${LINE_END}`);
const DEPTH_BEGIN = Buffer.from(`<frame>${LINE_END}<depth>`);
const DEPTH_END = Buffer.from(`</depth>${LINE_END}`);

export interface XmlOptions {
  readonly columns: readonly ColumnName[];
  readonly as: ExportStyle;
  /** Whether each event has its stack. */
  readonly stacks: boolean;
}

/**
 * XML as Process Monitor exports it: UTF-8, an element a line, `<procmon>` with a `<processlist>`, whose processes have a
 * `<modulelist>`, and an `<eventlist>`. An event has its ProcessIndex, then an element for each column, then its `<stack>`.
 * Rows that stand for lost events have no ProcessIndex and no stack.
 *
 * Sources: names and order of the elements from public programs that read or write such files (logjoint's sysinternals
 * format, PMLAnalyzer, ProcmonMCP, openprocmon), their division into lines from programs that split them line by line, and
 * the underscores of {@link xmlProcmonInner}, and that line feeds stay, from mmlbing/procmon-reader's comparison of logs with
 * Process Monitor's own XML. Not proven by a file of Process Monitor: the kind of line ends, that there is no byte-order
 * mark, that Detail is cut as in CSV, and the names of columns with other characters than letters and blanks (`Date___Time`).
 *
 * Whatever the texts hold, the file is well-formed.
 */
export class XmlEncoder implements RowEncoder {
  readonly #capture: Capture;
  readonly #row: CellRow;
  readonly #rows: RowColumns;
  readonly #frames: FrameTexts | undefined;
  readonly #inner: (text: string) => string;
  #out: ByteWriter | undefined;

  constructor(capture: Capture, { columns, as, stacks }: XmlOptions, options?: CellOptions) {
    const inner = as === 'plain' ? xmlInner : xmlProcmonInner;
    const element = (name: string, value: string): string => elementOf(name, inner(value));
    this.#capture = capture;
    this.#inner = inner;
    this.#rows = new RowColumns(capture.store);
    this.#frames = stacks
      ? new FrameTexts(
          capture,
          ({ address, path, location }) =>
            `${element('address', address)}${element('path', path)}${element('location', location)}</frame>${LINE_END}`,
        )
      : undefined;
    this.#row = new CellRow(
      capture,
      {
        columns,
        as,
        inner,
        put: (text, out) => out.xmlText(text, inner),
        between: (before, after) =>
          `${before === undefined ? '' : `</${xmlName(before)}>${LINE_END}`}${after === undefined ? '' : `<${xmlName(after)}>`}`,
      },
      options,
    );
  }

  *head(): Iterable<HeadPiece> {
    let before = `<?xml version="1.0" encoding="UTF-8"?>${LINE_END}<procmon><processlist>`;
    for (const process of knownProcesses(this.#capture)) {
      const open = `${before}${processElements(process, this.#inner)}`;
      yield (out) => out.text(open);
      for (const module of process.record.modules) {
        yield (out) => out.text(moduleElement(process.epoch, module, this.#inner));
      }
      before = `</modulelist>${LINE_END}</process>${LINE_END}`;
    }
    yield (out) => out.text(`${before}</processlist><eventlist>${LINE_END}`);
  }

  encode(segment: Segment, index: number, out: ByteWriter): void {
    this.#rows.use(segment);
    out.raw(EVENT_BEGIN);
    const isLoss = this.#row.isLoss(segment, index);
    const process = this.#rows.process[index]!;
    if (!isLoss) {
      out.raw(INDEX_BEGIN);
      out.number(segment.epoch.processes.records[process]?.uid ?? 0);
      out.raw(INDEX_END);
    }
    this.#row.put(segment, index, out);
    if (this.#frames !== undefined && !isLoss) {
      this.#out = out;
      out.raw(STACK_BEGIN);
      this.#frames.put(segment, index, process, this.#putDepth, out);
      out.raw(STACK_END);
    }
    out.raw(EVENT_END);
  }

  end(out: ByteWriter): void {
    out.text(`</eventlist>${LINE_END}</procmon>${LINE_END}`);
  }

  /** One function for all frames: a new one for each event would be garbage. */
  readonly #putDepth = (depth: number): void => {
    const out = this.#out!;
    out.raw(DEPTH_BEGIN);
    out.number(depth);
    out.raw(DEPTH_END);
  };
}

/** The element of a column: its title with every character that is no letter or digit replaced by `_`. */
export function xmlName(column: ColumnName): string {
  return EVENT_COLUMNS[column].title.replaceAll(/[^A-Za-z0-9]/g, '_');
}

function processElements({ epoch, record }: KnownProcess, inner: (text: string) => string): string {
  const text = (column: ColumnName): string => processCell(epoch, record, column);
  const elements: readonly (readonly [name: string, value: string])[] = [
    ['ProcessIndex', String(record.uid)],
    ['ProcessId', String(record.pid)],
    ['ParentProcessId', String(record.parentPid)],
    ['ParentProcessIndex', String(record.parentUid ?? 0)],
    ['AuthenticationId', text('authenticationId')],
    ['CreateTime', String(record.start ?? 0)],
    ['FinishTime', String(record.end ?? 0)],
    ['IsVirtualized', record.virtualized === true ? '1' : '0'],
    ['Is64bit', record.is64Bit ? '1' : '0'],
    ['Integrity', text('integrity')],
    ['Owner', text('user')],
    ['ProcessName', text('processName')],
    ['ImagePath', text('imagePath')],
    ['CommandLine', text('commandLine')],
    ['CompanyName', text('company')],
    ['Version', text('version')],
    ['Description', text('description')],
  ];
  const lines = elements.map(([name, value]) => elementOf(name, inner(value))).join('');
  return `<process>${LINE_END}${lines}<modulelist>${LINE_END}`;
}

function moduleElement(epoch: Epoch, module: ModuleRecord, inner: (text: string) => string): string {
  const elements: readonly (readonly [name: string, value: string])[] = [
    ['Timestamp', String(module.timestamp)],
    ['BaseAddress', hexAddress(module.base)],
    ['Size', String(module.size)],
    ['Path', epoch.strings.get(module.path)],
    ['Version', epoch.strings.get(module.version)],
    ['Company', epoch.strings.get(module.company)],
    ['Description', epoch.strings.get(module.description)],
  ];
  return `<module>${LINE_END}${elements.map(([name, value]) => elementOf(name, inner(value))).join('')}</module>${LINE_END}`;
}

/** An element on a line of its own, with content that is ready to be written. */
function elementOf(name: string, inner: string): string {
  return `<${name}>${inner}</${name}>${LINE_END}`;
}
