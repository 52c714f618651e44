import { openBoot } from '../boot/boot-flows.ts';
import { canCapture } from '../live/open-live.ts';
import { command, isConnected } from './command.ts';
import type { Command } from './command.ts';
import type { CommandId } from './command-ids.ts';

/** What records the next start of the system. */
export const BOOT_COMMANDS = {
  'options.boot-logging': command({
    isOffered: canCapture,
    choice: 'check',
    isEnabled: isConnected,
    isChecked: (state) => state.boot?.status.isArmed === true,
    run: (app) => void openBoot(app),
  }),
} as const satisfies Partial<Record<CommandId, Command>>;
