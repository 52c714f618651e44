import type { JSX } from 'react';
import { locale } from '../messages/locale.ts';
import type { KeyHelp } from '../messages/areas/commands.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { COMMANDS } from './command-table.ts';
import { chordText, isMacKeyboard } from './keys.ts';
import { plainName } from './menu-text.ts';
import { MENUS, isNotOffered } from './menus.ts';
import { SheetDialog } from './sheet-dialog.tsx';

const LIST_KEYS: readonly KeyHelp[] = [
  'rows',
  'pages',
  'ends',
  'columns',
  'extend',
  'several',
  'open',
  'card',
  'cellMenu',
];
const WINDOW_KEYS: readonly KeyHelp[] = ['menuBar', 'regions', 'leave'];

interface Group {
  readonly name: string;
  readonly rows: readonly (readonly [what: string, keys: string])[];
}

/** All keys: those of the commands, menu by menu, then those of list and window. */
export function ShortcutsDialog(): JSX.Element {
  const { store } = useApp();
  const { shortcuts } = locale.messages.commands;
  const groups = useAppState((state) => state.shell) === undefined ? [] : groupsOf(store.getState());
  return (
    <SheetDialog title={shortcuts.title} width={720}>
      <div className="key-sheet" tabIndex={0} role="region" aria-label={shortcuts.title}>
        {groups.map(({ name, rows }) => (
          <section key={name}>
            <h3>{name}</h3>
            <dl>
              {rows.map(([what, keys]) => (
                <div key={what}>
                  <dt>{what}</dt>
                  <dd>{keys}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </SheetDialog>
  );
}

function groupsOf(state: Parameters<typeof isNotOffered>[0]): readonly Group[] {
  const { menus, commands, shortcuts } = locale.messages.commands;
  const ofMenus = MENUS.map(({ id, entries }) => ({
    name: plainName(menus[id]),
    rows: entries.flatMap((entry) => {
      if (entry.kind !== 'command' || isNotOffered(state, entry.id)) return [];
      const { keys } = COMMANDS[entry.id];
      if (keys.length === 0) return [];
      const text = keys.map((chord) => chordText(chord, isMacKeyboard)).join(shortcuts.or);
      return [[plainName(commands[entry.id]), text] as const];
    }),
  })).filter(({ rows }) => rows.length > 0);
  const help = (names: readonly KeyHelp[]): Group['rows'] =>
    names
      .filter((name) => !(isMacKeyboard && name === 'menuBar'))
      .map((name) => [shortcuts.help[name], shortcuts.keys[name]]);
  return [
    ...ofMenus,
    { name: shortcuts.list, rows: help(LIST_KEYS) },
    { name: shortcuts.window, rows: help(WINDOW_KEYS) },
  ];
}
