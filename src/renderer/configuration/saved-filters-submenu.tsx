import { Menu } from '@base-ui/react/menu';
import type { JSX } from 'react';
import { CommandItem } from '../commands/command-item.tsx';
import type { CommandId } from '../commands/command-ids.ts';
import { cutMiddle } from '../commands/cut-middle.ts';
import { MenuLabel } from '../commands/menu-label.tsx';
import { MenuPopup } from '../commands/menu-popup.tsx';
import { mnemonicOf } from '../commands/menu-text.ts';
import { sameFilter } from '../filter/rule-list.ts';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import type { SubmenuId } from '../messages/areas/commands.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { loadFilter } from './filter-flows.ts';

const NAME_LENGTH = 48;

/** The saved filters in their order, the one in force with a mark, then commands. */
export function SavedFiltersSubmenu({
  submenu,
  ids,
}: {
  submenu: SubmenuId;
  ids: readonly CommandId[];
}): JSX.Element {
  const app = useApp();
  const saved = useAppState((state) => state.settings.savedFilters);
  const present = useAppState((state) => state.filter);
  const marked = locale.messages.commands.submenus[submenu];
  return (
    <Menu.SubmenuRoot>
      <Menu.SubmenuTrigger className="menu-item" data-mnemonic={mnemonicOf(marked)}>
        <span className="menu-icon" />
        <MenuLabel marked={marked} />
        <Icon id="chevron-right-12-regular" edge={12} className="menu-arrow" />
      </Menu.SubmenuTrigger>
      <MenuPopup sideOffset={-2} alignOffset={-4}>
        {saved.length === 0 ? (
          <Menu.Item className="menu-item" disabled>
            <span className="menu-icon" />
            <span className="menu-text">{locale.messages.configuration.noSavedFilters}</span>
          </Menu.Item>
        ) : (
          <Menu.RadioGroup value={saved.find((filter) => sameFilter(filter, present))?.name ?? ''}>
            {saved.map((filter) => (
              <Menu.RadioItem
                key={filter.name}
                className="menu-item"
                value={filter.name}
                closeOnClick
                onClick={() => loadFilter(app, filter)}
              >
                <span className="menu-icon">
                  {sameFilter(filter, present) ? <span className="menu-dot" /> : null}
                </span>
                <bdi className="menu-text">{cutMiddle(filter.name, NAME_LENGTH)}</bdi>
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
        )}
        <Menu.Separator className="menu-separator" />
        {ids.map((id) => (
          <CommandItem key={id} id={id} />
        ))}
      </MenuPopup>
    </Menu.SubmenuRoot>
  );
}
