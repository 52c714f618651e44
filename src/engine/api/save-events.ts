import type { CallInput } from '../../shared/api/contract.ts';
import type { HOST_CONTRACT } from '../../shared/api/host-contract.ts';
import { ProcscopeError, assertNever, cancelled } from '../../shared/errors.ts';
import { eventNo } from '../../shared/units.ts';
import type { EventNo } from '../../shared/units.ts';
import type { Progress } from '../capture/capture.ts';
import { saveCapture } from '../capture-file/save-capture.ts';
import { allRows, viewRows } from '../export/event-rows.ts';
import type { EventRows } from '../export/event-rows.ts';
import { exportToFile } from '../export/file-export.ts';
import { outputPlace } from '../export/output-file.ts';
import { View } from '../view/view.ts';
import type { OpenedCapture } from './capture-slot.ts';

type SaveRequest = CallInput<typeof HOST_CONTRACT, 'capture/save'>;

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
  { path, format, shown, columns }: SaveRequest,
  options: SaveEventsOptions,
): Promise<{ events: number }> {
  const { capture } = opened;
  // What is wrong with the target is said before a long filter runs.
  const { final } = await outputPlace(path, opened.path);
  const view = shown === undefined ? undefined : await shownEvents(opened, shown, options.signal);
  try {
    switch (format) {
      case 'native': {
        if (final === undefined) throw notOrdinary(path);
        const events = view === undefined ? {} : { events: eventsOf(viewRows(view)) };
        return await saveCapture(capture, final, { ...options, ...events });
      }
      case 'csv': {
        if (columns.length === 0)
          throw new ProcscopeError('api/bad-request', 'A CSV file needs at least one column.');
        const rows = view === undefined ? allRows(capture) : viewRows(view);
        const cells = opened.cellOptions;
        const source = opened.path;
        await exportToFile(capture, rows, path, { format, columns }, { ...options, cells, source });
        return { events: rows.length };
      }
      default:
        return assertNever(format);
    }
  } finally {
    view?.close();
  }
}

/** A view of its own: what windows show may change while the file is written. */
async function shownEvents(
  { capture, cellOptions }: OpenedCapture,
  { rules, classes }: NonNullable<SaveRequest['shown']>,
  signal: AbortSignal,
): Promise<View> {
  const view = new View(capture, { classes, cells: cellOptions });
  if ((await view.setFilter(rules, { signal })) === 'cancelled') throw cancelled();
  return view;
}

function* eventsOf(rows: EventRows): Generator<EventNo> {
  for (const { segment, index } of rows) yield eventNo(segment.first + index);
}

function notOrdinary(path: string): ProcscopeError {
  return new ProcscopeError(
    'file/io',
    `"${path}" is no ordinary file: a capture file cannot be written to it.`,
    { path },
  );
}
