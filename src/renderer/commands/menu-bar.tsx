import { Menu } from '@base-ui/react/menu';
import { Menubar } from '@base-ui/react/menubar';
import { useEffect, useRef, useState } from 'react';
import type { JSX, KeyboardEvent } from 'react';
import { locale } from '../messages/locale.ts';
import { focusContent } from '../shell/focus-content.ts';
import { useApp } from '../state/app-context.ts';
import type { CellRef } from '../table/table-handle.ts';
import { pressedKey } from './keys.ts';
import { MenuEntries } from './menu-entries.tsx';
import { MenuLabel } from './menu-label.tsx';
import { itemWithMnemonic, showMnemonics } from './menu-mnemonics.ts';
import { openFromKeyboard } from './menu-bar-keys.ts';
import { MenuPopup, focusAfterCommand } from './menu-popup.tsx';
import { mnemonicOf } from './menu-text.ts';
import { MENUS } from './menus.ts';
import type { MenuSpec } from './menus.ts';

/** The menu bar in the title bar. Alt or F10 enters it, Esc leaves it. */
export function MenuBar(): JSX.Element {
  const app = useApp();
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (!(event.target instanceof Element) || event.target.closest('[role="menu"]') !== null) return;
    if (event.key === 'Escape') {
      showMnemonics(false);
      focusContent(app);
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const trigger = itemWithMnemonic(event.currentTarget, pressedKey(event.nativeEvent));
    if (trigger === undefined) return;
    event.preventDefault();
    openFromKeyboard(trigger);
  };
  return (
    <Menubar className="menu-bar" aria-label={locale.messages.commands.menuBar} onKeyDown={onKeyDown}>
      {MENUS.map((menu) => (
        <BarMenu key={menu.id} menu={menu} />
      ))}
    </Menubar>
  );
}

function BarMenu({ menu }: { menu: MenuSpec }): JSX.Element {
  const app = useApp();
  const leftBy = useRef<string>(undefined);
  const marked = locale.messages.commands.menus[menu.id];
  const finalFocus = (): boolean => {
    if (leftBy.current === 'item-press') return focusAfterCommand(app);
    // Esc goes back to the menu's name; another menu that takes over has the focus already.
    return leftBy.current === 'escape-key';
  };
  return (
    <Menu.Root
      onOpenChange={(isOpen, details) => {
        // The menu's name has lost the focus to a menu within the menu, which is no reason to close it.
        if (!isOpen && details.reason === 'trigger-focus' && isInMenu(document.activeElement))
          details.cancel();
        else leftBy.current = isOpen ? undefined : details.reason;
      }}
    >
      <Menu.Trigger className="menu-trigger" data-mnemonic={mnemonicOf(marked)}>
        <MenuLabel marked={marked} />
      </Menu.Trigger>
      <MenuPopup side="bottom" align="start" sideOffset={2} finalFocus={finalFocus}>
        {menu.id === 'event' ? <EventEntries menu={menu} /> : <MenuEntries entries={menu.entries} />}
      </MenuPopup>
    </Menu.Root>
  );
}

/** The Event menu names the value of the list's current cell. */
function EventEntries({ menu }: { menu: MenuSpec }): JSX.Element {
  const { table } = useApp();
  const [cell, setCell] = useState<CellRef>();
  useEffect(() => {
    let isLeft = false;
    void table.current?.currentCell().then((current) => {
      if (!isLeft) setCell(current);
    });
    return () => {
      isLeft = true;
    };
  }, [table]);
  return <MenuEntries entries={menu.entries} cell={cell} />;
}

function isInMenu(element: Element | null): boolean {
  return element !== null && element.closest('[role="menu"]') !== null;
}
