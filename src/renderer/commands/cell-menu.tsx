import { Menu } from '@base-ui/react/menu';
import type { JSX } from 'react';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { MenuEntries } from './menu-entries.tsx';
import { MenuPopup, focusAfterCommand } from './menu-popup.tsx';
import { CELL_MENU } from './menus.ts';

/** The context menu of a cell of the list. */
export function CellMenu(): JSX.Element | null {
  const app = useApp();
  const menu = useAppState((state) => state.cellMenu);
  if (menu === undefined) return null;
  const { x, y, cell } = menu;
  return (
    <Menu.Root
      key={`${x} ${y}`}
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) app.store.getState().cellMenuClosed();
      }}
    >
      <MenuPopup
        label={locale.messages.commands.cellMenu}
        anchor={{ getBoundingClientRect: () => new DOMRect(x, y, 0, 0) }}
        side="bottom"
        align="start"
        finalFocus={() => focusAfterCommand(app)}
      >
        <MenuEntries entries={CELL_MENU} cell={cell} />
      </MenuPopup>
    </Menu.Root>
  );
}
