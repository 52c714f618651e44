import { Menu } from '@base-ui/react/menu';
import type { JSX } from 'react';
import { openToken } from '../files/file-flows.ts';
import { listRecent } from '../files/file-lists.ts';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import type { App } from '../state/app-context.ts';
import { MenuLabel } from './menu-label.tsx';
import { MenuPopup } from './menu-popup.tsx';
import { mnemonicOf } from './menu-text.ts';
import { cutMiddle } from './cut-middle.ts';

/** More would not be looked through; the start page has all. */
const MOST_FILES = 12;
const NAME_LENGTH = 40;
const FOLDER_LENGTH = 44;

/** The files opened before, the newest first. */
export function RecentSubmenu(): JSX.Element {
  const app = useApp();
  const recent = useAppState((state) => state.recent) ?? [];
  const { submenus, noRecent, clearRecent: clear } = locale.messages.commands;
  return (
    <Menu.SubmenuRoot>
      <Menu.SubmenuTrigger className="menu-item" data-mnemonic={mnemonicOf(submenus.recent)}>
        <span className="menu-icon" />
        <MenuLabel marked={submenus.recent} />
        <Icon id="chevron-right-12-regular" edge={12} className="menu-arrow" />
      </Menu.SubmenuTrigger>
      <MenuPopup sideOffset={-2} alignOffset={-4}>
        {recent.length === 0 ? (
          <Menu.Item className="menu-item" disabled>
            <span className="menu-text">{noRecent}</span>
          </Menu.Item>
        ) : (
          recent.slice(0, MOST_FILES).map(({ file, name, folder, bytes }) => (
            <Menu.Item
              key={file}
              className="menu-item"
              disabled={bytes === undefined}
              onClick={() => openToken(app, file, name)}
            >
              <bdi className="menu-text">{cutMiddle(name, NAME_LENGTH)}</bdi>
              <bdi className="menu-key">{cutMiddle(folder, FOLDER_LENGTH)}</bdi>
            </Menu.Item>
          ))
        )}
        <Menu.Separator className="menu-separator" />
        <Menu.Item
          className="menu-item"
          disabled={recent.length === 0}
          data-mnemonic={mnemonicOf(clear)}
          onClick={() => void forgetAll(app)}
        >
          <MenuLabel marked={clear} />
        </Menu.Item>
      </MenuPopup>
    </Menu.SubmenuRoot>
  );
}

async function forgetAll(app: App): Promise<void> {
  try {
    await app.shell.call('file/forget-recent', {});
  } catch (error) {
    console.error(error);
  }
  await listRecent(app);
}
