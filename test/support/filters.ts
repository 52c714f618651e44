import type { ColumnName } from '../../src/shared/columns.ts';
import type { FilterRule, Relation } from '../../src/shared/filter/filter-rule.ts';
import type { Capture } from '../../src/engine/capture/capture.ts';
import { utcTimeZone } from '../../src/shared/format/time-zone.ts';
import { View } from '../../src/engine/view/view.ts';
import { viewRow } from '../../src/shared/units.ts';
import type { EventNo } from '../../src/shared/units.ts';

/** Cells of tests show UTC. */
export const UTC = { timeZoneOffset: utcTimeZone };

export function include(column: ColumnName, relation: Relation, value: string): FilterRule {
  return { enabled: true, column, relation, value, action: 'Include' };
}

export function exclude(column: ColumnName, relation: Relation, value: string): FilterRule {
  return { enabled: true, column, relation, value, action: 'Exclude' };
}

/** The events that a new view with these rules shows. */
export async function visible(capture: Capture, rules: readonly FilterRule[]): Promise<EventNo[]> {
  const view = new View(capture, { cells: UTC });
  await view.setFilter(rules);
  return eventsOf(view);
}

/** The events of a view, row by row. */
export function eventsOf(view: View): EventNo[] {
  return Array.from({ length: view.length }, (_, row) => view.eventAt(viewRow(row)));
}
