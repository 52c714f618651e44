import type { CallInput, CallOutput } from '../../shared/api/contract.ts';
import type { HOST_CONTRACT } from '../../shared/api/host-contract.ts';
import { ProcscopeError, assertNever, cancelled } from '../../shared/errors.ts';
import type { Progress } from '../capture/capture.ts';
import { saveCapture } from '../capture-file/save-capture.ts';
import type { ExportStyle } from '../../shared/export-style.ts';
import { exportDialect } from '../dialect/export-dialect.ts';
import { allRows, eventsOf, viewRows } from '../export/event-rows.ts';
import { exportToFile, notOrdinary } from '../export/file-export.ts';
import type { ExportFormat } from '../export/file-export.ts';
import { outputPlace } from '../export/output-file.ts';
import { savePml } from '../formats/pml/write/save-pml.ts';
import { View } from '../view/view.ts';
import type { OpenedCapture } from './capture-slot.ts';

type SaveRequest = CallInput<typeof HOST_CONTRACT, 'capture/save'>;
type SaveOutcome = CallOutput<typeof HOST_CONTRACT, 'capture/save'>;

export interface SaveEventsOptions {
  readonly signal: AbortSignal;
  /** Called some times a second, with events. */
  readonly onProgress: (progress: Progress) => void;
}

/**
 * Writes events of a capture to a file, which is complete or as it was, and returns how many they are.
 * Errors: those of `capture/save`.
 */
export async function saveEvents(
  opened: OpenedCapture,
  request: SaveRequest,
  options: SaveEventsOptions,
): Promise<SaveOutcome> {
  const { capture, path: source } = opened;
  const { path, format, shown } = request;
  // What is wrong with the request or the target is said before a long filter runs.
  const table = format === 'native' || format === 'pml' ? undefined : tableFormat(request);
  const { final } = await outputPlace(path, source);
  if (table === undefined && final === undefined) throw notOrdinary(path, 'a capture');
  const view = shown === undefined ? undefined : await shownEvents(opened, shown, options.signal);
  try {
    if (table !== undefined) {
      const rows = view === undefined ? allRows(capture) : viewRows(view);
      const cells = { ...opened.cellOptions, dialect: exportDialect(capture, { as: styleOf(request) }) };
      await exportToFile(capture, rows, path, table, { ...options, cells, source });
      return { events: rows.length };
    }
    const events = view === undefined ? {} : { events: eventsOf(viewRows(view)) };
    if (format === 'pml') return await savePml(capture, path, { ...options, ...events, source });
    return await saveCapture(capture, final ?? path, { ...options, ...events });
  } finally {
    view?.close();
  }
}

function tableFormat(request: SaveRequest): ExportFormat {
  const { format, columns, stacks = false } = request;
  switch (format) {
    case 'csv':
    case 'xml':
      if (columns.length === 0) {
        const name = format === 'csv' ? 'A CSV' : 'An XML';
        throw new ProcscopeError('api/bad-request', `${name} file needs at least one column.`);
      }
      return format === 'csv'
        ? { format, columns, as: styleOf(request) }
        : { format, columns, as: styleOf(request), stacks };
    case 'jsonl':
    case 'parquet':
    case 'sqlite':
      return { format };
    case 'native':
    case 'pml':
      throw new Error('A capture is not written as a table');
    default:
      return assertNever(format);
  }
}

/** Only CSV and XML follow Process Monitor; the others have right values. */
function styleOf({ format, style = 'procmon' }: SaveRequest): ExportStyle {
  return format === 'csv' || format === 'xml' ? style : 'plain';
}

/** A view of its own: what windows show may change while the file is written. */
async function shownEvents(
  { capture, cellOptions }: OpenedCapture,
  { rules, classes, highlighted }: NonNullable<SaveRequest['shown']>,
  signal: AbortSignal,
): Promise<View> {
  const view = new View(capture, { classes, cells: cellOptions });
  if ((await view.setFilter(rules, { signal, highlighted })) === 'cancelled') throw cancelled();
  return view;
}
