import { BOOT_COMMANDS } from './boot-commands.ts';
import type { Command } from './command.ts';
import type { CommandId } from './command-ids.ts';
import { EDIT_COMMANDS } from './edit-commands.ts';
import { EVENT_COMMANDS } from './event-commands.ts';
import { FILE_COMMANDS } from './file-commands.ts';
import { FILTER_COMMANDS } from './filter-commands.ts';
import { LIVE_COMMANDS } from './live-commands.ts';
import { HELP_COMMANDS } from './help-commands.ts';
import { OPTIONS_COMMANDS } from './options-commands.ts';

/** All commands: menus, toolbar, keys, context menu, shortcut sheet and the system's menu derive from this table. */
export const COMMANDS: Readonly<Record<CommandId, Command>> = {
  ...FILE_COMMANDS,
  ...EDIT_COMMANDS,
  ...EVENT_COMMANDS,
  ...FILTER_COMMANDS,
  ...LIVE_COMMANDS,
  ...BOOT_COMMANDS,
  ...OPTIONS_COMMANDS,
  ...HELP_COMMANDS,
};
