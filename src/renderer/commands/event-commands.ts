import { openProperties } from '../properties/open-properties.ts';
import type { App } from '../state/app-context.ts';
import type { CellRef } from '../table/table-handle.ts';
import { command, hasCurrentEvent } from './command.ts';
import type { Command } from './command.ts';
import type { CommandId } from './command-ids.ts';
import { canFilterBy, editFilterOf, excludeEvents, filterByCell, highlightByCell } from './cell-filter.ts';

/** Calls `then` with the cell that commands apply to. */
function ofCurrentCell(app: App, then: (cell: CellRef) => void): void {
  void app.table.current?.currentCell().then((cell) => {
    if (cell !== undefined) then(cell);
  });
}

function ofFilterCell(app: App, then: (cell: CellRef) => void): void {
  ofCurrentCell(app, (cell) => {
    if (canFilterBy(cell.column)) then(cell);
  });
}

function openCurrent(app: App, tab?: 'stack'): void {
  const { selection } = app.store.getState();
  if (selection !== undefined) openProperties(app, selection.current, tab);
}

export const EVENT_COMMANDS = {
  'event.properties': command({
    keys: ['Mod+P'],
    isEnabled: hasCurrentEvent,
    run: (app) => openCurrent(app),
  }),
  'event.stack': command({
    keys: ['Mod+K'],
    isEnabled: hasCurrentEvent,
    run: (app) => openCurrent(app, 'stack'),
  }),
  'event.include': command({
    icon: 'add-circle-16-regular',
    isEnabled: hasCurrentEvent,
    run: (app) => ofFilterCell(app, (cell) => void filterByCell(app, cell, 'Include')),
  }),
  'event.exclude': command({
    icon: 'subtract-circle-16-regular',
    isEnabled: hasCurrentEvent,
    run: (app) => ofFilterCell(app, (cell) => void filterByCell(app, cell, 'Exclude')),
  }),
  'event.highlight': command({
    icon: 'highlight-16-regular',
    isEnabled: hasCurrentEvent,
    run: (app) => ofFilterCell(app, (cell) => void highlightByCell(app, cell)),
  }),
  'event.edit-filter': command({
    icon: 'filter-16-regular',
    isEnabled: hasCurrentEvent,
    run: (app) => ofFilterCell(app, (cell) => void editFilterOf(app, cell)),
  }),
  'event.exclude-before': command({
    isEnabled: hasCurrentEvent,
    run: (app) => excludeFromCurrent(app, 'less than'),
  }),
  'event.exclude-after': command({
    isEnabled: hasCurrentEvent,
    run: (app) => excludeFromCurrent(app, 'more than'),
  }),
} as const satisfies Partial<Record<CommandId, Command>>;

function excludeFromCurrent(app: App, relation: 'less than' | 'more than'): void {
  const { selection } = app.store.getState();
  if (selection !== undefined) void excludeEvents(app, selection.current, relation);
}
