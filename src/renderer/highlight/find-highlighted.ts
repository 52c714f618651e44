import { isCancelled } from '../../shared/errors.ts';
import { viewRow } from '../../shared/units.ts';
import type { EventNo, ViewRow } from '../../shared/units.ts';
import { locale } from '../messages/locale.ts';
import type { App } from '../state/app-context.ts';
import type { AppStore } from '../state/app-store.ts';
import { setBusy } from '../state/idle.ts';
import { hasHighlight } from './highlight-actions.ts';

const WHAT = { highlighted: true } as const;

/** The search under way of each window. */
const searches = new WeakMap<AppStore, AbortController>();

/** Goes to the next or previous highlighted event; at an end of the list it goes on from the other one. */
export function findHighlighted(app: App, direction: 1 | -1): void {
  const state = app.store.getState();
  const texts = locale.messages.highlight;
  if (hasHighlight(state)) {
    void find(app, direction);
    return;
  }
  state.messageShown({
    kind: 'note',
    sentence: texts.noneInForce,
    remedy: { label: texts.edit, run: () => app.store.getState().dialogOpened({ kind: 'highlight' }) },
  });
}

/** Stops the search under way, if there is one. */
export function stopFindingHighlighted(app: App): void {
  searches.get(app.store)?.abort();
  app.store.getState().highlightSearched(false);
}

/** A later search takes the place of an earlier one. */
async function find(app: App, direction: 1 | -1): Promise<void> {
  searches.get(app.store)?.abort();
  const search = new AbortController();
  searches.set(app.store, search);
  const state = app.store.getState();
  const texts = locale.messages.highlight;
  state.highlightSearched(true);
  setBusy(search, true);
  try {
    const { row, isWrapped } = await nextHighlighted(app, direction, search.signal);
    if (search.signal.aborted) return;
    if (row === undefined) {
      state.messageShown({ kind: 'note', sentence: texts.noneShown });
      return;
    }
    if (isWrapped) {
      state.messageShown({ kind: 'note', sentence: direction === 1 ? texts.fromStart : texts.fromEnd });
      // The note takes the list's lowest rows, one of which may be the one to go to.
      await laidOut();
      if (search.signal.aborted) return;
    }
    await app.table.current?.goToRow(row);
  } catch (error) {
    if (search.signal.aborted || isCancelled(error)) return;
    console.error(error);
    state.messageShown({ kind: 'failure', sentence: texts.searchFailed });
  } finally {
    setBusy(search, false);
    if (searches.get(app.store) === search) state.highlightSearched(false);
  }
}

/** Settled when the page has laid out what changed, and observers of sizes know. */
async function laidOut(): Promise<void> {
  for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
}

async function nextHighlighted(
  app: App,
  direction: 1 | -1,
  signal: AbortSignal,
): Promise<{ readonly row: ViewRow | undefined; readonly isWrapped: boolean }> {
  const from = app.table.current?.currentRow();
  const { row } = await app.session.find(WHAT, from, direction, signal);
  if (row !== undefined || from === undefined) return { row, isWrapped: false };
  const again = await app.session.find(WHAT, undefined, direction, signal);
  return { row: again.row, isWrapped: true };
}

/** The highlighted event before or after another one in the list, which may be hidden; undefined when there is none. */
export async function highlightedBeside(
  app: App,
  event: EventNo,
  direction: 1 | -1,
): Promise<EventNo | undefined> {
  const { signal } = new AbortController();
  const { session } = app;
  const { row, exact } = await session.rowOfEvent(event);
  if (row === undefined) return undefined;
  let from: number = row;
  if (!exact) {
    // The nearest row may itself be the one: the search then begins on its other side.
    const nearest = await session.eventOfRow(row);
    if (direction === 1 ? nearest.event > event : nearest.event < event) from = row - direction;
  }
  const start = from < 0 ? undefined : viewRow(from);
  const found = await session.find(WHAT, start, direction, signal);
  return found.row === undefined ? undefined : (await session.eventOfRow(found.row)).event;
}
