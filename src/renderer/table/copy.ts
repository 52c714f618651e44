import { ProcscopeError } from '../../shared/errors.ts';
import { report } from '../files/report-failure.ts';
import { writeClipboard } from '../host/clipboard.ts';
import { locale } from '../messages/locale.ts';
import type { App } from '../state/app-context.ts';
import { linesOf, rowLine } from './row-text.ts';
import type { TableController } from './table-controller.ts';

/** More rows than this are a file, not a text for the clipboard. */
export const MAX_COPIED_ROWS = 10_000;

/**
 * Puts the selected rows that are shown on the clipboard as Process Monitor does: a line for each, cells parted by tabs, no
 * line with the columns' names. Of more rows than {@link MAX_COPIED_ROWS} it copies none, and offers to save a file.
 */
export async function copyRows(app: App, controller: TableController): Promise<void> {
  const { messages, number } = locale;
  const texts = messages.columnTexts;
  const { count } = controller.selection;
  if (count === 0) return;
  if (count > MAX_COPIED_ROWS) {
    app.store.getState().messageShown({
      kind: 'failure',
      sentence: texts.tooManyToCopy(number(MAX_COPIED_ROWS), number(count)),
      remedy: {
        label: texts.saveInstead,
        run: () => app.store.getState().dialogOpened({ kind: 'save' }),
      },
    });
    return;
  }
  await copy(app, knownLine(controller) ?? fetchLines(app, controller));
}

/** Puts the whole text of a cell on the clipboard. */
export async function copyCell(app: App, text: string | Promise<string>): Promise<void> {
  await copy(app, text);
}

async function copy(app: App, text: string | Promise<string>): Promise<void> {
  const { columnTexts } = locale.messages;
  try {
    await writeClipboard(app, text);
  } catch (error) {
    if (error instanceof ProcscopeError) report(app, error, columnTexts.notCopied);
    else
      app.store
        .getState()
        .messageShown({ kind: 'failure', sentence: columnTexts.notCopied(columnTexts.clipboardRefused) });
  }
}

/** The one row that is selected, when it is at hand: then a browser needs no permission. */
function knownLine(controller: TableController): string | undefined {
  const { count, cursor, current, events } = controller.selection;
  if (count !== 1 || cursor === undefined || current === undefined || !events.has(current)) return undefined;
  const rows = controller.rowsAt(cursor);
  if (rows === undefined || controller.eventAt(cursor) !== current) return undefined;
  return `${rowLine(rows, cursor, controller.columns.names)}\r\n`;
}

async function fetchLines(app: App, controller: TableController): Promise<string> {
  await controller.selection.settled();
  const { signal } = new AbortController();
  const lines = await linesOf(controller.selection.events, controller.columns.names, MAX_COPIED_ROWS, {
    rows: (first, count) => controller.fetch(first, count, signal),
    rowOfEvent: (event) => app.session.rowOfEvent(event),
  });
  return lines.map((line) => `${line}\r\n`).join('');
}
