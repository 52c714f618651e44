import { focusContent } from '../shell/focus-content.ts';
import type { App } from '../state/app-context.ts';
import { installCommandKeys } from './command-keys.ts';
import { installHeldKeys } from '../controls/held-keys.ts';
import { installMenuBarKeys } from './menu-bar-keys.ts';
import { installRegionKeys } from './regions.ts';
import { runCommand } from './run-command.ts';
import { installSystemMenu } from './system-menu.ts';

/** Listens to the keys of commands, menu bar and parts of the window, and to the system's menu. Returns what ends it. */
export function installCommands(app: App): () => void {
  const stops = [
    installHeldKeys(),
    installCommandKeys(app),
    installMenuBarKeys(
      () => app.store.getState().dialog === undefined,
      () => focusContent(app),
    ),
    installRegionKeys(app),
    installSystemMenu(app, (id) => runCommand(app, id)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
