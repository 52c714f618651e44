import { clearCapture, toggleCapture } from '../live/capture-flows.ts';
import { canCapture, canStack, isRunning, isStarting, openLive } from '../live/open-live.ts';
import { command, isConnected } from './command.ts';
import type { Command } from './command.ts';
import type { CommandId } from './command-ids.ts';

/** What records events; Process Monitor has it in several menus. */
export const LIVE_COMMANDS = {
  'file.capture': command({
    icon: 'record-16-regular',
    keys: ['Mod+E'],
    isOffered: canCapture,
    choice: 'check',
    isChecked: (state) => isRunning(state) || isStarting(state),
    run: toggleCapture,
  }),
  'file.launch': command({
    icon: 'play-16-regular',
    isOffered: canCapture,
    isEnabled: (state) => isConnected(state) && !isRunning(state) && !isStarting(state),
    run: (app) => app.store.getState().dialogOpened({ kind: 'launch' }),
  }),
  'file.backing': command({
    isOffered: canCapture,
    run: (app) => app.store.getState().dialogOpened({ kind: 'backing' }),
  }),
  'edit.auto-scroll': command({
    keys: ['Mod+A'],
    isOffered: canCapture,
    choice: 'check',
    isEnabled: (state) => isConnected(state) && (openLive(state) !== undefined || isStarting(state)),
    isChecked: (state) => state.settings.autoScroll && state.heldAt === undefined,
    run: ({ store, shell }) => {
      const { settings, heldAt } = store.getState();
      const isOn = settings.autoScroll && heldAt === undefined;
      store.getState().listFollowed();
      if (settings.autoScroll === isOn) shell.changeSettings({ autoScroll: !isOn });
    },
  }),
  'edit.clear': command({
    icon: 'delete-16-regular',
    keys: ['Mod+X'],
    isOffered: canCapture,
    isEnabled: (state) => isConnected(state) && openLive(state) !== undefined && !isStarting(state),
    run: (app) => void clearCapture(app),
  }),
  'filter.drop': command({
    isOffered: canCapture,
    choice: 'check',
    isChecked: (state) => state.settings.dropFiltered,
    run: ({ store, shell }) =>
      shell.changeSettings({ dropFiltered: !store.getState().settings.dropFiltered }),
  }),
  'options.history-depth': command({
    icon: 'history-16-regular',
    isOffered: canCapture,
    isEnabled: isConnected,
    run: (app) => app.store.getState().dialogOpened({ kind: 'history-depth' }),
  }),
  'options.call-stacks': command({
    isOffered: canStack,
    choice: 'check',
    isChecked: (state) => state.settings.callStacks,
    run: ({ store, shell }) => shell.changeSettings({ callStacks: !store.getState().settings.callStacks }),
  }),
} as const satisfies Partial<Record<CommandId, Command>>;
