import type { Settings } from '../../shared/settings.ts';
import { command, isDesktop } from './command.ts';
import type { Command } from './command.ts';
import type { CommandId } from './command-ids.ts';

function themeCommand(theme: Settings['theme']): Command {
  return command({
    choice: 'radio',
    isChecked: (state) => state.settings.theme === theme,
    isEnabled: () => true,
    run: (app) => app.shell.changeSettings({ theme }),
  });
}

export const OPTIONS_COMMANDS = {
  'options.always-on-top': command({
    choice: 'check',
    isOffered: isDesktop,
    isEnabled: () => true,
    isChecked: (state) => state.settings.alwaysOnTop,
    run: (app) => app.shell.changeSettings({ alwaysOnTop: !app.store.getState().settings.alwaysOnTop }),
  }),
  'options.theme-system': themeCommand('system'),
  'options.theme-light': themeCommand('light'),
  'options.theme-dark': themeCommand('dark'),
  'options.density': command({
    choice: 'check',
    isEnabled: () => true,
    isChecked: (state) => state.settings.density === 'comfortable',
    run: (app) => {
      const isComfortable = app.store.getState().settings.density === 'comfortable';
      app.shell.changeSettings({ density: isComfortable ? 'compact' : 'comfortable' });
    },
  }),
  'options.font': command({
    icon: 'text-font-16-regular',
    isEnabled: () => true,
    run: (app) => app.store.getState().dialogOpened({ kind: 'font' }),
  }),
  'options.highlight-colors': command({
    icon: 'color-16-regular',
    isEnabled: () => true,
    run: (app) => app.store.getState().dialogOpened({ kind: 'highlight-colors' }),
  }),
  'options.columns': command({
    icon: 'table-settings-16-regular',
    run: (app) => app.store.getState().dialogOpened({ kind: 'columns' }),
  }),
} as const satisfies Partial<Record<CommandId, Command>>;
