import { isCancelled } from '../../shared/errors.ts';
import type { ViewRow } from '../../shared/units.ts';
import type { App } from '../state/app-context.ts';
import type { AppStore } from '../state/app-store.ts';

/** The search under way of each window. */
const searches = new WeakMap<AppStore, AbortController>();

/** Finds the next or previous event that has the text of the find bar; opens the bar while there is no text. */
export function findAgain(app: App, direction: 1 | -1): void {
  const state = app.store.getState();
  if (state.findText === '') state.findOpened();
  else void find(app, state.findText, direction);
}

/** Stops the search under way, if there is one. */
export function stopFinding(app: App): void {
  searches.get(app.store)?.abort();
  if (app.store.getState().findOutcome?.kind === 'searching') {
    app.store.getState().findOutcomeChanged(undefined);
  }
}

/** Where a search went; `row` is undefined when there is none. */
interface Hit {
  readonly row: ViewRow | undefined;
  readonly isWrapped: boolean;
}

/** A later search takes the place of an earlier one. */
async function find(app: App, text: string, direction: 1 | -1): Promise<void> {
  searches.get(app.store)?.abort();
  const search = new AbortController();
  searches.set(app.store, search);
  const state = app.store.getState();
  state.findOutcomeChanged({ kind: 'searching' });
  try {
    const { row, isWrapped } = await nextHit(app, text, direction, search.signal);
    if (search.signal.aborted) return;
    if (row === undefined) {
      state.findOutcomeChanged({ kind: 'none', text });
      return;
    }
    await app.table.current?.goToRow(row);
    if (search.signal.aborted) return;
    state.findOutcomeChanged({ kind: 'found', wrapped: isWrapped ? direction : undefined });
  } catch (error) {
    if (search.signal.aborted || isCancelled(error)) return;
    console.error(error);
    state.findOutcomeChanged({ kind: 'failed' });
  }
}

async function nextHit(app: App, text: string, direction: 1 | -1, signal: AbortSignal): Promise<Hit> {
  const columns = app.store.getState().settings.columns.map(({ name }) => name);
  const from = app.table.current?.currentRow();
  const { row } = await app.session.find({ text, columns }, from, direction, signal);
  if (row !== undefined || from === undefined) return { row, isWrapped: false };
  const again = await app.session.find({ text, columns }, undefined, direction, signal);
  return { row: again.row, isWrapped: true };
}
