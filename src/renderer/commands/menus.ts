import type { MenuId, SubmenuId } from '../messages/areas/commands.ts';
import type { AppState } from '../state/app-store.ts';
import type { CommandId } from './command-ids.ts';
import { COMMANDS } from './command-table.ts';

/** What stands in a menu. */
export type MenuEntry =
  | { readonly kind: 'command'; readonly id: CommandId }
  | { readonly kind: 'separator' }
  /** Commands of which one is in force. */
  | { readonly kind: 'choices'; readonly submenu: SubmenuId; readonly ids: readonly CommandId[] }
  /** The files opened before. */
  | { readonly kind: 'recent' }
  /** The saved filters, then commands. */
  | { readonly kind: 'saved-filters'; readonly submenu: SubmenuId; readonly ids: readonly CommandId[] }
  /** A rule for each value of the event. */
  | { readonly kind: 'values'; readonly submenu: 'include' | 'exclude' | 'highlight' };

export interface MenuSpec {
  readonly id: MenuId;
  readonly entries: readonly MenuEntry[];
}

const SEPARATOR: MenuEntry = { kind: 'separator' };

function commands(...ids: readonly CommandId[]): readonly MenuEntry[] {
  return ids.map((id) => ({ kind: 'command', id }));
}

/** The menu bar, in the order of Process Monitor's. */
export const MENUS: readonly MenuSpec[] = [
  {
    id: 'file',
    entries: [
      ...commands('file.open'),
      { kind: 'recent' },
      SEPARATOR,
      ...commands('file.save', 'file.close'),
      SEPARATOR,
      ...commands('file.capture', 'file.launch', 'file.backing'),
      SEPARATOR,
      ...commands('file.import-configuration', 'file.export-configuration'),
      SEPARATOR,
      ...commands('file.exit'),
    ],
  },
  {
    id: 'edit',
    entries: [
      ...commands('edit.copy', 'edit.copy-cell', 'edit.select-all'),
      SEPARATOR,
      ...commands('edit.find', 'edit.find-next', 'edit.find-previous'),
      SEPARATOR,
      ...commands('edit.next-highlighted', 'edit.previous-highlighted'),
      SEPARATOR,
      ...commands('edit.go-to'),
      SEPARATOR,
      ...commands('edit.auto-scroll', 'edit.clear'),
    ],
  },
  {
    id: 'event',
    entries: [
      ...commands('event.properties', 'event.stack'),
      SEPARATOR,
      ...commands('event.include', 'event.exclude', 'event.highlight', 'event.edit-filter'),
      SEPARATOR,
      ...commands('event.exclude-before', 'event.exclude-after'),
      SEPARATOR,
      { kind: 'values', submenu: 'include' },
      { kind: 'values', submenu: 'exclude' },
      { kind: 'values', submenu: 'highlight' },
    ],
  },
  {
    id: 'filter',
    entries: [
      ...commands('filter.filter', 'filter.reset', 'filter.undo'),
      SEPARATOR,
      { kind: 'saved-filters', submenu: 'saved-filters', ids: ['filter.load-from-file'] },
      ...commands('filter.save', 'filter.organize'),
      SEPARATOR,
      ...commands('filter.defaults', 'filter.drop'),
      SEPARATOR,
      ...commands('filter.highlight'),
      SEPARATOR,
      ...commands('class.registry', 'class.file-system', 'class.network', 'class.process', 'class.profiling'),
      ...commands('class.ipc', 'class.memory', 'class.device', 'class.security', 'class.system'),
    ],
  },
  {
    id: 'options',
    entries: [
      ...commands('options.always-on-top'),
      {
        kind: 'choices',
        submenu: 'theme',
        ids: ['options.theme-system', 'options.theme-light', 'options.theme-dark'],
      },
      ...commands('options.density'),
      SEPARATOR,
      ...commands('options.font', 'options.highlight-colors'),
      SEPARATOR,
      ...commands('options.columns', 'options.history-depth', 'options.call-stacks'),
      SEPARATOR,
      ...commands('options.boot-logging'),
    ],
  },
  { id: 'help', entries: commands('help.shortcuts', 'help.command-line', 'help.about') },
];

/** The menu of a cell of the list. */
export const CELL_MENU: readonly MenuEntry[] = [
  ...commands('event.properties', 'event.stack'),
  SEPARATOR,
  ...commands('event.include', 'event.exclude', 'event.highlight', 'event.edit-filter', 'edit.copy-cell'),
  SEPARATOR,
  ...commands('event.exclude-before', 'event.exclude-after'),
  SEPARATOR,
  { kind: 'values', submenu: 'include' },
  { kind: 'values', submenu: 'exclude' },
  { kind: 'values', submenu: 'highlight' },
];

/** What of a menu is drawn: without what `isLeftOut`, and without separators that separate nothing. */
export function shownEntries(
  entries: readonly MenuEntry[],
  isLeftOut: (id: CommandId) => boolean,
): readonly MenuEntry[] {
  const shown: MenuEntry[] = [];
  for (const entry of entries) {
    if (entry.kind === 'command' && isLeftOut(entry.id)) continue;
    if (entry.kind === 'separator' && (shown.length === 0 || shown.at(-1)?.kind === 'separator')) continue;
    shown.push(entry);
  }
  if (shown.at(-1)?.kind === 'separator') shown.pop();
  return shown;
}

/** Whether the host can never do a command. */
export function isNotOffered(state: AppState, id: CommandId): boolean {
  return !COMMANDS[id].isOffered(state);
}
