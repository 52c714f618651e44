import type { ColumnName } from '../../shared/columns.ts';
import { EVENT_COLUMNS } from '../../shared/columns.ts';
import { isCancelled } from '../../shared/errors.ts';
import type { FilterRule, RuleAction } from '../../shared/filter/filter-rule.ts';
import type { EventNo } from '../../shared/units.ts';
import { addRule } from '../filter/filter-actions.ts';
import { addHighlight } from '../highlight/highlight-actions.ts';
import type { App } from '../state/app-context.ts';
import type { CellRef } from '../table/table-handle.ts';

/** Whether a rule can name a column's value: the number of a row changes with the filter. */
export function canFilterBy(column: ColumnName): boolean {
  return column !== 'sequence';
}

/** The values of an event by which a filter can tell it, in the engine's order of columns. */
export async function eventValues(
  app: App,
  event: EventNo,
): Promise<readonly { readonly column: ColumnName; readonly text: string }[]> {
  const { columns } = await app.session.properties(event);
  return columns.filter(({ column }) => canFilterBy(column));
}

/** The rule that tells events with this value. */
export function valueRule(column: ColumnName, value: string, action: RuleAction): FilterRule {
  return { enabled: true, column, relation: 'is', value, action };
}

/** Shows only, or hides, the events that have the cell's value. */
export async function filterByCell(app: App, cell: CellRef, action: RuleAction): Promise<void> {
  const value = await valueOfCell(app, cell);
  if (value !== undefined) addRule(app, valueRule(cell.column, value, action));
}

/** Highlights the events that have the cell's value. */
export async function highlightByCell(app: App, cell: CellRef): Promise<void> {
  const value = await valueOfCell(app, cell);
  if (value !== undefined) addHighlight(app, valueRule(cell.column, value, 'Include'));
}

/** Opens the filter dialog with a rule for the cell's value. */
export async function editFilterOf(app: App, cell: CellRef): Promise<void> {
  const value = await valueOfCell(app, cell);
  if (value === undefined) return;
  app.store.getState().dialogOpened({ kind: 'filter', draft: valueRule(cell.column, value, 'Include') });
}

/**
 * Hides the events before (`less than`) or after (`more than`) an event. The rule is on the relative time, which has all
 * digits and does not begin anew at midnight: events of the same instant stay.
 */
export async function excludeEvents(
  app: App,
  event: EventNo,
  relation: 'less than' | 'more than',
): Promise<void> {
  const value = await valueOf(app, event, 'relativeTime');
  if (value === undefined) return;
  addRule(app, { enabled: true, column: 'relativeTime', relation, value, action: 'Exclude' });
}

/** Times are shown in the language's order, but rules compare them as captured. */
async function valueOfCell(app: App, cell: CellRef): Promise<string | undefined> {
  return EVENT_COLUMNS[cell.column].kind === 'time' ? valueOf(app, cell.event, cell.column) : cell.text;
}

async function valueOf(app: App, event: EventNo, column: ColumnName): Promise<string | undefined> {
  try {
    return (await eventValues(app, event)).find((value) => value.column === column)?.text;
  } catch (error) {
    // The event is gone with its capture, or the engine is: both have their own place on the page.
    if (!isCancelled(error)) console.error(error);
    return undefined;
  }
}
