import { closeFile, openFile, requestClose, saveFile } from '../files/file-flows.ts';
import { exportConfiguration, importConfiguration } from '../configuration/configuration-flows.ts';
import { command, hasEvents, isConnected, isDesktop } from './command.ts';
import type { Command } from './command.ts';
import type { CommandId } from './command-ids.ts';

export const FILE_COMMANDS = {
  'file.open': command({ icon: 'folder-open-16-regular', keys: ['Mod+O'], run: openFile }),
  'file.save': command({
    icon: 'save-16-regular',
    keys: ['Mod+S'],
    isEnabled: (state) => hasEvents(state) && state.capture.state !== 'opening' && state.job === undefined,
    run: saveFile,
  }),
  'file.import-configuration': command({ run: importConfiguration }),
  'file.export-configuration': command({ run: exportConfiguration }),
  'file.close': command({
    isEnabled: (state) => isConnected(state) && state.capture.state !== 'none',
    run: closeFile,
  }),
  'file.exit': command({ isOffered: isDesktop, isEnabled: () => true, run: requestClose }),
} as const satisfies Partial<Record<CommandId, Command>>;
