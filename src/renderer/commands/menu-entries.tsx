import { Menu } from '@base-ui/react/menu';
import type { JSX } from 'react';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import type { SubmenuId } from '../messages/areas/commands.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import type { CellRef } from '../table/table-handle.ts';
import { canFilterBy } from './cell-filter.ts';
import { cellLabel } from './cell-label.ts';
import { CommandItem } from './command-item.tsx';
import { COMMANDS } from './command-table.ts';
import type { CommandId } from './command-ids.ts';
import { MenuLabel } from './menu-label.tsx';
import { MenuPopup } from './menu-popup.tsx';
import { mnemonicOf } from './menu-text.ts';
import { isNotOffered, shownEntries } from './menus.ts';
import type { MenuEntry } from './menus.ts';
import { SavedFiltersSubmenu } from '../configuration/saved-filters-submenu.tsx';
import { RecentSubmenu } from './recent-submenu.tsx';
import { ValueSubmenu } from './value-submenu.tsx';

export interface MenuEntriesProps {
  readonly entries: readonly MenuEntry[];
  /** The cell that the commands of events apply to. */
  readonly cell?: CellRef | undefined;
}

/** Commands that make a rule of the cell's value. */
const RULE_COMMANDS: readonly CommandId[] = [
  'event.include',
  'event.exclude',
  'event.highlight',
  'event.edit-filter',
];

/** What stands in a menu, without what cannot be. */
export function MenuEntries({ entries, cell }: MenuEntriesProps): JSX.Element {
  const { store } = useApp();
  const state = store.getState();
  const isLeftOut = (id: CommandId): boolean =>
    isNotOffered(state, id) ||
    (cell !== undefined && !canFilterBy(cell.column) && RULE_COMMANDS.includes(id));
  return (
    <>
      {shownEntries(entries, isLeftOut).map((entry, index) => (
        <Entry key={index} entry={entry} cell={cell} />
      ))}
    </>
  );
}

function Entry({ entry, cell }: { entry: MenuEntry; cell: CellRef | undefined }): JSX.Element {
  switch (entry.kind) {
    case 'command':
      return (
        <CommandItem id={entry.id} label={cell === undefined ? undefined : cellLabel(entry.id, cell.text)} />
      );
    case 'separator':
      return <Menu.Separator className="menu-separator" />;
    case 'choices':
      return <ChoicesSubmenu submenu={entry.submenu} ids={entry.ids} />;
    case 'recent':
      return <RecentSubmenu />;
    case 'saved-filters':
      return <SavedFiltersSubmenu submenu={entry.submenu} ids={entry.ids} />;
    case 'values':
      return <ValueSubmenu submenu={entry.submenu} event={cell?.event} />;
  }
}

function ChoicesSubmenu({ submenu, ids }: { submenu: SubmenuId; ids: readonly CommandId[] }): JSX.Element {
  const chosen = useAppState((state) => ids.find((id) => COMMANDS[id].isChecked(state)));
  const marked = locale.messages.commands.submenus[submenu];
  return (
    <Menu.SubmenuRoot>
      <Menu.SubmenuTrigger className="menu-item" data-mnemonic={mnemonicOf(marked)}>
        <span className="menu-icon" />
        <MenuLabel marked={marked} />
        <Icon id="chevron-right-12-regular" edge={12} className="menu-arrow" />
      </Menu.SubmenuTrigger>
      <MenuPopup sideOffset={-2} alignOffset={-4}>
        <Menu.RadioGroup value={chosen ?? ''}>
          {ids.map((id) => (
            <CommandItem key={id} id={id} />
          ))}
        </Menu.RadioGroup>
      </MenuPopup>
    </Menu.SubmenuRoot>
  );
}
