import { EventClass, classBit } from '../../shared/event-class.ts';
import type { ToggleClass } from '../../shared/event-class.ts';
import { hasToggle } from '../live/shown-classes.ts';
import { resetFilter, setDefaults, undoFilter } from '../filter/filter-actions.ts';
import { loadFilterFromFile } from '../configuration/filter-flows.ts';
import { command, isConnected } from './command.ts';
import type { Command } from './command.ts';
import type { CommandId } from './command-ids.ts';

/** Shows or hides the events of a class, now and at the next start. */
function classCommand(eventClass: ToggleClass): Command {
  const bit = classBit(eventClass);
  return command({
    choice: 'check',
    isOffered: (state) => hasToggle(state, eventClass),
    isChecked: (state) => (state.classes & bit) !== 0,
    run: (app) => {
      const classes = app.store.getState().classes ^ bit;
      app.session.setClasses(classes);
      app.shell.changeSettings({ classes });
    },
  });
}

export const FILTER_COMMANDS = {
  'filter.filter': command({
    icon: 'filter-16-regular',
    keys: ['Mod+L'],
    run: (app) => app.store.getState().dialogOpened({ kind: 'filter' }),
  }),
  'filter.reset': command({ keys: ['Mod+R'], run: resetFilter }),
  'filter.undo': command({
    icon: 'arrow-undo-16-regular',
    keys: ['Mod+Z'],
    isEnabled: (state) => isConnected(state) && state.filterHistory.length > 0,
    run: undoFilter,
  }),
  'filter.load-from-file': command({ run: loadFilterFromFile }),
  'filter.save': command({ run: (app) => app.store.getState().dialogOpened({ kind: 'save-filter' }) }),
  'filter.organize': command({
    run: (app) => app.store.getState().dialogOpened({ kind: 'organize-filters' }),
  }),
  'filter.defaults': command({
    choice: 'check',
    isChecked: (state) => state.filter.usesDefaults,
    run: (app) => setDefaults(app, !app.store.getState().filter.usesDefaults),
  }),
  'filter.highlight': command({
    icon: 'highlight-16-regular',
    keys: ['Mod+H'],
    run: (app) => app.store.getState().dialogOpened({ kind: 'highlight' }),
  }),
  'class.registry': classCommand(EventClass.Registry),
  'class.file-system': classCommand(EventClass.FileSystem),
  'class.network': classCommand(EventClass.Network),
  'class.process': classCommand(EventClass.Process),
  'class.profiling': classCommand(EventClass.Profiling),
  'class.ipc': classCommand(EventClass.Ipc),
  'class.memory': classCommand(EventClass.Memory),
  'class.device': classCommand(EventClass.Device),
  'class.security': classCommand(EventClass.Security),
  'class.system': classCommand(EventClass.System),
} as const satisfies Partial<Record<CommandId, Command>>;
