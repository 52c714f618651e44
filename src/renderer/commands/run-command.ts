import type { App } from '../state/app-context.ts';
import type { CommandId } from './command-ids.ts';
import { COMMANDS } from './command-table.ts';

export type { CommandId } from './command-ids.ts';

/** Runs a command, wherever it was chosen; one that is not possible now does nothing. */
export function runCommand(app: App, id: CommandId): void {
  const command = COMMANDS[id];
  const state = app.store.getState();
  if (command.isOffered(state) && command.isEnabled(state)) command.run(app);
}
