import type { SystemMenuItem } from '../../shared/api/shell-contract.ts';
import { locale } from '../messages/locale.ts';
import type { App } from '../state/app-context.ts';
import type { AppState } from '../state/app-store.ts';
import { isCommandId } from './command-ids.ts';
import type { CommandId } from './command-ids.ts';
import { COMMANDS } from './command-table.ts';
import { acceleratorText } from './keys.ts';
import { parseMenuText } from './menu-text.ts';
import { MENUS, isNotOffered, shownEntries } from './menus.ts';
import type { MenuEntry } from './menus.ts';

/** The system's menu bar: the same menus, but for those that depend on an event or on files. */
export function systemMenus(state: AppState): readonly SystemMenuItem[] {
  const { menus } = locale.messages.commands;
  return MENUS.map(({ id, entries }) => ({
    label: parseMenuText(menus[id]).text,
    items: shownEntries(
      entries.filter(({ kind }) => kind !== 'recent' && kind !== 'values'),
      (command) => isNotOffered(state, command),
    ).map((entry) => systemEntry(state, entry)),
  }));
}

function systemEntry(state: AppState, entry: MenuEntry): SystemMenuItem {
  const { submenus } = locale.messages.commands;
  switch (entry.kind) {
    case 'command':
      return systemItem(state, entry.id);
    case 'choices':
    case 'saved-filters':
      return {
        label: parseMenuText(submenus[entry.submenu]).text,
        items: entry.ids.map((id) => systemItem(state, id)),
      };
    default:
      return {};
  }
}

function systemItem(state: AppState, id: CommandId): SystemMenuItem {
  const { keys, choice, isEnabled, isChecked } = COMMANDS[id];
  const [chord] = keys;
  return {
    id,
    label: parseMenuText(locale.messages.commands.commands[id]).text,
    accelerator: chord === undefined ? undefined : acceleratorText(chord),
    isEnabled: state.dialog === undefined && isEnabled(state),
    isChecked: choice === undefined ? undefined : isChecked(state),
  };
}

/** Whether the window's menus are in the system's menu bar. */
export function usesSystemMenu(state: AppState): boolean {
  return state.shell?.host === 'desktop' && state.shell.platform === 'mac';
}

/** Keeps the system's menu bar as the state says and runs what is chosen there. Returns what ends it. */
export function installSystemMenu(app: App, run: (id: CommandId) => void): () => void {
  if (!usesSystemMenu(app.store.getState())) return () => undefined;
  let shown = '';
  const show = (): void => {
    const menus = systemMenus(app.store.getState());
    const text = JSON.stringify(menus);
    if (text === shown) return;
    shown = text;
    app.shell.call('menu/show', { menus }).catch((error: unknown) => console.error(error));
  };
  show();
  const stops = [
    app.store.subscribe(show),
    app.shell.on('menu/command', ({ id }) => {
      if (isCommandId(id)) run(id);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
