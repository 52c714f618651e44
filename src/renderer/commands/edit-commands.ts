import { findHighlighted } from '../highlight/find-highlighted.ts';
import { command, hasCurrentEvent, hasEvents } from './command.ts';
import type { Command } from './command.ts';
import type { CommandId } from './command-ids.ts';
import { findAgain } from './find.ts';

export const EDIT_COMMANDS = {
  'edit.copy': command({
    icon: 'copy-16-regular',
    keys: ['Mod+C'],
    isEnabled: hasCurrentEvent,
    run: (app) => void app.table.current?.copyRows(),
  }),
  'edit.copy-cell': command({
    icon: 'copy-16-regular',
    keys: ['Mod+Shift+C'],
    isEnabled: hasCurrentEvent,
    run: (app) => void app.table.current?.copyCell(),
  }),
  'edit.select-all': command({
    keys: ['Mod+Shift+A'],
    isEnabled: hasEvents,
    run: (app) => void app.table.current?.selectAll(),
  }),
  'edit.find': command({
    icon: 'search-16-regular',
    keys: ['Mod+F'],
    isEnabled: hasEvents,
    run: (app) => app.store.getState().findOpened(),
  }),
  'edit.find-next': command({ keys: ['F3'], isEnabled: hasEvents, run: (app) => findAgain(app, 1) }),
  'edit.find-previous': command({
    keys: ['Shift+F3'],
    isEnabled: hasEvents,
    run: (app) => findAgain(app, -1),
  }),
  'edit.next-highlighted': command({
    keys: ['F4'],
    isEnabled: hasEvents,
    run: (app) => findHighlighted(app, 1),
  }),
  'edit.previous-highlighted': command({
    keys: ['Shift+F4'],
    isEnabled: hasEvents,
    run: (app) => findHighlighted(app, -1),
  }),
  'edit.go-to': command({
    keys: ['Mod+G'],
    isEnabled: hasEvents,
    run: (app) => app.store.getState().dialogOpened({ kind: 'go-to' }),
  }),
} as const satisfies Partial<Record<CommandId, Command>>;
