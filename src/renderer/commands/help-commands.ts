import { command } from './command.ts';
import type { Command } from './command.ts';
import type { CommandId } from './command-ids.ts';

export const HELP_COMMANDS = {
  'help.shortcuts': command({
    keys: ['F1', '?'],
    isEnabled: () => true,
    run: (app) => app.store.getState().dialogOpened({ kind: 'shortcuts' }),
  }),
  'help.command-line': command({
    isEnabled: () => true,
    run: (app) => app.store.getState().dialogOpened({ kind: 'command-line' }),
  }),
  'help.about': command({
    icon: 'info-16-regular',
    isEnabled: () => true,
    run: (app) => app.store.getState().dialogOpened({ kind: 'about' }),
  }),
} as const satisfies Partial<Record<CommandId, Command>>;
